"""What is remembered of statements and questions: their text and what became of them, never data.

The text stays on this machine. A password that stands in a statement is left out of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from iopsdata_jupyter.config import notebook_path
from iopsdata_jupyter.errors import StatementRejected, StoreError
from iopsdata_jupyter.store.base import HistoryEntry, Source, Store, Verdict

_PASSWORD = re.compile(
    r"(?<!')\b(pass(?:word|wd)?|pwd|secret|token|\w*api_?key|identified(?:\s+with\s+\S+)?\s+(?:by|as))"
    r"(\s*(?:=>|=|:|,|is)?\s*)'(?:[^']|'')*'",
    re.IGNORECASE,
)
"""What is called a password, and the literal behind it."""


@dataclass
class Remembered:
    """A statement while it runs; filled in as more is known of it."""

    sql: str
    question: str = ""
    rows: int | None = None
    translator: str = ""
    cost_usd: float | None = None

    def answered(self, sql: str, rows: int | None, cost_usd: float | None) -> None:
        """Fills in what became of a question; `rows` of None: its SQL was not run."""
        self.sql, self.rows, self.cost_usd = sql, rows, cost_usd


class History:
    """Writes an entry for each statement, whatever becomes of it."""

    def __init__(
        self,
        store: Callable[[], Store],
        unwritten: Callable[[StoreError], None],
        keeps: Callable[[], bool] = lambda: True,
    ) -> None:
        """`unwritten` is told why an entry could not be kept, which stops nothing; `keeps`: whether to."""
        self._store = store
        self._unwritten = unwritten
        self._keeps = keeps

    @contextmanager
    def entry(
        self, connection: str, source: Source, *, sql: str = "", question: str = ""
    ) -> Iterator[Remembered]:
        """Keeps an entry when the block ends, however it ends."""
        remembered = Remembered(sql, question)
        verdict: Verdict = "failed"
        try:
            yield remembered
            verdict = "allowed"
        except StatementRejected:
            verdict = "refused"
            raise
        finally:
            self._keep(remembered, connection, source, verdict)

    def _keep(self, remembered: Remembered, connection: str, source: Source, verdict: Verdict) -> None:
        if not self._keeps():
            return
        entry = HistoryEntry(
            at=datetime.now(UTC),
            connection=connection,
            source=source,
            sql=without_passwords(remembered.sql),
            question=remembered.question,
            notebook=notebook_path(),
            verdict=verdict,
            rows=remembered.rows,
            translator=remembered.translator,
            cost_usd=remembered.cost_usd,
        )
        try:
            self._store().append_history(entry)
        except StoreError as error:
            self._unwritten(error)


def without_passwords(sql: str) -> str:
    """`sql` with the literals behind words such as PASSWORD and IDENTIFIED BY left out."""
    return _PASSWORD.sub(r"\1\2'…'", sql)
