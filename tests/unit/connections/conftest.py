"""A small shop in every engine, for the test body that runs over every driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from iopsdata_jupyter.connections.models import Connection
from tests.services.engines import ENGINES, MAKERS, Engine
from tests.services.mariadb import mariadb
from tests.services.postgresql import postgresql
from tests.services.spark import spark_connect

__all__ = ["mariadb", "postgresql", "spark_connect"]

Opener = Callable[..., Connection]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made = MAKERS[request.param](request, tmp_path)
    yield made
    made.clean_up()


@pytest.fixture
def opened(engine: Engine) -> Iterator[Opener]:
    """Opens the test's shop; what was opened is closed after the test."""
    connections: list[Connection] = []

    def open_it(**changes: Any) -> Connection:
        connections.append(engine.open(**changes))
        return connections[-1]

    yield open_it
    for connection in connections:
        connection.close()
