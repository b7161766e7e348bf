"""Synonyms learned from pairs of a question and its paraphrase: words that replace each other."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable

from iopsdata_jupyter.text_to_sql.offline.lexicon import FUNCTION_WORDS
from iopsdata_jupyter.text_to_sql.offline.stemming import singular

_LEAST = 3


def learn_synonyms(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Word -> words that replaced it at least three times, both ways."""
    counts: Counter[tuple[str, str]] = Counter()
    for left, right in pairs:
        counts.update(_replaced(_words(left), _words(right)))
    found: dict[str, set[str]] = {}
    for (left, right), count in counts.items():
        if count >= _LEAST and left != right:
            found.setdefault(left, set()).add(right)
            found.setdefault(right, set()).add(left)
    return {word: sorted(others) for word, others in sorted(found.items())}


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def _replaced(left: list[str], right: list[str]) -> Iterable[tuple[str, str]]:
    for kind, i, j, k, m in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "replace" and j - i <= 2 and m - k <= 2:
            old = [singular(word) for word in left[i:j] if word not in FUNCTION_WORDS]
            new = [singular(word) for word in right[k:m] if word not in FUNCTION_WORDS]
            if len(old) == len(new) == 1:
                yield old[0], new[0]
