"""Word forms: the singular of a word, and a cruder root that joins `populated` with `population`."""

from __future__ import annotations

from functools import lru_cache

_IRREGULAR = {
    "people": "person", "persons": "person", "men": "man", "women": "woman", "children": "child",
    "feet": "foot",
    "mice": "mouse", "teeth": "tooth", "data": "data", "media": "media", "series": "series",
    "species": "species",
    "statuses": "status", "ids": "id", "addresses": "address", "courses": "course", "houses": "house",
    "movies": "movie",
    "cookies": "cookie", "ties": "tie", "indices": "index", "analyses": "analysis", "bases": "base",
    "wives": "wife", "lives": "live", "countries": "country", "news": "news", "bus": "bus", "gas": "gas",
    "was": "be", "is": "be", "are": "be", "were": "be", "been": "be", "has": "have", "had": "have",
    "does": "do",
    "did": "do", "bought": "buy", "sold": "sell", "sale": "sell", "sales": "sell", "paid": "pay",
    "made": "make",
    "taught": "teach", "wrote": "write", "written": "write", "won": "win", "held": "hold", "led": "lead",
    "born": "birth", "ran": "run", "began": "begin", "taken": "take", "took": "take", "given": "give",
    "gave": "give",
    "grew": "grow", "flew": "fly", "flown": "fly", "spent": "spend", "lost": "lose", "left": "leave",
    "heavier": "heavy", "heaviest": "heavy", "bigger": "big", "biggest": "big",
}  # fmt: skip
_KEEP_S = ("ss", "us", "is", "os")
_SUFFIXES = (
    "isation", "ization", "ational", "ations", "ation", "ated", "ates", "ate",
    "ition", "ments", "ment", "ness",
    "ities", "ity", "ings",
    "ing", "ions", "ion", "ives", "ive", "als", "al", "ers", "er", "ors", "or", "ies", "ied", "ed", "es",
    "ly", "s",
    "e", "y", "i",
)  # fmt: skip


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """The dictionary form as far as a few rules carry: `cities` -> `city`, `bought` -> `buy`."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.endswith("s") or word.endswith(_KEEP_S):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """A crude common stem of at least four letters, for weak matches only."""
    word = singular(word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return _undouble(word[: -len(suffix)])
    return word


def _undouble(stem: str) -> str:
    return stem[:-1] if len(stem) > 4 and stem[-1] == stem[-2] and stem[-1] not in "ls" else stem
