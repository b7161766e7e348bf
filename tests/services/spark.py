"""A Spark Connect server on loopback: Sail (PyPI `pysail`), which needs no Java, in a process of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.services.free_port import free_port

START_S = 60.0


@dataclass(frozen=True)
class SparkConnect:
    """A running server; every session has tables of its own."""

    port: int

    @property
    def url(self) -> str:
        return f"sc://127.0.0.1:{self.port}"


@contextmanager
def running() -> Iterator[SparkConnect]:
    """Starts a server; it and its folder, where its tables lie, are gone after the block."""
    folder = Path(tempfile.mkdtemp(prefix="iopsdata-spark-"))
    server = SparkConnect(free_port())
    command = [
        sys.executable, "-m", "pysail", "spark", "server", "--ip", "127.0.0.1", "--port", str(server.port),
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(process, folder, server)
        yield server
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], folder: Path, server: SparkConnect) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", server.port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"The Spark Connect server did not start:\n{(folder / 'log').read_text()[-4000:]}")


@pytest.fixture(scope="session")
def spark_connect() -> Iterator[SparkConnect]:
    """One server for each test process."""
    with running() as server:
        yield server
