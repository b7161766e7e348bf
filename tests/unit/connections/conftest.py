"""Databases with one table each, for the test body that runs over every driver."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig

SCHEMA = """
create table stores (id integer primary key, city varchar(40) not null);
create table orders (id integer primary key, store_id integer references stores (id), amount decimal(10, 2),
                     placed_on date, note varchar(40));
insert into stores values (1, 'Bergen'), (2, 'Lund');
insert into orders values (1, 1, 9.5, '2024-01-31', null), (2, 2, 20, '2024-02-01', 'gift'),
                          (3, 2, 0.1, null, 'x');
create view big_orders as select * from orders where amount > 5
"""

Opener = Callable[..., Connection]


def make_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as native:
        for statement in SCHEMA.split(";"):
            native.execute(statement)


def make_sqlite(path: Path) -> None:
    native = sqlite3.connect(path)
    for statement in SCHEMA.split(";"):
        native.execute(statement)
    native.commit()
    native.close()


MAKERS = {"duckdb": make_duckdb, "sqlite": make_sqlite}


@pytest.fixture(params=sorted(MAKERS))
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database(driver: str, tmp_path: Path) -> Path:
    path = tmp_path / f"it's a shop?mode=rwc#.{driver}"
    MAKERS[driver](path)
    return path


@pytest.fixture
def opened(driver: str, database: Path) -> Iterator[Opener]:
    """Opens the test's database; what was opened is closed after the test."""
    connections: list[Connection] = []

    def open_it(**changes: Any) -> Connection:
        config = ConnectionConfig("shop", driver, str(database), **changes)
        connections.append(open_connection(config))
        return connections[-1]

    yield open_it
    for connection in connections:
        connection.close()
