"""A statement in a thread of its own: one that is stopped gives control back at once.

A server that is busy with the statement may take seconds to answer the request to stop it. It is told in the
background, and what it still sends is dropped.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.connections.drivers.spark.failures import SPARK_ERRORS, stopped

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql.connect.session import SparkSession

AHEAD = 8
"""Tables that are fetched before they are asked for."""
LOOK_UP_S = 0.05
"""Seconds after which either side looks whether the statement was stopped."""

_END = object()


class Fetch:
    """The tables of one running statement; iterate once. `stop` may be called from any thread."""

    def __init__(
        self, native: SparkSession, tag: str, sql: str, produce: Callable[[], Iterator[pa.Table]]
    ) -> None:
        self._native = native
        self._tag = tag
        self._sql = sql
        self._produce = produce
        self._ready: queue.Queue[Any] = queue.Queue(AHEAD)
        self._stopped = threading.Event()
        self._ended = threading.Event()
        threading.Thread(target=self._run, name=tag, daemon=True).start()

    def __iter__(self) -> Iterator[pa.Table]:
        """The tables as they come.

        Raises:
            ExecutionError: the server failed the statement, or it was stopped.
        """
        try:
            while (item := self._next()) is not _END:
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            self.stop()

    def stop(self) -> None:
        """Ends the statement; nothing happens where it has ended."""
        was_running = not self._stopped.is_set() and not self._ended.is_set()
        self._stopped.set()
        if was_running:
            threading.Thread(target=self._tell, name=f"{self._tag}-stop", daemon=True).start()

    def _tell(self) -> None:
        """Sends the request until the statement ends: one that comes before it has begun is lost."""
        while not self._ended.is_set():
            # A ValueError: the connection was closed, which ends the statement too.
            with suppress(*SPARK_ERRORS, ValueError):
                self._native.interruptTag(self._tag)
            self._ended.wait(LOOK_UP_S)

    def _next(self) -> Any:
        while not self._stopped.is_set():
            try:
                return self._ready.get(timeout=LOOK_UP_S)
            except queue.Empty:
                continue
        raise stopped(self._sql)

    def _run(self) -> None:
        # Tags belong to the thread that sets them.
        self._native.addTag(self._tag)
        try:
            for table in self._produce():
                self._put(table)
        except Exception as error:  # noqa: BLE001 - raised where the rows are asked for
            self._put(error)
        finally:
            self._ended.set()
            self._put(_END)

    def _put(self, item: Any) -> None:
        while not self._stopped.is_set():
            try:
                return self._ready.put(item, timeout=LOOK_UP_S)
            except queue.Full:
                continue
        return None
