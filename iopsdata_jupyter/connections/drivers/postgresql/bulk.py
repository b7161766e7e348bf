"""Large results through ADBC: binary COPY read in C++, a third of the CPU of any way through Python.

It is a second connection, so it serves read-only connections alone: there no statement leaves anything
behind in its session, and the two cannot be told apart.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from iopsdata_jupyter.connections.drivers.postgresql import failures
from iopsdata_jupyter.connections.drivers.postgresql.values import NUMERIC, Decimals, Described, unfit
from iopsdata_jupyter.connections.drivers.postgresql.wire import CANCEL_EVERY_S
from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.errors import IopsDataError

TEXTS = {19: "name", 25: "text", 1042: "bpchar", 1043: "varchar", 2950: "uuid", 114: "json", 3802: "jsonb"}
KNOWN = {16, 17, 20, 21, 23, 700, 701, 1082, 1083, 1114, 1184, 1186, NUMERIC, *TEXTS}
"""Oids whose binary form ADBC reads as this driver wants it; any other type takes the way through text."""

_COPY = "COPY ("
_COPY_STATES = ("0A000", "42601")
"""feature_not_supported, such as COPY (SELECT INTO), and syntax_error: the statement alone was in order."""
_UUID_DIGITS = [place for place in range(36) if place not in (8, 13, 18, 23)]
_FAR_DAYS = 2_932_896
"""31 December 9999 in days since 1970; `infinity` lies beyond."""


def errors() -> tuple[type[Exception], ...]:
    """What ADBC raises, or its absence."""
    try:
        from adbc_driver_manager import Error
    except ImportError:
        return (ImportError,)
    return (ImportError, Error, OSError, pa.ArrowException)


def serves(columns: Sequence[Described]) -> bool:
    """Whether every column has a type that comes out of ADBC as it should."""
    return bool(columns) and all(column.oid in KNOWN for column in columns)


def is_about_copy(error: Exception) -> bool:
    """Whether the server disliked the COPY around the statement rather than the statement."""
    return getattr(error, "sqlstate", None) in _COPY_STATES


def translated(error: Exception, sql: str, config: ConnectionConfig) -> IopsDataError:
    """The server's own words, as psycopg would have brought them."""
    told = {
        key.decode() if isinstance(key, bytes) else key: value
        for key, value in getattr(error, "details", None) or ()
    }
    message = told.get("PG_DIAG_MESSAGE_PRIMARY", b"").decode()
    if not message:
        found = re.search(r"ERROR:\s+(.+)", str(error))
        if found is None:
            return failures.lost(config, in_transaction=False)
        message = found[1]
    place = told.get("PG_DIAG_STATEMENT_POSITION", b"").decode()
    shift = len(_COPY) if "COPY (" in str(error) else 0
    position = int(place) - 1 - shift if place else None
    return failures.error_at(
        message, sql, position, config, hint=told.get("PG_DIAG_MESSAGE_DETAIL", b"").decode() or None
    )


class Bulk:
    """An ADBC connection of its own."""

    def __init__(self, conninfo: str, setting: str) -> None:
        """Connects and runs `setting`; raises one of `errors()`."""
        import adbc_driver_postgresql
        from adbc_driver_manager import AdbcConnection

        self._database = adbc_driver_postgresql.connect(conninfo)
        self._connection = AdbcConnection(self._database)
        self._running: Any = None
        self.busy = False
        """Whether a thread uses the connection, perhaps one that was left behind: libpq bears no second."""
        self._cancelled_at = 0.0
        self._run(setting)

    def batches(self, sql: str, columns: list[Described]) -> Generator[pa.RecordBatch]:
        """The rows of a single SELECT, which PostgreSQL has already described; rolled back at the end."""
        self.busy = True
        try:
            yield from self._batches(sql, columns)
        finally:
            self.busy = False

    def _batches(self, sql: str, columns: list[Described]) -> Generator[pa.RecordBatch]:
        from adbc_driver_manager import AdbcStatement

        self._run("BEGIN READ ONLY")
        self._run("SELECT 1")
        statement = AdbcStatement(self._connection)
        self._running = statement
        ended = False
        try:
            # The line break ends a comment that would swallow the rest of ADBC's COPY.
            statement.set_sql_query(sql.rstrip().rstrip(";") + "\n")
            handle, _ = statement.execute_query()
            convert = [_converter(column) for column in columns]
            with pa.RecordBatchReader.from_stream(handle) as reader:
                for batch in reader:
                    yield _converted(batch, columns, convert)
            ended = True
        finally:
            if not ended:
                _cancel(statement)
            self._running, self._cancelled_at = None, 0.0
            statement.close()
            self._run("ROLLBACK")

    def cancel(self) -> None:
        """Stops the running statement; from any thread. It does not wait, as libpq here would without end."""
        running = self._running
        if running is not None and time.monotonic() - self._cancelled_at > CANCEL_EVERY_S:
            self._cancelled_at = time.monotonic()
            threading.Thread(target=_cancel, args=(running,), daemon=True).start()

    def close(self) -> None:
        """Hangs up."""
        self._connection.close()
        self._database.close()

    def _run(self, sql: str) -> None:
        from adbc_driver_manager import AdbcStatement

        with AdbcStatement(self._connection) as statement:
            statement.set_sql_query(sql)
            statement.execute_update()


def _cancel(statement: Any) -> None:
    from adbc_driver_manager import Error

    # It may have ended, and been closed, meanwhile.
    with suppress(Error):
        statement.cancel()


def _converted(batch: pa.RecordBatch, columns: list[Described], converters: list[Any]) -> pa.RecordBatch:
    arrays = [convert(array) for convert, array in zip(converters, batch.columns, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])


def _converter(column: Described) -> Any:
    if column.oid == NUMERIC:
        decimals = Decimals(column.modifier)
        return lambda array: decimals(_storage(array))
    if column.oid == 2950:
        return lambda array: _hyphenated(_storage(array))
    if column.oid in TEXTS:
        return _storage
    if column.oid in (1082, 1114, 1184):
        return lambda array: _bounded(array, column)
    return lambda array: array


def _storage(array: pa.Array) -> pa.Array:
    return array.storage if isinstance(array, pa.ExtensionArray) else array


def _hyphenated(array: pa.Array) -> pa.Array:
    """Sixteen bytes each as the 36 characters of a UUID, without a Python object a value."""
    import numpy as np

    digits = np.frombuffer(b"".join(b"%02x" % value for value in range(256)), np.uint8).reshape(256, 2)
    given = np.frombuffer(array.buffers()[1], np.uint8)[16 * array.offset :][: 16 * len(array)]
    written = np.full((len(array), 36), ord("-"), np.uint8)
    written[:, _UUID_DIGITS] = digits[given].reshape(len(array), 32)
    offsets = pa.array(np.arange(0, 36 * len(array) + 1, 36, dtype=np.int32))
    texts = pa.StringArray.from_buffers(len(array), offsets.buffers()[1], pa.py_buffer(written))
    return pc.if_else(array.is_valid(), texts, pa.scalar(None, pa.string()))


def _bounded(array: pa.Array, column: Described) -> pa.Array:
    days = array if pa.types.is_date(array.type) else array.cast(pa.date32(), safe=False)
    bounds = pc.min_max(days.cast(pa.int32()))
    low, high = bounds["min"].as_py(), bounds["max"].as_py()
    if high is not None and (high > _FAR_DAYS or low < -719_162):
        raise unfit(column.name, {1082: "date", 1114: "timestamp"}.get(column.oid, "timestamptz"))
    return array
