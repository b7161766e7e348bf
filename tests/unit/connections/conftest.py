"""Databases of one shop each, for the test body that runs over every driver."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from tests.services.postgresql import PostgreSQLServer, postgresql

__all__ = ["postgresql"]

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


def duckdb_shop(path: Path, _request: pytest.FixtureRequest) -> ConnectionConfig:
    make_duckdb(path)
    return ConnectionConfig("shop", "duckdb", str(path))


def sqlite_shop(path: Path, _request: pytest.FixtureRequest) -> ConnectionConfig:
    make_sqlite(path)
    return ConnectionConfig("shop", "sqlite", str(path))


def postgresql_shop(_path: Path, request: pytest.FixtureRequest) -> ConnectionConfig:
    server: PostgreSQLServer = request.getfixturevalue("postgresql")
    return server.config(server.new_database(SCHEMA))


Shop = Callable[[Path, pytest.FixtureRequest], ConnectionConfig]
FILE_SHOPS: dict[str, Shop] = {"duckdb": duckdb_shop, "sqlite": sqlite_shop}
SERVER_SHOPS: dict[str, Shop] = {"postgresql": postgresql_shop}
"""Engines whose server the tests start themselves."""
SHOPS = FILE_SHOPS | SERVER_SHOPS


@pytest.fixture(
    params=[*FILE_SHOPS, *(pytest.param(name, marks=pytest.mark.service) for name in SERVER_SHOPS)]
)
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shop(driver: str, tmp_path: Path, request: pytest.FixtureRequest) -> ConnectionConfig:
    """How to open a database of the driver that holds `SCHEMA`."""
    return SHOPS[driver](tmp_path / f"it's a shop?mode=rwc#.{driver}", request)


@pytest.fixture
def opened(shop: ConnectionConfig) -> Iterator[Opener]:
    """Opens the test's database; what was opened is closed after the test."""
    connections: list[Connection] = []

    def open_it(**changes: Any) -> Connection:
        connections.append(open_connection(dataclasses.replace(shop, **changes)))
        return connections[-1]

    yield open_it
    for connection in connections:
        connection.close()
