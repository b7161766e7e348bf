"""Folders and files of CSV, parquet and JSON as tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

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
