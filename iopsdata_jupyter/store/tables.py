"""Records as rows of SQLite: one table a record, one column a field."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from iopsdata_jupyter.store.records import (
    AuditEvent,
    AuditFilter,
    FileAsset,
    HistoryEntry,
    HistoryFilter,
    Metric,
    VerifiedQuery,
)

Conditions = Sequence[tuple[str, str | int]]
"""SQL with one `?`, and the value for it; the SQL comes from this module alone."""

R = TypeVar("R", AuditEvent, FileAsset, HistoryEntry, Metric, VerifiedQuery)


@dataclass(frozen=True)
class Table(Generic[R]):
    """Reads and writes records of one kind; names come from this module alone, values are bound."""

    name: str
    record: type[R]
    key: tuple[str, ...] = ()
    """Fields that tell records apart; empty for a log."""
    times: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """Fields kept as JSON."""

    @property
    def columns(self) -> list[str]:
        """The record's fields, in order."""
        return [entry.name for entry in fields(self.record)]

    def save(self, native: sqlite3.Connection, record: R) -> None:
        """Adds the record, in place of one with the same key."""
        names = ", ".join(self.columns)
        marks = ", ".join("?" * len(self.columns))
        verb = "INSERT OR REPLACE" if self.key else "INSERT"
        native.execute(f"{verb} INTO {self.name} ({names}) VALUES ({marks})", self._row(record))

    def all(self, native: sqlite3.Connection) -> list[R]:
        """Every record by key."""
        return self._read(native, f"ORDER BY {', '.join(self.key)}", ())

    def newest(
        self, native: sqlite3.Connection, limit: int, offset: int = 0, where: Conditions = ()
    ) -> list[R]:
        """The last records of a log for which all of `where` hold, newest first."""
        tail = f"{_where(where)}ORDER BY id DESC LIMIT ? OFFSET ?"
        return self._read(native, tail, (*(value for _, value in where), limit, offset))

    def forget(self, native: sqlite3.Connection, where: Conditions) -> int:
        """Removes the records of a log for which all of `where` hold; how many there were."""
        found = native.execute(f"DELETE FROM {self.name} {_where(where)}", [value for _, value in where])
        return found.rowcount

    def delete(self, native: sqlite3.Connection, *key: str) -> bool:
        """Whether there was one."""
        where = " AND ".join(f"{name} = ?" for name in self.key)
        return native.execute(f"DELETE FROM {self.name} WHERE {where}", key).rowcount > 0

    def _read(self, native: sqlite3.Connection, tail: str, values: Sequence[Any]) -> list[R]:
        rows = native.execute(f"SELECT {', '.join(self.columns)} FROM {self.name} {tail}", values)
        return [self.record(*map(self._decode, self.columns, row)) for row in rows]

    def _row(self, record: R) -> list[Any]:
        return [self._encode(name, getattr(record, name)) for name in self.columns]

    def _encode(self, name: str, value: Any) -> Any:
        if name in self.times:
            return value.isoformat()
        if name in self.documents:
            return json.dumps(dict(value) if isinstance(value, Mapping) else list(value))
        return value

    def _decode(self, name: str, value: Any) -> Any:
        if name in self.times:
            return datetime.fromisoformat(value)
        if name in self.documents:
            found = json.loads(value)
            return tuple(found) if isinstance(found, list) else found
        return value


AUDIT = Table("query_log", AuditEvent, times=("at",))
HISTORY = Table("history", HistoryEntry, times=("at",))
VERIFIED = Table(
    "verified_queries", VerifiedQuery, ("connection", "question"), ("verified_at",), ("parameters",)
)
METRICS = Table("metrics", Metric, ("name",), documents=("filters", "synonyms"))
FILES = Table("file_assets", FileAsset, ("name",), ("uploaded_at",))


def audit_conditions(wanted: AuditFilter) -> Conditions:
    """What `wanted` asks of the rows of the log, whose times are ISO texts in UTC."""
    times = [("at >= ?", wanted.since), ("at < ?", wanted.until)]
    return [
        *_equal(wanted),
        *((condition, at.astimezone(UTC).isoformat()) for condition, at in times if at is not None),
    ]


def history_conditions(wanted: HistoryFilter) -> Conditions:
    """What `wanted` asks of the rows of the history, on a handle that knows `casefold`."""
    return [
        *_equal(wanted),
        *([] if wanted.before is None else [("id < ?", wanted.before)]),
        *(("instr(casefold(question || char(10) || sql), ?) > 0", word.casefold()) for word in wanted.words),
    ]


def _equal(wanted: AuditFilter | HistoryFilter) -> list[tuple[str, str | int]]:
    values = ((name, getattr(wanted, name)) for name in ("connection", "source", "verdict"))
    return [(f"{name} = ?", value) for name, value in values if value is not None]


def _where(conditions: Conditions) -> str:
    return f"WHERE {' AND '.join(sql for sql, _ in conditions)} " if conditions else ""
