"""How often each value of a column occurs: most frequent values and the exact number of distinct ones."""

from __future__ import annotations

from collections.abc import Sequence

from iopsdata_jupyter.profiling.queries.expressions import (
    LONGEST_VALUE,
    is_textual,
    selected,
)
from iopsdata_jupyter.profiling.source import SourceColumn

TOP = 10
FETCHED = 1_000
"""Values that are fetched with their counts, so that variants of case need no statement of their own."""


def frequencies_query(column: SourceColumn, relation: str, dialect: str) -> str:
    """Rows (v, n, d): the `FETCHED` most frequent values, their counts, and the number of distinct ones."""
    name = f"c{column.position}"
    source = selected([column], relation, dialect)
    shown = f"substr(v, 1, {LONGEST_VALUE})" if is_textual(column, dialect) else "v"
    return (
        f"SELECT {shown} AS v, n, d FROM (SELECT v, n, count(*) OVER () AS d FROM "
        f"(SELECT {name} AS v, count(*) AS n FROM {source} WHERE {name} IS NOT NULL GROUP BY {name}) AS g "
        f"ORDER BY n DESC, v LIMIT {FETCHED}) AS t ORDER BY n DESC, v"
    )


def values_query(column: SourceColumn, relation: str, dialect: str, most: int) -> str:
    """Rows (v, n): every value, null too, with its count; at most `most` of them."""
    name = f"c{column.position}"
    source = selected([column], relation, dialect)
    return f"SELECT {name} AS v, count(*) AS n FROM {source} GROUP BY {name} LIMIT {most}"


def estimates_query(columns: Sequence[SourceColumn], relation: str) -> str:
    """One row: for each column about how many values differ; DuckDB only."""
    parts = (f"approx_count_distinct(c{column.position}) AS distinct_{column.position}" for column in columns)
    return f"SELECT {', '.join(parts)} FROM {selected(columns, relation, 'duckdb')}"


def counts_query(columns: Sequence[SourceColumn], relation: str) -> str:
    """One row: for each column a map of all its values to their counts; DuckDB only, for few values."""
    parts = (f"histogram(c{column.position}) AS counts_{column.position}" for column in columns)
    return f"SELECT {', '.join(parts)} FROM {selected(columns, relation, 'duckdb')}"


def count_distinct_query(column: SourceColumn, relation: str, dialect: str) -> str:
    """The same by the engine's own aggregate, which sorts, and takes a third of grouping in PostgreSQL 15."""
    return f"SELECT count(DISTINCT c{column.position}) AS d FROM {selected([column], relation, dialect)}"


def distinct_query(column: SourceColumn, relation: str, dialect: str) -> str:
    """One row (d): the exact number of distinct values."""
    name = f"c{column.position}"
    source = selected([column], relation, dialect)
    groups = f"SELECT {name} FROM {source} WHERE {name} IS NOT NULL GROUP BY {name}"
    return f"SELECT count(*) AS d FROM ({groups}) AS g"


def part_distinct_query(column: SourceColumn, relation: str, parts: int) -> str:
    """One row (n, d): rows and distinct values of one part of `parts` by hash; DuckDB only.

    A value's copies share its part, so that d < n disproves a key at a fraction of the price.
    """
    name = f"c{column.position}"
    source = selected([column], relation, "duckdb")
    return (
        f"SELECT count(*) AS n, count(DISTINCT {name}) AS d FROM {source} "
        f"WHERE {name} IS NOT NULL AND hash({name}) % {parts} = 0"
    )


def dense_distinct_query(column: SourceColumn, relation: str, least: int, greatest: int) -> str:
    """One row (d): distinct whole numbers by a bit for each of the range; DuckDB only, ten times cheaper."""
    name = f"c{column.position}"
    source = selected([column], relation, "duckdb")
    return f"SELECT bit_count(bitstring_agg({name}, {least}, {greatest})) AS d FROM {source}"


def rising_query(column: SourceColumn, relation: str) -> str:
    """One row (rising): whether each value is greater than the one read before it, which proves a key.

    True in whatever order the rows come, so the order need not be known; DuckDB only, without sorting.
    """
    name = f"c{column.position}"
    source = selected([column], relation, "duckdb")
    pairs = f"SELECT {name} AS v, lag({name}) OVER () AS p FROM {source}"
    return f"SELECT bool_and(v > p) AS rising FROM ({pairs}) AS g"


def variants_query(column: SourceColumn, relation: str, dialect: str) -> str:
    """One row (d): distinct values that another one equals but for case."""
    name = f"c{column.position}"
    source = selected([column], relation, dialect)
    return (
        f"SELECT sum(k) AS d FROM (SELECT count(*) AS k FROM (SELECT {name} AS v FROM {source} "
        f"WHERE {name} IS NOT NULL GROUP BY {name}) AS g GROUP BY lower(v)) AS h WHERE k > 1"
    )


def quantile_rows_query(
    column: SourceColumn, real: str, relation: str, dialect: str, ranks: list[int]
) -> str:
    """Rows (r, v): the values of those ranks (from 1) in rising order, for engines without quantiles."""
    listed = ", ".join(str(rank) for rank in ranks)
    source = selected([column], relation, dialect)
    return (
        f"SELECT r, v FROM (SELECT x AS v, row_number() OVER (ORDER BY x) AS r FROM "
        f"(SELECT {real} AS x FROM {source}) AS f WHERE x IS NOT NULL) AS q WHERE r IN ({listed})"
    )
