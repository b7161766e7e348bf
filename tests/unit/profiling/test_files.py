"""Files: what is found of them is said, broken lines are kept apart, wrong files get a clear message."""

from __future__ import annotations

import dataclasses
import gzip
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from iopsdata_jupyter.errors import ConnectionFailed, UsageError
from iopsdata_jupyter.profiling.source import Source
from iopsdata_jupyter.session import Session


def test_what_the_sniffer_found_is_said(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "cities.csv"
    path.write_bytes("id;b\u00fcrger;share\n1;\u00e5;2\n2;b;3\n".encode("latin-1"))
    profile = session.profiles.of(path)
    assert profile.file is not None
    assert (profile.file.encoding, profile.file.delimiter, profile.file.header) == ("latin-1", ";", True)
    assert list(profile.columns) == ["id", "b\u00fcrger", "share"]
    assert "latin-1" in profile.to_html()


def test_broken_lines_are_counted_and_shown(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    rows = "".join(f"{number},x,{number}\n" for number in range(100))
    path.write_text(f"id,name,n\n{rows}7,y,8,9\n8,z\n")
    profile = session.profiles.of(str(path))
    assert profile.file is not None
    assert (profile.row_count, profile.file.broken_count) == (100, 2)
    assert [(broken.line, broken.text) for broken in profile.file.broken] == [(102, "7,y,8,9"), (103, "8,z")]
    assert "2 lines of the file" in profile.notes[0]
    assert "7,y,8,9" in profile.to_html()


def test_a_late_value_of_another_type_makes_a_text_column_and_loses_no_row(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "late.csv"
    path.write_text("id,v\n" + "".join(f"{number},{number}\n" for number in range(30_000)) + "30000,n/a\n")
    profile = session.profiles.of(path)
    assert (profile.row_count, profile.columns["v"].kind, profile.columns["id"].kind) == (
        30_001,
        "text",
        "integer",
    )


@pytest.mark.parametrize("ending", [".parquet", ".json", ".csv.gz", ".tsv", ".xlsx"])
def test_every_format(session: Session, tmp_path: Path, ending: str) -> None:
    frame = pd.DataFrame({"n": [1, 2, 3], "t": ["a", "b", "b"]})
    path = tmp_path / f"data{ending}"
    writers = {
        ".parquet": lambda: frame.to_parquet(path),
        ".json": lambda: frame.to_json(path, orient="records"),
        ".csv.gz": lambda: path.write_bytes(gzip.compress(frame.to_csv(index=False).encode())),
        ".tsv": lambda: frame.to_csv(path, sep="\t", index=False),
        ".xlsx": lambda: frame.to_excel(path, index=False),
    }
    writers[ending]()
    profile = session.profiles.of(path)
    assert (profile.row_count, profile.columns["t"].distinct_count) == (3, 2)


def test_a_glob_is_one_table(session: Session, tmp_path: Path) -> None:
    for month in (1, 2):
        pd.DataFrame({"m": [month] * 3}).to_parquet(tmp_path / f"sales-{month}.parquet")
    profile = session.profiles.of(str(tmp_path / "sales-*.parquet"))
    assert (profile.row_count, profile.columns["m"].distinct_count) == (6, 2)


def test_sheets_are_named(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"a": [1]}).to_excel(book, sheet_name="First", index=False)
        pd.DataFrame({"b": [1, 2]}).to_excel(book, sheet_name="Second", index=False)
    assert session.profiles.of(path).file.other_sheets == ("Second",)
    assert session.profiles.of(path, sheet="Second").row_count == 2
    with pytest.raises(UsageError, match="no sheet 'Secnd'"):
        session.profiles.of(path, sheet="Secnd")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "is empty"),
        ("cut.parquet", b"PAR1\x00\x00", "cannot be read"),
        ("text.parquet", b"a,b\n1,2\n", "no parquet file by its content"),
        ("really.csv", b"PAR1abcdPAR1", "a parquet file by its content"),
        ("plain.csv.gz", b"a,b\n1,2\n", "not compressed with gzip"),
    ],
)
def test_a_wrong_file_is_said_to_be_wrong(
    session: Session, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConnectionFailed, match=message) as raised:
        session.profiles.of(tmp_path / name)
    assert raised.value.hint


def test_a_large_parquet_file_comes_in_stages(session: Session, tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "large.parquet"
    duckdb.sql(f"COPY (SELECT i AS id, i % 7 AS k FROM range(300000) t(i)) TO '{path}' (FORMAT parquet)")
    seen = []
    final = session.profiles.of(path, on_update=seen.append)
    assert (seen[0].stage, seen[0].row_count, seen[0].columns["id"].max) == ("schema", 300_000, None)
    sample = next(profile for profile in seen if profile.stage == "sample")
    assert sample.sampling is not None
    assert "10 blocks of 2,000 rows" in sample.sampling.method
    assert "blocks" in sample.to_html()
    assert [profile.progress for profile in seen] == sorted(profile.progress for profile in seen)
    assert (final.stage, final.progress, final.sampling) == ("exact", 1.0, None)
    assert final.columns["id"].is_key
    assert [item.count for item in final.columns["k"].top_values][:1] == [42858]


def test_what_takes_too_long_stays_a_labelled_sample(session: Session, tmp_path: Path) -> None:
    import duckdb

    from iopsdata_jupyter.errors import ExecutionError
    from iopsdata_jupyter.profiling.profiler import whole

    path = tmp_path / "slow.parquet"
    duckdb.sql(f"COPY (SELECT i AS id, i % 7 AS k FROM range(300000) t(i)) TO '{path}' (FORMAT parquet)")

    def impatient(given: Source) -> Source:
        def run(sql: str) -> Any:
            if given.relation in sql and sql.startswith("SELECT c0"):
                raise ExecutionError("The statement was stopped after 30 s.", title="Timeout")
            return given.run(sql)

        return dataclasses.replace(given, run=run)

    with session.profiles._targets(None, session.profiles._run_on(None)).open(path) as found:
        profile = whole(impatient(found.source))
    assert profile.stage == "sample"
    assert profile.sampling is not None
    assert profile.columns["k"].distinct_count == 7
    assert "2 columns stand on the sample" in profile.notes[-1]
    assert "stand on the sample" in profile.to_html()
