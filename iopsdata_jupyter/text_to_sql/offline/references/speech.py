"""The words that hold a reference together: relations, superlatives, fillers. Written for this project."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.offline.lexicon import word_set

ARTICLES = word_set(
    "the a an all any some there other others that's this these those its their our please of also"
)
RELATIVE = word_set("that which who whom")
BE = word_set("is are was were be been")
DO = word_set("do does did")
HAVE = word_set("with has have having had contain contains containing possess possesses")
PREPOSITIONS = word_set(
    "in of from at on within inside by for to through across over along into near under with"
)
PLACED = word_set(
    """located situated found lying lies lie live lives living based there exist exists reside resides
    stay stays"""
)
"""Verbs that say no more than the preposition after them."""
NEGATION = word_set("not no never without none")
MOST = {"most": "max", "least": "min", "fewest": "min", "maximum": "max", "minimum": "min"}
AMOUNT_SUPERLATIVES = {
    "highest": "max", "largest": "max", "biggest": "max", "greatest": "max", "lowest": "min",
    "smallest": "min",
    "most": "max", "least": "min", "fewest": "min", "maximum": "max", "minimum": "min", "longest": "max",
    "shortest": "min", "tallest": "max", "best": "max", "top": "max", "oldest": "max", "youngest": "min",
    "latest": "max", "earliest": "min", "newest": "max", "fastest": "max", "slowest": "min",
    "heaviest": "max", "lightest": "min", "cheapest": "min", "max": "max", "min": "min",
}  # fmt: skip
"""Which end of a named figure a superlative asks for."""
AGGREGATES = {
    "total": "sum", "combined": "sum", "sum": "sum", "average": "avg", "mean": "avg", "overall": "sum",
}  # fmt: skip
MORE_THAN: tuple[tuple[str, str], ...] = (
    ("no more than", "<="), ("no less than", ">="), ("no fewer than", ">="), ("at least", ">="),
    ("at most", "<="), ("more than", ">"), ("greater than", ">"), ("larger than", ">"), ("higher than", ">"),
    ("bigger than", ">"), ("longer than", ">"), ("taller than", ">"), ("less than", "<"), ("fewer than", "<"),
    ("smaller than", "<"), ("lower than", "<"), ("shorter than", "<"), ("over", ">"), ("above", ">"),
    ("exceeding", ">"), ("under", "<"), ("below", "<"), ("exactly", "="), ("equal to", "="),
)  # fmt: skip
OPENINGS: tuple[str, ...] = (
    "can you tell me", "can you", "could you", "please", "could you tell me",
    "tell me", "show me", "give me", "list me", "show", "list", "find",
    "name", "return", "display", "i want to know", "what is", "what are", "what was", "what were", "what's",
    "which is", "which are", "state the", "report", "who is", "who are", "identify", "get", "whats",
)  # fmt: skip
TAILS = word_set(
    "number numbers name names value values id ids code codes date dates detail details level levels"
)
"""Words that a field may be said with although its column is named without them."""
WHERE_ALL_IS = ("the country", "the nation", "the world", "the data", "the database", "total", "all")
"""What follows `in` without narrowing anything."""
FIGURES: dict[str, tuple[str, ...]] = {
    "tall": ("height", "altitude", "elevation"),
    "tiny": ("area", "size"),
    "people": ("population", "inhabitant", "resident", "citizen"),
}
SIZES = word_set("large big small great")
"""Adjectives that mean whatever figure a thing has, where it has but one."""
PEOPLE = word_set("people person citizen inhabitant resident")
_AMERICA = ("usa", "us", "united states", "united states of america", "america")
COUNTRY_WORDS: dict[str, tuple[str, ...]] = dict.fromkeys(("u.s", "u.s.a", *_AMERICA), _AMERICA)
"""Spellings of a country -> those that data may hold."""
