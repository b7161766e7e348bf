"""How much speaks for SQL that a model wrote: evidence that can be checked, never the model's own word.

The figure orders answers by their evidence. It is no probability: no set of questions stands behind the
weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.offline.lexicon import FUNCTION_WORDS, SYNONYMS, word_set
from iopsdata_jupyter.text_to_sql.offline.schema import name_words
from iopsdata_jupyter.text_to_sql.offline.stemming import singular

_FLOOR, _CEILING = 0.05, 0.9
_START = 0.4
_PLACED = 0.4
_METRIC = 0.1
_REPAIR = 0.1
_DOUBT = 0.15
_EMPTY = 0.1
_SAID_BY_FORM = word_set(
    """many much number total sum average mean count highest lowest most least top bottom best worst
    first last per each every show list give find tell name all different distinct order sort by than
    more less between year month week day quarter daily weekly monthly yearly share percent percentage
    rate"""
)
"""Words that the form of a statement says, not its names."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found out about a statement besides that it passed the checks."""

    repairs: int = 0
    """Times that it had to be written again."""
    doubts: int = 0
    """Suspicious things: values that do not occur, rows that are repeated, metrics that were missed."""
    is_empty: bool = False
    metrics: int = 0
    """Metrics that it computes exactly as they are defined."""


def model_confidence(question: str, tree: exp.Expr, findings: Findings) -> float:
    """0.05..0.9 for a statement that a model wrote."""
    points = _START + _PLACED * placed_share(question, tree) + _METRIC * bool(findings.metrics)
    points -= _REPAIR * findings.repairs + _DOUBT * findings.doubts + _EMPTY * findings.is_empty
    return round(min(_CEILING, max(_FLOOR, points)), 2)


def placed_share(question: str, tree: exp.Expr) -> float:
    """The share (0..1) of the question's telling words that names or values of the statement hold."""
    said = [singular(word) for word in re.findall(r"[a-z]+|\d+", question.casefold())]
    telling = [w for w in said if w not in FUNCTION_WORDS and w not in _SAID_BY_FORM and len(w) > 1]
    held = set(_words(tree))
    if not telling:
        return 1.0
    return sum(bool({word, *SYNONYMS.get(word, ())} & held) for word in telling) / len(telling)


def _words(tree: exp.Expr) -> Iterator[str]:
    for node in tree.find_all(exp.Identifier):
        yield from name_words(node.name)
    for literal in tree.find_all(exp.Literal):
        yield from (singular(word) for word in re.findall(r"[a-z]+|\d+", str(literal.this).casefold()))
