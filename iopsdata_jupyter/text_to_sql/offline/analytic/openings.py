"""The ways in which a question begins, each a small grammar of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.alongside import columns
from iopsdata_jupyter.text_to_sql.offline.analytic.beside import compare
from iopsdata_jupyter.text_to_sql.offline.analytic.clauses import plural, ranked
from iopsdata_jupyter.text_to_sql.offline.analytic.computed import combined, nth_figure, paired
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Dimension,
    Draft,
    Filter,
    Measure,
    Option,
    Order,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.exists import whether
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import Figure, counted, figure, figures_only
from iopsdata_jupyter.text_to_sql.offline.analytic.filters import condition
from iopsdata_jupyter.text_to_sql.offline.analytic.grouping import dimension, grouping, owned
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
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import BUCKETS, PREAMBLES

_DISTINCT = phrases(
    """distinct | different | unique | the different | the distinct | the unique | all the different | all
    distinct | all different | all unique | kinds of | types of | the various | various | all the
    distinct"""
)


def _started(reader: Reader) -> int:
    reader.skip(PREAMBLES)
    return reader.at


def _top(reader: Reader) -> Draft | None:
    """`top 5 products ...`, `bottom 3 stores ...`."""
    _started(reader)
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
    entity = _named_entity(reader, (found.target,)) if found.target.kind == "column" else None
    return Draft(shown=(found.target,), subject=entity) if entity else Draft(dimensions=(found,))


_ADJECTIVE_FIRST_WORDS = phrases(
    """which | what | which are the | what are the | which is the | who is the | who are the | name of the
    | which the"""
)


def _adjective_first(reader: Reader) -> Draft | None:
    """`the 5 most expensive products`, `cheapest product`, `best selling products`."""
    _started(reader)
    reader.take(
        *_ADJECTIVE_FIRST_WORDS,
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


_BY_DATE_WORDS = phrases("""latest | most recent | newest | last | oldest | earliest | first""")


def _by_date(reader: Reader) -> Draft | None:
    """`the latest 5 orders`, `oldest customers by signup date`."""
    _started(reader)
    number = reader.number()
    word = reader.take(*_BY_DATE_WORDS)
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


_WHEN_WORDS = phrases("""latest | most recent | newest | last | oldest | earliest | first""")


def _when(reader: Reader) -> Draft | None:
    """`when was the last order placed`."""
    if not reader.take(
        "when was", "when did", "when is", "what is the date of", "what was the date of", "date of"
    ):
        return None
    reader.take("the", "our")
    word = reader.take(*_WHEN_WORDS)
    thing = noun(reader) if word else None
    if thing is None:
        return None
    aggregate = "max" if word in ("latest", "most recent", "newest", "last") else "min"
    measure = Measure(aggregate, Choice("date", (), (0, reader.at)), span=(0, reader.at))
    return Draft(measures=(measure,), subject=thing.table, filters=thing.filters)


_WHICH_WORDS_4 = phrases("""is the | was the | are the | were the | is | are | was | were""")


_WHICH_WORDS_3 = phrases(
    """the | what is the | who is the | which is the | what was the | who was the | what are the"""
)


_WHICH_WORDS_2 = phrases("""which | what | in which | in what | on which | for which | from which""")


_WHICH_WORDS = phrases("""show me | tell me | list | find | give me | please | show""")


def _which(reader: Reader) -> Draft | None:
    """`which region has the most orders`, `what month had the highest revenue`."""
    reader.skip(_WHICH_WORDS)
    asked = reader.take(*_WHICH_WORDS_2)
    asked = asked or reader.take(*_WHICH_WORDS_3)
    if not asked:
        return None
    if reader.take(*_WHICH_WORDS_4):
        asked = "the"
    listed = _listed(reader)
    if listed is None or (
        listed.dimensions and (listed.dimensions[0].target.kind == "table" or "the" in asked.split())
    ):
        return None
    return listed


def _who(reader: Reader) -> Draft | None:
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


_SHARE_WORDS = phrases(
    """percentage of | share of | percent of | proportion of | fraction of | percentage share of |
    percentage of all | the share of | % of | percentage of the | share of the | share of total |
    percentage of total | share of all"""
)


def _share(reader: Reader) -> Draft | None:
    """`what percentage of orders were cancelled`, `share of revenue by channel`."""
    _started(reader)
    reader.take("what", "which")
    if not reader.take(*_SHARE_WORDS):
        return None
    found = figure(reader, loose=True)
    if found is None:
        return None
    if found.filters and found.measure.aggregate == "count" and len(found.filters) == 1:
        measure = replace(found.measure, span=(found.measure.span[0], found.measure.span[1]))
        return Draft(measures=(measure,), part=found.filters, subject=found.subject, share=True)
    return Draft(measures=(_summed(found.measure),), filters=found.filters, subject=found.subject, share=True)


def _summed(measure: Measure) -> Measure:
    return measure if measure.aggregate else replace(measure, aggregate="sum")


def _how_much(reader: Reader) -> Draft | None:
    """`how much did each customer spend`, `how much revenue did we make`."""
    if not reader.take("how much"):
        return None
    start = reader.at
    reader.take("money", "total")
    found = figure(reader)
    if found:
        return _measured(found)
    reader.at = start
    reader.take("money")
    metrics = reader.ground.metrics["revenue"]
    if not metrics:
        return None
    place = reader.at
    choice = Choice("metric", tuple(Option(i, m.cost) for i, m in enumerate(metrics)), (0, place), "revenue")
    draft = Draft(measures=(Measure("sum", choice, span=(0, place)),))
    return _spenders(reader, draft)


_SPENDERS_WORDS_2 = phrases(
    """spend | spent | bring in | pay | paid | generate | generated | earn | make | sell"""
)


_SPENDERS_WORDS = phrases("""sell | earn | make | earned | made | take | spent | sold""")


def _spenders(reader: Reader, draft: Draft) -> Draft | None:
    start = reader.at
    if reader.take("did we", "have we", "do we", "was") and reader.take(*_SPENDERS_WORDS):
        return draft
    reader.at = start
    if reader.take("did", "does", "has", "have", "do"):
        found = grouping(reader)
        if found and reader.take(*_SPENDERS_WORDS_2):
            return draft.but(dimensions=found)
    return None


_COUNT_WORDS = phrases(
    """and | so | please | tell me | show me | show | can you tell me | i want to know | find | find out"""
)


def _count(reader: Reader) -> Draft | None:
    """`how many orders ...`."""
    reader.skip(_COUNT_WORDS)
    start = reader.at
    if not reader.take("how many", "how often", "in how many"):
        return None
    found = counted(reader, start) or _summed_up(reader, start)
    return _measured(found) if found else None


def _summed_up(reader: Reader, start: int) -> Figure | None:
    """`how many points did each team score`: a column of counts."""
    target = figures_only(reader, reader.column())
    if target is None or reader.tokens[reader.at - 1].lower == reader.tokens[reader.at - 1].lemma:
        return None
    return Figure(Measure("sum", target, span=(start, reader.at)))


def _measured(found: Figure) -> Draft:
    return Draft(measures=(found.measure,), filters=found.filters, subject=found.subject)


_BUCKET_FIRST_WORDS = phrases(
    """daily | weekly | monthly | quarterly | yearly | annual | hourly | month over month |
    month-over-month"""
)


def _bucket_first(reader: Reader) -> Draft | None:
    """`monthly revenue`, `daily number of orders`, `quarterly sales by region`."""
    _started(reader)
    start = reader.at
    word = reader.take(
        *_BUCKET_FIRST_WORDS,
    )
    if not word:
        return None
    bucket = BUCKETS.get(word, "month")
    when = Dimension(Choice("date", (), (start, reader.at), bucket), bucket, (start, reader.at))
    reader.skip(("total",))
    growth = bool(reader.take("growth of", "growth in", "change in", "growth rate of"))
    found = figure(reader, loose=True)
    if found is None or (found.measure.aggregate in ("avg", "ratio") and word.startswith("month-")):
        return None
    growth = bool(reader.take("growth", "change", "growth rate")) or growth
    return _measured(found).but(dimensions=(when,), growth=growth)


def _measures(reader: Reader) -> Draft | None:
    """`total revenue by region`, `average order amount`, `minimum and maximum price`."""
    _started(reader)
    return _several(reader)


def _several(reader: Reader) -> Draft | None:
    several = paired(reader)
    if several:
        return several
    found = figure(reader)
    if found is None:
        return None
    return _measured(found)


def _counted_rows(reader: Reader) -> Draft | None:
    """`orders per month`, `customers by country`: an entity that is grouped stands for its rows."""
    _started(reader)
    found = figure(reader, loose=True)
    if found is None or found.measure.aggregate != "count":
        return None
    start = reader.at
    grouped = grouping(reader)
    if grouped is None:
        reader.at = start
        while (more := condition(reader, found.subject)) is not None:
            found = replace(found, filters=(*found.filters, more))
        grouped = grouping(reader)
    if grouped is None:
        return None
    return _measured(found).but(dimensions=grouped)


_COLUMNS_OF_WORDS = phrases("""of | for | from | of all | for all | of each | for each""")


def _columns_of(reader: Reader) -> Draft | None:
    """`names and emails of customers`, `list price of the Kite`."""
    _started(reader)
    distinct = bool(reader.take(*_DISTINCT))
    shown = columns(reader)
    if not shown:
        return None
    start = reader.at
    if reader.take(*_COLUMNS_OF_WORDS):
        thing = noun(reader)
        if thing:
            return Draft(shown=shown, subject=thing.table, filters=thing.filters, distinct=distinct)
    reader.at = start
    subject = _named_entity(reader, shown)
    if subject:
        return Draft(shown=shown, subject=subject, distinct=distinct)
    if len(shown) == 1 and not distinct and not reader.done:
        return Draft(shown=(owned(reader, shown[0]),), distinct=False)
    return Draft(shown=shown, distinct=distinct or (len(shown) == 1 and _repeats(reader, shown[0])))


def _named_entity(reader: Reader, shown: tuple[Choice, ...]) -> Choice | None:
    """`customer names` asks for customers: the column says which entity is listed."""
    ground = reader.ground
    for choice in shown:
        best = choice.options[0]
        table = ground.schema.columns[best.index].table
        if best.cost < 0.05 and best.index in ground.shown(table):
            return Choice("table", (Option(table, 0.0),), choice.span)
    return None


def _repeats(reader: Reader, choice: Choice) -> bool:
    """Whether a column holds categories, of which a reader wants each once."""
    info = reader.ground.schema.columns[choice.options[0].index]
    return info.kind == "text" and not info.primary and info.index not in reader.ground.shown(info.table)


def _list(reader: Reader) -> Draft | None:
    """`customers in Norway`, `show all cancelled orders`."""
    _started(reader)
    reader.take("which", "what", "who are", "which of the")
    reader.skip(("the", "our", "all", "are", "is", "every", "each"))
    distinct = bool(reader.take(*_DISTINCT))
    thing = noun(reader)
    if thing is None:
        return None
    filters: tuple[Filter, ...] = thing.filters
    return Draft(subject=thing.table, filters=filters, distinct=distinct and False)


OPENINGS: tuple[Callable[[Reader], Draft | None], ...] = (
    _share,
    compare,
    whether,
    combined,
    _top,
    nth_figure,
    _adjective_first,
    _when,
    _by_date,
    _count,
    _how_much,
    _bucket_first,
    _which,
    _who,
    _measures,
    _counted_rows,
    _columns_of,
    _list,
)
