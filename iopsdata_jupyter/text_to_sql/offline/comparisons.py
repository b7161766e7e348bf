"""Which comparison the words around a number ask for: `at least 5`, `under 20`, `5 or more`."""

from __future__ import annotations

from collections.abc import Sequence

from iopsdata_jupyter.text_to_sql.offline.words import Token

_BEFORE: tuple[tuple[str, str], ...] = (
    ("no more than", "<="), ("no less than", ">="), ("no fewer than", ">="), ("not more than", "<="),
    ("not less than", ">="), ("greater than or equal to", ">="), ("less than or equal to", "<="),
    ("more than or equal to", ">="), ("larger than or equal to", ">="), ("at least", ">="), ("at most", "<="),
    ("up to", "<="), ("as many as", ">="), ("minimum of", ">="), ("maximum of", "<="),
    ("more than", ">"), ("greater than", ">"), ("higher than", ">"), ("larger than", ">"), ("bigger than",
    ">"),
    ("older than", ">"), ("longer than", ">"), ("taller than", ">"), ("heavier than", ">"), ("later than",
    ">"),
    ("less than", "<"), ("fewer than", "<"), ("lower than", "<"), ("smaller than", "<"), ("younger than",
    "<"),
    ("shorter than", "<"), ("earlier than", "<"), ("cheaper than", "<"), ("lighter than", "<"),
    ("over", ">"), ("above", ">"), ("exceed", ">"), ("exceeds", ">"), ("exceeding", ">"), ("beyond", ">"),
    ("after", ">"),
    ("under", "<"), ("below", "<"), ("before", "<"), ("within", "<="), ("since", ">="), ("until", "<="),
    ("from", ">="),
    ("exactly", "="), ("equal to", "="), ("equals", "="), ("older", ">"), ("younger", "<"), ("more", ">"),
    ("less", "<"),
    (">=", ">="), ("<=", "<="), (">", ">"), ("<", "<"), ("=", "="), ("between", "between"),
)  # fmt: skip
_AFTER: tuple[tuple[str, str], ...] = (
    ("or more", ">="), ("or above", ">="), ("or higher", ">="), ("or older", ">="), ("or later", ">="),
    ("or greater", ">="),
    ("or less", "<="), ("or fewer", "<="), ("or below", "<="), ("or lower", "<="), ("or younger", "<="),
    ("or earlier", "<="),
    ("or after", ">="), ("or before", "<="), ("or newer", ">="), ("or longer", ">="), ("or bigger", ">="),
    ("or taller", ">="), ("or cheaper", "<="), ("or under", "<="), ("or over", ">="),
    ("or larger", ">="), ("or smaller", "<="), ("and above", ">="), ("and over", ">="), ("and below", "<="),
)  # fmt: skip
_REACH = 3


def expected_operator(tokens: Sequence[Token], start: int, end: int) -> str:
    """The operator that the words next to a number ask for, `between` for either bound, or empty."""
    after = " ".join(token.lower for token in tokens[end : end + 4])
    for words, operator in _AFTER:
        if after.startswith(words) or f" {words}" in after[: len(words) + 12]:
            return operator
    if _second_bound(tokens, start):
        return "between"
    for gap in range(_REACH):
        stop = start - gap
        text = " " + " ".join(token.lower for token in tokens[max(0, stop - 6) : stop])
        for words, operator in _BEFORE:
            if text.endswith(" " + words):
                return "" if operator == ">=" and words == "from" else operator
        if stop <= 0 or tokens[stop - 1].kind in ("number", "date"):
            break
    return ""


def _second_bound(tokens: Sequence[Token], start: int) -> bool:
    """Whether a number closes `between X and`."""
    before = [token.lower for token in tokens[max(0, start - 7) : start]]
    return (
        len(before) > 2
        and before[-1] in ("and", "to")
        and ("between" in before or ("from" in before and before[-1] == "to"))
    )
