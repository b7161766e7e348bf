"""Statements about two columns: correlation, contingency, dependency, inclusion."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from iopsdata_jupyter.profiling.queries.expressions import finite, number, selected
from iopsdata_jupyter.profiling.source import SourceColumn, quoted

Centre = tuple[float, float]
"""Mean and greatest distance from it, which keep sums of products within 0..1."""

_HAS_CORR = frozenset({"duckdb", "postgres", "spark", "snowflake", "bigquery", "redshift", "trino", "oracle"})


def pearson_query(
    columns: Sequence[SourceColumn], relation: str, dialect: str, centres: dict[int, Centre]
) -> str:
    """One row: `r_I_J` and `n_I_J` for each pair; engines without corr() give the five sums of it."""
    source = selected(columns, relation, dialect)
    reals = ", ".join(f"{finite(column, dialect)} AS c{column.position}" for column in columns)
    return _pairwise(columns, f"(SELECT {reals} FROM {source}) AS f", dialect, centres)


def spearman_query(columns: Sequence[SourceColumn], relation: str, dialect: str, rows: int) -> str:
    """The same over ranks within each column; ties share their mean rank."""
    source = selected(columns, relation, dialect)
    ranks = ", ".join(
        f"CASE WHEN c{at} IS NULL THEN NULL ELSE rank() OVER (ORDER BY c{at}) * 1.0 + "
        f"(count(*) OVER (PARTITION BY c{at}) - 1) / 2.0 END AS c{at}"
        for at in (column.position for column in columns)
    )
    centres = {column.position: (rows / 2, float(max(rows, 1))) for column in columns}
    return _pairwise(columns, f"(SELECT {ranks} FROM {source}) AS f", dialect, centres)


def _pairwise(columns: Sequence[SourceColumn], source: str, dialect: str, centres: dict[int, Centre]) -> str:
    parts = []
    for left, right in combinations((column.position for column in columns), 2):
        a, b = f"c{left}", f"c{right}"
        parts.append(f"count({a} + {b}) AS n_{left}_{right}")
        if dialect in _HAS_CORR:
            parts.append(f"corr({a}, {b}) AS r_{left}_{right}")
            continue
        x, y = (
            f"({name} - {number(centres[at][0])}) / {number(centres[at][1] or 1.0)}"
            for name, at in ((a, left), (b, right))
        )
        both = f"CASE WHEN {a} IS NOT NULL AND {b} IS NOT NULL THEN {{}} END"
        sums = {"x": x, "y": y, "xx": f"{x} * ({x})", "yy": f"{y} * ({y})", "xy": f"{x} * ({y})"}
        parts += [f"sum({both.format(text)}) AS {name}_{left}_{right}" for name, text in sums.items()]
    return f"SELECT {', '.join(parts)} FROM {source}"


def arrays_of_pairs_query(
    numbers: Sequence[SourceColumn], coded: Sequence[SourceColumn], relation: str
) -> str:
    """All rows of the columns: as doubles (xI), and as they are (cI); DuckDB only."""
    reals = [f"{finite(column, 'duckdb')} AS x{column.position}" for column in numbers]
    plain = [f"c{column.position}" for column in coded]
    columns = {column.position: column for column in (*numbers, *coded)}
    return f"SELECT {', '.join([*reals, *plain])} FROM {selected(columns.values(), relation, 'duckdb')}"


def contingency_query(left: SourceColumn, right: SourceColumn, relation: str, dialect: str) -> str:
    """Rows (a, b, n): how often two values go together."""
    a, b = f"c{left.position}", f"c{right.position}"
    source = selected([left, right], relation, dialect)
    return (
        f"SELECT {a} AS a, {b} AS b, count(*) AS n FROM {source} "
        f"WHERE {a} IS NOT NULL AND {b} IS NOT NULL GROUP BY {a}, {b}"
    )


def violations_query(determinant: SourceColumn, dependent: SourceColumn, relation: str, dialect: str) -> str:
    """One row (d): values of the determinant with several of the dependent; null is a value."""
    a, b = f"c{determinant.position}", f"c{dependent.position}"
    source = selected([determinant, dependent], relation, dialect)
    return (
        f"SELECT count(*) AS d FROM (SELECT {a} FROM (SELECT {a}, {b} FROM {source} GROUP BY {a}, {b}) AS g "
        f"GROUP BY {a} HAVING count(*) > 1) AS h"
    )


def orphans_query(column: str, relation: str, target: str, target_column: str, dialect: str) -> str:
    """One row (orphans): rows whose value another table does not hold, in the words of the tables."""
    own, key = quoted(column, dialect), quoted(target_column, dialect)
    return (
        f"SELECT count(*) AS orphans FROM {relation} AS r WHERE r.{own} IS NOT NULL "
        f"AND NOT EXISTS (SELECT 1 FROM {target} AS o WHERE o.{key} = r.{own})"
    )
