from __future__ import annotations

import pytest

from iopsdata_jupyter.connections.drivers.sqlalchemy.connection import spelled
from iopsdata_jupyter.connections.placeholders import rewrite


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        ("mysql", r"select 'it\'s :x', :x", r"select 'it\'s :x', <x>"),
        ("mysql", "select 1 # :x\n, :x", "select 1 # :x\n, <x>"),
        ("mysql", 'select `a:x`, ":x", :x', 'select `a:x`, ":x", <x>'),
        ("postgres", "select a::int, b[1:x], $$ :x $$, :x", "select a::int, b[1:x], $$ :x $$, <x>"),
        ("bigquery", 'select """ ":x" """, :x', 'select """ ":x" """, <x>'),
        ("tsql", "select [a:x], '12:30', :x -- :x", "select [a:x], '12:30', <x> -- :x"),
        ("sqlite", "select :xy, :x", "select :xy, <x>"),
        ("mysql", "select 'not closed :x", "select 'not closed :x"),
    ],
)
def test_only_binds_are_rewritten(dialect: str, sql: str, expected: str) -> None:
    assert rewrite(sql, dialect, {"x"}, lambda name: f"<{name}>") == expected


@pytest.mark.parametrize(
    ("style", "text", "values"),
    [
        ("named", "select :a, :b, :a, 5 % 3", {"a": 1, "b": 2}),
        ("qmark", "select ?, ?, ?, 5 % 3", (1, 2, 1)),
        ("numeric", "select :1, :2, :3, 5 % 3", (1, 2, 1)),
        ("numeric_dollar", "select $1, $2, $3, 5 % 3", (1, 2, 1)),
        ("format", "select %s, %s, %s, 5 %% 3", (1, 2, 1)),
        ("pyformat", "select %(a)s, %(b)s, %(a)s, 5 %% 3", {"a": 1, "b": 2}),
    ],
)
def test_every_style_of_the_database_api_is_spelled(style: str, text: str, values: object) -> None:
    assert spelled("select :a, :b, :a, 5 % 3", "postgres", style, {"a": 1, "b": 2}) == (text, values)


def test_a_statement_without_binds_is_left_as_it_is() -> None:
    assert spelled("select '100%', ':a'", "mysql", "format", {}) == ("select '100%', ':a'", ())
