"""Values that occur in the data, found by the words of a question: whole, folded, by word form or by stem."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from iopsdata_jupyter.catalog.lookup import ValueLookup
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.stemming import root, singular

_MOST_INDEXED = 60_000
"""Values that the word-form index holds; beyond it only whole values are found, through the lookup."""
_LONGEST = 60


class ValueIndex:
    """The values of a connection for one schema."""

    def __init__(self, schema: SchemaIndex, lookup: ValueLookup) -> None:
        self._ids = schema.column_ids
        self._lookup = lookup
        self._forms: dict[str, list[tuple[int, str]]] = {}
        self._stems: dict[str, list[tuple[int, str]]] = {}
        self._found: dict[tuple[str, ...], list[tuple[int, str, str]]] = {}
        room = _MOST_INDEXED
        for table, column in lookup.columns():
            index = self._ids.get((table.casefold(), column.casefold()))
            if index is not None and room > 0:
                room -= self._add(index, lookup.values(table, column)[:room])

    def _add(self, column: int, values: Sequence[str]) -> int:
        for value in values:
            if len(value) <= _LONGEST:
                folded = fold(value)
                self._forms.setdefault(form(folded.split()), []).append((column, value))
                if " " not in folded and len(folded) > 3:
                    self._stems.setdefault(root(folded)[:6], []).append((column, value))
        return len(values)

    def find(self, words: Sequence[str], *, quoted: bool) -> list[tuple[int, str, str]]:
        """(column, value, how) for words that are a whole value; a stem match only for a single word."""
        key = (*words, str(quoted))
        if key not in self._found:
            if len(self._found) > 20_000:
                self._found.clear()
            self._found[key] = self._search(words, quoted=quoted)
        return self._found[key]

    def _search(self, words: Sequence[str], *, quoted: bool) -> list[tuple[int, str, str]]:
        text = " ".join(words)
        found: dict[tuple[int, str], str] = {}
        for match in self._lookup.find(text):
            index = self._ids.get((match.table.casefold(), match.column.casefold()))
            if index is not None:
                found[index, match.value] = "exact" if match.value == text else "folded"
        for column, value in self._forms.get(form(fold(text).split()), ()):
            found.setdefault((column, value), "folded")
        if len(words) == 1 and not found and not quoted:
            self._near(words[0], found)
        return [(column, value, how) for (column, value), how in found.items()]

    def _near(self, word: str, found: dict[tuple[int, str], str]) -> None:
        folded = fold(word)
        if len(folded) < 5:
            return
        for column, value in self._stems.get(root(folded)[:6], ()):
            short, long = sorted((fold(value), folded), key=len)
            if long.startswith(short[: max(4, len(short) - 1)]) and len(long) - len(short) <= 4:
                found.setdefault((column, value), "stem")


_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


def fold(text: str) -> str:
    """Without case and accents, punctuation as blanks."""
    if text.isascii():  # five times as fast, and most values are
        return text.translate(_ASCII).strip()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(ch if ch.isalnum() else " " for ch in plain if not unicodedata.combining(ch)).strip()


def form(words: Sequence[str]) -> str:
    """Folded words in the singular: `credit cards` and `credit card` meet."""
    return " ".join(singular(word) for word in words)
