"""Where in a cell a statement went wrong."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.errors import ExecutionError
from iopsdata_jupyter.magics.places import place_in


def failed(sql: str, at: str) -> ExecutionError:
    return ExecutionError("It stopped.", sql=sql, position=sql.index(at), hint="Try this.")


CASES = {
    "as it was typed": ("%%sql\nselect nam from t", "select nam from t", "nam"),
    "a line of a cell": ("x = 1\n%sql select nam from t", "select nam from t", "nam"),
    "binds spelled anew": ("%%sql\nselect nam from t where a = :a", "select nam from t where a = $1", "nam"),
    "behind the binds": ("%%sql\nselect 1 where a = :a and nam", "select 1 where a = $1 and nam", "nam"),
    "behind a saved one": ("%%sql\nselect nam from s", "WITH s AS (select 1)\nselect nam from s", "nam"),
    "behind EXPLAIN": ("%%sql -e\nselect nam from s", "EXPLAIN select nam from s", "nam"),
    "one of several": ("%%sql\nselect 1;\nselect nam from s", "select nam from s", "nam"),
    "a quoted name": ('%%sql\nselect "a b" from t', 'select "a b" from t', '"a b"'),
    "a qualified name": ("%%sql\nselect t.nam from t", "select t.nam from t", "t.nam"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "sql", "at"), CASES.values(), ids=CASES)
def test_the_word_at_the_place_is_meant(source: str, sql: str, at: str) -> None:
    place = place_in(source, failed(sql, at))
    assert place is not None
    metadata = place.metadata()
    assert source[metadata["from"] : metadata["to"]] == metadata["text"] == at
    assert metadata["length"] == len(source)
    assert (metadata["title"], metadata["message"], metadata["hint"]) == ("SQL", "It stopped.", "Try this.")


def test_offsets_count_as_javascript_does() -> None:
    source = "%%sql\nselect '🙂', nam from t"
    metadata = place_in(source, failed(source[6:], "nam")).metadata()
    encoded = source.encode("utf-16-le")
    assert encoded[2 * metadata["from"] : 2 * metadata["to"]].decode("utf-16-le") == "nam"
    assert metadata["length"] == len(encoded) // 2


def test_the_end_of_the_text_is_its_last_word() -> None:
    source = "%%sql\nselect 1 from \n"
    sql = "select 1 from"
    place = place_in(source, ExecutionError("It ended.", sql=sql, position=len(sql)))
    assert place is not None
    assert place.text == "from"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("%%sql\nselect 1", ExecutionError("No place.", sql="select 1")),
        ("%%ask\nhow many rows from t", failed("select nam from t", "t")),
        ("%%ask\nhow many", failed("select nam from t", "nam")),
        ("%%sql\n" + "x " * 60_000, failed("y " * 30_000 + "nam", "nam")),
        ("", failed("nam", "nam")),
    ],
    ids=["not told", "words of a question", "another text", "too long to look for", "an empty cell"],
)
def test_what_is_not_in_the_cell_has_no_place(source: str, error: ExecutionError) -> None:
    assert place_in(source, error) is None
