"""The columns of the notebook's DataFrames, without computing any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.kernel_requests.arguments import page, text
from iopsdata_jupyter.notebook_frames import frames_in
from iopsdata_jupyter.session import current_session


def frame_columns(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A page of names and types, as the library of the DataFrame `name` calls them.

    Raises:
        UsageError: there is no such DataFrame.
    """
    wanted = page(arguments)
    columns = list(_columns(frame_named(text(arguments, "name"))))
    chosen = columns[wanted["offset"] : wanted["offset"] + wanted["limit"]]
    return {"columns": [{"name": name, "type": kind} for name, kind in chosen], "total": len(columns)}


def frame_named(name: str) -> Any:
    """The DataFrame in the variable `name`.

    Raises:
        UsageError: there is none.
    """
    frames = frames_in(current_session().variables())
    if name not in frames:
        raise UsageError(
            f"The notebook has no DataFrame named {name!r}.", hint=did_you_mean(name, list(frames))
        )
    return frames[name]


def _columns(frame: Any) -> Iterable[tuple[str, str]]:
    if hasattr(frame, "collect_schema"):
        schema = frame.collect_schema()
        return zip(schema.names(), map(str, schema.dtypes()), strict=True)
    if hasattr(frame, "column_names"):
        return ((field.name, str(field.type)) for field in frame.schema)
    return zip(map(str, frame.columns), map(str, frame.dtypes), strict=True)
