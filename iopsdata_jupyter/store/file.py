"""The SQLite file of the local store: opened, shared, and never lost.

Several kernels and the server use it at once: WAL where the file system has it, and every write begins
IMMEDIATE (FACTS: a deferred BEGIN failed 226 of 480 writes of six processes, IMMEDIATE none).
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from iopsdata_jupyter.errors import StoreError
from iopsdata_jupyter.store.migrations import is_current, migrate, roll_back

BUSY_S = 5.0
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN)


class StoreFile:
    """One handle on the file for all threads of a process; opened at first use, again after a fork."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._native: sqlite3.Connection | None = None
        self._opened: tuple[int, int, int] | None = None
        """Process, device and inode that the handle belongs to."""

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """The handle, for statements that only read.

        Raises:
            StoreError: the file cannot be used; a damaged one has been moved aside.
        """
        with self._lock:
            try:
                yield self._handle()
            except (sqlite3.Error, OSError) as error:
                raise self._failure(error) from None

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """The handle inside a transaction, which is taken back where an error leaves it. It may be nested.

        Raises:
            StoreError: the file cannot be used; a damaged one has been moved aside.
        """
        with self.read() as native:
            if native.in_transaction:
                yield native
                return
            native.execute("BEGIN IMMEDIATE")
            try:
                yield native
                native.execute("COMMIT")
            except BaseException:
                roll_back(native)
                raise

    def close(self) -> None:
        """Gives up the handle; the next use opens it again."""
        with self._lock:
            if self._native is not None:
                self._native.close()
                self._native = None

    def _handle(self) -> sqlite3.Connection:
        if self._native is not None and self._opened != self._identity():
            # After a fork the handle is the parent's: closing it would drop the parent's locks.
            if self._opened and self._opened[0] == os.getpid():
                self._native.close()
            self._native = None
        if self._native is None:
            self._native = open_file(self.path)
            self._opened = self._identity()
        return self._native

    def _identity(self) -> tuple[int, int, int] | None:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        return os.getpid(), status.st_dev, status.st_ino

    def _failure(self, error: sqlite3.Error | OSError) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in DAMAGED:
            return self._set_aside(error)
        if code == sqlite3.SQLITE_FULL:
            return StoreError(
                f"The disk of the local store {self.path} is full; nothing was changed.",
                hint="Free some space.",
            )
        if code == sqlite3.SQLITE_BUSY:
            return StoreError(
                f"The local store {self.path} is locked by another process for more than {BUSY_S:g} s.",
                hint="Try again; if it stays so, look for a kernel that hangs.",
            )
        read_only = code in READ_ONLY or isinstance(error, PermissionError)
        return StoreError(
            f"The local store {self.path} cannot be {'written' if read_only else 'used'}: {error}.",
            hint="Check its permissions and free space, or set IOPSDATA_DATA_DIR to another folder.",
        )

    def _set_aside(self, error: Exception) -> StoreError:
        """Moves a damaged file away whole; the next use starts an empty one."""
        judged = self._opened or self._identity()
        self.close()
        aside = self.path.with_name(
            f"{self.path.stem}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}{self.path.suffix}"
        )
        if judged == self._identity():  # else another process has moved it already
            # The log first: left behind, it would be played into the new file.
            for suffix in ("-wal", "-shm", ""):
                with suppress(FileNotFoundError):
                    Path(f"{self.path}{suffix}").rename(f"{aside}{suffix}")
        return StoreError(
            f"The local store {self.path} is damaged ({error}). Nothing of it was deleted: it is kept as "
            f"{aside}.",
            hint="The next use starts an empty store. `sqlite3 FILE .recover` may bring old rows back.",
        )


def open_file(path: Path) -> sqlite3.Connection:
    """A handle on the file with the present schema; a file that cannot be written is opened for reading."""
    try:
        return _open_to_write(path)
    except (sqlite3.OperationalError, OSError) as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CANTOPEN) & 0xFF
        if code not in READ_ONLY or not path.exists():
            raise
        native = _open_to_read(path)
        if native is None:
            raise
        return native


def _open_to_write(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600, exist_ok=True)
    native = _connect(str(path))
    try:
        _prefer_wal(native)
        migrate(native)
    except BaseException:
        native.close()
        raise
    return native


def _open_to_read(path: Path) -> sqlite3.Connection | None:
    """A handle that only reads; `immutable` where even the log's index cannot be made beside the file."""
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        native = None
        try:
            native = _connect(f"file:{quote(str(path))}?{mode}", uri=True)
            if is_current(native):
                return native
        except sqlite3.OperationalError:
            pass
        if native is not None:
            native.close()
    return None


def _connect(target: str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(target, timeout=BUSY_S, isolation_level=None, check_same_thread=False, uri=uri)


def _prefer_wal(native: sqlite3.Connection) -> None:
    """WAL, or a rollback journal on a file system without shared memory, as network drives are."""
    try:
        mode = native.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise
        # A file that is in WAL already can be read without shared memory by one process at a time only.
        native.execute("PRAGMA locking_mode = EXCLUSIVE")
        mode = native.execute("PRAGMA journal_mode = TRUNCATE").fetchone()[0]
        native.execute("PRAGMA locking_mode = NORMAL")
    native.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")
