"""Where a row falls in the pictures of a column: one number a row, by the edges and values that are shown.

The code of a row is `NULL`, `OTHER` (a value that is in no bin and none of those shown), or from `FIRST` up
the place in the picture. Counting codes gives a picture again, with the same edges, whatever rows are left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from iopsdata_jupyter.profiling.models import NUMERIC, TEMPORAL, ColumnProfile, Histogram
from iopsdata_jupyter.profiling.queries.expressions import (
    LONGEST_VALUE,
    as_text,
    finite,
    is_textual,
    number,
    over,
)
from iopsdata_jupyter.profiling.source import SourceColumn

NULL, OTHER, FIRST = 0, 1, 2

Picture = Literal["range", "length", "value"]

_EXACT = frozenset({"text", "integer", "decimal", "boolean", "uuid"})
"""Kinds of which a value can be written as a literal that equals it in every engine."""


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one picture of one column."""

    code: str
    """The code of a row, an expression over the column as `cN`."""
    size: int
    """How many places there are."""


def shown_picture(column: ColumnProfile) -> Picture | None:
    """What the widget draws of a column at a glance, by the rule of `isShownByValues` in its pictures.ts."""
    top = column.top_values
    if top and (column.kind == "boolean" or (column.histogram is None and top[0].count > 1)):
        return "value"
    if column.histogram is not None:
        return "range"
    return "length" if column.text is not None and column.text.lengths is not None else None


def bins_of(column: ColumnProfile, dialect: str) -> Places | None:
    """The bins of numbers, dates or timestamps."""
    histogram, unit = column.histogram, column.temporal.gap_unit if column.temporal else None
    if histogram is None or not histogram.counts:
        return None
    if column.kind in TEMPORAL and unit:
        return _periods(column, histogram, unit, dialect)
    if column.kind not in NUMERIC:
        return None
    # The price of a column is read as a double, as when it was profiled.
    real = finite(_source(column), dialect)
    return _evenly(column, real, histogram, dialect)


def lengths_of(column: ColumnProfile, dialect: str) -> Places | None:
    """The bins of the lengths of text."""
    lengths = column.text.lengths if column.text else None
    if lengths is None or not lengths.counts:
        return None
    return _evenly(column, over("length(c)", column.position, dialect), lengths, dialect)


def values_of(column: ColumnProfile, dialect: str) -> Places | None:
    """The most frequent values; None where they are masked, or cannot be told for sure."""
    is_personal = column.semantic is not None and column.semantic.personal
    exact = column.kind in _EXACT or as_text(column.kind, dialect)
    if is_personal or not exact or not column.top_values:
        return None
    branches = [
        (equal, place)
        for place, item in enumerate(column.top_values)
        if (equal := _equal(column, item.value, dialect))
    ]
    return Places(_case(column, branches, str(OTHER)), len(column.top_values)) if branches else None


def nulls_of(column: ColumnProfile) -> Places:
    """Only whether there is a value."""
    return Places(_case(column, [], str(OTHER)), 0)


def _case(column: ColumnProfile, branches: list[tuple[str, int]], otherwise: str) -> str:
    told = "".join(f" WHEN {test} THEN {FIRST + place}" for test, place in branches)
    return f"CASE WHEN c{column.position} IS NULL THEN {NULL}{told} ELSE {otherwise} END"


def _evenly(column: ColumnProfile, value: str, histogram: Histogram, dialect: str) -> Places:
    """The same computation as `queries.shapes` makes the bins by, so that counts agree to the row."""
    low, width, last = *_lowest(column, histogram), len(histogram.counts) - 1
    place = f"({value} - {number(low)}) / {number(width)}"
    # SQLite may lack floor; a cast cuts towards zero, which is the same from 0 up.
    whole = f"CAST({place} AS INTEGER)" if dialect == "sqlite" else f"floor({place})"
    code = (
        f"CASE WHEN c{column.position} IS NULL THEN {NULL} WHEN {value} IS NULL OR {place} < 0 THEN {OTHER} "
        f"WHEN {place} >= {last} THEN {FIRST + last} ELSE {FIRST} + {whole} END"
    )
    return Places(code, len(histogram.counts))


def _lowest(column: ColumnProfile, histogram: Histogram) -> tuple[float, float]:
    """Beginning and width of the first bin; edges of reals are rounded sums, so that their range tells."""
    low, bins = histogram.edges[0], len(histogram.counts)
    is_whole = all(isinstance(edge, int) for edge in histogram.edges)
    if is_whole or isinstance(column.min, str) or column.min is None:
        return float(low), float(histogram.edges[1] - low)
    least, greatest = float(column.min), float(column.max)
    return least, (greatest - least) / bins if bins > 1 else 1.0


def _periods(column: ColumnProfile, histogram: Histogram, unit: str, dialect: str) -> Places:
    """Bins of whole hours, days or months; each begins with one, so that edges can be compared."""
    period, edges = over(unit, column.position, dialect), histogram.edges[1:-1]
    branches = [
        (f"{period} < {_moment(edge, unit, column, dialect)}", place) for place, edge in enumerate(edges)
    ]
    finite_only = f"isfinite(c{column.position})" if dialect in ("duckdb", "postgres") else "1 = 1"
    told = "".join(f" WHEN {test} THEN {FIRST + place}" for test, place in branches)
    code = (
        f"CASE WHEN c{column.position} IS NULL THEN {NULL} "
        f"WHEN NOT ({finite_only}) OR {period} IS NULL THEN {OTHER}{told} ELSE {FIRST + len(edges)} END"
    )
    return Places(code, len(histogram.counts))


def _moment(edge: Any, unit: str, column: ColumnProfile, dialect: str) -> str:
    """The first moment of a period as a literal of what `over(unit)` gives: text in MySQL and SQLite."""
    if unit != "hour" or not isinstance(edge, datetime):
        text = _text(f"{edge:%Y-%m-%d}".rjust(10, "0"), dialect)
        return text if dialect in ("mysql", "sqlite") else f"CAST({text} AS DATE)"
    written = f"{edge:%Y-%m-%d %H:00:00}".rjust(19, "0")
    if dialect in ("mysql", "sqlite"):
        return _text(written, dialect)
    # Edges of what has a zone are in UTC.
    is_zoned = "TZ" in column.type.upper() or "WITH TIME ZONE" in column.type.upper()
    kind = "TIMESTAMPTZ" if is_zoned and dialect in ("duckdb", "postgres") else "TIMESTAMP"
    return f"CAST({_text(written + ('+00:00' if kind == 'TIMESTAMPTZ' else ''), dialect)} AS {kind})"


def _equal(column: ColumnProfile, value: Any, dialect: str) -> str | None:
    """Whether the column has the value; None for one that no literal equals for sure."""
    name = f"c{column.position}"
    if column.kind == "boolean":
        return name if value else f"NOT {name}"
    if isinstance(value, str):
        is_cut = len(value) >= LONGEST_VALUE and is_textual(_source(column), dialect)
        return f"{f'substr({name}, 1, {LONGEST_VALUE})' if is_cut else name} = {_text(value, dialect)}"
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f"{name} = {_number(value, dialect)}"
    return f"{name} = {_text(str(value), dialect)}" if column.kind == "uuid" else None


def _number(value: int | Decimal, dialect: str) -> str:
    from sqlglot import exp

    return exp.Literal.number(format(value, "f") if isinstance(value, Decimal) else str(value)).sql(dialect)


def _text(value: str, dialect: str) -> str:
    """Text as a literal; one of braces and a name would be a bind, so that it is cut in two."""
    from sqlglot import exp

    if not value.startswith("{{"):
        return exp.Literal.string(value).sql(dialect)
    return f"({exp.Concat(expressions=list(_halves(value))).sql(dialect)})"


def _halves(value: str) -> Iterator[Any]:
    from sqlglot import exp

    yield exp.Literal.string(value[:1])
    yield exp.Literal.string(value[1:])


def _source(column: ColumnProfile) -> SourceColumn:
    return SourceColumn(column.name, column.type, column.kind, column.position)
