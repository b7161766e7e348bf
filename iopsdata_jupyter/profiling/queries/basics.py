"""One scan over a batch of columns: counts, ranges, means, lengths; in DuckDB quantiles and distinct too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from iopsdata_jupyter.profiling.models import NUMERIC, TEMPORAL
from iopsdata_jupyter.profiling.queries.expressions import (
    LONGEST_VALUE,
    as_text,
    counted,
    expression,
    finite,
    is_textual,
    over,
    selected,
)
from iopsdata_jupyter.profiling.source import SourceColumn

QUANTILES = {"p1": 0.01, "p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95, "p99": 0.99}

LISTS_QUANTILES = frozenset({"duckdb", "postgres"})
"""Dialects with one aggregate for several exact quantiles."""


def basics_query(
    columns: Sequence[SourceColumn], relation: str, dialect: str, *, now: datetime, minimal: bool = False
) -> str:
    """Every figure is named `FIGURE_POSITION`; `minimal` asks for counts only."""
    parts = ["count(*) AS n"]
    for column in columns:
        parts.append(f"count(c{column.position}) AS count_{column.position}")
        if not minimal:
            parts += (f"{sql} AS {name}_{column.position}" for name, sql in _figures(column, dialect, now))
    return f"SELECT {', '.join(parts)} FROM {selected(columns, relation, dialect)}"


def _figures(column: SourceColumn, dialect: str, now: datetime) -> Iterator[tuple[str, str]]:
    if dialect == "duckdb":
        yield "distinct", f"approx_count_distinct(c{column.position})"
    if column.kind in NUMERIC:
        yield from _numbers(column, dialect)
    elif column.kind in TEMPORAL:
        yield from _temporal(column, dialect, now)
    elif column.kind == "boolean":
        yield "true", f"sum(CASE WHEN c{column.position} THEN 1 ELSE 0 END)"
    elif column.kind == "uuid":
        return
    elif is_textual(column, dialect):
        yield from _text(column, dialect)
    else:
        yield from _lengths(column, dialect)


def _numbers(column: SourceColumn, dialect: str) -> Iterator[tuple[str, str]]:
    name, real = f"c{column.position}", finite(column, dialect)
    ranged = real if column.kind == "float" and dialect != "mysql" else name
    yield "min", f"min({ranged})"
    yield "max", f"max({ranged})"
    yield "mean", f"avg({real})"
    yield "zeros", counted("c = 0", column.position, dialect)
    yield "negatives", counted("c < 0", column.position, dialect)
    yield "finite", f"count({real})"
    if dialect == "duckdb":
        listed = ", ".join(str(share) for share in QUANTILES.values())
        yield "quantiles", f"quantile_cont({real}, [{listed}])"
    elif dialect == "postgres":
        listed = ", ".join(str(share) for share in QUANTILES.values())
        yield "quantiles", f"percentile_cont(ARRAY[{listed}]) WITHIN GROUP (ORDER BY {real})"


def _text(column: SourceColumn, dialect: str) -> Iterator[tuple[str, str]]:
    name = f"c{column.position}"
    length = over("length(c)", column.position, dialect)
    if not as_text(column.kind, dialect):
        yield "min", f"substr(min({name}), 1, {LONGEST_VALUE})"
        yield "max", f"substr(max({name}), 1, {LONGEST_VALUE})"
    yield "shortest", f"min({length})"
    yield "longest", f"max({length})"
    yield "meanlength", f"avg({length})"
    yield "empty", counted("length(c) = 0", column.position, dialect)
    yield "padded", counted("length(trim(c)) <> length(c)", column.position, dialect)


def _temporal(column: SourceColumn, dialect: str, now: datetime) -> Iterator[tuple[str, str]]:
    name = f"c{column.position}"
    if dialect in ("duckdb", "postgres"):
        name = f"CASE WHEN isfinite({name}) THEN {name} END"
    yield "min", f"min({name})"
    yield "max", f"max({name})"
    yield "future", _after(name, column, dialect, now)
    yield "finite", f"count({name})"
    parts = ["year_part"]
    if column.kind == "timestamp":
        parts += ["hour_part", "minute_part", "second_part"]
    for part in parts:
        yield part.replace("_part", ""), f"max({_replaced(part, name, dialect)})"


def _replaced(text: str, name: str, dialect: str) -> str:
    import re

    return re.sub(r"\bc\b", lambda _: name, expression(text, dialect))


def _after(name: str, column: SourceColumn, dialect: str, now: datetime) -> str:
    if column.kind == "date":
        moment = f"'{now:%Y-%m-%d}'"
        cast = moment if dialect == "sqlite" else f"CAST({moment} AS DATE)"
    else:
        kind = (
            "DATETIME"
            if dialect == "mysql"
            else ("TIMESTAMP" if "Z" not in column.type.upper() else "TIMESTAMPTZ")
        )
        if dialect == "spark":
            kind = "TIMESTAMP"
        moment = f"'{now:%Y-%m-%d %H:%M:%S}{'+00' if kind == 'TIMESTAMPTZ' else ''}'"
        cast = moment if dialect == "sqlite" else f"CAST({moment} AS {kind})"
    return f"sum(CASE WHEN {name} > {cast} THEN 1 ELSE 0 END)"


def _lengths(column: SourceColumn, dialect: str) -> Iterator[tuple[str, str]]:
    text = {"binary": "bytes", "list": "list_length", "map": "map_length"}.get(column.kind)
    if text is None:
        return
    length = over(text, column.position, dialect)
    yield "shortest", f"min({length})"
    yield "longest", f"max({length})"
    yield "meanlength", f"avg({length})"
    yield "empty", f"sum(CASE WHEN {length} = 0 THEN 1 ELSE 0 END)"
