"""A question to a sketch by composing references; None where a word is left over."""

from __future__ import annotations

from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.analytic.names import Names
from iopsdata_jupyter.text_to_sql.offline.references.asks import Asked, readings
from iopsdata_jupyter.text_to_sql.offline.references.domains import Domains
from iopsdata_jupyter.text_to_sql.offline.references.phrases import Phrases
from iopsdata_jupyter.text_to_sql.offline.references.speech import PREPOSITIONS
from iopsdata_jupyter.text_to_sql.offline.references.words import Words


@dataclass(frozen=True)
class Referring:
    """The state of the grammar for one catalog."""

    names: Names
    domains: Domains


_LONGEST = 40
"""Tokens; longer questions are not read by this grammar, whose work grows with the square of them."""


def asked(question: str, state: Referring) -> list[Asked]:
    """The readings of a question whose every word has a place, the least strained first."""
    words = Words(question, state.names, state.domains)
    if not 1 < words.end <= _LONGEST:
        return []
    phrases = Phrases(words)
    if words.word(0) in PREPOSITIONS and words.word(1) in ("which", "what"):
        phrases.leading = words.word(0)
    return readings(phrases)
