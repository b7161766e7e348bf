"""No password in anything that a cell shows, keeps or logs, however the connection fails."""

from __future__ import annotations

import copy
import pickle
import sqlite3
from pathlib import Path

import pytest

import iopsdata_jupyter as iops
from iopsdata_jupyter.connections.urls import parse_target
from tests.functional.conftest import Shell

SECRET = "S3cr3t"
TARGETS = [
    "postgresql://bob:S3cr3t@127.0.0.1:1/db",
    "postgresql://bob:S3cr3t@127.0.0.1:notaport/db",
    "nosuch://bob:S3cr3t@h/db",
    "bob:S3cr3t@h/db",
    "postgresql://127.0.0.1:1/db?user=bob&password=S3cr3t",
    "postgresql://bob:S3cr3t%40x@127.0.0.1:1/db",
    "postgresql://bob:S3cr3t@@127.0.0.1:1/db",
    "postgresql://bob:S3cr3t:@127.0.0.1:1/db",
    "mysql://bob:S3cr3t@127.0.0.1:1/db",
    "mssql+pyodbc://bob:S3cr3t@127.0.0.1:1/db",
    "snowflake://bob:S3cr3t@account/db",
    "sc://127.0.0.1:1/;token=S3cr3t",
    "http://bob:S3cr3t@127.0.0.1:1/x.parquet",
    "md:db?motherduck_token=S3cr3t",
]


@pytest.mark.parametrize("mode", ["Verbose", "Context"])
@pytest.mark.parametrize("target", TARGETS)
def test_a_failed_connection_shows_no_password(
    shell: Shell, target: str, mode: str, clean_environment: Path
) -> None:
    shell.run(f"%xmode {mode}")
    ran = shell.run(f"%connect '{target}' --as it")
    assert isinstance(ran.error, iops.IopsDataError)
    assert "Traceback" not in ran.text
    assert SECRET not in ran.text
    assert SECRET not in repr(ran.error)
    for path in clean_environment.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()


def test_a_configuration_shows_keeps_and_copies_no_password() -> None:
    config = parse_target(
        "postgresql://bob:S3cr3t@h/db?sslpassword=S3cr3t", connect_args={"password": "S3cr3t"}
    )
    assert SECRET not in repr(config)
    assert SECRET not in str(config)
    assert SECRET not in repr(vars(config) if hasattr(config, "__dict__") else config)
    assert SECRET not in repr(copy.copy(config))
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(config)


def test_a_bound_value_stays_out_of_errors_and_of_the_log(shell: Shell, shop: Path) -> None:
    shell.run(f"%connect '{shop}' --as shop --write")
    shell.run("token = 'S3cr3t'")
    failed = shell.run("%sql insert into customers (id, name) values (1, :token)")
    assert "UNIQUE" in failed.text
    assert SECRET not in failed.text
    assert SECRET not in shell.run("%iops audit").text


def test_the_log_holds_hashes_and_no_text(shell: Shell, shop: Path, clean_environment: Path) -> None:
    shell.run(f"%connect '{shop}' --as shop")
    shell.run("%sql select 'S3cr3t' as a from orders")
    native = sqlite3.connect(next(clean_environment.rglob("store.sqlite")))
    rows = native.execute("select * from query_log").fetchall()
    native.close()
    assert rows
    assert SECRET not in repr(rows)
