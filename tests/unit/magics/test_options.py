from __future__ import annotations

import pytest

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.magics.options import Option, Syntax, json_object, split, whole_number

OPTIONS = (
    Option("out", "name", "o", "NAME"),
    Option("limit", "rows", "l", "N", whole_number),
    Option("params", "values", "p", "JSON", json_object),
    Option("sql-only", "no run"),
)
SQL = Syntax("%sql", OPTIONS)
ASK = Syntax("%ask", OPTIONS, anywhere=True)


def test_options_come_before_sql_which_stays_as_typed() -> None:
    parsed = SQL.parse("-o top --limit 1_000 select  a --limit 2")
    assert parsed.values == {"out": "top", "limit": 1000}
    assert parsed.rest == "select  a --limit 2"


def test_options_stand_anywhere_in_a_question() -> None:
    parsed = ASK.parse("how many orders --limit=3 per month --sql-only")
    assert parsed.values == {"limit": 3, "sql_only": True}
    assert parsed.rest == "how many orders per month"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("""--params '{"city": "New York", "n": 3}'""", {"city": "New York", "n": 3}),
        ("""--params {"city": "New York"}""", {"city": "New York"}),
        ("""--params={"a": "it's"}""", {"a": "it's"}),
        ("""-p '{"a": [1, 2]}'""", {"a": [1, 2]}),
    ],
)
def test_json_survives(text: str, value: dict[str, object]) -> None:
    assert SQL.parse(text + " select 1").values == {"params": value}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("'my data/a b.csv' --x", ["my data/a b.csv", "--x"]),
        ('"a b" c', ["a b", "c"]),
        ("o'hara's shop", ["o'hara's", "shop"]),
        ("", []),
    ],
)
def test_quotes_hold_words_together(text: str, words: list[str]) -> None:
    assert split(text) == words


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("--limt 3", "There is no option --limt.", "--limit"),
        ("-x 3", "There is no option -x.", "--out"),
        ("--limit", "--limit needs a value", "%sql"),
        ("--limit many", "--limit cannot be 'many': it takes a whole number", "rows"),
        ("--params {1}", "it is no JSON", "values"),
        ("--params [1]", "JSON object", "values"),
    ],
)
def test_a_wrong_option_says_what_to_do(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        SQL.parse(text)
    assert message in caught.value.message
    assert hint in str(caught.value.hint)


def test_a_question_may_hold_dashes_that_are_no_options() -> None:
    assert ASK.parse("sales 2023 - 2024 -- all").rest == "sales 2023 - 2024 -- all"
