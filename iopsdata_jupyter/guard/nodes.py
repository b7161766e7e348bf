"""Which node types of sqlglot read, which compute, and which change something.

The lists are closed: a type that is not known here counts as a change, so that what a new version of sqlglot
adds is refused until somebody has looked at it.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

ROOTS = "Select SetOperation Union Except Intersect Subquery Values Describe Summarize Table Pivot".split()
"""Statements that read; anything else at the root is a change."""


@lru_cache(maxsize=1)
def node_names() -> dict[str, frozenset[str]]:
    """The names of the node types under `reads`, `functions` and `changes`."""
    names: dict[str, set[str]] = {}
    section: set[str] = set()
    for line in resources.files(__package__).joinpath("allowed", "nodes.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = names.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            section.update(line.split())
    return {name: frozenset(members) for name, members in names.items()}


@lru_cache(maxsize=1)
def harmless_types() -> frozenset[type]:
    """Node types that neither change anything nor hide what does; functions are judged by their names too."""
    return _types(node_names()["reads"] | node_names()["functions"])


@lru_cache(maxsize=1)
def reading_roots() -> frozenset[type]:
    """Node types that a reading statement may be."""
    return _types(frozenset(ROOTS))


def _types(names: frozenset[str]) -> frozenset[type]:
    from sqlglot import exp

    found = {getattr(exp, name, None) for name in names}
    return frozenset(kind for kind in found if isinstance(kind, type))
