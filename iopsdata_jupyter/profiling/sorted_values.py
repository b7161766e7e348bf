"""What sorted values tell whatever they mean: how many differ, and which are most frequent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from iopsdata_jupyter.profiling.models import ValueCount
from iopsdata_jupyter.profiling.queries.frequencies import TOP

Values = npt.NDArray[Any]


def distinct_count(values: Values) -> int:
    """Values that differ, of sorted ones without NaN."""
    return int(np.count_nonzero(values[1:] != values[:-1])) + 1 if len(values) else 0


def most_frequent(values: Values, distinct: int) -> list[tuple[Any, int]]:
    """The `TOP` most frequent of sorted values with their counts; of equally frequent ones the least."""
    if distinct == len(values):
        return [(value, 1) for value in values[:TOP]]
    starts = np.concatenate(([0], np.flatnonzero(values[1:] != values[:-1]) + 1))
    counts = np.diff(starts, append=len(values))
    kept = _greatest(counts)
    return [(values[starts[at]], int(counts[at])) for at in kept]


def _greatest(counts: Values) -> Values:
    """Where the `TOP` greatest counts stand, greatest first, the earlier of equal ones first."""
    if len(counts) > TOP:
        least = np.partition(counts, len(counts) - TOP)[len(counts) - TOP]
        above = np.flatnonzero(counts > least)
        equal = np.flatnonzero(counts == least)[: TOP - len(above)]
        kept = np.concatenate((above, equal))
    else:
        kept = np.arange(len(counts))
    return kept[np.lexsort((kept, -counts[kept]))]


def as_top_values(
    pairs: list[tuple[Any, int]], rows: int, shown: Callable[[Any], Any]
) -> tuple[ValueCount, ...]:
    """The pairs as they stand in a profile of `rows` rows."""
    return tuple(ValueCount(shown(value), count, count / rows) for value, count in pairs)
