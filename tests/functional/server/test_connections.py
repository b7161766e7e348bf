"""Saved connections through their routes: secrets go in and never come out, and edits do not collide."""

from __future__ import annotations

import asyncio
import json
import sqlite3

import pytest

from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets
from iopsdata_jupyter.store.local import LocalStore

SERVER = "postgresql://ann@db.example:5432/shop"


@pytest.fixture
def shop(jp_root_dir):
    """A SQLite file in the folder that the file browser shows."""
    path = jp_root_dir / "shop.db"
    native = sqlite3.connect(path)
    native.execute("create table orders (id integer primary key)")
    native.close()
    return path


async def test_an_empty_store_has_no_connections(ask):
    assert await ask("GET", "connections") == (200, {"connections": []})


async def test_saved_connections_come_by_name(ask, store):
    store.save_connection(ConnectionRecord("zoo", "sqlite", "zoo.db", "read_write"))
    store.save_connection(ConnectionRecord("<b>a", "duckdb", "sales.duckdb", "read_only"))
    _, found = await ask("GET", "connections")
    first, second = found["connections"]
    revision = first.pop("revision")
    assert first == {
        "name": "<b>a",
        "driver": "duckdb",
        "target": "sales.duckdb",
        "access": "read_only",
        "has_password": False,
        "samples": False,
    }
    assert (second["name"], second["access"]) == ("zoo", "read_write")
    assert (await ask("GET", "connections/%3Cb%3Ea"))[1]["revision"] == revision


async def test_a_connection_saved_by_another_process_is_seen(ask, store):
    await ask("GET", "connections")
    other = LocalStore(store.path.parent)
    other.save_connection(ConnectionRecord("later", "duckdb", "later.duckdb", "read_only"))
    other.close()
    _, found = await ask("GET", "connections")
    assert [item["name"] for item in found["connections"]] == ["later"]


async def test_a_new_connection_can_be_opened_by_a_kernel(ask, store, shop):
    status, created = await ask("POST", "connections", {"target": "shop.db"})
    assert status == 201
    assert (created["name"], created["driver"], created["target"]) == ("shop", "sqlite", str(shop))
    session = Session(store=store)
    assert session.sql("select count(*) as n from orders", connection="shop").frame["n"][0] == 0
    session.connections.close_all()


async def test_a_password_goes_in_and_never_comes_out(ask, store):
    new = {"name": "pg", "target": "postgresql://ann:S3cr3t@db.example:5432/shop?sslpassword=S3cr3t2"}
    status, created = await ask("POST", "connections", new)
    assert (status, created["target"], created["has_password"]) == (201, SERVER, True)
    assert store.secrets("pg").password == "S3cr3t"
    for answer in (created, *[(await ask("GET", path))[1] for path in ("connections", "connections/pg")]):
        assert "S3cr3t" not in json.dumps(answer)


async def test_a_password_beside_the_address_is_kept_too(ask, store):
    new = {"name": "pg", "target": SERVER, "password": "S3cr3t", "options": {"sslmode": "require"}}
    assert (await ask("POST", "connections", new))[0] == 201
    assert store.secrets("pg") == ConnectionSecrets("S3cr3t", {"sslmode": "require"})


async def test_a_change_keeps_secrets_of_the_same_address_alone(ask, store):
    await ask("POST", "connections", {"name": "pg", "target": SERVER, "password": "S3cr3t"})
    writable = {"target": SERVER, "access": "read_write", "confirm_write": True}
    status, changed = await ask("PUT", "connections/pg", writable)
    assert (status, changed["access"], changed["has_password"]) == (200, "read_write", True)
    assert store.secrets("pg").password == "S3cr3t"
    _, moved = await ask("PUT", "connections/pg", {"target": SERVER.replace("db.", "evil.")})
    assert moved["has_password"] is False
    assert not store.secrets("pg")


@pytest.mark.parametrize(
    "change", [{"options": {"host": "evil.example"}}, {"password": None}, {"password": ""}], ids=str
)
async def test_an_option_cannot_send_a_kept_password_elsewhere(change, ask, store):
    await ask("POST", "connections", {"name": "pg", "target": SERVER, "password": "S3cr3t"})
    status, changed = await ask("PUT", "connections/pg", {"target": SERVER, **change})
    assert (status, changed["has_password"]) == (200, False)
    assert store.secrets("pg").password is None


async def test_values_are_told_to_a_model_only_where_that_was_said(ask, store):
    _, made = await ask("POST", "connections", {"name": "pg", "target": SERVER, "samples": True})
    assert made["samples"] is True
    assert (await ask("PUT", "connections/pg", {"target": SERVER}))[1]["samples"] is True
    assert (await ask("PUT", "connections/pg", {"target": SERVER, "samples": False}))[1]["samples"] is False


async def test_writing_needs_a_second_word(ask, store):
    new = {"name": "pg", "target": SERVER, "access": "read_write"}
    status, error = await ask("POST", "connections", new)
    assert status == 400
    assert "confirm_write" in error["hint"]
    assert not store.connections()


async def test_passwords_are_not_kept_where_the_setting_forbids_it(ask, store):
    await ask("PUT", "settings", {"settings": {"save_passwords": False}})
    _, created = await ask("POST", "connections", {"name": "pg", "target": SERVER, "password": "S3cr3t"})
    assert created["has_password"] is False
    assert not store.sealed()


async def test_a_name_that_is_taken_is_a_conflict(ask, store):
    store.save_connection(ConnectionRecord("pg", "postgresql", SERVER, "read_only"), ConnectionSecrets("x"))
    status, _ = await ask("POST", "connections", {"name": "pg", "target": "postgresql://evil.example/x"})
    assert status == 409
    assert store.connections()[0].target == SERVER


async def test_of_many_at_once_one_is_created(ask, store):
    new = [{"name": "pg", "target": f"postgresql://h{number}.example/x"} for number in range(8)]
    statuses = [
        status for status, _ in await asyncio.gather(*[ask("POST", "connections", one) for one in new])
    ]
    assert sorted(statuses) == [201, *[409] * 7]


async def test_an_edit_of_what_has_changed_since_is_refused(ask, store):
    _, read = await ask("POST", "connections", {"name": "pg", "target": SERVER})
    await ask("PUT", "connections/pg", {"target": SERVER, "access": "read_write", "confirm_write": True})
    match = {"If-Match": f'"{read["revision"]}"'}
    for method, body in (("PUT", {"target": "postgresql://other.example/x"}), ("DELETE", None)):
        status, error = await ask(method, "connections/pg", body, headers=match)
        assert (status, "changed" in error["message"]) == (412, True)
    assert store.connections()[0].access == "read_write"


async def test_a_copy_has_the_secrets_too_and_shows_none(ask, store):
    new = {"name": "pg", "target": SERVER, "password": "S3cr3t", "options": {"sslmode": "require"}}
    await ask("POST", "connections", {**new, "samples": True})
    status, made = await ask("POST", "connections/pg/copy", {"name": "pg_copy"})
    assert (status, made["name"], made["target"]) == (201, "pg_copy", SERVER)
    assert (made["has_password"], made["samples"]) == (True, True)
    assert "S3cr3t" not in json.dumps(made)
    assert store.secrets("pg_copy") == store.secrets("pg")
    await ask("DELETE", "connections/pg")
    assert store.secrets("pg_copy").password == "S3cr3t"


@pytest.mark.parametrize(("name", "status"), [("pg", 409), ("other", 409), ("notebook", 400), ("<b>", 400)])
async def test_a_copy_takes_no_name_that_is_taken_or_cannot_be_one(name, status, ask, store):
    for known in ("pg", "other"):
        await ask("POST", "connections", {"name": known, "target": SERVER, "password": known})
    assert (await ask("POST", "connections/pg/copy", {"name": name}))[0] == status
    assert store.secrets("other").password == "other"
    assert (await ask("POST", "connections/none/copy", {"name": "new"}))[0] == 404


async def test_a_locked_connection_is_not_copied(ask, store):
    await ask("POST", "connections", {"name": "pg", "target": SERVER, "password": "S3cr3t"})
    (store.path.parent / "encryption.keys").unlink()
    assert (await ask("POST", "connections/pg/copy", {"name": "new"}))[0] == 423
    assert [record.name for record in store.connections()] == ["pg"]


async def test_a_connection_is_deleted_once(ask, store):
    await ask("POST", "connections", {"name": "pg", "target": SERVER, "password": "S3cr3t"})
    assert await ask("DELETE", "connections/pg") == (200, {"deleted": "pg"})
    assert (await ask("DELETE", "connections/pg"))[0] == 404
    assert not store.sealed()


async def test_an_unknown_name_gets_the_nearest(ask, store):
    store.save_connection(ConnectionRecord("shop", "sqlite", "shop.db", "read_only"))
    status, error = await ask("GET", "connections/shpo")
    assert (status, error["hint"]) == (404, "Did you mean shop?")


@pytest.mark.parametrize(
    ("new", "status"),
    [
        ({"target": "nothing.db"}, 422),
        ({"target": "~nobody-of-that-name/x.db"}, 422),
        ({"target": "x" * 2000}, 422),
        ({"target": "sqlite://["}, 422),
        ({"target": "a**b"}, 422),
        ({"target": "nosuch://h/db"}, 400),
        ({"target": "duckdb://"}, 400),
        ({"target": "http://169.254.169.254/x.parquet"}, 400),
        ({"target": SERVER, "name": "../x"}, 400),
        ({"target": SERVER, "name": "<b>x"}, 400),
        ({"target": SERVER, "name": "notebook"}, 400),
        ({"target": ""}, 400),
        ({"target": SERVER, "access": "admin"}, 400),
        ({}, 400),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_cannot_be_connected_to_is_refused(new, status, ask, store):
    found, error = await ask("POST", "connections", new)
    assert found == status
    assert error["message"]
    assert not store.connections()


async def test_a_test_opens_the_connection(ask, store, shop):
    await ask("POST", "connections", {"target": "shop.db"})
    status, found = await ask("POST", "connections/shop/test", {})
    assert status == 200
    assert found["ok"] is True
    assert found["version"].startswith("SQLite 3")
    assert found["latency_ms"] >= 0
    assert (found["can_write"], found["warnings"]) == (False, [])


async def test_what_cannot_be_opened_is_a_finding(ask, store):
    await ask(
        "POST",
        "connections",
        {"name": "pg", "target": "postgresql://ann@127.0.0.1:1/x", "password": "S3cr3t"},
    )
    status, found = await ask("POST", "connections/pg/test", {})
    assert (status, found["ok"]) == (200, False)
    assert "S3cr3t" not in json.dumps(found)
    status, found = await ask("POST", "connection-tests", {"target": "nothing.db"})
    assert (status, found["ok"]) == (200, False)
    assert "nothing.db" in found["error"]["message"]


async def test_a_test_before_saving_saves_nothing(ask, store, shop):
    status, found = await ask("POST", "connection-tests", {"target": str(shop)})
    assert (status, found["ok"]) == (200, True)
    assert not store.connections()


async def test_a_locked_password_is_a_finding(ask, store):
    await ask("POST", "connections", {"name": "pg", "target": SERVER, "password": "S3cr3t"})
    (store.path.parent / "encryption.keys").unlink()
    _, found = await ask("POST", "connections/pg/test", {})
    assert (found["ok"], found["error"]["title"]) == (False, "Locked")
    status, error = await ask("POST", "connections", {"name": "other", "target": SERVER, "password": "x"})
    assert (status, error["title"]) == (423, "Locked")
