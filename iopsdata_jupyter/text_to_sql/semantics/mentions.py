"""Where a question names a metric, or uses a synonym of a table or column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.semantics.models import Semantics

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a question that mean a metric."""

    start: int
    end: int
    words: str
    metric: Metric


@dataclass(frozen=True, slots=True)
class Synonym:
    """Words of a question that the team uses for a table or a column."""

    start: int
    end: int
    words: str
    name: str
    """`table` or `table.column`."""


def mentions(question: str, metrics: Iterable[Metric]) -> tuple[Mention, ...]:
    """The metrics that a question names, in its order; of two that overlap, the longer name."""
    phrases = [(phrase, metric) for metric in metrics for phrase in (metric.name, *metric.synonyms)]
    found = [
        Mention(start, end, question[start:end], metric)
        for start, end, metric in _places(question, sorted(phrases, key=lambda entry: -len(entry[0])))
    ]
    return tuple(sorted(found, key=lambda mention: mention.start))


def synonyms(question: str, semantics: Semantics) -> tuple[Synonym, ...]:
    """The team's own words in a question, in its order."""
    phrases = [(word, name) for name, words in semantics.synonyms.items() for word in words]
    found = [
        Synonym(start, end, question[start:end], name)
        for start, end, name in _places(question, sorted(phrases, key=lambda entry: -len(entry[0])))
    ]
    return tuple(sorted(found, key=lambda synonym: synonym.start))


def _places(question: str, phrases: list[tuple[str, T]]) -> Iterator[tuple[int, int, T]]:
    taken: list[tuple[int, int]] = []
    for phrase, meaning in phrases:
        words = re.split(r"[\s_]+", phrase.strip())
        pattern = r"[\s_]+".join(re.escape(word) for word in words)
        plural = "(?:e?s)?" if words[-1][-1:].isalpha() else ""
        for match in re.finditer(rf"(?<![\w.]){pattern}{plural}(?![\w])", question, re.IGNORECASE):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                taken.append(match.span())
                yield match.start(), match.end(), meaning
