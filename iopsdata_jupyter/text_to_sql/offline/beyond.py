"""What a question may ask that no candidate of the learned ranker can say.

Candidates have no offsets, percentages, quantiles or figures of two periods side by side. An answer that
leaves such a word out is wrong with confidence, so the translator declines it where the grammars could not
read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from iopsdata_jupyter.text_to_sql.offline.lexicon import word_set
from iopsdata_jupyter.text_to_sql.offline.linking import Links

_ORDINAL = r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|2nd|3rd|[4-9]th|10th)"
_EXTREME = r"(?:most|least|best|worst|\w{2,}est|fewest|top|last|latest)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_ORDINAL}[ -]{_EXTREME}\b",
        r"\b(?:percentages?|percent|proportion|share|fraction|ratio) of\b",
        r"\bcompared (?:with|to)\b|\bcompare\b|\bversus\b|\bvs\b|\bin comparison (?:with|to)\b",
        r"\b(?:month|year|week|quarter|day)[ -](?:over|on|to)[ -](?:month|year|week|quarter|day|date)\b",
        r"\b(?:running|cumulative|rolling|moving)\b|\bgrowth\b",
        r"\bmedian\b|\b(?:percentile|quartile|standard deviation)s?\b",
        r"\b(?:including|even|also) (?:those|\w+) (?:without|with (?:no|zero)|(?:that|who) have no)\b",
    )
)


_STATES = word_set(
    """ongoing pending outstanding overdue late early missing inactive expired failed unsuccessful recurring
    remaining upcoming former"""
)
"""Words that always leave some rows out, besides those that deny a state, such as `unsent`."""
_DENIED = re.compile(r"un\w{2,}(?:ed|id|nt|ld|ad|en)\Z")


_FROM_TO = {"early", "late"}
"""Together they say an order: from early to late."""


def dropped(unplaced: Iterable[str]) -> str:
    """The first of the words without a place that names a state: an answer over all rows leaves it out."""
    words = {word.casefold(): word for word in unplaced}
    if words.keys() >= _FROM_TO:
        words = {word: written for word, written in words.items() if word not in _FROM_TO}
    return next((words[w] for w in words if w in _STATES or _DENIED.match(w)), "")


_LINKING = word_set("a an the its their his her also")
_ENDS = word_set("by per for of in from each")


def left_out(links: Links, unplaced: Iterable[str], shown: int) -> str:
    """The words without a place that `and` joins to something, up to `by` or the end, as written.

    Where two things or more are `shown` besides what they are grouped by, one of them may be what these
    words ask for; where one is, the answer leaves them out. Empty where there are none.
    """
    if shown > 1:
        return ""
    missing = {word.casefold() for word in unplaced}
    words = [token.text for token in links.tokens if token.text.isalnum()]
    for start, word in enumerate(words):
        if word.casefold() == "and":
            joined = _until_end(words[start + 1 :])
            if joined and all(w.casefold() in missing for w in joined):
                return " ".join(joined)
    return ""


def _until_end(words: Sequence[str]) -> list[str]:
    own = takewhile(lambda word: word.casefold() not in _ENDS, words)
    return [word for word in own if word.casefold() not in _LINKING]


def beyond(question: str, links: Links) -> str:
    """The words of a question that no candidate can say, as written; empty where there are none.

    Where the first of them names a column they are the column's: a table may hold shares of its own.
    """
    for pattern in _PATTERNS:
        for match in pattern.finditer(question):
            if not _named(match, links):
                return match.group(0)
    return ""


def _named(match: re.Match[str], links: Links) -> bool:
    tags = zip(links.tokens, links.tags, strict=True)
    return any(tag[:1] in ("C", "T", "V") for token, tag in tags if token.start <= match.start() < token.end)
