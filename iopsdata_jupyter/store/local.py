"""The store of one person: a SQLite file in the Jupyter data folder, 0600 in a folder of 0700."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from iopsdata_jupyter.errors import StoreError
from iopsdata_jupyter.store.base import AuditEvent, ConnectionRecord
from iopsdata_jupyter.store.migrations import migrate

FILE_NAME = "store.sqlite"
BUSY_S = 5.0


class LocalStore:
    """A Store in `folder/store.sqlite`; the file is made when it is first used.

    Several kernels and the server may use it at once: WAL, and every write begins IMMEDIATE.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._lock = threading.Lock()
        self._native: sqlite3.Connection | None = None

    def connections(self) -> Sequence[ConnectionRecord]:
        with self._session() as native:
            rows = native.execute(
                "SELECT name, driver, target, access FROM connections ORDER BY name"
            ).fetchall()
        return [ConnectionRecord(*row) for row in rows]

    def save_connection(self, record: ConnectionRecord) -> None:
        with self._write() as native:
            native.execute(
                "INSERT INTO connections (name, driver, target, access) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET driver = excluded.driver, target = excluded.target, "
                "access = excluded.access",
                (record.name, record.driver, record.target, record.access),
            )

    def delete_connection(self, name: str) -> bool:
        with self._write() as native:
            return native.execute("DELETE FROM connections WHERE name = ?", (name,)).rowcount > 0

    def append_audit(self, event: AuditEvent) -> None:
        with self._write() as native:
            native.execute(
                "INSERT INTO query_log "
                "(at, connection, source, text_hash, verdict, rule, rows, elapsed_ms, translator) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    event.at.isoformat(), event.connection, event.source, event.text_hash, event.verdict,
                    event.rule, event.rows, event.elapsed_ms, event.translator,
                ),
            )  # fmt: skip

    def audit(self, *, limit: int = 100) -> Sequence[AuditEvent]:
        with self._session() as native:
            rows = native.execute(
                "SELECT at, connection, source, text_hash, verdict, rule, rows, elapsed_ms, translator "
                "FROM query_log ORDER BY id DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [AuditEvent(datetime.fromisoformat(row[0]), *row[1:]) for row in rows]

    def close(self) -> None:
        """Gives up the file's handle; the next use opens it again."""
        with self._lock:
            if self._native is not None:
                self._native.close()
                self._native = None

    @contextmanager
    def _session(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                if self._native is None:
                    self._native = _open(self.path)
                yield self._native
            except (sqlite3.Error, OSError) as error:
                raise StoreError(
                    f"The local store {self.path} cannot be used: {error}.",
                    hint="Check its permissions and free space, or set IOPSDATA_DATA_DIR to another folder.",
                ) from None

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._session() as native:
            native.execute("BEGIN IMMEDIATE")
            try:
                yield native
            except BaseException:
                native.execute("ROLLBACK")
                raise
            native.execute("COMMIT")


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    native = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    native.execute("PRAGMA journal_mode = WAL")
    native.execute("PRAGMA synchronous = NORMAL")
    migrate(native)
    return native
