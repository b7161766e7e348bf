"""Where an expression of the parse tree stands in the text.

sqlglot keeps the places of names, literals and functions only; brackets and operators around them are found
among the tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.lineage.models import Span

if TYPE_CHECKING:
    from sqlglot import exp

_BEFORE = frozenset(
    {"SELECT", "DISTINCT", "ALL", ",", "=", "VALUES", "TOP", "ROW", ";", "SET", "USING", "BY"}
)
_BEHIND_WORDS = """
    , ; FROM INTO UNION EXCEPT INTERSECT MINUS WHERE BULK ORDER GROUP HAVING LIMIT QUALIFY WINDOW
    LATERAL AS WHEN INSERT ON OUTPUT FETCH RETURNING
"""
_BEHIND = frozenset(_BEHIND_WORDS.split())

_COMPOUND = re.compile(r"[\]\"`]?\s*[-+*/%&|^]=")


class Spans:
    """Places in one statement."""

    def __init__(self, text: str, tokens: Sequence[Any], offset: int = 0) -> None:
        """`tokens` are those of `text`; `offset` is where `text` stands in the script."""
        self._text = text
        self._offset = offset
        self._starts = [token.start for token in tokens]
        self._ends = [token.end for token in tokens]
        self._words = [token.text.upper() if token.end - token.start < 12 else "" for token in tokens]

    def text(self, node: exp.Expr) -> str:
        """The text of an expression, on one line; what sqlglot makes of it where its place is not known."""
        span = self.within(node)
        if span is None:
            return node.sql(comments=False)
        return " ".join(self._text[span.start : span.end].split("\n")) if span.end > span.start else ""

    def find(self, node: exp.Expr) -> Span | None:
        """The expression's place in the script."""
        span = self.within(node)
        return None if span is None else Span(span.start + self._offset, span.end + self._offset)

    def is_compound(self, left: exp.Expr) -> bool:
        """Whether `left` is set by `+=` or its like, and so is read too."""
        ends = [meta["end"] for part in left.walk() if "end" in (meta := part.meta)]
        return bool(ends) and _COMPOUND.match(self._text, max(ends) + 1) is not None

    def within(self, node: exp.Expr) -> Span | None:
        """The expression's place in the statement."""
        places = [(meta["start"], meta["end"]) for part in node.walk() if "start" in (meta := part.meta)]
        if not places:
            return None
        start, end = min(place[0] for place in places), max(place[1] for place in places)
        first = bisect_right(self._starts, start) - 1
        if first < 0 or end >= len(self._text):
            return None
        if len(places) == 1 and self._is_whole(first, end):
            return Span(start, end + 1)
        return self._widened(first, bisect_left(self._ends, end), _alias_start(node, end))

    def _is_whole(self, first: int, end: int) -> bool:
        """Whether the token stands alone between commas and keywords."""
        behind = self._words[first + 1] if first + 1 < len(self._words) else ";"
        before = self._words[first - 1] if first else ";"
        return before in _BEFORE and (behind in _BEHIND or behind == ")")

    def _widened(self, first: int, last: int, limit: int | None) -> Span | None:
        while first > 0 and self._words[first - 1] not in _BEFORE:
            first -= 1
        depth = 0
        place = first
        while place < len(self._words):
            word = self._words[place]
            if word in "([{" and word:
                depth += 1
            elif word in ")]}" and word:
                if depth == 0:
                    break
                depth -= 1
            elif depth == 0 and place > last and (word in _BEHIND or self._starts[place] == limit):
                break
            place += 1
        if place <= first:
            return None
        while self._words[first] == "(" and self._unbalanced(first, place):
            first += 1
        return Span(self._starts[first], self._ends[place - 1] + 1)

    def _unbalanced(self, first: int, place: int) -> bool:
        words = self._words[first:place]
        return words.count("(") > words.count(")")


def _alias_start(node: exp.Expr, end: int) -> int | None:
    """Where the name begins that an expression gets without AS."""
    alias = node.parent.args.get("alias") if node.parent is not None and node.parent.key == "alias" else None
    start = alias.meta.get("start") if alias is not None else None
    if start is None or start <= end:
        return None
    return int(start)
