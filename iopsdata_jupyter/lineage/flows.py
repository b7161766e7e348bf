"""Where values come from: origins of a column, and how they add up along a chain of queries.

Origins are a dict from (table key, column key, subtype) to the doubt about it, None where there is none. They
are shared between columns and never changed once a column holds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from iopsdata_jupyter.lineage.models import STAR, Subtype

if TYPE_CHECKING:
    from sqlglot import exp


class Doubt(NamedTuple):
    """Why an origin is less than certain."""

    confidence: float
    reason: str


Origin = tuple[str | None, str, Subtype]
Origins = Mapping[Origin, Doubt | None]
MutableOrigins = dict[Origin, Doubt | None]

NOTHING: Origins = MappingProxyType({})

_STRENGTH: dict[Subtype, int] = {"IDENTITY": 0, "TRANSFORMATION": 1, "AGGREGATION": 2}
_IN_EXPRESSION: frozenset[Subtype] = frozenset({"WINDOW", "CONDITIONAL"})
_OVER_ROWS: frozenset[Subtype] = frozenset({"JOIN", "FILTER", "GROUP_BY", "SORT"})


def is_direct(subtype: Subtype) -> bool:
    return subtype in _STRENGTH


def combined(outer: Subtype, inner: Subtype) -> Subtype:
    """The subtype of a step `outer` that reads what a step `inner` made."""
    if outer not in _STRENGTH:
        # What decides over rows stays so inside a condition; a filter by anything at all is a filter.
        return inner if outer in _IN_EXPRESSION and inner in _OVER_ROWS else outer
    if inner not in _STRENGTH:
        return inner
    return outer if _STRENGTH[outer] >= _STRENGTH[inner] else inner


def through(origins: Origins, subtype: Subtype) -> Origins:
    """`origins` as seen behind one more step."""
    if subtype == "IDENTITY":
        return origins
    result: MutableOrigins = {}
    for (table, column, inner), doubt in origins.items():
        add(result, (table, column, combined(subtype, inner)), doubt)
    return result


def add(into: MutableOrigins, origin: Origin, doubt: Doubt | None) -> None:
    """Notes an origin; of two words about it the surer one stays."""
    if origin not in into:
        into[origin] = doubt
        return
    before = into[origin]
    if before is not None and (doubt is None or doubt.confidence > before.confidence):
        into[origin] = doubt


def add_all(into: MutableOrigins, origins: Origins) -> None:
    if into:
        for origin, doubt in origins.items():
            add(into, origin, doubt)
    else:
        into.update(origins)


def doubted(origins: Origins, doubt: Doubt) -> Origins:
    """`origins`, none of them surer than `doubt`."""
    return {
        origin: before if before is not None and before.confidence <= doubt.confidence else doubt
        for origin, before in origins.items()
    }


def of_column(origins: Origins, column: str) -> Origins:
    """The origins of one column out of an unexpanded star's."""
    return {
        (table, column if name == STAR and is_direct(subtype) else name, subtype): doubt
        for (table, name, subtype), doubt in origins.items()
    }


def strongest(origins: Origins) -> Origins:
    """One direct way for each pair of columns: the strongest."""
    best: dict[tuple[str | None, str], Subtype] = {}
    for table, column, subtype in origins:
        if subtype in _STRENGTH:
            before = best.get((table, column))
            if before is None or _STRENGTH[subtype] > _STRENGTH[before]:
                best[table, column] = subtype
    return {
        origin: doubt
        for origin, doubt in origins.items()
        if origin[2] not in _STRENGTH or best[origin[0], origin[1]] == origin[2]
    }


@dataclass(frozen=True, slots=True)
class Written:
    """A column that a statement writes, or that a query returns."""

    table: str | None
    """The target's key; None for a query that writes nowhere."""
    column: str
    """The column's key."""
    name: str
    """The column as this statement spells it."""
    origins: Origins
    indirect: Origins = field(default_factory=lambda: NOTHING)
    """What decides over the rows; one mapping for all columns of a statement."""
    node: exp.Expr | None = None
    """The expression in the parse tree that makes it."""
