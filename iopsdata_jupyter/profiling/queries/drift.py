"""The same counts from two sources, so that their distributions can be set against each other."""

from __future__ import annotations

from collections.abc import Sequence

from iopsdata_jupyter.profiling.queries.expressions import (
    LONGEST_VALUE,
    finite,
    is_textual,
    number,
    selected,
)
from iopsdata_jupyter.profiling.source import SourceColumn


def below_query(column: SourceColumn, relation: str, dialect: str, points: Sequence[float]) -> str:
    """One row: the finite values `n`, and how many of them lie at or below each point."""
    counted = ", ".join(
        f"sum(CASE WHEN x <= {number(point)} THEN 1 ELSE 0 END) AS below_{at}"
        for at, point in enumerate(points)
    )
    source = selected([column], relation, dialect)
    return f"SELECT count(x) AS n, {counted} FROM (SELECT {finite(column, dialect)} AS x FROM {source}) AS f"


def categories_query(column: SourceColumn, relation: str, dialect: str, most: int) -> str:
    """Rows (v, n): every value and how often it occurs."""
    name = f"c{column.position}"
    shown = f"substr({name}, 1, {LONGEST_VALUE})" if is_textual(column, dialect) else name
    source = selected([column], relation, dialect)
    return (
        f"SELECT {shown} AS v, n FROM (SELECT {name}, count(*) AS n FROM {source} WHERE {name} IS NOT NULL "
        f"GROUP BY {name}) AS g ORDER BY n DESC LIMIT {most}"
    )
