"""One body for every driver."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from iopsdata_jupyter.catalog.introspect import read_catalog
from iopsdata_jupyter.catalog.values import read_values
from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError
from tests.unit.connections.conftest import Opener


def rows(connection: Connection, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
    stream = connection.execute(sql, parameters)
    return [tuple(row.values()) for batch in stream.batches for row in batch.to_pylist()]


def test_rows_come_back(opened: Opener) -> None:
    assert rows(opened(), "select id, city from stores order by id") == [(1, "Bergen"), (2, "Lund")]


def test_a_statement_without_rows_keeps_its_columns(opened: Opener) -> None:
    stream = opened().execute("select id, city from stores where id = 9", {})
    assert stream.schema.names == ["id", "city"]


def test_binds_are_values_and_never_text(opened: Opener) -> None:
    connection = opened()
    mark = "$" if connection.capabilities.parameter_style == "dollar" else ":"
    sql = f"select city from stores where city = {mark}city"
    assert rows(connection, sql, city="Lund") == [("Lund",)]
    assert rows(connection, sql, city="x' or '1'='1") == []


@pytest.mark.parametrize(
    "sql",
    [
        "insert into stores values (3, 'Oslo')",
        "update stores set city = 'x'",
        "drop table orders",
        "create table copied as select * from stores",
        "attach 'other.db' as other",
    ],
)
def test_the_engine_itself_refuses_to_write(opened: Opener, sql: str, tmp_path: Path) -> None:
    connection = opened()
    with pytest.raises(ExecutionError):
        rows(connection, sql)
    assert rows(connection, "select count(*) from stores") == [(2,)]
    assert not (tmp_path / "other.db").exists()


def test_a_writable_connection_writes(opened: Opener) -> None:
    connection = opened(access="read_write")
    rows(connection, "insert into stores values (3, 'Oslo')")
    assert rows(connection, "select count(*) from stores") == [(3,)]


@pytest.mark.parametrize(
    ("sql", "near"), [("selec 1", "selec"), ("select id\nfrom stores\nordr by id", "by")]
)
def test_a_syntax_error_has_its_place(opened: Opener, sql: str, near: str) -> None:
    error = opened().syntax_error(sql)
    assert error is not None
    assert error.position == sql.index(near)


def test_a_sound_statement_has_no_syntax_error(opened: Opener) -> None:
    assert opened().syntax_error("select missing from nowhere") is None


def test_an_error_leaves_the_connection_usable(opened: Opener) -> None:
    connection = opened()
    with pytest.raises(ExecutionError):
        rows(connection, "select missing from stores")
    assert rows(connection, "select 1") == [(1,)]


def test_a_missing_file_is_not_made(driver: str, tmp_path: Path) -> None:
    path = tmp_path / "missing.db"
    with pytest.raises(ConnectionFailed, match="no file"):
        open_connection(ConnectionConfig("x", driver, str(path)))
    assert not path.exists()


def test_a_file_of_another_kind_is_refused(driver: str, tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("this is no database at all, just some text that is long enough" * 20)
    with pytest.raises(ConnectionFailed, match="cannot be opened"):
        open_connection(ConnectionConfig("x", driver, str(path)))


def test_the_catalog_has_tables_views_columns_and_keys(opened: Opener) -> None:
    catalog = read_catalog(opened())
    assert [(table.name, table.kind) for table in sorted(catalog.tables, key=lambda table: table.name)] == [
        ("big_orders", "view"),
        ("orders", "table"),
        ("stores", "table"),
    ]
    orders = catalog.table("ORDERS")
    assert orders is not None
    assert [column.name for column in orders.columns] == ["id", "store_id", "amount", "placed_on", "note"]
    assert orders.primary_key == ("id",)
    assert [(key.columns, key.target_table, key.target_columns) for key in orders.foreign_keys] == [
        (("store_id",), "stores", ("id",))
    ]
    stores = catalog.table("stores")
    assert stores is not None
    city = stores.column("City")
    assert city is not None
    assert not city.nullable


def test_values_of_text_columns_are_found_without_case(opened: Opener) -> None:
    connection = opened()
    index = read_values(connection, read_catalog(connection))
    assert {(found.table, found.column, found.value) for found in index.find("bergen")} == {
        ("stores", "city", "Bergen")
    }
    assert set(index.values("orders", "note")) == {"gift", "x"}
    assert not index.find("nowhere")


def test_a_repr_tells_nothing_but_name_and_access(opened: Opener) -> None:
    assert repr(opened()).endswith("connection 'shop', read_only>")
