"""Other DataFrames of the notebook that a DataFrame's columns seem to refer to, by names and unique values.

Only names are compared at first. Of a DataFrame that a name points to, one column is read, and it counts only
where no value of it repeats. Whether the values are there is proved with the profile, by a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.catalog.keys import with_inferred_keys
from iopsdata_jupyter.catalog.models import Catalog, Column, ForeignKey, Table
from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.notebook_frames import frames_in

if TYPE_CHECKING:
    import pyarrow as pa

MOST_FRAMES = 50
"""DataFrames whose names are looked at."""
MOST_REFERENCES = 12
MOST_ROWS = 2_000_000
"""Rows of a DataFrame up to which it is looked whether a column's values repeat: about 0.1 s."""

_SHARED_KEY = re.compile(
    r"\w_?(?:id|key|code|no|number|uuid)$|^(?:sku|isbn|ean|iban|uuid|e?mail)$", re.IGNORECASE
)
"""Names that mean the same in two tables; a bare `id` or `code` is each table's own."""


def frame_catalog(
    name: str, frame: Any, variables: Mapping[str, Any], connection: Connection
) -> Catalog | None:
    """A catalog of the DataFrame and of those that it may refer to, which `connection` can then read.

    None where no other DataFrame has a fitting name and a column of unique values.
    """
    others = _others(name, frame, variables)
    tables = with_inferred_keys((_table(name, frame), *(_table(*other) for other in others.items())))
    wanted = (*tables[0].foreign_keys, *_shared_names(tables))
    targets: dict[str, dict[str, Any]] = {}
    keys = []
    for key in wanted[:MOST_REFERENCES]:
        column = _unique(others[key.target_table], key.target_columns[0])
        if column is not None:
            targets.setdefault(key.target_table, {})[key.target_columns[0]] = column
            keys.append(key)
    if not keys:
        return None
    for target, columns in targets.items():
        connection.register(target, _arrow_table(columns))
    known = {table.name: table for table in tables}
    own = replace(known[name], foreign_keys=tuple(keys))
    return Catalog("duckdb", (own, *(known[target] for target in targets)))


def _others(name: str, frame: Any, variables: Mapping[str, Any]) -> dict[str, Any]:
    """DataFrames whose columns are known without computing anything, but for the one that is profiled."""
    frames = {
        other: value
        for other, value in frames_in(variables).items()
        if value is not frame and other.casefold() != name.casefold() and not hasattr(value, "collect")
    }
    return dict(list(frames.items())[:MOST_FRAMES])


def _table(name: str, frame: Any) -> Table:
    return Table(name, tuple(Column(column) for column in _names(frame)), kind="dataframe")


def _names(frame: Any) -> list[str]:
    if hasattr(frame, "collect_schema"):
        return list(map(str, frame.collect_schema().names()))
    return list(map(str, frame.column_names if hasattr(frame, "column_names") else frame.columns))


def _shared_names(tables: tuple[Table, ...]) -> Iterator[ForeignKey]:
    """Columns that have the name of a key in another table, where none is inferred already."""
    own, *others = tables
    known = {name.casefold() for key in own.foreign_keys for name in key.columns}
    for column in own.columns:
        if column.name.casefold() in known or not _SHARED_KEY.search(column.name):
            continue
        for other in others:
            target = other.column(column.name)
            if target is not None:
                yield ForeignKey((column.name,), other.name, (target.name,), inferred=True)


def _unique(frame: Any, name: str) -> pa.ChunkedArray | None:
    """A column no value of which repeats, nulls aside; None where one does or there are too many rows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from iopsdata_jupyter.profiling.frames import frame_table

    if not 0 < len(frame) <= MOST_ROWS or _names(frame).count(name) != 1:
        return None
    part = frame.loc[:, [name]] if hasattr(frame, "loc") else frame.select([name])
    column = frame_table(part)[0].column(0)
    try:
        is_unique = pc.count_distinct(column, mode="only_valid").as_py() == len(column) - column.null_count
    except pa.ArrowNotImplementedError:
        return None
    return column if is_unique else None


def _arrow_table(columns: Mapping[str, Any]) -> pa.Table:
    import pyarrow as pa

    return pa.table(dict(columns))
