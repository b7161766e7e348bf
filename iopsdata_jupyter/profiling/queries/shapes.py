"""How a column's values are spread: moments, outliers and histograms, once ranges and quartiles are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iopsdata_jupyter.profiling.queries.expressions import finite, number, over, selected
from iopsdata_jupyter.profiling.source import SourceColumn

MAX_BINS = 20
OUTLYING = 64
"""What is added to the number of the bin of an outlier."""
NO_BIN = 127
"""Stands for the bin of no value."""
BIN_BASE = 128
SPREADS = 3
"""Columns whose bins are counted in one scan: at most 22 bins each, so 11,000 rows."""
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


def spreads_query(spreads: Sequence[Spread], relation: str, dialect: str) -> str:
    """Rows (bins, n, squares_I, cubes_I...): rows of each combination of bins, with sums of distances.

    Bins, moments and outliers of several columns in one scan. `bins` is one number, `BIN_BASE` to a column:
    PostgreSQL takes three expressions for millions of groups, and sorts, in four times the time.
    """
    columns = [spread.column for spread in spreads]
    bins, sums, outer = [], [], []
    for place, spread in enumerate(spreads):
        at = spread.column.position
        z = f"z{at}"
        bins.append(f"{BIN_BASE**place} * coalesce({_bin(spread, f'x{at}', dialect)}, {NO_BIN})")
        sums += [f"sum({z} * {z}) AS squares_{at}", f"sum({z} * {z} * {z}) AS cubes_{at}"]
        outer.append(f"(x{at} - {number(spread.mean)}) / {number(spread.scale)} AS {z}")
    reals = ", ".join(f"{finite(column, dialect)} AS x{column.position}" for column in columns)
    # PostgreSQL else puts each expression in wherever it is used, and computes it five times.
    fence = " OFFSET 0" if dialect == "postgres" else ""
    source = f"(SELECT {reals} FROM {selected(columns, relation, dialect)}{fence}) AS f"
    return (
        f"SELECT bins, count(*) AS n, {', '.join(sums)} "
        f"FROM (SELECT {' + '.join(bins)} AS bins, {', '.join(outer)} FROM {source}{fence}) AS q "
        "GROUP BY bins"
    )


def _bin(spread: Spread, name: str, dialect: str) -> str:
    """The number of the bin, one too great for the greatest value, and `OUTLYING` more for outliers.

    SQLite may lack floor, and casts towards zero, which is the same from 0 up.
    """
    place = f"({name} - {number(spread.low)}) / {number(spread.width)}"
    whole = f"CAST({place} AS INTEGER)" if dialect == "sqlite" else f"floor({place})"
    low, high = (number(bound) for bound in spread.bounds)
    return f"{whole} + CASE WHEN {name} < {low} OR {name} > {high} THEN {OUTLYING} ELSE 0 END"


def lengths_query(column: SourceColumn, relation: str, dialect: str) -> str:
    """Rows (b, n): how many values have each length, as twice the length, and one more with outer blanks.

    Nulls are a row too: PostgreSQL computes what a condition on `b` asks for a second time.
    """
    length = over("length(c)", column.position, dialect)
    blank = over("CASE WHEN c LIKE ' %' OR c LIKE '% ' THEN 1 ELSE 0 END", column.position, dialect)
    source = selected([column], relation, dialect)
    return (
        f"SELECT b, count(*) AS n FROM (SELECT 2 * {length} + {blank} AS b FROM {source}) AS g "
        f"GROUP BY b ORDER BY n DESC LIMIT {MOST_LENGTHS}"
    )


def periods_query(
    column: SourceColumn, relation: str, dialect: str, unit: str, counted: Sequence[SourceColumn] = ()
) -> str:
    """Rows (b, n, count_I...): rows of each hour, day or month, and values of the columns `counted` in it.

    What is no date to the engine is a row of its own, with null as `b`.
    """
    counts = "".join(f", count(c{other.position}) AS count_{other.position}" for other in counted)
    kept = "".join(f", c{other.position}" for other in counted)
    source = selected([column, *counted], relation, dialect)
    name = f"c{column.position}"
    finite_only = f"isfinite({name})" if dialect in ("duckdb", "postgres") else f"{name} IS NOT NULL"
    return (
        f"SELECT b, count(*) AS n{counts} FROM (SELECT {over(unit, column.position, dialect)} AS b{kept} "
        f"FROM {source} WHERE {finite_only}) AS g GROUP BY b"
    )
