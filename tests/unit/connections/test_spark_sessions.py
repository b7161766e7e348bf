"""Sessions of Spark Connect that end while others work."""

from __future__ import annotations

import gc
import socket
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
from pyspark.sql.connect.client.reattach import ExecutePlanResponseReattachableIterator

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.drivers.spark import native as native_module
from iopsdata_jupyter.connections.drivers.spark.native import NativeSession
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.errors import ExecutionError
from tests.services.spark import SparkConnect, spark_connect

__all__ = ["spark_connect"]

pytestmark = pytest.mark.service


def opened(server: SparkConnect) -> Connection:
    return open_connection(ConnectionConfig("shop", "spark", server.url))


def value(connection: Connection) -> object:
    (batch,) = connection.execute("select 7 as a", {}).batches
    return batch.to_pydict()["a"][0]


def test_neither_the_end_nor_the_collection_of_a_session_waits_for_the_others(
    spark_connect: SparkConnect, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[str] = []
    shutdown = classmethod(lambda cls: waited.append(threading.current_thread().name))
    monkeypatch.setattr(ExecutePlanResponseReattachableIterator, "shutdown", shutdown)
    connection = opened(spark_connect)
    assert value(connection) == 7
    connection.close()
    collected = weakref.ref(connection)
    del connection
    gc.collect()
    assert collected() is None
    assert not waited


def test_many_sessions_come_and_go_in_many_threads(spark_connect: SparkConnect) -> None:
    def once(_: int) -> object:
        connection = opened(spark_connect)
        try:
            return value(connection)
        finally:
            connection.close()
            gc.collect()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(once, range(24))) == [7] * 24


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_connection_is_closed_under_a_running_statement(spark_connect: SparkConnect) -> None:
    for _ in range(5):
        connection = opened(spark_connect)
        stream = connection.execute("select id from range(100000000)", {})
        next(stream.batches)
        connection.close()
        with pytest.raises(ExecutionError, match="stopped"):
            list(stream.batches)


def test_a_session_ends_although_its_server_no_longer_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_module, "FAREWELL_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        session = NativeSession(f"sc://127.0.0.1:{silent.getsockname()[1]}")
        started = time.monotonic()
        session.end()
        assert time.monotonic() - started < 30
