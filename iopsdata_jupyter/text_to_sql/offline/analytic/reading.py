"""The words of a question with a place in them, and what the words from there on may name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Option, Span
from iopsdata_jupyter.text_to_sql.offline.analytic.names import Names
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import DEMONYMS, FILLERS, METRICS
from iopsdata_jupyter.text_to_sql.offline.lexicon import FUNCTION_WORDS, VALUE_WORDS
from iopsdata_jupyter.text_to_sql.offline.words import Token, tokenize

_LONGEST_VALUE = 7
_MOST_OPTIONS = 5
_MOST_PLACES = 12
_ENDS = frozenset("?!.;:")
_CONTRACTED = re.compile(r"\b(what|who|where|when|which|how|that|there|it)['\u2019]s\b", re.IGNORECASE)
"""A question word with `is`, whose ending tokens would take for a possessive one."""


class Reader:
    """A question being read from left to right; rules move `at` forward or put it back."""

    def __init__(self, question: str, names: Names) -> None:
        self.names = names
        self.ground = names.ground
        found = tokenize(_CONTRACTED.sub(r"\1 is", question.strip().rstrip(" ?!.;:")))
        self.tokens = tuple(
            t for t in found if not (t.kind == "mark" and (set(t.text) <= _ENDS or t.text in "%$€£"))
        )
        self.at = 0
        self._named_at: dict[tuple[str, int], Choice | None] = {}
        self._lower = [token.lower if token.kind != "quoted" else "" for token in self.tokens]

    @property
    def done(self) -> bool:
        """Whether every word is read."""
        return self.at >= len(self.tokens)

    def token(self, ahead: int = 0) -> Token | None:
        """The token at the place, or None at the end."""
        place = self.at + ahead
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def word(self, ahead: int = 0) -> str:
        """The lower-case word at the place, empty at the end and for quoted text."""
        place = self.at + ahead
        return self._lower[place] if 0 <= place < len(self.tokens) else ""

    def text(self) -> str:
        """The word as written."""
        token = self.token()
        return token.text if token else ""

    def take(self, *phrases: str) -> str:
        """Reads the longest of the phrases that stands here; empty where none does."""
        best, size = "", 0
        for phrase in phrases:
            words = phrase.split(" ")
            if len(words) > size and self._lower[self.at : self.at + len(words)] == words:
                best, size = phrase, len(words)
        self.at += size
        return best

    def peek(self, *phrases: str) -> str:
        """As `take`, without moving."""
        start = self.at
        found = self.take(*phrases)
        self.at = start
        return found

    def skip(self, phrases: Iterable[str] = FILLERS) -> None:
        """Reads words that change nothing."""
        listed = tuple(phrases)
        while self.take(*listed):
            pass

    def number(self) -> float | int | None:
        """Reads a number."""
        token = self.token()
        if token is None or token.number is None or token.kind not in ("number", "quoted"):
            return None
        self.at += 1
        return token.number

    def year(self) -> int | None:
        """Reads a year."""
        token = self.token()
        if (
            token is None
            or token.kind != "number"
            or len(token.text) != 4
            or not isinstance(token.number, int)
        ):
            return None
        if not 1800 <= token.number <= 2200:
            return None
        self.at += 1
        return token.number

    def words_of(self, span: Span) -> str:
        """The words of a span, as written."""
        return " ".join(token.text for token in self.tokens[span[0] : span[1]])

    def table(self) -> Choice | None:
        """Reads the longest name of a table."""
        return self._named("table", self.names.tables)

    def column(self) -> Choice | None:
        """Reads the longest name of a column."""
        return self._named("column", self.names.columns)

    def _named(self, kind: str, find: object) -> Choice | None:
        """The longest name from here on; every rule that looks at a place asks for the same one."""
        key = kind, self.at
        if key not in self._named_at:
            self._named_at[key] = self._longest(kind, find)
        found = self._named_at[key]
        if found is not None:
            self.at = found.span[1]
        return found

    def _longest(self, kind: str, find: object) -> Choice | None:
        for size in range(min(5, len(self.tokens) - self.at), 0, -1):
            tokens = self.tokens[self.at : self.at + size]
            if any(token.kind != "word" for token in tokens):
                continue
            options: list[Option] = find(tokens)  # type: ignore[operator]
            if options:
                return Choice(kind, tuple(options[:_MOST_OPTIONS]), (self.at, self.at + size))
        return None

    def entity_follows(self) -> bool:
        """Whether the next words name a table or column."""
        start = self.at
        found = self.table() or self.column()
        self.at = start
        return found is not None

    def metric(self) -> Choice | None:
        """Reads a business measure that the schema can compute."""
        start = self.at
        phrase = self.take(*METRICS)
        found = self.ground.metrics.get(METRICS.get(phrase, ""), ())
        if not found:
            self.at = start
            return None
        options = tuple(Option(place, metric.cost) for place, metric in enumerate(found))
        return Choice("metric", options, (start, self.at), METRICS[phrase])

    def value(self) -> Choice | None:
        """Reads the longest run of words that occurs as a value in the data."""
        key = "value", self.at
        if key not in self._named_at:
            self._named_at[key] = self._longest_value()
        found = self._named_at[key]
        if found is not None:
            self.at = found.span[1]
        return found

    def _longest_value(self) -> Choice | None:
        for size in range(min(_LONGEST_VALUE, len(self.tokens) - self.at), 0, -1):
            options = self._value_options(size)
            if options:
                return Choice("column", tuple(options[:_MOST_PLACES]), (self.at, self.at + size))
        return None

    def _value_options(self, size: int) -> list[Option]:
        tokens = self.tokens[self.at : self.at + size]
        if tokens[0].kind == "mark" or tokens[-1].kind == "mark":
            return []
        if (
            size == 1
            and tokens[0].kind != "quoted"
            and (tokens[0].lower in FUNCTION_WORDS or len(tokens[0].text) < 2)
        ):
            return []
        if size > 1 and tokens[-1].lower in ("in", "of", "and", "with", "by", "for", "the", "or"):
            return []
        options = [Option(c, self._value_cost(c, how), v) for c, v, how in self._found(tokens)]
        return sorted(options, key=lambda option: (option.cost, option.index))

    def _found(self, tokens: tuple[Token, ...]) -> Iterator[tuple[int, str, str]]:
        texts = [token.text for token in tokens]
        found = self.names.values(texts, quoted=tokens[0].kind == "quoted")
        yield from found
        if len(tokens) == 1 and not any(how != "stem" for _, _, how in found):
            lower = tokens[0].lower
            said = (*VALUE_WORDS.get(lower, ()), *((DEMONYMS[lower],) if lower in DEMONYMS else ()))
            for alias in dict.fromkeys(said):
                for column, value, how in self.names.values([alias], quoted=False):
                    if how != "stem":
                        yield column, value, "alias"

    def _value_cost(self, column: int, how: str) -> float:
        cost = {"exact": 0.0, "folded": 0.05, "alias": 0.2, "stem": 0.5}[how]
        own_name = column in self.ground.shown(self.ground.schema.columns[column].table)
        return cost + (0.0 if own_name else 0.05 if self.names.categorical(column) else 0.25)
