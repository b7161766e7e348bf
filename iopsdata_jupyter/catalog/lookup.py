"""Values that occur in the data, as a translator sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """A value that occurs in the data and was named in a question."""

    table: str
    """The table's qualified name, as in the catalog."""
    column: str
    value: str
    """As the database holds it, which may differ from the question in case."""


class ValueLookup(Protocol):
    """Finds values that occur in the data. Local only: what it knows never leaves the machine."""

    def find(self, text: str) -> Sequence[ValueMatch]:
        """The columns that hold `text` as a whole value, without regard to case or accents."""

    def columns(self) -> Sequence[tuple[str, str]]:
        """(table, column) pairs whose values are known."""

    def values(self, table: str, column: str) -> Sequence[str]:
        """The distinct values known of a column, most frequent first; empty where unknown."""


class NoValues:
    """The lookup of a connection on which value reading is switched off."""

    def find(self, text: str) -> Sequence[ValueMatch]:
        return ()

    def columns(self) -> Sequence[tuple[str, str]]:
        return ()

    def values(self, table: str, column: str) -> Sequence[str]:
        return ()
