"""The tokens of one question, and what the words at a place may name."""

from __future__ import annotations

from functools import cached_property

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Option
from iopsdata_jupyter.text_to_sql.offline.analytic.names import Names
from iopsdata_jupyter.text_to_sql.offline.lexicon import FUNCTION_WORDS, MEASURES
from iopsdata_jupyter.text_to_sql.offline.references.domains import Domains
from iopsdata_jupyter.text_to_sql.offline.references.speech import COUNTRY_WORDS, FIGURES, SIZES
from iopsdata_jupyter.text_to_sql.offline.words import Token, tokenize

_FIGURES = frozenset({"elevation", "altitude", "height", "depth", "length", "weight", "temperature", "speed"})
_LONGEST = 5
_MOST = 12
_SHORTER = 0.15
"""What it costs to read fewer words as a value than the data would allow."""


class Words:
    """A question's tokens, read only; rules pass places around instead of moving one."""

    def __init__(self, question: str, names: Names, domains: Domains) -> None:
        self.names = names
        self.domains = domains
        self.schema = domains.schema
        self.tokens: tuple[Token, ...] = tuple(
            t for t in tokenize(question.strip().rstrip(" ?!.;:")) if t.kind != "mark" or t.text == ","
        )
        self.lower = [t.lower if t.kind != "quoted" else "" for t in self.tokens]
        self.end = len(self.tokens)

    def word(self, at: int) -> str:
        """The lower-case word at a place; empty outside and for quoted text."""
        return self.lower[at] if 0 <= at < self.end else ""

    def phrase(self, at: int, *phrases: str) -> int:
        """After the longest of the phrases that stands at a place; the place itself where none does."""
        best = at
        for phrase in phrases:
            words = phrase.split(" ")
            if self.lower[at : at + len(words)] == words:
                best = max(best, at + len(words))
        return best

    def comma(self, at: int) -> bool:
        """Whether a comma stands at a place."""
        return at < self.end and self.tokens[at].text == ","

    def skip(self, at: int, words: frozenset[str]) -> int:
        """After any of the words, as many as stand there."""
        while self.word(at) in words or self.word(at) == ",":
            at += 1
        return at

    @cached_property
    def _tables(self) -> dict[int, list[tuple[int, Option]]]:
        return {}

    def tables(self, at: int) -> list[tuple[int, Option]]:
        """Tables that the words at a place name, with the place after them; the longest name only."""
        if at not in self._tables:
            self._tables[at] = self._named(at, columns=False)
        return self._tables[at]

    @cached_property
    def _columns(self) -> dict[int, list[tuple[int, Option]]]:
        return {}

    def columns(self, at: int) -> list[tuple[int, Option]]:
        """Columns that the words at a place name, with the place after them; the longest names only."""
        if at not in self._columns:
            self._columns[at] = self._named(at, columns=True)
        return self._columns[at]

    def _named(self, at: int, *, columns: bool) -> list[tuple[int, Option]]:
        find = self.names.columns if columns else self.names.tables
        for size in range(min(_LONGEST, self.end - at), 0, -1):
            tokens = self.tokens[at : at + size]
            if all(token.kind == "word" for token in tokens):
                found = find(tokens)
                if found:
                    return [(at + size, option) for option in found[:_MOST]]
        return []

    def values(self, at: int) -> list[tuple[int, int, str, float]]:
        """(place after, column, value, cost) of values that the words at a place are, the longest first."""
        if at not in self._values:
            self._values[at] = self._valued(at)
        return self._values[at]

    @cached_property
    def _values(self) -> dict[int, list[tuple[int, int, str, float]]]:
        return {}

    def _valued(self, at: int) -> list[tuple[int, int, str, float]]:
        found: list[tuple[int, int, str, float]] = []
        for size in range(min(_LONGEST + 2, self.end - at), 0, -1):
            tokens = self.tokens[at : at + size]
            if self._valuable(tokens):
                shorter = _SHORTER if found else 0.0
                found += [(at + size, c, v, cost + shorter) for c, v, cost in self._value(tokens)]
        return found

    @staticmethod
    def _valuable(tokens: tuple[Token, ...]) -> bool:
        if tokens[0].kind == "mark" or tokens[-1].kind == "mark":
            return False
        if tokens[0].kind == "quoted":
            return len(tokens) == 1
        if len(tokens) == 1:
            return len(tokens[0].text) > 1 and (
                tokens[0].lower not in FUNCTION_WORDS or tokens[0].lower == "us"
            )
        return tokens[0].lower not in ("in", "the", "of", "a") and tokens[-1].lower not in FUNCTION_WORDS

    def _value(self, tokens: tuple[Token, ...]) -> list[tuple[int, str, float]]:
        texts = [*(token.text for token in tokens[:-1]), tokens[-1].owner]
        quoted = tokens[0].kind == "quoted"
        found = [
            (c, v, {"exact": 0.0, "folded": 0.02, "alias": 0.2, "stem": 0.5}[how])
            for c, v, how in self.names.values(texts, quoted=quoted)
        ]
        if found:
            return found
        for spelling in COUNTRY_WORDS.get(" ".join(t.lower for t in tokens), ()):
            same = self.names.values([spelling], quoted=quoted)
            found += [(c, v, 0.1) for c, v, how in same if how in ("exact", "folded")]
        return found

    def single(self, at: int) -> bool:
        """Whether the word at a place is no plural."""
        return self.tokens[at].lower == self.tokens[at].lemma

    def is_figure(self, column: int) -> bool:
        """Whether a column holds figures or dates, by its type or by what its name measures."""
        info = self.schema.columns[column]
        return not info.foreign and (info.kind in ("number", "date") or bool(_FIGURES & set(info.words)))

    def figures(self, table: int, word: str) -> list[int]:
        """Number columns of a table that an adjective or noun measures, the likeliest first."""
        columns = [c for c in self.schema.tables[table].columns if self.is_figure(c)]
        wanted = FIGURES.get(word) or MEASURES.get(word, ())
        found = [c for name in wanted for c in columns if name in self.schema.columns[c].words]
        if not found and word in SIZES:
            measures = [c for c in columns if self.names.ground.is_measure(c)]
            found = measures if len(measures) == 1 else []
        return list(dict.fromkeys(found))
