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
from iopsdata_jupyter.store.migrations import STEPS, Steps, is_current, migrate, roll_back

BUSY_S = 5.0
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN)


class StoreFile:
    """One handle on the file for all threads of a process; opened at first use, again after a fork."""

    def __init__(self, path: Path, steps: Steps = STEPS) -> None:
        """`steps` make the schema of an empty file."""
        self.path = path
        self._steps = steps
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

    def empty_log(self) -> None:
        """Moves what the write-ahead log holds into the file, so that deleted text is not left in the log.

        Raises:
            StoreError: the file cannot be used.
        """
        with self.read() as native:
            if not native.in_transaction:
                # Tells busy, where another process still reads, by its row and not by an error.
                native.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Gives up the handle; the next use opens it again."""
        with self._lock:
            if self._native is not None:
                self._native.close()
                self._native = None

    def _handle(self) -> sqlite3.Connection:
        if self._native is not None and self._opened != self._identity():
            # After a fork the handle is the parent's: closing it would drop the parent's locks.
            if self._opened is None or self._opened[0] == os.getpid():
                self._native.close()
            self._native = None
        if self._native is None:
            self._opened = None
            self._native, writable = open_file(self.path, self._steps)
            # A handle that only reads serves once: what kept it from writing may pass.
            self._opened = self._identity() if writable else None
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


def open_file(path: Path, steps: Steps = STEPS) -> tuple[sqlite3.Connection, bool]:
    """A handle on the file with the present schema, and whether it can be written."""
    try:
        return _open_to_write(path, steps), True
    except (sqlite3.OperationalError, OSError) as error:
        if _is_busy(error) or not path.exists():
            raise
        native = _open_to_read(path, steps)
        if native is None:
            raise
        return native, False


def _open_to_write(path: Path, steps: Steps) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600, exist_ok=True)
    native = _connect(str(path))
    try:
        if not _takes_wal(native):
            native.close()
            native = _connect(str(path))
            _leave_wal(native)
        migrate(native, steps)
    except BaseException:
        native.close()
        raise
    return native


def _open_to_read(path: Path, steps: Steps) -> sqlite3.Connection | None:
    """A handle that only reads; `immutable` where even the log's index cannot be made beside the file."""
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        native = None
        try:
            native = _connect(f"file:{quote(str(path))}?{mode}", uri=True)
            if is_current(native, steps):
                return native
        except sqlite3.OperationalError:
            pass
        if native is not None:
            native.close()
    return None


def _connect(target: str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(target, timeout=BUSY_S, isolation_level=None, check_same_thread=False, uri=uri)


def _takes_wal(native: sqlite3.Connection) -> bool:
    """Turns WAL on in a new file; False: the file system has no shared memory for it, as network drives.

    A file that has a rollback journal keeps it: the process that made it could not do better.
    """
    try:
        is_new = native.execute("PRAGMA user_version").fetchone()[0] == 0
        mode = native.execute(f"PRAGMA journal_mode{' = WAL' if is_new else ''}").fetchone()[0]
        if mode == "wal":
            native.execute("PRAGMA synchronous = NORMAL")
            native.execute("PRAGMA busy_timeout = 0")
            # SQLite says `wal` and fails at the first write.
            native.execute("BEGIN IMMEDIATE")
            native.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return _is_busy(error)
    finally:
        native.execute(f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}")
    return True


def _leave_wal(native: sqlite3.Connection) -> None:
    """Back to a rollback journal; alone with the file, SQLite needs no shared memory to read the log."""
    native.execute("PRAGMA locking_mode = EXCLUSIVE")
    native.execute("PRAGMA journal_mode = TRUNCATE")
    native.execute("PRAGMA locking_mode = NORMAL")
    # The lock is given up at the next use of the file.
    native.execute("SELECT count(*) FROM sqlite_master")


def _is_busy(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
