"""Folders and files of CSV, parquet and JSON as tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from iopsdata_jupyter.catalog.introspect import read_catalog
from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.drivers.duckdb import view_names
from iopsdata_jupyter.connections.urls import parse_target
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    frame = pd.DataFrame({"id": [1, 2], "name": ["a", "b"]})
    frame.to_csv(tmp_path / "as csv.csv", index=False)
    frame.to_csv(tmp_path / "tabs.tsv", index=False, sep="\t")
    frame.to_parquet(tmp_path / "columns.parquet")
    frame.to_json(tmp_path / "lines.jsonl", orient="records", lines=True)
    return tmp_path


def test_every_format_becomes_a_table(folder: Path) -> None:
    connection = open_connection(parse_target(str(folder)))
    for name in ("as_csv", "tabs", "columns", "lines"):
        stream = connection.execute(f"select sum(id) as n, max(name) as last from {name}", {})
        assert [batch.to_pylist() for batch in stream.batches] == [[{"n": 3, "last": "b"}]]


def test_a_damaged_parquet_file_is_named(folder: Path) -> None:
    (folder / "broken.parquet").write_bytes(b"PAR1 this is not parquet PAR1")
    with pytest.raises(ConnectionFailed, match=r"broken\.parquet cannot be read"):
        open_connection(parse_target(str(folder / "broken.parquet")))


def test_files_outside_the_folder_stay_closed_to_the_engine(folder: Path) -> None:
    connection = open_connection(parse_target(str(folder / "columns.parquet")))
    for name in ("/etc/hostname", str(folder / "../x.csv")):
        with pytest.raises(ExecutionError):
            connection.execute(f"select * from read_text('{name}')", {})


def test_files_of_one_stem_get_numbers() -> None:
    paths = (Path("a/x.csv"), Path("b/x.parquet"), Path("c/2023 sales!.csv"))
    assert list(view_names(paths)) == ["x", "x_2", "2023_sales"]


def test_sheets_of_a_workbook_are_tables(folder: Path) -> None:
    with pd.ExcelWriter(folder / "year book.xlsx") as book:
        pd.DataFrame({"id": [1, 2], "note": ["a", 7]}).to_excel(book, sheet_name="Q1 sales", index=False)
        pd.DataFrame({"id": [3]}).to_excel(book, sheet_name="Q2", index=False)
    connection = open_connection(parse_target(str(folder / "year book.xlsx")))
    stream = connection.execute("select sum(id) as n, max(note) as last from year_book_q1_sales", {})
    assert [batch.to_pylist() for batch in stream.batches] == [[{"n": 3, "last": "a"}]]
    assert {table.name for table in read_catalog(connection).tables} == {"year_book_q1_sales", "year_book_q2"}


def test_a_workbook_of_one_sheet_has_the_file_s_name(folder: Path) -> None:
    pd.DataFrame({"id": [1]}).to_excel(folder / "one.xlsx", index=False)
    connection = open_connection(parse_target(str(folder / "one.xlsx")))
    assert [table.name for table in read_catalog(connection).tables] == ["one"]


def test_a_damaged_workbook_is_named(folder: Path) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK no workbook")
    with pytest.raises(ConnectionFailed, match=r"broken\.xlsx cannot be read"):
        open_connection(parse_target(str(folder / "broken.xlsx")))


def test_duckdb_takes_settings_and_names_unknown_ones(tmp_path: Path) -> None:
    connection = open_connection(
        parse_target("duckdb://", connect_args={"threads": 1, "memory_limit": "100MB"})
    )
    stream = connection.execute("select current_setting('threads') as n", {})
    assert [batch.to_pylist() for batch in stream.batches] == [[{"n": 1}]]
    with pytest.raises(ConnectionFailed, match="memory_limitt"):
        open_connection(parse_target("duckdb://", connect_args={"memory_limitt": "100MB"}))


def test_a_setting_cannot_open_what_a_read_only_connection_locks(tmp_path: Path) -> None:
    open_connection(parse_target(f"duckdb:///{tmp_path}/x.duckdb", access="read_write")).close()
    target = parse_target(f"duckdb:///{tmp_path}/x.duckdb", connect_args={"enable_external_access": "true"})
    with pytest.raises(ExecutionError):
        open_connection(target).execute("select * from read_text('/etc/hostname')", {})
