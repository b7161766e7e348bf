"""A real server behind the routes: what its account may do is told, and a hostile name is text."""

from __future__ import annotations

import json

import pytest

from tests.services.postgresql import PASSWORD, PostgreSQLServer, postgresql  # noqa: F401 - a fixture

pytestmark = pytest.mark.service


async def test_an_account_that_can_write_is_warned_of(ask, postgresql: PostgreSQLServer):  # noqa: F811
    database = postgresql.new_database("create table orders (id int primary key)")
    postgresql.run("create role routes_writer login password 'S3cr3t'")
    postgresql.run("grant insert on orders to routes_writer", database)
    address = postgresql.url(database)
    _, made = await ask("POST", "connections", {"name": "admin", "target": address, "password": PASSWORD})
    assert PASSWORD not in json.dumps(made)
    _, admin = await ask("POST", "connections/admin/test", {})
    assert (admin["ok"], admin["is_superuser"]) == (True, True)
    assert "superuser" in admin["warnings"][0]
    target = postgresql.url(database, "routes_writer")
    status, writer = await ask("POST", "connection-tests", {"target": target, "password": "S3cr3t"})
    assert (status, writer["ok"], writer["user"], writer["can_write"]) == (200, True, "routes_writer", True)
    assert "may change data" in writer["warnings"][0]
    _, tables = await ask("GET", "connections/admin/tables", search="orders")
    assert [table["name"] for table in tables["tables"]] == ["orders"]


async def test_a_wrong_password_is_a_finding_that_does_not_repeat_it(ask, postgresql: PostgreSQLServer):  # noqa: F811
    body = {"target": postgresql.url(), "password": "Wr0ngS3cr3t"}
    status, found = await ask("POST", "connection-tests", body)
    assert (status, found["ok"]) == (200, False)
    assert "Wr0ngS3cr3t" not in json.dumps(found)
