"""A question becomes tokens: words, numbers, dates, quoted text."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.offline.stemming import root, singular
from iopsdata_jupyter.text_to_sql.offline.words import tokenize


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("cities", "city"),
        ("boxes", "box"),
        ("bus", "bus"),
        ("ids", "id"),
        ("sold", "sell"),
        ("glass", "glass"),
    ],
)
def test_singular_forms(word: str, expected: str) -> None:
    assert singular(word) == expected


def test_a_root_joins_a_verb_and_its_noun() -> None:
    assert root("enrolled") == root("enrollment")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("over 1,250 rides", 1250),
        ("above 2.5", 2.5),
        ("3 million riders", 3_000_000),
        ("twelve bikes", 12),
        ("-4 degrees", -4),
    ],
)
def test_numbers_are_read(text: str, number: float) -> None:
    assert [t.number for t in tokenize(text) if t.number is not None] == [number]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("rides in March 2024", "2024-03"),
        ("on July 5th, 2009", "2009-07-05"),
        ("before 5 July 2009", "2009-07-05"),
        ("since 2023-01-31", "2023-01-31"),
    ],
)
def test_dates_become_iso_text(text: str, date: str) -> None:
    assert [t.text for t in tokenize(text) if t.kind == "date"] == [date]


@pytest.mark.parametrize("text", ['called "Old Gate"', "called 'Old Gate'", "called \u201cOld Gate\u201d"])
def test_quoted_text_stays_whole(text: str) -> None:
    assert [t.text for t in tokenize(text) if t.kind == "quoted"] == ["Old Gate"]


def test_a_contracted_negation_reads_as_not() -> None:
    assert [t.lower for t in tokenize("riders who don't ride")] == ["riders", "who", "not", "ride"]


def test_offsets_point_into_the_question() -> None:
    question = "rides of Ines"
    assert [question[t.start : t.end] for t in tokenize(question)] == ["rides", "of", "Ines"]


def test_a_possessive_ending_is_no_part_of_a_name() -> None:
    (token,) = tokenize("Anna's")
    assert (token.owner, token.lower) == ("Anna", "anna")
    assert tokenize("Charles")[0].owner == "Charles"
