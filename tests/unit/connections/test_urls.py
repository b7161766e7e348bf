from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
import pytest

from iopsdata_jupyter.connections.urls import parse_target
from iopsdata_jupyter.errors import ConnectionFailed, UsageError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data dir").mkdir()
    for name in ("orders.csv", "stores.csv", "notes.txt", ".hidden.csv"):
        (tmp_path / "data dir" / name).write_text("a\n1\n")
    sqlite3.connect(tmp_path / "shop.db").execute("create table t(a)").connection.close()
    duckdb.connect(str(tmp_path / "wares.db")).close()
    return tmp_path


@pytest.mark.parametrize(
    ("text", "driver", "name"),
    [
        ("shop.db", "sqlite", "shop"),
        ("wares.db", "duckdb", "wares"),
        ("sqlite:///shop.db", "sqlite", "shop"),
        ("duckdb:///wares.db", "duckdb", "wares"),
        ("data dir/orders.csv", "duckdb", "orders"),
        ("data dir", "duckdb", "data_dir"),
        ("data dir/*.csv", "duckdb", "csv"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_people_type_finds_its_driver(text: str, driver: str, name: str) -> None:
    config = parse_target(text)
    assert (config.driver, config.name, config.access) == (driver, name, "read_only")


@pytest.mark.parametrize("text", ["sqlite://", "sqlite:///:memory:", "duckdb://", "duckdb:///:memory:"])
def test_a_database_in_memory_may_be_written(text: str) -> None:
    config = parse_target(text)
    assert (config.name, config.target, config.access) == ("memory", ":memory:", "read_write")


def test_an_absolute_url_keeps_its_slash(folder: Path) -> None:
    assert parse_target(f"sqlite:///{folder}/shop.db").target == f"{folder}/shop.db"


def test_a_folder_shows_its_data_files_and_nothing_else(folder: Path) -> None:
    names = [path.name for path in parse_target("data dir").files]
    assert names == ["orders.csv", "stores.csv"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("shp.db", "no file, folder or connection named shp.db", "shop.db"),
        ("nothing", "no file, folder or connection named nothing", "%connect"),
        ("data dir/notes.txt", "neither a database nor a data file", "DuckDB"),
        ("data dir/*.json", "holds no data files", ".csv"),
    ],
)
def test_what_is_not_there_gets_a_way_out(text: str, message: str, hint: str) -> None:
    with pytest.raises(ConnectionFailed) as caught:
        parse_target(text)
    assert message in caught.value.message
    assert hint in str(caught.value.hint)


def test_an_unknown_scheme_names_no_password() -> None:
    with pytest.raises(UsageError) as caught:
        parse_target("nosuch://bob:S3cr3t@host/db")
    assert "S3cr3t" not in str(caught.value)


@pytest.mark.usefixtures("folder")
def test_data_files_cannot_be_written() -> None:
    with pytest.raises(UsageError, match="read-only"):
        parse_target("data dir", access="read_write")
