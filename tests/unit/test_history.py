"""What the history keeps of a statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from iopsdata_jupyter.errors import StoreError
from iopsdata_jupyter.history import History, without_passwords
from iopsdata_jupyter.store.local import LocalStore


@pytest.mark.parametrize(
    ("sql", "kept"),
    [
        ("create user a password 'S3cr3t'", "create user a password '…'"),
        ("ALTER ROLE a WITH PASSWORD = 'S3c''r3t' LOGIN", "ALTER ROLE a WITH PASSWORD = '…' LOGIN"),
        ("create user a identified by 'S3cr3t'", "create user a identified by '…'"),
        ("CREATE USER a IDENTIFIED WITH sha256 BY 'S3cr3t'", "CREATE USER a IDENTIFIED WITH sha256 BY '…'"),
        ("attach 'x' (type postgres, secret 'S3cr3t')", "attach 'x' (type postgres, secret '…')"),
        ("create secret (type s3, aws_api_key 'S3cr3t')", "create secret (type s3, aws_api_key '…')"),
    ],
)
def test_a_password_in_a_statement_is_left_out(sql: str, kept: str) -> None:
    assert without_passwords(sql) == kept


@pytest.mark.parametrize(
    "sql", ["select 'password' from t where a = 'b'", "select count(*) from tokens where name = 'x'"]
)
def test_other_literals_stay(sql: str) -> None:
    assert without_passwords(sql) == sql


def test_nothing_is_kept_while_the_switch_is_off(tmp_path: Path) -> None:
    store, keeps = LocalStore(tmp_path), [False, True]
    history = History(lambda: store, lambda error: pytest.fail(error.message), lambda: keeps.pop(0))
    for sql in ("select 1", "select 2"):
        with history.entry("shop", "sql", sql=sql):
            pass
    assert [entry.sql for entry in store.history()] == ["select 2"]
    store.close()


def test_a_store_that_cannot_be_written_stops_nothing() -> None:
    def broken():
        raise StoreError("full")

    told: list[str] = []
    with History(broken, lambda error: told.append(error.message)).entry("shop", "sql", sql="select 1"):
        pass
    assert told == ["full"]
