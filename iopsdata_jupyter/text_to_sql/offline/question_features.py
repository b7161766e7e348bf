"""What the shape of a query is predicted from: the wording of a question without its names.

Features are text; a weight file says what each is worth. Nothing here knows a weight.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from iopsdata_jupyter.text_to_sql.offline.comparisons import expected_operator
from iopsdata_jupyter.text_to_sql.offline.lexicon import FUNCTION_WORDS, SUPERLATIVES, word_set
from iopsdata_jupyter.text_to_sql.offline.linking import Links
from iopsdata_jupyter.text_to_sql.offline.words import Token

_PAIR_CUES = word_set(
    """each per every most least fewest average total maximum minimum sum number many order ordered
    sorted descending ascending not without never except both or either between more less than
    distinct different all top exactly any alphabetical for by with whose and"""
)


def word_of(token: Token, tag: str) -> str:
    """A token with names, values and numbers taken out."""
    if token.kind == "number":
        return (
            f"<{token.lower}>"
            if token.lower in ("one", "1", "once", "twice", "two", "2") and token.text.isalpha()
            else "<N>"
        )
    if token.lower in SUPERLATIVES:
        return f"<{SUPERLATIVES[token.lower][1]}>"
    if token.kind == "date":
        return "<D>"
    if token.lower in FUNCTION_WORDS:
        return token.lower if tag != "V" else "<V>"
    return f"<{tag}>" if tag else token.lemma


def reading(links: Links) -> list[str]:
    """The question as words and tags, one tag a span."""
    words: list[str] = []
    for token, tag in zip(links.tokens, links.tags, strict=True):
        word = word_of(token, tag)
        if not (word.startswith("<") and words and words[-1] == word and word != "<N>"):
            words.append(word)
    return words


def question_features(links: Links) -> list[str]:
    """What the shape of the query is predicted from."""
    words = ["^", *reading(links), "$"]
    plain = [("<C>" if w.startswith("<C") else w) for w in words]
    found = dict.fromkeys(plain)
    found.update(dict.fromkeys(words))
    found.update(dict.fromkeys(f"{a} {b}" for a, b in itertools.pairwise(plain)))
    found.update(dict.fromkeys(f"{a} {b} {c}" for a, b, c in zip(plain, plain[1:], plain[2:], strict=False)))
    cues = [w for w in plain if w in _PAIR_CUES or w in ("<max>", "<min>", "<V>", "<N>", "<more>", "<less>")]
    found.update(dict.fromkeys(f"{a}..{b}" for i, a in enumerate(cues) for b in cues[i + 1 :]))
    for kind in ("<V>", "<N>", "<D>", "<T>", "<C>"):
        found[f"#{kind}{min(plain.count(kind), 4)}"] = None
    found["#len" + str(min(len(plain) // 4, 6))] = None
    found.update(dict.fromkeys(_lists(plain)))
    found.update(dict.fromkeys(_literals(links)))
    return list(found)


def _literals(links: Links) -> Iterator[str]:
    """Which comparisons stand beside numbers, and whether the values named may be of one column."""
    asked = [
        expected_operator(links.tokens, i, i + 1)
        for i, (token, tag) in enumerate(zip(links.tokens, links.tags, strict=True))
        if tag in ("N", "D")
    ]
    yield from (f"op{operator}" for operator in asked)
    yield "ops" + ",".join(sorted(asked))
    spans: dict[tuple[int, int], set[int]] = {}
    for link in links.values:
        if link.how in ("exact", "folded"):
            spans.setdefault((link.start, link.end), set()).add(link.column)
    columns = list(spans.values())
    shared = any(a & b for i, a in enumerate(columns) for b in columns[i + 1 :])
    yield f"values{min(len(columns), 4)}{shared}"
    yield f"values{min(len(columns), 4)}{shared}ops{','.join(sorted(asked))}"


def _lists(words: list[str]) -> Iterator[str]:
    """How many names stand side by side before the first clause: `the name, age and city of`."""
    run = most = 0
    for word in words:
        if word in ("<C>", "<T>"):
            run += word == "<C>"
            most = max(most, run)
        elif word not in (",", "and", "the", "of", "their", "its"):
            run = 0
    yield f"list{most}"
    commas = words.count(",")
    yield f"commas{min(commas, 4)}"
