"""Order, limits and superlatives: `highest first`, `top 5`, `with the most orders`, `the 3 cheapest`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Measure, Option, Order
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import (
    Figure,
    amount,
    by_adjective,
    figure,
    figures_only,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.grouping import dimension
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import (
    ADJECTIVES,
    BUCKETS,
    ORDINALS,
    SUPERLATIVE_FORMS,
)

_DOWN = phrases(
    """highest first | largest first | biggest first | most first | in descending order | descending | desc
    | best first | from highest to lowest | high to low | from most to least | from largest to smallest
    | from high to low | decreasing | starting with the highest | starting with the largest | highest to
    lowest | largest to smallest | in decreasing order | starting with the most | longest first |
    greatest first | most expensive first | heaviest first | z to a"""
)
_UP = phrases(
    """lowest first | smallest first | least first | in ascending order | ascending | asc | from lowest to
    highest | low to high | from least to most | from smallest to largest | from low to high |
    increasing | in increasing order | shortest first | starting with the lowest | lowest to highest |
    smallest to largest | cheapest first | fewest first | a to z"""
)
_NEW = (
    "newest first",
    "most recent first",
    "latest first",
    "in reverse chronological order",
    "recent first",
    "newest to oldest",
)
_OLD = (
    "oldest first",
    "earliest first",
    "chronologically",
    "in chronological order",
    "oldest to newest",
    "by time",
    "in time order",
)
_ALPHABET = (
    "alphabetically",
    "in alphabetical order",
    "alphabetical order",
    "by name alphabetically",
    "alphabetically by name",
    "by name",
)
_SORTED = phrases(
    """sorted by | ordered by | order by | sort by | ranked by | rank by | arranged by | sorted in | sorted
    | ordered | ranked | in descending order of | in ascending order of | in order of | sorted from |
    sort them by | order them by | rank them by | in descending order by | in ascending order by |
    ranked from | ordered from | arranged | arranged in | ordered in | by descending | by ascending | in
    the order of | sort | order"""
)
_MOST = phrases("""most | highest | largest | greatest | biggest | best | top | maximum | max | longest""")
_LEAST = ("fewest", "least", "lowest", "smallest", "worst", "minimum", "min", "shortest")
_SOLD = phrases(
    """sold the most | sells the most | sells best | sold best | sell the most | are sold the most | is
    sold the most | sell best | were sold the most | was sold the most | is sold most often | are sold
    most often | sold most"""
)
_SPENT = phrases(
    """spent the most | spends the most | spend the most | paid the most | spent most | earned the most |
    earns the most | brought in the most | made the most | generated the most | spent the most money |
    makes the most money | spends the most money | made the most money | makes the most | has spent the
    most | have spent the most | earn the most"""
)


@dataclass(frozen=True, slots=True)
class Ranking:
    """A figure by which rows are ranked, and from which end."""

    figure: Figure
    descending: bool
    place: int = 1
    """2 for `the second most expensive`."""


def ordering(reader: Reader) -> Order | None:
    """Reads how rows are to be sorted."""
    start = reader.at
    reader.take("the")
    found = _phrase(reader, start) or _figure_first(reader, start) or _sorted(reader, start)
    if found is None:
        reader.at = start
    return found


def _phrase(reader: Reader, start: int) -> Order | None:
    for listed, descending, target in (
        (_NEW, True, "date"),
        (_OLD, False, "date"),
        (_DOWN, True, ""),
        (_UP, False, ""),
        (_ALPHABET, False, "name"),
    ):
        if reader.take(*listed):
            if not target and reader.take("of", "by"):
                reader.at = start
                return None
            choice = Choice(target, (), (start, reader.at)) if target else None
            return Order(descending, choice, (start, reader.at))
    return None


def _figure_first(reader: Reader, start: int) -> Order | None:
    """`highest salary first`."""
    word = reader.take(*_MOST, *_LEAST, "newest", "latest", "oldest", "earliest")
    target = figures_only(reader, reader.column()) if word else None
    if target is None or not reader.take("first"):
        reader.at = start
        return None
    return Order(word in _MOST, target, (start, reader.at))


def _sorted(reader: Reader, start: int) -> Order | None:
    phrase = reader.take(*_SORTED)
    if not phrase:
        return None
    bare = _phrase(reader, reader.at)
    if bare:
        return Order(bare.descending, bare.target, (start, reader.at))
    reader.take("the", "their", "by", "by the")
    target = _target(reader)
    if target is None:
        return None
    return Order(_direction(reader, phrase), target, (start, reader.at))


def _target(reader: Reader) -> Choice | Measure | None:
    start = reader.at
    found = figure(reader)
    if found and not found.filters:
        plain = not found.measure.aggregate and found.measure.target.kind == "column"
        return found.measure.target if plain else found.measure
    reader.at = start
    if reader.take("date", "time", "day"):
        return Choice("date", (), (start, reader.at))
    if reader.take("name"):
        return Choice("name", (), (start, reader.at))
    column = reader.column()
    if column:
        return column
    found = figure(reader, loose=True)
    return found.measure if found else None


_DIRECTION_WORDS_2 = phrases(
    """ascending order | ascending | asc | lowest first | low to high | lowest to highest | increasing
    order | smallest first | oldest first | earliest first"""
)


_DIRECTION_WORDS = phrases(
    """descending order | descending | desc | highest first | high to low | highest to lowest | decreasing
    order | largest first | newest first | latest first | most recent first | best first | most first |
    longest first"""
)


def _direction(reader: Reader, phrase: str) -> bool:
    reader.take(",", "in", "from")
    if reader.take(*_DIRECTION_WORDS):
        return True
    reader.take(*_DIRECTION_WORDS_2)
    return "descending" in phrase


_LIMITED_WORDS = phrases(
    """limit | limit to | limited to | first | only | top | only the first | only the top | just the top |
    show only | the first | the top | just"""
)


def limited(reader: Reader) -> int | None:
    """Reads `limit 10`, `only the first 5`."""
    start = reader.at
    if reader.take(*_LIMITED_WORDS):
        number = reader.number()
        if isinstance(number, int) and number > 0:
            reader.take("rows", "results", "only", "of them", "records")
            return number
    reader.at = start
    return None


_RANKED_BY_WORDS = phrases(
    """by | in terms of | based on | according to | ranked by | ordered by | sorted by | measured by | when
    ranked by"""
)


def ranked_by(reader: Reader) -> Figure | None:
    """Reads the measure after `top 5 products by`."""
    start = reader.at
    if reader.take(
        *_RANKED_BY_WORDS,
    ):
        found = figure(reader, loose=True)
        if found:
            return found
    reader.at = start
    return None


_SUPERLATIVE_WORDS = phrases(
    """with | has | have | had | having | that | who | which | is | are | was | were | did | do | does | we
    | and | generated | generates | generate | made | makes | brought in | brings in | bring in | placed
    | places | received | receives | got | gets | get | earned | earns | produced | produces | sold |
    sells | sell | recorded | saw | the | ordered | bought | buys | contains | contain | holds | employs
    | employ | took | achieved | whose | attracted | been | handled | handles | shows | in | by | offers
    | offer | there | accounts for | hosts | made us | whom | treated | treats | delivered | delivers |
    carried | carries | owns | own | processed | logged | reported | serves | served | experienced"""
)


def superlative(reader: Reader) -> Ranking | None:
    """Reads `with the most orders`, `has the highest price`, `spent the most`."""
    start = reader.at
    reader.skip(_SUPERLATIVE_WORDS)
    if reader.word() not in (*_MOST, *_LEAST, *ORDINALS) and (
        reader.word(1) in (*_MOST, *_LEAST)
        or (reader.word(1) == "the" and reader.word(2) in (*_MOST, *_LEAST))
    ):
        reader.at += 1
        reader.take("the")
    found = _best(reader, start)
    if found is None:
        reader.at = start
        found = _verbs(reader)
    if found is None:
        reader.at = start
    return found


_VERBS_WORDS = phrases("""that | who | which | has | have | did | we""")


def _verbs(reader: Reader) -> Ranking | None:
    start = reader.at
    reader.skip(_VERBS_WORDS)
    name = "quantity" if reader.take(*_SOLD) else "revenue" if reader.take(*_SPENT) else ""
    metrics = reader.ground.metrics.get(name, ())
    if not metrics:
        reader.at = start
        return None
    reader.take("units", "money", "overall", "in total")
    choice = Choice(
        "metric", tuple(Option(i, m.cost) for i, m in enumerate(metrics)), (start, reader.at), name
    )
    return Ranking(Figure(Measure("sum", choice, span=choice.span)), descending=True)


def _best(reader: Reader, start: int) -> Ranking | None:
    place = ordinal(reader)
    word = reader.take(*_MOST, *_LEAST)
    if not word:
        return None
    descending = word in _MOST
    adjective = _adjective(reader, word, start)
    if adjective:
        return Ranking(adjective[0], adjective[1], place)
    counting = word in ("most", "fewest", "least")
    reader.take("number of", "amount of", "count of") if not counting else None
    found = figure(reader, loose=True)
    if found is None:
        return None
    last = reader.tokens[reader.at - 1]
    if counting and last.lower != last.lemma:
        found = replace(found, measure=replace(found.measure, counted=True))
    return Ranking(found, descending, place)


def ordinal(reader: Reader) -> int:
    """Reads `second`, `3rd`; 1 where no such word stands here."""
    return ORDINALS.get(reader.take(*ORDINALS), 1)


def _adjective(reader: Reader, word: str, start: int) -> tuple[Figure, bool] | None:
    if word not in ("most", "least") or reader.word() not in ADJECTIVES:
        return None
    words, high = ADJECTIVES[reader.word()]
    reader.at += 1
    choice = by_adjective(reader, words, (start, reader.at))
    if choice is None:
        return None
    return Figure(Measure("", choice, span=choice.span)), high == (word == "most")


_ADJECTIVE_RANK_WORDS_2 = phrases("""best | highest | top | worst | lowest | least | most | better""")


_ADJECTIVE_RANK_WORDS = phrases(
    """best selling | best-selling | top selling | top-selling | most sold | bestselling | most popular |
    most ordered | most purchased | most common | most frequent | most frequently ordered | most bought"""
)


def adjective_rank(reader: Reader) -> Ranking | None:
    """Reads the words before an entity that rank it: `most expensive`, `cheapest`, `best selling`."""
    start = reader.at
    if reader.take(*_ADJECTIVE_RANK_WORDS):
        return _metric_rank(reader, "quantity", start, descending=True)
    if reader.take("worst selling", "worst-selling", "least popular", "least sold"):
        return _metric_rank(reader, "quantity", start, descending=False)
    paid = reader.take(*_ADJECTIVE_RANK_WORDS_2)
    if paid and reader.word() in ("paid", "rated"):
        words, _ = ADJECTIVES[reader.word()]
        reader.at += 1
        choice = by_adjective(reader, words, (start, reader.at))
        if choice:
            return Ranking(
                Figure(Measure("", choice, span=choice.span)), paid not in ("worst", "lowest", "least")
            )
    reader.at = start
    word = reader.take("most", "least")
    form = reader.word() if word else SUPERLATIVE_FORMS.get(reader.word(), "")
    if form in ADJECTIVES:
        words, high = ADJECTIVES[form]
        reader.at += 1
        choice = by_adjective(reader, words, (start, reader.at))
        if choice:
            return Ranking(Figure(Measure("", choice, span=choice.span)), high != (word == "least"))
    reader.at = start
    return None


def _metric_rank(reader: Reader, name: str, start: int, *, descending: bool) -> Ranking | None:
    metrics = reader.ground.metrics[name]
    if not metrics:
        reader.at = start
        return None
    choice = Choice(
        "metric", tuple(Option(i, m.cost) for i, m in enumerate(metrics)), (start, reader.at), name
    )
    return Ranking(Figure(Measure("sum", choice, span=choice.span)), descending)


__all__ = [
    "BUCKETS",
    "Ranking",
    "adjective_rank",
    "amount",
    "dimension",
    "limited",
    "ordering",
    "ordinal",
    "ranked_by",
    "superlative",
]
