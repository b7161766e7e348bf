"""Which node types of sqlglot read, which compute, and which change something.

The lists are closed: a type that is not known here counts as a change, so that what a new version of sqlglot
adds is refused until somebody has looked at it.
"""

from __future__ import annotations

from functools import lru_cache

from iopsdata_jupyter.guard.lists import listed


@lru_cache(maxsize=1)
def harmless_types() -> frozenset[type]:
    """Node types that neither change anything nor hide what does; functions are judged by their names too."""
    return _types(listed("nodes", "reads") | listed("nodes", "functions"))


@lru_cache(maxsize=1)
def reading_roots() -> frozenset[type]:
    """Node types that a reading statement may be; anything else at the root is a change."""
    return _types(listed("nodes", "roots"))


def _types(names: frozenset[str]) -> frozenset[type]:
    from sqlglot import exp

    found = {getattr(exp, name, None) for name in names}
    return frozenset(kind for kind in found if isinstance(kind, type))
