"""Filters that a reader sets on a profile by its pictures: some bins, a frequent value, nulls.

A filter names a place in the profile and holds no value of its own: what stands at that place comes from the
profile, so that nobody outside can put text into a statement, and masked values never travel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.profiling.models import ColumnProfile, TableProfile
from iopsdata_jupyter.profiling.places import FIRST, Places, bins_of, lengths_of, values_of

FilterKind = Literal["range", "length", "value", "null"]

_KINDS: tuple[FilterKind, ...] = get_args(FilterKind)
MOST_FILTERS = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows whose value of a column lies at some places of a picture."""

    column: str
    kind: FilterKind
    first: int = 0
    """Place of the first bin or of the value, from 0."""
    last: int = 0
    """Place of the last bin; for a value the same."""


def read_filters(asked: object, profile: TableProfile) -> tuple[Filter, ...]:
    """What a view asks for, where the profile has such columns and places.

    Raises:
        UsageError: anything else.
    """
    if not isinstance(asked, list) or len(asked) > MOST_FILTERS:
        raise UsageError(f"Filters are a list of at most {MOST_FILTERS}.")
    return tuple(dict.fromkeys(_filter(one, profile) for one in asked))


def _filter(asked: object, profile: TableProfile) -> Filter:
    if not isinstance(asked, Mapping):
        raise UsageError("A filter names a column, a kind and places.")
    name, kind = asked.get("column"), asked.get("kind")
    column = profile.columns.get(name) if isinstance(name, str) else None
    if column is None:
        raise UsageError("A filter names no column of this profile.")
    kind = next((known for known in _KINDS if known == kind), None)
    if kind is None:
        raise UsageError(f"Filters are of the kinds {', '.join(_KINDS)}.")
    if kind == "null":
        return Filter(column.name, "null")
    places = places_of(column, kind, profile.dialect)
    first = _place(asked.get("first"), places)
    last = _place(asked.get("last", first), places)
    if first is None or last is None or first > last:
        raise UsageError(f"{column.name} has no such {'value' if kind == 'value' else 'bin'} to filter by.")
    return Filter(column.name, kind, first, last)


def _place(asked: object, places: Places | None) -> int | None:
    if places is None or not isinstance(asked, int) or isinstance(asked, bool):
        return None
    return asked if 0 <= asked < places.size else None


def places_of(column: ColumnProfile, kind: Any, dialect: str) -> Places | None:
    """The places of one picture of a column; None where it has none that rows can be told by."""
    makers = {"range": bins_of, "length": lengths_of, "value": values_of}
    return makers[kind](column, dialect)


def condition(filters: Sequence[Filter], profile: TableProfile) -> str:
    """What rows must satisfy, over columns that stand as `c0`, `c1`, ...; empty without filters.

    Filters on one column widen each other, those on different columns narrow each other.
    """
    by_column: dict[str, list[str]] = {}
    for one in filters:
        by_column.setdefault(one.column, []).append(_condition(one, profile))
    return " AND ".join(f"({' OR '.join(parts)})" for parts in by_column.values())


def _condition(one: Filter, profile: TableProfile) -> str:
    column = profile.columns[one.column]
    if one.kind == "null":
        return f"c{column.position} IS NULL"
    places = places_of(column, one.kind, profile.dialect)
    if places is None:
        raise UsageError(f"{one.column} cannot be filtered so.")
    return f"{places.code} BETWEEN {FIRST + one.first} AND {FIRST + one.last}"
