"""One scan over a batch of columns: counts, ranges, means, lengths; in DuckDB quantiles and distinct too."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from iopsdata_jupyter.profiling.models import NUMERIC, TEMPORAL
from iopsdata_jupyter.profiling.queries.expressions import (
    LONGEST_VALUE,
    counted,
    expression,
    finite,
    is_textual,
    over,
    selected,
)
from iopsdata_jupyter.profiling.source import SourceColumn

QUANTILES = {"p1": 0.01, "p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95, "p99": 0.99}

MOST_FIELDS = 50
"""Fields of a struct of which nulls are counted."""

LISTS_QUANTILES = frozenset({"duckdb", "postgres"})
"""Dialects with one aggregate for several exact quantiles."""


def basics_query(
    columns: Sequence[SourceColumn],
    relation: str,
    dialect: str,
    *,
    now: datetime,
    ranged: bool = True,
    many: Collection[str] = (),
    grains: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Every figure is named `FIGURE_POSITION`; least and greatest values are among them where `ranged`.

    Of the columns in `many` distinct values are counted in the same scan, where the engine has no estimate;
    `grains` says how fine moments are known to be, by column, so that only finer parts are looked for.
    """
    parts = ["count(*) AS n"]
    for column in columns:
        parts.append(f"count(c{column.position}) AS count_{column.position}")
        if ranged:
            parts += _range(column, ranged_value(column, dialect))
        if dialect != "duckdb" and column.name in many:
            parts.append(f"count(DISTINCT {_comparable(column, dialect)}) AS exactly_{column.position}")
        figures = _figures(column, dialect, now, grains.get(column.name, ""))
        parts += (f"{sql} AS {name}_{column.position}" for name, sql in figures)
    return f"SELECT {', '.join(parts)} FROM {selected(columns, relation, dialect)}"


def counts_only_query(columns: Sequence[SourceColumn], relation: str, dialect: str) -> str:
    """Rows and values, for columns of which an engine computes nothing else."""
    parts = (f"count(c{column.position}) AS count_{column.position}" for column in columns)
    return f"SELECT count(*) AS n, {', '.join(parts)} FROM {selected(columns, relation, dialect)}"


def all_lengths_query(columns: Sequence[SourceColumn], relation: str) -> str:
    """How often each length occurs, for text columns in DuckDB, which tells least, greatest and mean too.

    With approx_count_distinct in one statement it took half again the time, and 1.5 GB over ten million
    rows (DuckDB 2.0).
    """
    parts = []
    for column in columns:
        parts.append(f"histogram(length(c{column.position})) AS lengths_{column.position}")
        parts.append(f"{_padded(column, 'duckdb')} AS padded_{column.position}")
    return f"SELECT {', '.join(parts)} FROM {selected(columns, relation, 'duckdb')}"


def ranges_query(
    columns: Sequence[SourceColumn], relation: str, dialect: str, *, finite_only: bool = False
) -> str:
    """Least and greatest values alone: DuckDB answers from a file's statistics without reading a row.

    With `finite_only` infinities and NaN are left aside, which needs the rows; those of dates always are,
    since Python has none.
    """
    parts = []
    for column in columns:
        finite = finite_only or column.kind in TEMPORAL
        ranged = ranged_value(column, dialect) if finite else f"c{column.position}"
        parts += _range(column, ranged)
    return f"SELECT {', '.join(parts)} FROM {selected(columns, relation, dialect)}"


def _range(column: SourceColumn, ranged: str) -> list[str]:
    if not has_range(column):
        return []
    cut = f"substr({{}}({ranged}), 1, {LONGEST_VALUE})" if column.kind == "text" else f"{{}}({ranged})"
    return [f"{cut.format(edge)} AS {edge}_{column.position}" for edge in ("min", "max")]


def ranged_value(column: SourceColumn, dialect: str) -> str:
    """The column without infinities and NaN."""
    if column.kind == "float" and dialect != "mysql":
        return finite(column, dialect)
    name = f"c{column.position}"
    if column.kind in TEMPORAL and dialect in ("duckdb", "postgres"):
        return f"CASE WHEN isfinite({name}) THEN {name} END"
    return _comparable(column, dialect)


def _comparable(column: SourceColumn, dialect: str) -> str:
    """PostgreSQL compares text by its bytes, as DuckDB does, for less than by the rules of a language."""
    name = f"c{column.position}"
    return f'{name} COLLATE "C"' if dialect == "postgres" and is_textual(column, dialect) else name


def has_range(column: SourceColumn) -> bool:
    """Whether least and greatest value of the column mean something."""
    return column.kind in NUMERIC or column.kind in TEMPORAL or column.kind == "text"


def _figures(column: SourceColumn, dialect: str, now: datetime, grain: str) -> Iterator[tuple[str, str]]:
    if dialect == "duckdb":
        yield "distinct", f"approx_count_distinct(c{column.position})"
    if column.kind in NUMERIC:
        yield from _numbers(column, dialect)
    elif column.kind in TEMPORAL:
        yield from _temporal(column, dialect, now, grain)
    elif column.kind == "boolean":
        yield "true", f"sum(CASE WHEN c{column.position} THEN 1 ELSE 0 END)"
    elif column.kind == "uuid":
        return
    elif is_textual(column, dialect):
        yield from _text(column, dialect)
    elif column.kind == "struct" and dialect == "duckdb":
        yield from _fields(column)
    else:
        yield from _lengths(column, dialect)


def _numbers(column: SourceColumn, dialect: str) -> Iterator[tuple[str, str]]:
    real = finite(column, dialect)
    yield "mean", f"avg({real})"
    yield "zeros", counted("c = 0", column.position, dialect)
    yield "negatives", counted("c < 0", column.position, dialect)
    if column.kind == "float":
        # Elsewhere it is count(c), and Sail 0.7 refuses two aggregates that it makes alike.
        yield "finite", f"count({real})"
    if dialect == "duckdb":
        listed = ", ".join(str(share) for share in QUANTILES.values())
        yield "quantiles", f"quantile_cont({real}, [{listed}])"
    elif dialect == "postgres":
        listed = ", ".join(str(share) for share in QUANTILES.values())
        yield "quantiles", f"percentile_cont(ARRAY[{listed}]) WITHIN GROUP (ORDER BY {real})"


def _text(column: SourceColumn, dialect: str) -> Iterator[tuple[str, str]]:
    length = over("length(c)", column.position, dialect)
    if dialect != "duckdb" and column.kind != "text":
        yield "padded", _padded(column, dialect)
        yield "shortest", f"min({length})"
        yield "longest", f"max({length})"
        yield "meanlength", f"avg({length})"
        yield "empty", counted("length(c) = 0", column.position, dialect)


def _padded(column: SourceColumn, dialect: str) -> str:
    """Values with outer blanks, for less than half the price of comparing with trim(c)."""
    return counted("c LIKE ' %' OR c LIKE '% '", column.position, dialect)


def _temporal(column: SourceColumn, dialect: str, now: datetime, grain: str) -> Iterator[tuple[str, str]]:
    name = ranged_value(column, dialect)
    yield "future", _after(name, column, dialect, now)
    for part in _FINER.get(grain, _PARTS):
        if column.kind == "timestamp" or part in ("month", "day"):
            yield part, f"max({_replaced(f'{part}_part', name, dialect)})"


_PARTS = ("month", "day", "hour", "minute", "second")
_FINER = {"day": _PARTS[2:], "hour": _PARTS[3:], "minute": _PARTS[4:], "second": _PARTS[4:], "subsecond": ()}
"""Parts of a moment that may still show values to be finer than some of them are known to be."""


def _replaced(text: str, name: str, dialect: str) -> str:
    import re

    return re.sub(r"\bc\b", lambda _: name, expression(text, dialect))


def _after(name: str, column: SourceColumn, dialect: str, now: datetime) -> str:
    kind = "DATE" if column.kind == "date" else _moment_type(column, dialect)
    form = "%Y-%m-%d" if kind == "DATE" else "%Y-%m-%d %H:%M:%S"
    zone = "+00" if kind == "TIMESTAMPTZ" else ""
    moment = f"'{now.strftime(form)}{zone}'"
    cast = moment if dialect == "sqlite" else f"CAST({moment} AS {kind})"
    return f"sum(CASE WHEN {name} > {cast} THEN 1 ELSE 0 END)"


def _moment_type(column: SourceColumn, dialect: str) -> str:
    if dialect == "mysql":
        return "DATETIME"
    zoned = "TZ" in column.type.upper() or "WITH TIME ZONE" in column.type.upper()
    return "TIMESTAMPTZ" if zoned and dialect in ("duckdb", "postgres") else "TIMESTAMP"


def struct_fields(column: SourceColumn) -> list[str]:
    """The names of a struct's fields, where the type tells them; DuckDB's does."""
    from sqlglot import errors, exp

    try:
        parsed = exp.DataType.build(column.type, dialect="duckdb")
    except errors.ParseError:
        return []
    return [field.name for field in parsed.expressions if isinstance(field, exp.ColumnDef)][:MOST_FIELDS]


def _fields(column: SourceColumn) -> Iterator[tuple[str, str]]:
    for number, name in enumerate(struct_fields(column)):
        text = name.replace("'", "''")
        yield f"field{number}", f"count(struct_extract(c{column.position}, '{text}'))"


def _lengths(column: SourceColumn, dialect: str) -> Iterator[tuple[str, str]]:
    text = {"binary": "bytes", "list": "list_length", "map": "map_length"}.get(column.kind)
    if text is None:
        return
    length = over(text, column.position, dialect)
    yield "shortest", f"min({length})"
    yield "longest", f"max({length})"
    yield "meanlength", f"avg({length})"
    yield "empty", f"sum(CASE WHEN {length} = 0 THEN 1 ELSE 0 END)"
