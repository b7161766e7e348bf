"""Names and questions as the same kind of words: split, stemmed, and where that fails as runs of letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from iopsdata_jupyter.text_to_sql.offline.stemming import root, singular

_PART = re.compile(r"[^\W\d_]+|\d+")
_HUMP = re.compile(r"[A-Z]{2,}s?(?![a-z])|[A-Z]?[a-z]+|[A-Z]")
_GRAM = 3
LEAST_PART = 4
"""Letters of a word from which it counts as a part of another."""
PART_LIKENESS = 0.7

_STOP_TEXT = """
    a about above after all along also am an and any are as at be been being below between both but by
    can did display do does doing don down during each either every find for from further get give had
    has have having he her here him his how i if in into is it its itself just least list many me more
    most much my no nor not of off on once only or other our out over own please return same she should
    show so some such tell than that the their them then there these they this those through to too
    under until up use using very was we were what when where which while who whom whose why will with
    without would you your
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())
"""Words that tell nothing about which table is meant."""


@lru_cache(maxsize=50_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name or a text, stemmed: `customerIDs` and `customer_id` are both customer, id."""
    return tuple(_stem(part) for part in _parts(text))


def question_words(question: str) -> tuple[str, ...]:
    """The words of a question that may name something, in order, each once."""
    parts = [part for part in _parts(question) if part.casefold() not in STOP_WORDS]
    return tuple(dict.fromkeys(_stem(part) for part in parts))


def _parts(text: str) -> Iterator[str]:
    """Runs of letters, those of ASCII split at their humps, and of digits; no single letters."""
    for run in _PART.findall(text):
        for part in _HUMP.findall(run) if run.isascii() and run.isalpha() else (run,):
            if len(part) > 1 or part.isdigit():
                yield part


def _stem(part: str) -> str:
    lower = part.casefold()
    return root(singular(lower)) if lower.isascii() else lower


@lru_cache(maxsize=50_000)
def grams(word: str) -> frozenset[str]:
    """The runs of three letters of a word, with its start marked, since abbreviations keep that."""
    padded = f"^{word}"
    return frozenset(padded[at : at + _GRAM] for at in range(max(1, len(padded) - _GRAM + 1)))


def likeness(word: str, other: str) -> float:
    """How alike two words look, 0..1: Dice's coefficient of their runs of three letters (Dice 1945).

    One that is a part of the other, as in a compound, is at least `PART_LIKENESS`.
    """
    first, second = grams(word), grams(other)
    dice = 2 * len(first & second) / (len(first) + len(second))
    is_part = min(len(word), len(other)) >= LEAST_PART and (word in other or other in word)
    return max(dice, PART_LIKENESS) if is_part else dice
