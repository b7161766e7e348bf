"""How the source of a finished profile is opened again: the same DataFrame, files or connection."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.errors import ConnectionFailed, UsageError
from iopsdata_jupyter.live_profiles import OpenSource, RunOn, connection_source
from iopsdata_jupyter.profile_targets import Target, Targets

if TYPE_CHECKING:
    from iopsdata_jupyter.profiling.models import TableProfile
    from iopsdata_jupyter.profiling.source import Source

_AGAIN = "Profile it again: run the cell."


def opener_of(
    target: Target,
    sheet: str | None,
    targets: Callable[[RunOn], Targets],
    connection_named: Callable[[str], Connection],
) -> OpenSource:
    """The opener of what `target` is; it keeps neither a DataFrame nor a connection alive.

    Args:
        target: what was profiled, still open.
        sheet: of an Excel file.
        targets: opens DataFrames and files with a way to run statements.
        connection_named: finds a connection whose object has gone, by its name.
    """
    if target.frame is not None:
        return _frame_opener(target.frame, targets)
    if target.source.file is not None:
        paths = tuple(Path(path).absolute() for path in target.source.file.paths)
        return _file_opener(paths, sheet, targets)
    if target.connection is None:
        raise ValueError("A target is a DataFrame, files or of a connection.")
    return _connection_opener(target.connection, connection_named)


def _frame_opener(frame: Any, targets: Callable[[RunOn], Targets]) -> OpenSource:
    known = weakref.ref(frame)

    @contextmanager
    def opened(profile: TableProfile, run_on: RunOn) -> Iterator[Source]:
        found = known()
        if found is None:
            raise UsageError(f"The DataFrame {profile.name} is not there any more.", hint=_AGAIN)
        with targets(run_on).open(found) as target:
            yield target.source

    return opened


def _file_opener(
    paths: tuple[Path, ...], sheet: str | None, targets: Callable[[RunOn], Targets]
) -> OpenSource:
    @contextmanager
    def opened(_profile: TableProfile, run_on: RunOn) -> Iterator[Source]:
        with targets(run_on).files(paths, sheet) as target:
            yield target.source

    return opened


def _connection_opener(connection: Connection, connection_named: Callable[[str], Connection]) -> OpenSource:
    known, name, place = weakref.ref(connection), connection.config.name, connection.config.target

    @contextmanager
    def opened(profile: TableProfile, run_on: RunOn) -> Iterator[Source]:
        candidates = (_named(name, connection_named), known())
        found = next((one for one in candidates if one is not None and one.config.target == place), None)
        if found is None:
            raise UsageError(f"The connection {name} is not there any more.", hint=_AGAIN)
        yield connection_source(profile, run_on(found))

    return opened


def _named(name: str, connection_named: Callable[[str], Connection]) -> Connection | None:
    """The connection of that name now, opened again where it was closed; none where it was never saved."""
    try:
        return connection_named(name)
    except ConnectionFailed:
        return None
