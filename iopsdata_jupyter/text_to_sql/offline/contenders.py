"""On what the likeliest candidates of a question agree.

Where all that is likely shows the same columns under the same conditions, a narrow lead is no doubt about
them; where the second shows other columns, it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from iopsdata_jupyter.text_to_sql.offline.sketch import Query

_RIVALS = 2
_MEANING = (0, 2, 7)
"""What is shown, under which conditions, combined with what."""
_RESULT = (0, 2, 4, 5, 6, 7)
"""The same with conditions on groups, order and limit."""
ROWS = (2, 4, 5, 6, 7)
"""Which rows count: conditions, those on groups, order, limit and combination."""
CLAUSES = 9


def clauses(query: Query, tables: tuple[int, ...]) -> tuple[object, ...]:
    """The clauses of a query, each comparable with that of another."""
    return (
        frozenset((item.column, item.aggregate, item.distinct) for item in query.select),
        tables,
        (frozenset(query.where), query.either),
        query.group,
        query.having,
        (query.order, query.descending),
        query.limit,
        (query.combine, query.other),
        query.distinct,
    )


def agreement_row(scores: Sequence[float], clauses_of: Sequence[Sequence[object]]) -> list[float]:
    """How much trust goes to candidates that agree with the first, by clause, and what its rivals change.

    `scores` are log-weights; the order of the figures is fixed by this function.
    """
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    best = clauses_of[order[0]]
    mass = [math.exp(score - scores[order[0]]) for score in scores]
    whole = sum(mass)
    shares = [m / whole for m in mass]
    same = [[left == right for left, right in zip(own, best, strict=True)] for own in clauses_of]
    row = [sum(s for s, own in zip(shares, same, strict=True) if own[i]) for i in range(CLAUSES)]
    row += [
        sum(s for s, own in zip(shares, same, strict=True) if all(own[i] for i in group))
        for group in (_MEANING, _RESULT)
    ]
    for place in range(1, _RIVALS + 1):
        if place < len(order):
            row += [shares[order[place]], *(float(not kept) for kept in same[order[place]])]
        else:
            row += [0.0] * (CLAUSES + 1)
    row.append(-sum(s * math.log(s + 1e-9) for s in shares))
    ranked = sorted(shares, reverse=True)
    return [*row, sum(ranked[:3]), sum(ranked[:6])]
