from __future__ import annotations

import datetime as dt
import sqlite3
import stat
from pathlib import Path

import pytest

from iopsdata_jupyter.errors import StoreError
from iopsdata_jupyter.store.base import AuditEvent, ConnectionRecord
from iopsdata_jupyter.store.local import LocalStore

SHOP = ConnectionRecord("shop", "sqlite", "shop.db", "read_only")


def event(number: int) -> AuditEvent:
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=number)
    return AuditEvent(at, "shop", "sql", f"{number:064x}", "allowed", "", number, 1.5)


def test_connections_are_kept_by_name(tmp_path: Path) -> None:
    LocalStore(tmp_path).save_connection(SHOP)
    LocalStore(tmp_path).save_connection(ConnectionRecord("shop", "sqlite", "other.db", "read_write"))
    LocalStore(tmp_path).save_connection(ConnectionRecord("a", "duckdb", "a.duckdb", "read_only"))
    assert [(entry.name, entry.target) for entry in LocalStore(tmp_path).connections()] == [
        ("a", "a.duckdb"),
        ("shop", "other.db"),
    ]


def test_a_connection_can_be_deleted(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.save_connection(SHOP)
    assert store.delete_connection("shop")
    assert not store.delete_connection("shop")
    assert not store.connections()


def test_audit_events_come_back_newest_first(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    for number in range(5):
        store.append_audit(event(number))
    assert list(store.audit(limit=2)) == [event(4), event(3)]


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "new")
    store.save_connection(SHOP)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_a_file_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    LocalStore(tmp_path).save_connection(SHOP)
    native = sqlite3.connect(tmp_path / "store.sqlite")
    native.execute("PRAGMA user_version = 99")
    native.close()
    with pytest.raises(StoreError, match="version 99"):
        LocalStore(tmp_path).connections()
