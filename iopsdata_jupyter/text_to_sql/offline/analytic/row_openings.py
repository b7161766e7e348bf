"""Questions that begin with rows in an order: the top five, the latest, the one with the most."""

from __future__ import annotations

from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.clauses import plural, ranked
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Draft,
    Measure,
    Option,
    Order,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import Figure
from iopsdata_jupyter.text_to_sql.offline.analytic.grouping import dimension
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import noun
from iopsdata_jupyter.text_to_sql.offline.analytic.ordering import (
    adjective_rank,
    limited,
    ordinal,
    ranked_by,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.popularity import popularity
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import PREAMBLES


def top_rows(reader: Reader) -> Draft | None:
    """`top 5 products ...`, `bottom 3 stores ...`."""
    reader.skip(PREAMBLES)
    word = reader.take("top", "bottom", "best", "worst", "first")
    number = reader.number()
    if not word or word == "first" or (number is not None and not (isinstance(number, int) and number > 0)):
        return None
    order = Order(word in ("top", "best"))
    rank = adjective_rank(reader)
    listed = _listed(reader)
    if listed is None:
        return None
    if number is None:
        number = 10 if plural(reader, listed) else 1
    draft = listed.but(order=order, limit=number)
    return ranked(draft, replace(rank, descending=rank.descending), number) if rank else draft


def _listed(reader: Reader) -> Draft | None:
    """An entity, a bucket of time or a column whose values are listed."""
    start = reader.at
    thing = noun(reader)
    if thing:
        return Draft(subject=thing.table, filters=thing.filters)
    reader.at = start
    found = dimension(reader)
    if found is None:
        return None
    entity = named_entity(reader, (found.target,)) if found.target.kind == "column" else None
    return Draft(shown=(found.target,), subject=entity) if entity else Draft(dimensions=(found,))


_WHAT_ARE_THE = phrases(
    """which | what | which are the | what are the | which is the | who is the | who are the | name of the
    | which the"""
)


def adjective_first(reader: Reader) -> Draft | None:
    """`the 5 most expensive products`, `cheapest product`, `best selling products`."""
    reader.skip(PREAMBLES)
    reader.take(
        *_WHAT_ARE_THE,
    )
    reader.take("are the", "is the", "the")
    number = reader.number()
    place = ordinal(reader)
    rank = adjective_rank(reader)
    often = popularity(reader) if rank is None else None
    if rank is None and often is None:
        return None
    if number is None:
        number = reader.number()
    listed = _listed(reader)
    if listed is None:
        return None
    rank = often.ranking(reader, listed) if often else rank
    if rank is None or _is_figure(reader, listed):
        return None
    rank = replace(rank, place=place)
    other = ranked_by(reader) or _most_rows(reader, listed)
    rank = replace(rank, figure=other) if other else rank
    several = listed.subject is not None and plural(reader, listed) and place == 1
    reader.take(",")
    number = number or limited(reader)
    if number is None and several:
        number = 10
    limit = int(number) if number else 1
    return ranked(listed, rank, limit, hidden=limit == 1)


def _is_figure(reader: Reader, listed: Draft) -> bool:
    """`cheapest price` asks for a figure, not for the rows that an adjective ranks."""
    targets = [dimension.target for dimension in listed.dimensions if not dimension.bucket]
    return any(reader.ground.is_measure(target.options[0].index) for target in targets if target.options)


def _most_rows(reader: Reader, listed: Draft) -> Figure | None:
    """`most popular payment method`: by the rows that have it, where it is no entity."""
    if not listed.dimensions or not {"popular", "common", "frequent"} & {
        token.lower for token in reader.tokens[: reader.at]
    }:
        return None
    columns = reader.ground.schema.columns
    tables = dict.fromkeys(columns[option.index].table for option in listed.dimensions[0].target.options)
    target = Choice("table", tuple(Option(table, 0.0) for table in tables), listed.dimensions[0].span)
    return Figure(Measure("count", target, span=target.span))


_FIRST_OR_LAST = phrases("""latest | most recent | newest | last | oldest | earliest | first""")


def by_date(reader: Reader) -> Draft | None:
    """`the latest 5 orders`, `oldest customers by signup date`."""
    reader.skip(PREAMBLES)
    number = reader.number()
    word = reader.take(*_FIRST_OR_LAST)
    if not word:
        return None
    if number is None:
        number = reader.number()
    thing = noun(reader)
    if thing is None or reader.ground.dates(thing.table.options[0].index) == ():
        return None
    draft = Draft(subject=thing.table, filters=thing.filters)
    limit = int(number) if number else (10 if plural(reader, draft) else 1)
    descending = word in ("latest", "most recent", "newest", "last")
    return draft.but(order=Order(descending, Choice("date", (), (0, 0))), limit=limit)


def when_was(reader: Reader) -> Draft | None:
    """`when was the last order placed`."""
    if not reader.take(
        "when was", "when did", "when is", "what is the date of", "what was the date of", "date of"
    ):
        return None
    reader.take("the", "our")
    word = reader.take(*_FIRST_OR_LAST)
    thing = noun(reader) if word else None
    if thing is None:
        return None
    aggregate = "max" if word in ("latest", "most recent", "newest", "last") else "min"
    measure = Measure(aggregate, Choice("date", (), (0, reader.at)), span=(0, reader.at))
    return Draft(measures=(measure,), subject=thing.table, filters=thing.filters)


_IS_THE = phrases("""is the | was the | are the | were the | is | are | was | were""")


_WHAT_IS_THE = phrases(
    """the | what is the | who is the | which is the | what was the | who was the | what are the"""
)


_IN_WHICH = phrases("""which | what | in which | in what | on which | for which | from which""")


_SHOW = phrases("""show me | tell me | list | find | give me | please | show""")


def which_one(reader: Reader) -> Draft | None:
    """`which region has the most orders`, `what month had the highest revenue`."""
    reader.skip(_SHOW)
    asked = reader.take(*_IN_WHICH)
    asked = asked or reader.take(*_WHAT_IS_THE)
    if not asked:
        return None
    if reader.take(*_IS_THE):
        asked = "the"
    listed = _listed(reader)
    if listed is None or (
        listed.dimensions and (listed.dimensions[0].target.kind == "table" or "the" in asked.split())
    ):
        return None
    return listed


def who_did(reader: Reader) -> Draft | None:
    """`who spent the most`: the customers, where there is one table of them."""
    if not reader.take("who"):
        return None
    ground = reader.ground
    people = [
        t
        for t in range(len(ground.schema.tables))
        if {"customer", "client", "user", "member"} & set(ground.table_words(t))
    ]
    if len(people) != 1:
        return None
    return Draft(subject=Choice("table", (Option(people[0], 0.1),), (0, 1)))


def named_entity(reader: Reader, shown: tuple[Choice, ...]) -> Choice | None:
    """`customer names` asks for customers: the column says which entity is listed."""
    ground = reader.ground
    for choice in shown:
        best = choice.options[0]
        table = ground.schema.columns[best.index].table
        if best.cost < 0.05 and best.index in ground.shown(table):
            return Choice("table", (Option(table, 0.0),), choice.span)
    return None
