"""One libpq connection: statements over the extended protocol, rows chunk by chunk, from any one thread.

The socket is waited for outside libpq, so that the interpreter stays free for signals meanwhile.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result

if TYPE_CHECKING:
    from psycopg.abc import Buffer
    from psycopg.pq.abc import PGresult

CHUNK_ROWS = 10_000
CANCEL_EVERY_S = 0.3
"""A cancel opens a connection of its own; the caller asks far more often."""
CANCEL_TIMEOUT_S = 2.0

_ROWS = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.TUPLES_CHUNK, pq.ExecStatus.SINGLE_TUPLE)
_COPY = (pq.ExecStatus.COPY_IN, pq.ExecStatus.COPY_OUT, pq.ExecStatus.COPY_BOTH)


class Wire:
    """Sends statements and takes results; every failure is a psycopg.Error."""

    def __init__(self, native: psycopg.Connection[Any]) -> None:
        self.native = native
        self._pg = native.pgconn
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._pg.socket, selectors.EVENT_READ)
        self._cancel_lock = threading.Lock()
        self._busy = False
        self._cancelled_at = 0.0

    @property
    def status(self) -> pq.TransactionStatus:
        """Where the server stands: idle, in a transaction, in a failed one, or unknown when it is gone."""
        return pq.TransactionStatus(self._pg.transaction_status)

    @property
    def alive(self) -> bool:
        """Whether the connection stands; a server that has hung up meanwhile is noticed."""
        if self.native.closed or self._pg.status != pq.ConnStatus.OK:
            return False
        try:
            # First what the server said as it left, then the end of the stream, which is an error.
            while self._selector.select(0):
                self._pg.consume_input()
        except psycopg.Error:
            return False
        return self._pg.status == pq.ConnStatus.OK

    def script(self, sql: str) -> list[tuple[Any, ...]]:
        """Runs statements of our own, over the simple protocol; the rows of the last one as texts."""
        self._pg.send_query(sql.encode())
        rows: list[tuple[Any, ...]] = []
        for result in self._results():
            rows = _texts(result)
        return rows

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of one statement of our own, as texts."""
        self._send(sql, values)
        return [row for result in self._results() for row in _texts(result)]

    def begin_reading(self, explained: str | None) -> float | None:
        """Begins a READ ONLY transaction that nothing can make writable; the rows that the server expects.

        The snapshot that `SELECT 1` takes is what makes SET TRANSACTION READ WRITE fail. `explained` is
        a statement that EXPLAIN can take; all goes in one round trip.
        """
        if explained is None:
            self.script("BEGIN READ ONLY; SELECT 1")
            return None
        statements = ("BEGIN READ ONLY", "SELECT 1", EXPLAIN + explained)
        self._pg.enter_pipeline_mode()
        try:
            for statement in statements:
                self._pg.send_query_params(statement.encode(), None)
            self._pg.pipeline_sync()
            self._flush()
            plan = self._pipeline_answers()[-1]
        finally:
            if self._pg.status == pq.ConnStatus.OK:
                self._pg.exit_pipeline_mode()
        return float(json.loads(plan[0][0])[0]["Plan"]["Plan Rows"])

    def end_reading(self, sql: str) -> None:
        """Rolls back, and gives up what a rollback leaves: advisory locks and prepared statements."""
        try:
            self.script(sql)
        except psycopg.errors.QueryCanceled:
            # A cancel that came too late for its own statement.
            self.script(sql)

    def describe(self, sql: str) -> PGresult:
        """The columns that a statement would return; it does not run.

        Raises:
            psycopg.Error: the server cannot make sense of it.
        """
        self._pg.send_prepare(b"", sql.encode())
        for _ in self._results():
            pass
        self._pg.send_describe_prepared(b"")
        (described,) = self._results()
        return described

    def rows(self, sql: str, values: Sequence[Any]) -> Generator[PGresult]:
        """Runs one statement; its results chunk by chunk, the first of them at once.

        A generator that is closed early stops the statement.

        Raises:
            psycopg.Error: the server refused or failed it, or it is a COPY.
        """
        self._send(sql, values)
        if psycopg.capabilities.has_stream_chunked():
            self._pg.set_chunked_rows_mode(CHUNK_ROWS)
        self._busy, self._cancelled_at = True, 0.0
        try:
            yield from self._results()
        finally:
            self._finish()

    def cancel(self) -> None:
        """Asks the server to stop what it runs; from any thread, as often as one likes."""
        with self._cancel_lock:
            if self._busy and time.monotonic() - self._cancelled_at > CANCEL_EVERY_S:
                self._cancelled_at = time.monotonic()
                try:
                    self.native.cancel_safe(timeout=CANCEL_TIMEOUT_S)
                except (psycopg.Error, OSError):
                    self._hang_up()

    def close(self) -> None:
        """Hangs up."""
        self._selector.close()
        self.native.close()

    def _hang_up(self) -> None:
        """Ends the socket, since no cancel reaches the server: who waits for it wakes and finds it lost."""
        with suppress(OSError), socket.socket(fileno=os.dup(self._pg.socket)) as duplicate:
            duplicate.shutdown(socket.SHUT_RDWR)

    def _send(self, sql: str, values: Sequence[Any]) -> None:
        if not values:
            self._pg.send_query_params(sql.encode(), None)
            return
        transformer = Transformer(self.native)
        sent: Sequence[Buffer | None] = transformer.dump_sequence(values, [PyFormat.AUTO] * len(values))
        self._pg.send_query_params(
            sql.encode(), sent, param_types=transformer.types, param_formats=transformer.formats
        )

    def _results(self) -> Iterator[PGresult]:
        """Results until the server is done; an error among them is raised once all are read."""
        failed: psycopg.Error | None = None
        self._flush()
        while (result := self._next()) is not None:
            if result.status in _COPY:
                failed = self._refuse_copy(pq.ExecStatus(result.status))
            elif result.status == pq.ExecStatus.FATAL_ERROR:
                failed = failed or error_from_result(result, encoding="utf-8")
            else:
                yield result
        if failed is not None:
            raise failed

    def _next(self) -> PGresult | None:
        while self._pg.is_busy():
            self._selector.select()
            self._pg.consume_input()
        return self._pg.get_result()

    def _flush(self) -> None:
        while self._pg.flush():
            # What the server has to say must be read, or both sides wait for each other.
            if self._selector.select(0.01):
                self._pg.consume_input()

    def _pipeline_answers(self) -> list[list[tuple[Any, ...]]]:
        answers: list[list[tuple[Any, ...]]] = []
        failed: psycopg.Error | None = None
        while True:
            result = self._next()
            if result is None:
                continue
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                break
            if result.status == pq.ExecStatus.FATAL_ERROR:
                failed = failed or error_from_result(result, encoding="utf-8")
            answers.append(_texts(result))
        if failed is not None:
            raise failed
        return answers

    def _refuse_copy(self, status: pq.ExecStatus) -> psycopg.Error:
        """Ends a COPY that a user's statement began: there is no file on this side."""
        if status == pq.ExecStatus.COPY_OUT:
            self.native.cancel_safe(timeout=CANCEL_TIMEOUT_S)
            while (found := self._pg.get_copy_data(1))[0] >= 0:
                if found[0] == 0:
                    self._selector.select()
                    self._pg.consume_input()
        else:
            self._pg.put_copy_end(b"not supported")
            self._flush()
        return psycopg.NotSupportedError("COPY from or to the client has no file here")

    def _finish(self) -> None:
        """Stops what still runs and reads what is left, so that the next statement finds a free wire."""
        try:
            if self.status == pq.TransactionStatus.ACTIVE:
                self.cancel()
                while self._next() is not None:
                    pass
        except psycopg.Error:
            # The wire is gone; `alive` tells the next statement.
            pass
        finally:
            with self._cancel_lock:
                self._busy = False


EXPLAIN = "EXPLAIN (FORMAT JSON) "


def _texts(result: PGresult) -> list[tuple[Any, ...]]:
    if result.status not in _ROWS:
        return []
    values = (
        (result.get_value(row, column) for column in range(result.nfields)) for row in range(result.ntuples)
    )
    return [tuple(None if value is None else bytes(value).decode() for value in row) for row in values]
