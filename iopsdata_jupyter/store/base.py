"""The Store protocol and its records. The one implementation so far is `local.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from iopsdata_jupyter.config import Access

Source = Literal["sql", "ask"]

Verdict = Literal["allowed", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class ConnectionRecord:
    """A saved connection; holds no secret."""

    name: str
    driver: str
    target: str
    """A path or address as a person may see it; what `%connect` would be given."""
    access: Access


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One statement, run or refused; never its text, never data."""

    at: datetime
    """When it was given, UTC."""
    connection: str
    source: Source
    text_hash: str
    """SHA-256 of the statement, hexadecimal."""
    verdict: Verdict
    rule: str
    """The rule that refused; empty otherwise."""
    rows: int | None
    elapsed_ms: float
    translator: str = ""
    """Empty for SQL that a person wrote."""


class Store(Protocol):
    """Saved connections and the audit log of a workspace."""

    def connections(self) -> Sequence[ConnectionRecord]:
        """The saved connections by name.

        Raises:
            StoreError: the store cannot be read.
        """

    def save_connection(self, record: ConnectionRecord) -> None:
        """Keeps `record` in place of one of the same name.

        Raises:
            StoreError: the store cannot be written.
        """

    def delete_connection(self, name: str) -> bool:
        """Forgets the connection; whether there was one.

        Raises:
            StoreError: the store cannot be written.
        """

    def append_audit(self, event: AuditEvent) -> None:
        """Adds `event` to the log, which nothing here ever changes.

        Raises:
            StoreError: the store cannot be written.
        """

    def audit(self, *, limit: int = 100) -> Sequence[AuditEvent]:
        """The newest events, newest first.

        Raises:
            StoreError: the store cannot be read.
        """
