"""The comparison that the words beside a number ask for."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.offline.comparisons import expected_operator
from iopsdata_jupyter.text_to_sql.offline.words import tokenize


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("rides longer than 30 minutes", ">"),
        ("at least 30 docks", ">="),
        ("no more than 30 docks", "<="),
        ("under 30 docks", "<"),
        ("30 or more docks", ">="),
        ("aged 30 or younger", "<="),
        ("bought before 2022", "<"),
        ("since 2022", ">="),
        ("exactly 3 rides", "="),
        ("in 2022", ""),
    ],
)
def test_operators(text: str, operator: str) -> None:
    tokens = tokenize(text)
    place = next(i for i, token in enumerate(tokens) if token.number is not None)
    assert expected_operator(tokens, place, place + 1) == operator


def test_both_bounds_of_between() -> None:
    tokens = tokenize("between 10 and 20 minutes")
    places = [i for i, token in enumerate(tokens) if token.number is not None]
    assert [expected_operator(tokens, i, i + 1) for i in places] == ["between", "between"]
