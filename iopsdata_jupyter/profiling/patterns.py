"""The shape of text: letters and digits by class, everything else as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from iopsdata_jupyter.profiling.models import ValueCount

MAX_PATTERNS = 8
_MAX_DIGITS = 10
_RUNS = re.compile(r"[^\W\d_]+|\d+")


def pattern(value: str) -> str:
    """`Aa 9999` for `Oslo 0150`: A for upper case, a for lower, each run once; 9 for every digit."""
    return _RUNS.sub(lambda run: _class(run[0]), value[:100])


@lru_cache(maxsize=4096)  # the same words stand in most values of a column
def _class(run: str) -> str:
    if run.isdigit():
        return "9" * min(len(run), _MAX_DIGITS)
    if run.isupper():
        return "A"
    if run[0].isupper() and run[1:].islower():
        return "Aa"
    return "a" if run.islower() else "Aa"


def patterns(values: Sequence[str]) -> tuple[ValueCount, ...]:
    """The most frequent patterns of values that are not empty, most frequent first."""
    filled = [value for value in values if value.strip()]
    counted = Counter(map(pattern, filled)).most_common(MAX_PATTERNS)
    return tuple(ValueCount(shape, count, count / len(filled)) for shape, count in counted)


def is_plain(shape: str) -> bool:
    """Whether LIKE can tell the pattern: digits and signs, no letters of which the number is open."""
    return "9" in shape and not re.search(r"[Aa%_\\]", shape) and "9" * _MAX_DIGITS not in shape


def like_text(shape: str) -> str:
    """A plain pattern for LIKE."""
    return shape.replace("9", "_").replace("'", "''")
