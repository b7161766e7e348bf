"""Large results of a file through ADBC: rows become Arrow in C, a quarter of the CPU.

ADBC's SQLite can neither be interrupted nor watched by an authorizer, so a statement comes here only after
the controlled connection has run it as far as its first rows, and it is read in a thread that may be left
behind: an interrupt gives control back at once, and the thread ends with the batch that it is at.

It is a second copy of SQLite in this process, where file locks belong to the process: a lock that one copy
lets go is lost to the other. So this one takes no locks (`nolock`; the controlled connection's open cursor
holds them), and its files stay open as long as the process lives, since closing one would let locks go too.
Where that is no safe way to read, in WAL mode or beside an open transaction, SQLite itself refuses it.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

AHEAD = 2
"""Batches read before they are asked for."""
BATCH_ROWS = 65_536
MIN_BATCH_ROWS = 1_024
BATCH_BYTES = 64 * 2**20
_LOOK_S = 0.05


class Unsuitable(Exception):
    """ADBC cannot go on: values of other types than the first ones, texts that are no UTF-8, a WAL."""


class Stopped(Exception):
    """The statement was interrupted."""


class Bulk:
    """Reads one file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._stop = threading.Event()

    def batches(self, sql: str, row_bytes: float) -> Generator[pa.RecordBatch]:
        """The rows of a query that the controlled connection has compiled and holds open.

        Raises:
            Unsuitable: the controlled connection must go on from where this one ended.
            Stopped: `interrupt` was called.
        """
        rows = int(min(BATCH_ROWS, max(MIN_BATCH_ROWS, BATCH_BYTES // max(row_bytes, 1))))
        self._stop.clear()
        reading = _Reading(_handle(self._path), sql, rows)
        try:
            while (batch := self._next(reading)) is not None:
                yield batch
        finally:
            reading.abandon()

    def interrupt(self) -> None:
        """Lets `batches` end at once; from any thread."""
        self._stop.set()

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


class _Handle:
    """An open file, used by one thread at a time."""

    def __init__(self, path: str) -> None:
        import adbc_driver_sqlite
        from adbc_driver_manager import AdbcConnection

        self.free = threading.Lock()
        self.connection = AdbcConnection(adbc_driver_sqlite.connect(f"file:{quote(path)}?mode=ro&nolock=1"))


_handles: dict[tuple[int, int], _Handle] = {}
"""By device and inode: what a path leads to, even if the file has been replaced meanwhile."""


def _handle(path: str) -> _Handle:
    try:
        status = Path(path).stat()
        place = (status.st_dev, status.st_ino)
        if place not in _handles:
            _handles[place] = _Handle(path)
        return _handles[place]
    except Exception as error:  # noqa: BLE001 - without ADBC everything works, only slower
        raise Unsuitable(str(error)) from None


class _Reading:
    """A thread that reads one statement's batches into a queue."""

    def __init__(self, handle: _Handle, sql: str, rows: int) -> None:
        if not handle.free.acquire(timeout=_LOOK_S):
            raise Unsuitable("an earlier statement still reads")
        self.found: queue.Queue[pa.RecordBatch | Exception | None] = queue.Queue(AHEAD)
        self._handle, self._sql, self._rows = handle, sql, rows
        self._abandoned = threading.Event()
        threading.Thread(target=self._work, name="iopsdata-sqlite", daemon=True).start()

    def abandon(self) -> None:
        """Lets the thread end with the batch that it is at, and the statement with it."""
        self._abandoned.set()

    def _work(self) -> None:
        try:
            self._read()
        except Exception as error:  # noqa: BLE001 - told to the thread that waits
            self._put(error)
        finally:
            self._handle.free.release()

    def _read(self) -> None:
        from adbc_driver_manager import AdbcStatement

        with AdbcStatement(self._handle.connection) as statement:
            statement.set_options(**{"adbc.sqlite.query.batch_rows": str(self._rows)})
            statement.set_sql_query(self._sql)
            stream, _ = statement.execute_query()
            with pa.RecordBatchReader.from_stream(stream) as reader:
                for batch in reader:
                    batch.validate(full=True)
                    if not self._put(batch):
                        return
        self._put(None)

    def _put(self, item: pa.RecordBatch | Exception | None) -> bool:
        """Waits for a place in the queue; whether anybody still wants it."""
        while not self._abandoned.is_set():
            try:
                self.found.put(item, timeout=_LOOK_S)
            except queue.Full:
                continue
            return True
        return False
