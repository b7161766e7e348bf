"""Columns as they are, for figures that this process computes; only of engines that run in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from iopsdata_jupyter.profiling.queries.expressions import selected
from iopsdata_jupyter.profiling.source import SourceColumn

MOST_DIGITS = 15
"""Digits that a double keeps, so that a decimal comes back from it as it was."""

_FIXED = re.compile(
    r"U?(TINY|SMALL|BIG)?INT(EGER)?|FLOAT|DOUBLE|DATE|TIMESTAMP(_S|_MS|_NS)?( WITH TIME ZONE)?"
)
_DECIMAL = re.compile(r"DECIMAL\((\d+), ?(\d+)\)")


def is_fixed_width(column: SourceColumn) -> bool:
    """Whether the column's values can be sorted as numbers of at most eight bytes; DuckDB's types."""
    return bool(_FIXED.fullmatch(column.type.upper())) or decimal_places(column) is not None


def decimal_places(column: SourceColumn) -> int | None:
    """Digits behind the point of a decimal that a double keeps; None: it is another type."""
    found = _DECIMAL.fullmatch(column.type.upper())
    return int(found[2]) if found and int(found[1]) <= MOST_DIGITS else None


def arrays_query(columns: Sequence[SourceColumn], relation: str) -> str:
    """All values of the columns, `c0`, `c1`, ...; decimals as doubles."""
    listed = ", ".join(
        f"CAST(c{column.position} AS DOUBLE) AS c{column.position}"
        if decimal_places(column) is not None
        else f"c{column.position}"
        for column in columns
    )
    return f"SELECT {listed} FROM {selected(columns, relation, 'duckdb')}"
