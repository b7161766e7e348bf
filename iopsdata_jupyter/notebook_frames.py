"""The notebook's DataFrames as tables, found without importing a DataFrame library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from iopsdata_jupyter.catalog.cache import CatalogCache
from iopsdata_jupyter.connections.manager import NOTEBOOK
from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

Frames = Mapping[str, Any]

_FRAME_TYPES = {
    ("pandas", "DataFrame"),
    ("polars", "DataFrame"),
    ("polars", "LazyFrame"),
    ("pyarrow", "Table"),
}


class FrameTables:
    """Shows DataFrames on connections that can read them, and keeps the catalogs in step."""

    def __init__(self, variables: Callable[[], Mapping[str, Any]], catalogs: CatalogCache) -> None:
        self._variables = variables
        self._catalogs = catalogs
        self._seen: WeakKeyDictionary[Connection, tuple[Any, ...]] = WeakKeyDictionary()

    def show_all(self, connection: Connection) -> None:
        """Every DataFrame of the notebook, and none that is gone, as tables of the notebook's database."""
        frames = frames_in(self._variables())
        seen = fingerprint(frames)
        if self._seen.get(connection) == seen:
            return
        for name in connection.registered() - frames.keys():
            connection.unregister(name)
        for name, frame in frames.items():
            connection.register(name, frame)
        self._seen[connection] = seen
        self._catalogs.forget(connection)

    def show_named(self, connection: Connection, names: Iterable[str]) -> None:
        """The DataFrames among `names`; a table of the database comes before a DataFrame of its name."""
        variables = self._variables()
        frames = frames_in({name: variables[name] for name in names if name in variables})
        if frames and connection.config.name != NOTEBOOK:
            tables = self._catalogs.catalog(connection).tables
            own = {table.name.casefold() for table in tables if table.kind != "dataframe"}
            frames = {name: frame for name, frame in frames.items() if name.casefold() not in own}
        for name, frame in frames.items():
            connection.register(name, frame)


def frames_in(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The DataFrames among `variables` by name; names with a leading underscore are IPython's own."""
    return {
        name: value for name, value in list(variables.items()) if not name.startswith("_") and is_frame(value)
    }


def is_frame(value: Any) -> bool:
    """Whether `value` is a pandas or polars DataFrame or an Arrow table."""
    return any((base.__module__.split(".")[0], base.__name__) in _FRAME_TYPES for base in type(value).__mro__)


def arrow_table(frame: Any) -> pa.Table:
    """The frame as an Arrow table; the index of a pandas frame is left out.

    Raises:
        UsageError: a column mixes types that no table column can hold.
    """
    import pyarrow as pa

    if isinstance(frame, pa.Table):
        return frame
    if hasattr(frame, "collect"):
        frame = frame.collect()
    try:
        return (
            frame.to_arrow()
            if hasattr(frame, "to_arrow")
            else pa.Table.from_pandas(frame, preserve_index=False)
        )
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise UsageError(
            f"The DataFrame cannot be stored: {str(error).splitlines()[0]}",
            hint="Give every column one type, for example with `frame.convert_dtypes()` or `astype`.",
        ) from None


def fingerprint(frames: Frames) -> tuple[Any, ...]:
    """Changes when a frame is another object, or has other columns or another length."""
    return tuple((name, id(frame), _shape(frame)) for name, frame in sorted(frames.items()))


def _shape(frame: Any) -> tuple[Any, ...]:
    columns = frame.column_names if hasattr(frame, "column_names") else frame.columns
    rows = len(frame) if hasattr(frame, "__len__") else -1
    return (rows, tuple(map(str, columns)))
