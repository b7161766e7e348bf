"""How a column's values are spread: moments, outliers and histograms, once ranges and quartiles are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iopsdata_jupyter.profiling.queries.expressions import finite, number, over, selected
from iopsdata_jupyter.profiling.source import SourceColumn

MAX_BINS = 20
MOST_LENGTHS = 100_000
"""Different lengths of text that are told apart."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What the second scan over a numeric column needs to know of the first."""

    column: SourceColumn
    mean: float
    scale: float
    """Greatest distance from the mean; powers of distances in units of it stay within 0..1."""
    bounds: tuple[float, float]
    """Values outside are outliers."""
    low: float
    least: int | None
    """The same exactly, where the column holds whole numbers: doubles are not beyond 2^53."""
    width: float
    """Of a bin."""
    bins: int


def moments_query(spreads: Sequence[Spread], relation: str, dialect: str) -> str:
    """Sums of squared and cubed distances and the outliers; in DuckDB the histograms in the same scan."""
    parts = []
    for spread in spreads:
        at = spread.column.position
        z = f"z{at}"
        parts += [f"sum({z} * {z}) AS squares_{at}", f"sum({z} * {z} * {z}) AS cubes_{at}"]
        low, high = (number(bound) for bound in spread.bounds)
        parts.append(f"sum(CASE WHEN x{at} < {low} OR x{at} > {high} THEN 1 ELSE 0 END) AS outliers_{at}")
        if dialect == "duckdb":
            parts.append(f"histogram(CAST({_bin(spread, f'x{at}', dialect)} AS TINYINT)) AS bins_{at}")
    columns = [spread.column for spread in spreads]
    inner = ", ".join(f"{finite(column, dialect)} AS x{column.position}" for column in columns)
    outer = ", ".join(
        f"x{spread.column.position}, (x{spread.column.position} - {number(spread.mean)}) / "
        f"{number(spread.scale)} AS z{spread.column.position}"
        for spread in spreads
    )
    source = f"(SELECT {inner} FROM {selected(columns, relation, dialect)}) AS f"
    return f"SELECT {', '.join(parts)} FROM (SELECT {outer} FROM {source}) AS q"


def bins_query(spread: Spread, relation: str, dialect: str) -> str:
    """Rows (b, n): how many values each bin holds."""
    real = finite(spread.column, dialect)
    source = selected([spread.column], relation, dialect)
    return (
        f"SELECT b, count(*) AS n FROM (SELECT {_bin(spread, 'x', dialect)} AS b FROM "
        f"(SELECT {real} AS x FROM {source}) AS f WHERE x IS NOT NULL) AS g GROUP BY b"
    )


def _bin(spread: Spread, name: str, dialect: str) -> str:
    """The number of the bin; SQLite may lack floor, and casts towards zero, which is the same from 0 up."""
    place = f"({name} - {number(spread.low)}) / {number(spread.width)}"
    whole = f"CAST({place} AS INTEGER)" if dialect == "sqlite" else f"floor({place})"
    last = spread.bins - 1
    return f"CASE WHEN {place} >= {last} THEN {last} ELSE {whole} END"


def lengths_query(column: SourceColumn, relation: str, dialect: str) -> str:
    """Rows (b, n): how many values have each length."""
    length = over("length(c)", column.position, dialect)
    source = selected([column], relation, dialect)
    return (
        f"SELECT b, count(*) AS n FROM (SELECT {length} AS b FROM {source}) AS g "
        f"WHERE b IS NOT NULL GROUP BY b ORDER BY n DESC LIMIT {MOST_LENGTHS}"
    )


def periods_query(column: SourceColumn, relation: str, dialect: str, unit: str) -> str:
    """Rows (b, n): how many values each hour, day or month holds."""
    source = selected([column], relation, dialect)
    name = f"c{column.position}"
    finite_only = f"isfinite({name})" if dialect in ("duckdb", "postgres") else f"{name} IS NOT NULL"
    return (
        f"SELECT b, count(*) AS n FROM (SELECT {over(unit, column.position, dialect)} AS b FROM {source} "
        f"WHERE {finite_only}) AS g WHERE b IS NOT NULL GROUP BY b"
    )
