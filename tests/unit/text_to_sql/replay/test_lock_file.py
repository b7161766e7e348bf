from __future__ import annotations

import multiprocessing
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iopsdata_jupyter.text_to_sql.replay import lock_file
from iopsdata_jupyter.text_to_sql.replay.lock_file import LockFile, LockFileError
from iopsdata_jupyter.text_to_sql.replay.record import LockedAnswer
from iopsdata_jupyter.text_to_sql.replay.toml_text import dump, load

ANSWER = LockedAnswer(
    connection="harbour",
    question="tonnage by port",
    sql="SELECT\n  port_id,\n  SUM(tonnage) AS tonnage\nFROM calls\nGROUP BY\n  port_id",
    tables=("calls",),
    fingerprint="0123456789abcdef",
    translator="offline",
    confidence=0.921,
    date="2026-11-23",
)

WRITTEN = '''\
[[answer]]
connection = "harbour"
question = "tonnage by port"
sql = """
SELECT
  port_id,
  SUM(tonnage) AS tonnage
FROM calls
GROUP BY
  port_id"""
tables = ["calls"]
fingerprint = "0123456789abcdef"
translator = "offline"
confidence = 0.921
date = "2026-11-23"
'''


def test_the_file_is_plain_text_in_a_fixed_layout() -> None:
    assert dump([ANSWER]).endswith(WRITTEN)
    assert load(dump([ANSWER])) == [ANSWER]


def test_the_order_does_not_depend_on_who_came_first() -> None:
    answers = [
        replace(ANSWER, question=f"question {number}", connection=c) for number in (3, 1) for c in "ba"
    ]
    assert dump(answers) == dump(reversed(answers))


@given(st.text(), st.text(), st.floats(0, 1), st.lists(st.text()))
def test_any_text_comes_back(question: str, sql: str, confidence: float, tables: list[str]) -> None:
    answer = replace(
        ANSWER,
        question=question.encode("utf-8", "replace").decode(),
        sql=sql.encode("utf-8", "replace").decode(),
        confidence=round(confidence, 3),
        tables=tuple(table.encode("utf-8", "replace").decode() for table in tables),
    )
    if answer.question and answer.sql:
        assert load(dump([answer])) == [answer]


@pytest.mark.parametrize(
    "text", ['a\n"""b""', 'a\n"""', "a\\n\n\\", 'x\ny"', "a\r\nb", "a\u202eb\u0000\u2028"]
)
def test_text_that_looks_like_the_files_own_marks_comes_back(text: str) -> None:
    answer = replace(ANSWER, sql=text)
    assert load(dump([answer])) == [answer]


def test_what_is_kept_is_found_and_the_rest_stays(tmp_path: Path) -> None:
    other = replace(ANSWER, question="other", follows="tonnage by port")
    LockFile(tmp_path).keep(ANSWER)
    LockFile(tmp_path).keep(other)
    LockFile(tmp_path).keep(replace(ANSWER, sql="SELECT 1"))
    kept = LockFile(tmp_path)
    assert kept.find(other.key) == other
    assert kept.find(ANSWER.key) == replace(ANSWER, sql="SELECT 1")
    assert kept.find(("harbour", "nobody asked", "")) is None
    assert [path.name for path in tmp_path.iterdir()] == ["iopsdata.lock"]


def test_an_answer_that_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    LockFile(tmp_path).keep(ANSWER)
    os.utime(tmp_path / "iopsdata.lock", (1, 1))
    LockFile(tmp_path).keep(ANSWER)
    LockFile(tmp_path).keep(replace(ANSWER, date="2031-01-01"))
    assert (tmp_path / "iopsdata.lock").stat().st_mtime == 1


HEAD = "version = 1\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{HEAD}<<<<<<< HEAD\n{WRITTEN}=======\n{WRITTEN}>>>>>>> theirs\n", "line 2 holds a merge conflict"),
        (HEAD + "[[answer]\n", "it is no TOML"),
        ("", "its version is None"),
        ("version = 2\n", "its version is 2"),
        (HEAD + "answer = 3\n", "no list"),
        (HEAD + "[[answer]]\nquestion = 'x'\n", "is not whole"),
        (HEAD + "[[answer]]\ncolour = 'x'\n", "what is not known"),
        (HEAD + WRITTEN.replace("0.921", "'high'"), "`confidence` of its answer number 1"),
        (HEAD + WRITTEN.replace('["calls"]', '"calls"'), "`tables` of its answer number 1"),
    ],
)
def test_a_file_that_cannot_be_read_stays_as_it_is(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "iopsdata.lock"
    path.write_text(text)
    with pytest.raises(LockFileError, match=told):
        LockFile(tmp_path).find(ANSWER.key)
    with pytest.raises(LockFileError, match="neither used nor changed"):
        LockFile(tmp_path).keep(ANSWER)
    assert path.read_text() == text
    assert [entry.name for entry in tmp_path.iterdir()] == ["iopsdata.lock"]


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "iopsdata.lock").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LockFileError, match="cannot be read"):
        LockFile(tmp_path).find(ANSWER.key)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(LockFileError, match="cannot be written"):
        LockFile(tmp_path / "gone").keep(ANSWER)


def test_a_kernel_that_died_while_writing_stops_nobody(tmp_path: Path) -> None:
    guard = tmp_path / ".iopsdata.lock.writing"
    guard.touch()
    os.utime(guard, (time.time() - 3600,) * 2)
    LockFile(tmp_path).keep(ANSWER)
    assert LockFile(tmp_path).find(ANSWER.key) == ANSWER


def test_a_kernel_that_writes_for_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_file, "WAIT_S", 0.05)
    (tmp_path / ".iopsdata.lock.writing").touch()
    with pytest.raises(LockFileError, match="by another kernel"):
        LockFile(tmp_path).keep(ANSWER)


def _keep_many(folder: str, name: str) -> None:
    for number in range(15):
        LockFile(Path(folder)).keep(replace(ANSWER, question=f"{name} {number}"))


def test_two_kernels_lose_nothing_of_each_other(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_keep_many, args=(str(tmp_path), name)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    kept = load((tmp_path / "iopsdata.lock").read_text())
    assert len(kept) == 30
