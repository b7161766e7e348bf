from __future__ import annotations

import datetime as dt

import pytest

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.text_to_sql.verified.templates import match, parameters, period


@pytest.mark.parametrize(
    ("template", "question", "expected"),
    [
        ("tonnage by port", "What is the tonnage by  port?", {}),
        ("What was our tonnage?", "show me tonnage", {}),
        ("tonnage by port", "tonnage by ports", None),
        ("tonnage by port", "total tonnage by port", None),
        ("tonnage in {port}", "Tonnage in Gedser", {"port": "Gedser"}),
        (
            "tonnage in {port} since {day}",
            "tonnage in New Skagen since May 2024",
            {"port": "New Skagen", "day": "May 2024"},
        ),
        ("from {port} to {port}", "from Skagen to skagen", {"port": "Skagen"}),
        ("from {port} to {port}", "from Skagen to Gedser", None),
        ("tonnage (in {port})", "tonnage (in a|b)", {"port": "a|b"}),
        ("{n} calls", "calls", None),
    ],
)
def test_a_question_fits_a_template_or_does_not(template: str, question: str, expected: object) -> None:
    assert match(template, question) == expected


@pytest.mark.parametrize("template", ["in {}", "in {a b}", "in {port", "in }", "in {{port}}"])
def test_braces_hold_names(template: str) -> None:
    with pytest.raises(UsageError, match="hold no name"):
        parameters(template)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", (2024, 1, 1), (2025, 1, 1)),
        ("2024-12", (2024, 12, 1), (2025, 1, 1)),
        ("2024-02-29", (2024, 2, 29), (2024, 3, 1)),
        ("March 2023", (2023, 3, 1), (2023, 4, 1)),
        ("3 sept 2023", (2023, 9, 3), (2023, 9, 4)),
        ("Sep 3rd, 2023", (2023, 9, 3), (2023, 9, 4)),
    ],
)
def test_a_period_has_its_first_day_and_the_one_after(text: str, start: tuple, end: tuple) -> None:
    assert period(text) == (dt.date(*start), dt.date(*end))


@pytest.mark.parametrize(
    "text", ["", "2024-13", "2023-02-29", "yesterday", "foo 2024", "12", "99999", "9999"]
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert period(text) is None
