"""What may be put in at the cursor, and the choice among it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "alias", "column", "connection", "file", "function", "keyword", "metric", "option", "parameter", "table",
    "value",
]  # fmt: skip
"""Shown beside an entry; front ends know some of them by a sign of their own."""

MOST = 500
"""Entries that are sent; nobody reads more, and a front end must lay them out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One proposal."""

    text: str
    """As it is put in."""
    kind: Kind
    name: str = ""
    """What is compared with the typed letters, where that is not the text: a name without its quotes."""


@dataclass(frozen=True, slots=True)
class Found:
    """The proposals at a cursor."""

    fragment: str
    """What they replace: the letters before the cursor."""
    entries: tuple[Entry, ...]


def fitting(entries: Iterable[Entry], fragment: str) -> Found:
    """The entries that go on from the fragment, each text once; those in the fragment's own case first.

    Otherwise their order stays: whoever lists them puts the likely ones first.
    """
    typed = fragment.strip('"`').casefold()
    kept: dict[str, Entry] = {}
    for entry in entries:
        if (entry.name or entry.text).casefold().startswith(typed) and entry.text != fragment:
            kept.setdefault(entry.text, entry)
    exact = fragment.strip('"`')
    ordered = sorted(kept.values(), key=lambda entry: not (entry.name or entry.text).startswith(exact))
    return Found(fragment, tuple(ordered[:MOST]))
