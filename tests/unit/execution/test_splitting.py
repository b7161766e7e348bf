from __future__ import annotations

import pytest

from iopsdata_jupyter.execution.splitting import split


@pytest.mark.parametrize(
    ("script", "pieces"),
    [
        ("select 1", ["select 1"]),
        ("select 1;", ["select 1"]),
        ("select ';'; select 2", ["select ';'", "select 2"]),
        ("select 1; -- ; no more\n", ["select 1"]),
        (";;\n;", []),
        ("select 1 /* ; */; select 2", ["select 1 /* ; */", "select 2"]),
        ("create table a (b text);\ninsert into a values ('x;y');\n", None),
    ],
)
def test_a_script_comes_apart_at_its_own_semicolons(script: str, pieces: list[str] | None) -> None:
    found = [piece.sql for piece in split(script, "duckdb")]
    assert found == (pieces if pieces is not None else [line.rstrip(";") for line in script.splitlines()])


def test_each_piece_knows_where_it_stood() -> None:
    script = "select 1;\n  select 2"
    assert [script[piece.start :][: len(piece.sql)] for piece in split(script, "duckdb")] == [
        "select 1",
        "select 2",
    ]


def test_dollar_quotes_hold_a_body_together() -> None:
    assert len(split("do $$ begin; end $$; select 1", "postgres")) == 2
