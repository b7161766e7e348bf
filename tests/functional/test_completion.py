"""Completion through the shell's own completer, as every front end asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.conftest import Shell


def completions(shell: Shell, text: str, cursor: int | None = None) -> list[str]:
    offset = len(text) if cursor is None else cursor
    completer = shell.native.Completer
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = list(completer.completions(text, offset))
    return [text[: entry.start] + entry.text for entry in found]


@pytest.fixture
def connected(shell: Shell, shop: Path) -> Shell:
    shell.run(f"%connect '{shop}' --as shop")
    return shell


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("%%sql\nselect * from cus", "%%sql\nselect * from customers"),
        ("%sql select * from ord", "%sql select * from orders"),
        ("%%sql\nselect o.am from orders o where o.pl", "%%sql\nselect o.am from orders o where o.placed_on"),
        ("%%sql shop\nselect * from orders where am", "%%sql shop\nselect * from orders where amount"),
        ("%%sql sh", "%%sql shop"),
        ("%connect sa", "%connect sample"),
        ("%%sql --li", "%%sql --limit"),
        ("%%ask --off", "%%ask --offline"),
        ("%%ask\nhow many cust", "%%ask\nhow many customers"),
        ("%iops set", "%iops settings"),
    ],
)
def test_names_and_options_are_completed(connected: Shell, text: str, whole: str) -> None:
    assert whole in completions(connected, text)


def test_columns_before_the_from_come_from_the_tables_after_it(connected: Shell) -> None:
    text = "%%sql\nselect am from orders"
    assert "%%sql\nselect amount" in completions(connected, text, text.index(" from"))


def test_python_is_left_to_python(connected: Shell) -> None:
    assert not [text for text in completions(connected, "cust") if "customers" in text]


def test_completion_before_the_first_cell_starts_no_engine(shell: Shell) -> None:
    assert "%connect sample" in completions(shell, "%connect sam")
