"""Large results of a read-only file through ADBC: rows become Arrow in C, a quarter of the CPU.

ADBC's SQLite can neither be interrupted nor watched by an authorizer, so a statement comes here only after
the controlled connection has run it as far as its first rows, and it is read in a thread that may be left
behind: an interrupt gives control back at once, and the thread ends with the batch that it is at.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator
from typing import Any
from urllib.parse import quote

import pyarrow as pa

AHEAD = 2
"""Batches read before they are asked for."""
BATCH_ROWS = 65_536
MIN_BATCH_ROWS = 1_024
BATCH_BYTES = 64 * 2**20
_LOOK_S = 0.05


class Unsuitable(Exception):
    """ADBC cannot go on: values of another type than its first ones, texts that are no UTF-8, an older SQL."""


class Stopped(Exception):
    """The statement was interrupted."""


class Bulk:
    """A read-only ADBC connection to a file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: Any = None
        self._stop = threading.Event()

    def batches(self, sql: str, row_bytes: float) -> Generator[pa.RecordBatch]:
        """The rows of a query that the controlled connection has compiled.

        Raises:
            Unsuitable: the controlled connection must go on from where this one ended.
            Stopped: `interrupt` was called.
        """
        rows = int(min(BATCH_ROWS, max(MIN_BATCH_ROWS, BATCH_BYTES // max(row_bytes, 1))))
        reading = _Reading(self._opened(), sql, rows)
        self._stop.clear()
        try:
            while (batch := self._next(reading)) is not None:
                yield batch
        finally:
            if not reading.finish():
                # The thread still uses it, and closes nothing but its own statement.
                self._connection = None

    def interrupt(self) -> None:
        """Lets `batches` end at once; from any thread."""
        self._stop.set()

    def close(self) -> None:
        """Gives up the file."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _next(self, reading: _Reading) -> pa.RecordBatch | None:
        while True:
            if self._stop.is_set():
                raise Stopped
            try:
                found = reading.found.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if isinstance(found, Exception):
                raise Unsuitable(str(found)) from None
            return found

    def _opened(self) -> Any:
        if self._connection is None:
            try:
                self._connection = _connect(self._path)
            except Exception as error:  # noqa: BLE001 - without ADBC everything works, only slower
                raise Unsuitable(str(error)) from None
        return self._connection


class _Reading:
    """A thread that reads one statement's batches into a queue."""

    def __init__(self, connection: Any, sql: str, rows: int) -> None:
        self.found: queue.Queue[pa.RecordBatch | Exception | None] = queue.Queue(AHEAD)
        self._ended = threading.Event()
        self._thread = threading.Thread(
            target=self._read, args=(connection, sql, rows), name="iopsdata-sqlite", daemon=True
        )
        self._thread.start()

    def finish(self) -> bool:
        """Asks the thread to end; whether it has."""
        self._ended.set()
        self._thread.join(_LOOK_S)
        return not self._thread.is_alive()

    def _read(self, connection: Any, sql: str, rows: int) -> None:
        from adbc_driver_manager import AdbcStatement

        try:
            with AdbcStatement(connection) as statement:
                statement.set_options(**{"adbc.sqlite.query.batch_rows": str(rows)})
                statement.set_sql_query(sql)
                handle, _ = statement.execute_query()
                with pa.RecordBatchReader.from_stream(handle) as reader:
                    for batch in reader:
                        batch.validate(full=True)
                        if not self._put(batch):
                            return
            self._put(None)
        except Exception as error:  # noqa: BLE001 - told to the thread that waits
            self._put(error)

    def _put(self, item: pa.RecordBatch | Exception | None) -> bool:
        """Waits for a place in the queue; whether anybody still wants it."""
        while not self._ended.is_set():
            try:
                self.found.put(item, timeout=_LOOK_S)
            except queue.Full:
                continue
            return True
        return False


def _connect(path: str) -> Any:
    import adbc_driver_sqlite
    from adbc_driver_manager import AdbcConnection, AdbcStatement

    connection = AdbcConnection(adbc_driver_sqlite.connect(f"file:{quote(path)}?mode=ro"))
    with AdbcStatement(connection) as statement:
        statement.set_sql_query("PRAGMA query_only = ON")
        statement.execute_query()
    return connection
