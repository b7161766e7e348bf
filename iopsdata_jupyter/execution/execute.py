"""Runs one statement in a worker thread, within limits, so that Ctrl-C and the clock can stop it.

The main thread must stay free: DuckDB and SQLite do not see a signal while they compute.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from iopsdata_jupyter.connections.models import Connection, Stream
from iopsdata_jupyter.errors import ExecutionError, ResultTooLarge
from iopsdata_jupyter.execution.parameters import Bound
from iopsdata_jupyter.execution.result import Form, Result, shaped

if TYPE_CHECKING:
    import pyarrow as pa

INTERRUPT_GRACE_S = 5.0
"""Seconds that an interrupted statement is waited for before control goes back."""

SLICE_S = 0.25

PATIENCE_S = 1.0
"""Seconds after which progress is shown."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one statement."""

    rows: int | None = None
    """Rows fetched at most; None: all."""
    seconds: float = 0.0
    """Wall seconds; 0: no bound."""
    bytes: int = 2048 * 2**20
    """Size of the result in Arrow's memory layout."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running statement is."""

    elapsed_s: float
    rows: int
    """Rows fetched so far."""
    share: float | None
    """0..1, where the engine tells it."""


Observer = Callable[[Progress], None]
"""Called in the caller's thread while a statement takes longer than `PATIENCE_S`."""


def execute(
    connection: Connection,
    statement: Bound,
    limits: Limits,
    *,
    form: Form = "pandas",
    observer: Observer | None = None,
) -> Result:
    """Runs `statement`, which the guard has allowed, and fetches its rows.

    Raises:
        ExecutionError: the engine refused or failed it, or it took too long.
        ResultTooLarge: the rows take more than `limits.bytes`.
        KeyboardInterrupt: the user stopped it; the connection stays usable.
    """
    started = time.perf_counter()
    fetch = _Fetch(limits, statement.sql)

    def work() -> pa.Table:
        return fetch.collect(connection.execute(statement.sql, statement.parameters))

    def observe() -> None:
        elapsed_s = time.perf_counter() - started
        if observer is not None and elapsed_s >= PATIENCE_S:
            observer(Progress(elapsed_s, fetch.rows, connection.progress()))

    table = run_interruptibly(connection, work, limits.seconds, statement.sql, observe)
    frame = shaped(table, form)
    elapsed_s = time.perf_counter() - started
    result = Result(frame, table.num_rows, statement.sql, connection.config.name, elapsed_s, fetch.truncated)
    if form == "pandas":
        frame.attrs["iopsdata"] = result.origin
    return result


def run_interruptibly(
    connection: Connection,
    work: Callable[[], T],
    seconds: float = 0.0,
    sql: str | None = None,
    observe: Callable[[], None] = lambda: None,
) -> T:
    """Does `work` on the connection's engine; a signal or the clock stops it.

    Raises:
        KeyboardInterrupt: passed on once the engine has stopped.
        ExecutionError: `seconds` have gone by.
    """
    future = _worker().submit(work)
    try:
        if _done(future, seconds, observe):
            return future.result()
        _stop(connection, future)
        raise ExecutionError(
            f"The statement was stopped after {seconds:g} s.",
            title="Timeout",
            sql=sql,
            hint="Give it longer with `--timeout SECONDS` (0: no limit), or ask for less.",
        )
    except KeyboardInterrupt:
        _stop(connection, future)
        raise


def _done(future: Future[Any], seconds: float, observe: Callable[[], None]) -> bool:
    """Waits for the worker, at most `seconds`; in slices, since Windows keeps signals from a longer wait."""
    deadline = time.monotonic() + seconds if seconds else float("inf")
    while (left := deadline - time.monotonic()) > 0:
        if wait([future], timeout=min(left, SLICE_S)).done:
            return True
        observe()
    return future.done()


def _stop(connection: Connection, future: Future[Any]) -> None:
    """Interrupts until the worker has ended: an interrupt sent before the engine has begun is lost."""
    deadline = time.monotonic() + INTERRUPT_GRACE_S
    while not future.done() and time.monotonic() < deadline:
        connection.interrupt()
        threading.Event().wait(0.01)


@lru_cache(maxsize=1)
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=4, thread_name_prefix="iopsdata-sql")


class _Fetch:
    """Gathers a stream's rows within the limits; `rows` may be read from another thread meanwhile."""

    def __init__(self, limits: Limits, sql: str) -> None:
        self._limits = limits
        self._sql = sql
        self.rows = 0
        self.truncated = False

    def collect(self, stream: Stream) -> pa.Table:
        """The stream's rows as one table, cut at the row limit."""
        try:
            table = self._collected(stream)
            return stream.finish(table) if stream.finish else table
        finally:
            # A generator that an error has left is kept by the traceback, and its statement with it.
            if isinstance(stream.batches, Generator):
                stream.batches.close()

    def _collected(self, stream: Stream) -> pa.Table:
        batches: list[pa.RecordBatch] = []
        size = 0
        for batch in stream.batches:
            if self._limits.rows is not None and self.rows + batch.num_rows > self._limits.rows:
                self.truncated = True
                batches.append(batch.slice(0, self._limits.rows - self.rows))
                break
            batches.append(batch)
            self.rows += batch.num_rows
            size += batch.nbytes
            self._check_size(size)
        return _table(stream, batches)

    def _check_size(self, size: int) -> None:
        if size > self._limits.bytes:
            raise ResultTooLarge(
                f"The result takes more than {self._limits.bytes // 2**20:,} MiB; "
                f"it was stopped at {self.rows:,} rows.",
                sql=self._sql,
                hint="Aggregate, select fewer columns, use --limit, or raise the setting memory_bound_mib.",
            )


def _table(stream: Stream, batches: list[pa.RecordBatch]) -> pa.Table:
    import pyarrow as pa

    if all(batch.schema.equals(stream.schema) for batch in batches):
        return pa.Table.from_batches(batches, stream.schema)
    columns = [_column([batch.column(at) for batch in batches]) for at in range(len(stream.schema))]
    return pa.Table.from_arrays(columns, names=stream.schema.names)


def _column(pieces: list[pa.Array]) -> pa.ChunkedArray:
    """Pieces of unlike types as one: decimals at the widest scale, else what Arrow joins, else text."""
    import pyarrow as pa

    if all(pa.types.is_decimal(piece.type) for piece in pieces):
        scale = max(piece.type.scale for piece in pieces)
        with suppress(pa.ArrowInvalid):
            return pa.chunked_array([piece.cast(pa.decimal128(38, scale)) for piece in pieces])
    tables = [pa.table([piece], names=["column"]) for piece in pieces]
    try:
        return pa.concat_tables(tables, promote_options="permissive").column(0)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.chunked_array([piece.cast(pa.string()) for piece in pieces])
