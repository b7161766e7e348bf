"""Expressions over one column, in every dialect: written once in DuckDB's SQL and translated by sqlglot.

Columns stand as `c0`, `c1`, ... in every statement: `selected` names each real column exactly once, as a
quoted identifier, so that no header can be anything but a name. Expressions are translated once a dialect,
with `c` for the column, which is then put in by text: `c` occurs nowhere else as a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from iopsdata_jupyter.profiling.models import Kind
from iopsdata_jupyter.profiling.source import SourceColumn, quoted

LONGEST_VALUE = 200
"""Characters of a text value that are fetched."""

_OWN: Mapping[str, Mapping[str, str]] = {
    "count_if({})": {
        "duckdb": "count_if({})",
        "postgres": "count(*) FILTER (WHERE {})",
        "": "sum(CASE WHEN {} THEN 1 ELSE 0 END)",
    },
    "hour": {
        "mysql": "date_format(c, '%Y-%m-%d %H:00:00')",
        "sqlite": "strftime('%Y-%m-%d %H:00:00', c)",
        "": "date_trunc('hour', c)",
    },
    "month": {
        "mysql": "date_format(c, '%Y-%m-01')",
        "sqlite": "strftime('%Y-%m-01', c)",
        "": "CAST(date_trunc('month', c) AS DATE)",
    },
    "day": {"sqlite": "date(c)", "": "CAST(c AS DATE)"},
    "month_part": {"sqlite": "CAST(strftime('%m', c) AS INTEGER)", "": "extract(month FROM c)"},
    "day_part": {"sqlite": "CAST(strftime('%d', c) AS INTEGER)", "": "extract(day FROM c)"},
    "hour_part": {"sqlite": "CAST(strftime('%H', c) AS INTEGER)", "": "extract(hour FROM c)"},
    "minute_part": {"sqlite": "CAST(strftime('%M', c) AS INTEGER)", "": "extract(minute FROM c)"},
    "second_part": {"sqlite": "CAST(strftime('%S', c) AS INTEGER)", "": "extract(second FROM c)"},
    "finite": {
        "duckdb": "isfinite(c)",
        # NaN is greater than Infinity there.
        "postgres": "abs(c) < 'Infinity'",
        "spark": "(NOT isnan(c) AND abs(c) < double('Infinity'))",
        "": "abs(c) < 1.7976931348623157e308",
    },
    "bytes": {"duckdb": "octet_length(c)", "sqlite": "length(c)", "": "octet_length(c)"},
    "list_length": {
        "postgres": "coalesce(cardinality(c), 0)",
        "spark": "cardinality(c)",
        "": "len(c)",
    },
    "map_length": {"": "cardinality(c)"},
}  # fmt: skip
_VERBATIM = frozenset(_OWN)


@lru_cache(maxsize=1024)
def expression(text: str, dialect: str) -> str:
    """An expression over `c` in the dialect: DuckDB's SQL, or a name in the table above."""
    own = _OWN.get(text)
    if own is not None:
        found = own.get(dialect) or own[""]
        return found if dialect in own else translated(found, dialect)
    return translated(text, dialect)


@lru_cache(maxsize=1024)
def translated(text: str, dialect: str) -> str:
    """DuckDB's SQL of one expression in another dialect."""
    if dialect == "duckdb":
        return text
    import sqlglot

    return sqlglot.parse_one(text, read="duckdb").sql(dialect)


def over(text: str, column: int, dialect: str) -> str:
    """The expression with column number `column` put in."""
    return re.sub(r"\bc\b", f"c{column}", expression(text, dialect))


def counted(condition: str, column: int, dialect: str) -> str:
    """How many rows satisfy a condition over `c`; NULL where there are no rows."""
    inner = over(condition, column, dialect)
    form = _OWN["count_if({})"]
    return (form.get(dialect) or form[""]).format(inner)


def number(value: float) -> str:
    """A float as a literal that every engine reads as a double."""
    return f"{value:.17e}"


def selected(
    columns: Iterable[SourceColumn], relation: str, dialect: str, *, condition: str | None = None
) -> str:
    """The columns as `c0`, `c1`, ... of a derived table `s`, for use behind FROM."""
    listed = ", ".join(f"{_readable(column, dialect)} AS c{column.position}" for column in columns)
    where = f" WHERE {condition}" if condition else ""
    return f"(SELECT {listed or '1 AS nothing'} FROM {relation} AS r{where}) AS s"


def _readable(column: SourceColumn, dialect: str) -> str:
    """The column, as text where the engine could not compare or group it as it is."""
    name = quoted(column.name, dialect)
    if as_text(column.kind, dialect) or _is_own_text(column):
        text = "CHAR" if dialect == "mysql" else ("STRING" if dialect == "spark" else "TEXT")
        return f"CAST({name} AS {text})"
    return name


def as_text(kind: Kind, dialect: str) -> bool:
    """Whether columns of that kind are read as text."""
    return kind in ("other", "json", "time", "interval") or (kind == "uuid" and dialect != "duckdb")


def _is_own_text(column: SourceColumn) -> bool:
    """Types of PostgreSQL and DuckDB that are compared by their own rules: enums, citext."""
    return column.kind == "text" and column.type.upper().split("(")[0] in (
        "ENUM",
        "CITEXT",
        "DICTIONARY",
        "SET",
    )


def is_textual(column: SourceColumn, dialect: str) -> bool:
    """Whether its values are text once they are selected."""
    return column.kind == "text" or as_text(column.kind, dialect)


def finite(column: SourceColumn, dialect: str) -> str:
    """The column as a double, null where it is an infinity or NaN."""
    name = f"c{column.position}"
    cast = f"CAST({name} AS {'REAL' if dialect == 'sqlite' else _double(dialect)})"
    if column.kind != "float" or dialect == "mysql":
        return cast
    return f"CASE WHEN {over('finite', column.position, dialect)} THEN {cast} END"


def _double(dialect: str) -> str:
    return {"postgres": "DOUBLE PRECISION", "tsql": "FLOAT", "bigquery": "FLOAT64"}.get(dialect, "DOUBLE")
