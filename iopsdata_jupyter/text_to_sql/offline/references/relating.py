"""How one set of things is related to another, and whether a verb fits the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from iopsdata_jupyter.text_to_sql.offline.analytic.ground import stem
from iopsdata_jupyter.text_to_sql.offline.lexicon import SUPERLATIVES, SYNONYMS
from iopsdata_jupyter.text_to_sql.offline.references.found import (
    Found,
    Link,
    links,
)
from iopsdata_jupyter.text_to_sql.offline.references.speech import (
    ARTICLES,
    BE,
    DO,
    HAVE,
    NEGATION,
    PLACED,
    PREPOSITIONS,
    RELATIVE,
    TAILS,
)
from iopsdata_jupyter.text_to_sql.offline.sketch import Condition, Item, Query
from iopsdata_jupyter.text_to_sql.offline.stemming import root, singular

if TYPE_CHECKING:
    from iopsdata_jupyter.text_to_sql.offline.references.phrases import Phrases

Step = tuple[int, Found]
_EMPTY = 0.3
"""What it costs that the others are not said any closer: `phones of customers` is rarely a relation."""


def related(
    phrases: Phrases, base: Found, target: Found, verb: str, cost: float, *, negated: bool = False
) -> Iterator[Found]:
    """`base` kept to rows that stand in a relation to `target`, the verb choosing among the ways."""
    domains = phrases.domains
    if target.plain and target.out in domains.constant and not negated:
        yield (
            base.having(target.where[0], cost) if target.table == base.table else unchanged(base, cost + 0.05)
        )
        return
    for link in links(domains, base, target):
        strain = cost + target.cost + link.cost + strain_of(phrases, verb, link, base, target)
        strain += _EMPTY * (not target.where and verb not in HAVE and not negated)
        if strain > 1.5:
            continue
        if not negated:
            yield base.having(link.condition, strain)
        else:
            inner = Query((Item(base.out),), where=(link.condition,))
            yield base.having(Condition(Item(base.out), "not in", query=inner), strain)


def unchanged(base: Found, cost: float) -> Found:
    return replace(base, cost=base.cost + cost)


def strain_of(phrases: Phrases, verb: str, link: Link, base: Found, target: Found) -> float:
    """How badly a verb fits a way of relating: 0 where its words are those of the way's table or columns."""
    schema = phrases.schema
    names = {w for t in link.tables for w in schema.tables[t].words}
    names |= {w for c in link.columns for w in schema.columns[c].words}
    own = {singular(verb), verb, stem(verb)}
    if any(_says(word, name) for word in own for name in names):
        return 0.0
    domains = phrases.domains
    identity = domains.identity[base.table]
    same = identity == base.out and domains.of(base.out) == domains.of(target.out)
    if verb in PREPOSITIONS or verb in HAVE or verb in PLACED or not verb:
        return 0.6 if same else 0.02
    return 0.8 if same else 0.3


def _says(word: str, name: str) -> bool:
    if word == name or name in SYNONYMS.get(word, ()):
        return True
    return len(word) > 4 and (root(word) == root(name) or stem(word) == stem(name))


def is_verb(phrases: Phrases, at: int) -> bool:
    """Whether the word may be a verb: an ordinary word that is no auxiliary, preposition or comparison."""
    words = phrases.words
    if at >= words.end or words.tokens[at].kind != "word":
        return False
    word = words.word(at)
    closed = (
        BE | DO | HAVE | PREPOSITIONS | RELATIVE | NEGATION | ARTICLES | {"and", "or", "than", "whose", "how"}
    )
    return word not in closed and word not in SUPERLATIVES and word not in TAILS
