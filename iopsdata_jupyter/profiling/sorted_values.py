"""What sorted values tell whatever they mean: how many differ, and which are most frequent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from iopsdata_jupyter.profiling.models import ValueCount
from iopsdata_jupyter.profiling.queries.frequencies import TOP

Values = npt.NDArray[Any]


def in_order(values: Values) -> Values:
    """The values sorted, NaN last; a column that is in order already is not sorted again."""
    return values if bool((values[1:] >= values[:-1]).all()) else np.sort(values)


def distinct_and_top(values: Values) -> tuple[int, list[tuple[Any, int]]]:
    """How many of sorted values without NaN differ, and the `TOP` most frequent with their counts.

    Of equally frequent ones the least come first.
    """
    if not len(values):
        return 0, []
    changes = values[1:] != values[:-1]
    distinct = int(np.count_nonzero(changes)) + 1
    if distinct == len(values):
        return distinct, [(value, 1) for value in values[:TOP]]
    starts, counts = runs(values, changes)
    return distinct, [(values[starts[at]], int(counts[at])) for at in _greatest(counts)]


def runs(values: Values, changes: Values | None = None) -> tuple[Values, Values]:
    """Where each of the sorted values begins, and how often it occurs."""
    changes = values[1:] != values[:-1] if changes is None else changes
    starts = np.empty(int(np.count_nonzero(changes)) + 1, dtype="int64")
    starts[0], starts[1:] = 0, np.flatnonzero(changes)
    starts[1:] += 1
    counts = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=counts[:-1])
    counts[-1] = len(values) - starts[-1]
    return starts, counts


def _greatest(counts: Values) -> Values:
    """Where the `TOP` greatest counts stand, greatest first, the earlier of equal ones first."""
    least = _least_of_greatest(counts)
    above = np.flatnonzero(counts > least)
    equal = np.flatnonzero(counts == least)[: max(TOP - len(above), 0)]
    kept = np.concatenate((above, equal))
    return kept[np.lexsort((kept, -counts[kept]))]


def _least_of_greatest(counts: Values) -> int:
    """The `TOP`th greatest count; small ones are left behind first, since most counts are alike and small."""
    level = 1
    while len(counts) > TOP:
        greater = counts[counts > level]
        if len(greater) < TOP:
            return int(np.partition(counts, len(counts) - TOP)[len(counts) - TOP])
        counts, level = greater, 2 * level
    return int(counts.min())


def as_top_values(
    pairs: list[tuple[Any, int]], rows: int, shown: Callable[[Any], Any]
) -> tuple[ValueCount, ...]:
    """The pairs as they stand in a profile of `rows` rows."""
    return tuple(ValueCount(shown(value), count, count / rows) for value, count in pairs)
