"""What stays saved when a connection is opened by its saved name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.base import ConnectionRecord
from iopsdata_jupyter.store.local import LocalStore


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = Session(store=LocalStore(tmp_path / "store"))
    yield session
    session.connections.close_all()


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    folder = tmp_path / "numbers"
    folder.mkdir()
    (folder / "one.csv").write_text("n\n1\n")
    return folder


def test_the_saved_access_is_kept(session: Session, tmp_path: Path) -> None:
    session.connect(f"duckdb:///{tmp_path}/new.duckdb", name="work", access="read_write")
    session.connections.close("work")
    assert session.connect("work").config.access == "read_only"
    assert session.connections.saved()[0].access == "read_write"


def test_writing_once_does_not_allow_it_for_good(session: Session, tmp_path: Path) -> None:
    session.connect(f"duckdb:///{tmp_path}/new.duckdb", access="read_write")
    session.store.save_connection(
        ConnectionRecord("new", "duckdb", str(tmp_path / "new.duckdb"), "read_only")
    )
    session.connections.close("new")
    assert session.connect("new", access="read_write").config.access == "read_write"
    assert session.connections.saved()[0].access == "read_only"


def test_data_files_open_by_their_name_from_any_folder(
    session: Session, numbers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.connect(str(numbers), name="n")
    session.connections.close("n")
    monkeypatch.chdir(tmp_path / "store")
    session.connect("n")
    session.connect("n", name="m")
    assert [record.target for record in session.connections.saved()] == [str(numbers)] * 2
    session.connections.close_all()
    assert session.sql("select n from one", connection="m").frame["n"][0] == 1
