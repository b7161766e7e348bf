"""Functions that a read-only statement may call, an engine: lists of names, closed.

The names stand in `allowed/*.txt`, taken from each engine's own catalog less what has an effect or reaches
files, settings, other sessions or other statements. What is not listed is refused.
"""

from __future__ import annotations

from functools import lru_cache

from iopsdata_jupyter.guard.lists import listed

LISTED = frozenset({"duckdb", "mysql", "postgres", "spark", "sqlite"})
"""Dialects with a list of their own; the others share one, which holds these too."""

_TYPES = listed("types")
"""Types that take arguments; a call of one is a cast."""

SETTING_READERS = frozenset({"current_setting"})
"""Functions that read one setting, whose name must be written out and known."""

SAFE_SETTINGS = listed("settings")

BULK = listed("bulk")
"""Functions that make as much as a number says, inside one call that nothing can interrupt."""

MAX_BULK = 10_000_000


def is_allowed(name: str, dialect: str) -> bool:
    """Whether a read-only statement may call the function of that (lower-case) name."""
    return name in _allowed(dialect)


@lru_cache(maxsize=16)
def _allowed(dialect: str) -> frozenset[str]:
    if dialect in LISTED:
        return listed(dialect) | _TYPES
    return frozenset().union(_TYPES, listed("generic"), *(listed(name) for name in LISTED))
