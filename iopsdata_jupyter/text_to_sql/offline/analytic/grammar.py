"""A whole question: one of a few openings, then clauses in any order, until every word is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Dimension, Draft, Filter, Measure, Option, Order
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import AGGREGATES, Figure, counted, figure
from iopsdata_jupyter.text_to_sql.offline.analytic.filters import condition
from iopsdata_jupyter.text_to_sql.offline.analytic.grouping import dimension, grouping, owned
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import noun
from iopsdata_jupyter.text_to_sql.offline.analytic.ordering import (
    Ranking,
    adjective_rank,
    limited,
    ordering,
    ranked_by,
    superlative,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import BUCKETS, FILLERS, PREAMBLES

_TRAILING = (*FILLERS, "did", "does", "do", "has", "have", "had", "were", "was", "are", "is", "been", "placed", "place", "made", "make",
             "received", "receive", "recorded", "get", "got", "there", "exist", "exists", "took place", "generated", "generate", "for us", "that",
             "happened", "total", "in the database", "on file", "being", "it", "in the system", "on record", "i", "you", "existing", "as well",
             "created", "sold", "on average", "made by", "them", "come in", "came in", "to us", "who", "also", "which", "be", "along with", "bring in",
             "in the dataset", "at the moment", "right now", "now", "occurred", "occur", "earn", "earned", "took", "take", "given", "registered")  # fmt: skip
_DISTINCT = ("distinct", "different", "unique", "the different", "the distinct", "the unique", "all the different", "all distinct", "all different", "all unique",
             "kinds of", "types of", "the various", "various", "all the distinct")  # fmt: skip
_MOST_CLAUSES = 9


def readings(reader: Reader) -> Iterator[Draft]:
    """Every way in which the question can be read whole, the more specific openings first."""
    for opening in _OPENINGS:
        reader.at = 0
        draft = opening(reader)
        if draft is not None:
            whole = _clauses(reader, draft)
            if whole is not None:
                yield whole


def _clauses(reader: Reader, draft: Draft) -> Draft | None:
    for _ in range(_MOST_CLAUSES):
        reader.skip(_TRAILING[: len(FILLERS)])
        if reader.done:
            return draft
        start = reader.at
        following = _clause(reader, draft)
        if following is None:
            reader.at = start
            if not reader.take(*_TRAILING):
                return None
            continue
        draft = following
    return draft if reader.done else None


def _clause(reader: Reader, draft: Draft) -> Draft | None:
    for rule in (_rank_clause, _order_clause, _limit_clause, _growth_clause, _group_clause, _superlative_clause, _with_clause, _more_measures, _condition_clause):
        start = reader.at
        found = rule(reader, draft)
        if found is not None:
            return found
        reader.at = start
    return None


def _rank_clause(reader: Reader, draft: Draft) -> Draft | None:
    if draft.measures or draft.limit is None or draft.order is None:
        return None
    found = ranked_by(reader)
    return _ranked(draft, Ranking(found, draft.order.descending), draft.limit) if found else None


def _order_clause(reader: Reader, draft: Draft) -> Draft | None:
    found = ordering(reader)
    if found is None or draft.order is not None:
        return None
    return draft.but(order=found)


def _limit_clause(reader: Reader, draft: Draft) -> Draft | None:
    found = limited(reader)
    if found is None or draft.limit is not None:
        return None
    order = draft.order or Order(descending=True) if draft.measures else draft.order
    return draft.but(limit=found, order=order)


def _growth_clause(reader: Reader, draft: Draft) -> Draft | None:
    if not draft.measures:
        return None
    if reader.take("as a percentage of the total", "as a share of the total", "as a percentage of total", "as percentage of total", "as a percentage",
                   "as a share of total", "in percent", "as percentages"):  # fmt: skip
        return draft.but(share=True)
    return None


def _group_clause(reader: Reader, draft: Draft) -> Draft | None:
    found = grouping(reader)
    if found is None or (draft.dimensions and draft.limit is not None):
        return None
    if not draft.measures and draft.subject is None:
        return None
    if not draft.measures:
        return None
    return draft.but(dimensions=(*draft.dimensions, *found))


def _superlative_clause(reader: Reader, draft: Draft) -> Draft | None:
    if draft.measures or draft.order is not None and draft.limit is None:
        return None
    start = reader.at
    found = superlative(reader)
    if found is None or (draft.subject is None and not draft.dimensions and not draft.shown):
        return None
    if draft.limit is None and _plural(reader, draft) and not reader.tokens[0].lower in ("which", "what", "who"):
        reader.at = start
        return None
    hidden = draft.limit is None
    return _ranked(draft, found, draft.limit or 1, hidden=hidden)


def _plural(reader: Reader, draft: Draft) -> bool:
    target = draft.subject or (draft.dimensions[0].target if draft.dimensions else draft.shown[0])
    if not target.span[1]:
        return False
    return reader.tokens[target.span[1] - 1].lower != reader.tokens[target.span[1] - 1].lemma


def _ranked(draft: Draft, rank: Ranking, limit: int, *, hidden: bool = False) -> Draft:
    """A list that becomes a ranking by a measure."""
    dimensions = draft.dimensions or ((Dimension(draft.subject, "", draft.subject.span),) if draft.subject else ())
    return draft.but(
        measures=(rank.figure.measure,),
        filters=(*draft.filters, *rank.figure.filters),
        dimensions=dimensions or tuple(Dimension(choice, "", choice.span) for choice in draft.shown),
        shown=draft.shown if dimensions else (),
        subject=None,
        order=Order(rank.descending),
        limit=limit,
        hidden=hidden,
    )


def _with_clause(reader: Reader, draft: Draft) -> Draft | None:
    """`customers with their emails`: columns to show beside."""
    if draft.measures or draft.subject is None:
        return None
    if not reader.take("with their", "and their", "with the", "and the", "along with their", "together with their", "along with the", "including their", "and its", "with its",
                       "showing", "with", "including the"):  # fmt: skip
        return None
    shown = _columns(reader)
    if not shown or not (reader.done or reader.peek(",", "in", "for", "from", "sorted", "ordered", "who", "that", "by")):
        return None
    return draft.but(shown=(*draft.shown, *shown), distinct=False)


def _columns(reader: Reader) -> tuple[Choice, ...]:
    found: list[Choice] = []
    while True:
        before = reader.at
        if found and not reader.take("and", ",", ", and"):
            return tuple(found)
        reader.skip(("their", "the", "its"))
        column = reader.column()
        if column is None:
            reader.at = before
            return tuple(found)
        found.append(column)


def _more_measures(reader: Reader, draft: Draft) -> Draft | None:
    """`revenue and number of orders by month`."""
    if not draft.measures or draft.hidden or draft.share or draft.limit is not None or not reader.tokens[reader.at - 1].lower in ("and", ","):
        return None
    found = figure(reader)
    if found is None or found.filters:
        return None
    aggregate = found.measure.aggregate or draft.measures[-1].aggregate
    return draft.but(measures=(*draft.measures, replace(found.measure, aggregate=aggregate)))


def _condition_clause(reader: Reader, draft: Draft) -> Draft | None:
    subject = draft.subject or next((m.target for m in draft.measures if m.target.kind == "table"), None)
    subject = subject or next((d.target for d in draft.dimensions if d.target.kind == "table"), None)
    found = condition(reader, subject)
    if found is None:
        return None
    if draft.share and not draft.dimensions and found.kind != "period" and not draft.part:
        return draft.but(part=(found,))
    return draft.but(filters=(*draft.filters, found))


def _started(reader: Reader) -> int:
    reader.skip(PREAMBLES)
    return reader.at


def _top(reader: Reader) -> Draft | None:
    """`top 5 products ...`, `bottom 3 stores ...`."""
    _started(reader)
    word = reader.take("top", "bottom", "best", "worst", "first")
    number = reader.number()
    if not word or not isinstance(number, int) or number < 1:
        return None
    if word == "first":
        return None
    order = Order(word in ("top", "best"))
    rank = adjective_rank(reader)
    listed = _listed(reader)
    if listed is None:
        return None
    draft = listed.but(order=order, limit=number)
    return _ranked(draft, replace(rank, descending=rank.descending), number) if rank else draft


def _listed(reader: Reader) -> Draft | None:
    """An entity, a bucket of time or a column whose values are listed."""
    start = reader.at
    thing = noun(reader)
    if thing:
        return Draft(subject=thing.table, filters=thing.filters)
    reader.at = start
    found = dimension(reader)
    return Draft(dimensions=(found,)) if found else None


def _adjective_first(reader: Reader) -> Draft | None:
    """`the 5 most expensive products`, `cheapest product`, `best selling products`."""
    _started(reader)
    reader.take("which", "what", "which are the", "what are the", "which is the", "who is the", "who are the", "name of the", "which the")
    reader.take("are the", "is the", "the")
    number = reader.number()
    rank = adjective_rank(reader)
    if rank is None:
        return None
    if number is None:
        number = reader.number()
    listed = _listed(reader)
    if listed is None:
        return None
    plural = listed.subject is not None and _plural(reader, listed)
    if number is None and plural:
        number = 10
    limit = int(number) if number else 1
    return _ranked(listed, rank, limit, hidden=limit == 1)


def _by_date(reader: Reader) -> Draft | None:
    """`the latest 5 orders`, `oldest customers by signup date`."""
    _started(reader)
    number = reader.number()
    word = reader.take("latest", "most recent", "newest", "last", "oldest", "earliest", "first")
    if not word:
        return None
    if number is None:
        number = reader.number()
    thing = noun(reader)
    if thing is None or reader.ground.dates(thing.table.options[0].index) == ():
        return None
    draft = Draft(subject=thing.table, filters=thing.filters)
    limit = int(number) if number else (10 if _plural(reader, draft) else 1)
    descending = word in ("latest", "most recent", "newest", "last")
    return draft.but(order=Order(descending, Choice("date", (), (0, 0))), limit=limit)


def _when(reader: Reader) -> Draft | None:
    """`when was the last order placed`."""
    if not reader.take("when was", "when did", "when is", "what is the date of", "what was the date of", "date of"):
        return None
    reader.take("the", "our")
    word = reader.take("latest", "most recent", "newest", "last", "oldest", "earliest", "first")
    thing = noun(reader) if word else None
    if thing is None:
        return None
    aggregate = "max" if word in ("latest", "most recent", "newest", "last") else "min"
    measure = Measure(aggregate, Choice("date", (), (0, reader.at)), span=(0, reader.at))
    return Draft(measures=(measure,), subject=thing.table, filters=thing.filters)


def _which(reader: Reader) -> Draft | None:
    """`which region has the most orders`, `what month had the highest revenue`."""
    reader.skip(("show me", "tell me", "list", "find", "give me", "please", "show"))
    asked = reader.take("which", "what", "in which", "in what", "on which", "for which", "from which")
    asked = asked or reader.take("the", "what is the", "who is the", "which is the", "what was the", "who was the", "what are the")
    if not asked:
        return None
    if reader.take("is the", "was the", "are the", "were the", "is", "are", "was", "were"):
        asked = "the"
    listed = _listed(reader)
    if listed is None or (listed.dimensions and (listed.dimensions[0].target.kind == "table" or "the" in asked.split())):
        return None
    return listed


def _who(reader: Reader) -> Draft | None:
    """`who spent the most`: the customers, where there is one table of them."""
    if not reader.take("who"):
        return None
    ground = reader.ground
    people = [t for t in range(len(ground.schema.tables)) if {"customer", "client", "user", "member"} & set(ground.table_words(t))]
    if len(people) != 1:
        return None
    return Draft(subject=Choice("table", (Option(people[0], 0.1),), (0, 1)))


def _share(reader: Reader) -> Draft | None:
    """`what percentage of orders were cancelled`, `share of revenue by channel`."""
    _started(reader)
    reader.take("what", "which")
    if not reader.take("percentage of", "share of", "percent of", "proportion of", "fraction of", "percentage share of", "percentage of all", "the share of", "% of",
                       "percentage of the", "share of the", "share of total", "percentage of total", "share of all"):  # fmt: skip
        return None
    found = figure(reader, loose=True)
    if found is None:
        return None
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


def _spenders(reader: Reader, draft: Draft) -> Draft | None:
    start = reader.at
    if reader.take("did we", "have we", "do we", "was") and reader.take("sell", "earn", "make", "earned", "made", "take", "spent", "sold"):
        return draft
    reader.at = start
    if reader.take("did", "does", "has", "have", "do"):
        found = grouping(reader)
        if found and reader.take("spend", "spent", "bring in", "pay", "paid", "generate", "generated", "earn", "make", "sell"):
            return draft.but(dimensions=found)
    return None


def _count(reader: Reader) -> Draft | None:
    """`how many orders ...`."""
    reader.skip(("and", "so", "please", "tell me", "show me", "show", "can you tell me", "i want to know", "find", "find out"))
    start = reader.at
    if not reader.take("how many", "how often", "in how many"):
        return None
    found = counted(reader, start)
    return _measured(found) if found else None


def _measured(found: Figure) -> Draft:
    return Draft(measures=(found.measure,), filters=found.filters, subject=found.subject)


def _bucket_first(reader: Reader) -> Draft | None:
    """`monthly revenue`, `daily number of orders`, `quarterly sales by region`."""
    _started(reader)
    start = reader.at
    word = reader.take("daily", "weekly", "monthly", "quarterly", "yearly", "annual", "hourly", "month over month", "month-over-month")
    if not word:
        return None
    bucket = BUCKETS.get(word, "month")
    when = Dimension(Choice("date", (), (start, reader.at), bucket), bucket, (start, reader.at))
    reader.skip(("total",))
    growth = bool(reader.take("growth of", "growth in", "change in", "growth rate of"))
    found = figure(reader, loose=True)
    if found is None or found.measure.aggregate in ("avg", "ratio") and word.startswith("month-"):
        return None
    growth = bool(reader.take("growth", "change", "growth rate")) or growth
    return _measured(found).but(dimensions=(when,), growth=growth)


def _measures(reader: Reader) -> Draft | None:
    """`total revenue by region`, `average order amount`, `minimum and maximum price`."""
    _started(reader)
    first = _several(reader)
    return first


def _several(reader: Reader) -> Draft | None:
    paired = _paired(reader)
    if paired:
        return paired
    found = figure(reader)
    if found is None:
        return None
    return _measured(found)


def _paired(reader: Reader) -> Draft | None:
    """`minimum, maximum and average price`: several aggregates of one thing."""
    start = reader.at
    names: list[str] = []
    while len(names) < 6:
        phrase = reader.take(*AGGREGATES)
        if not phrase:
            break
        names.append(AGGREGATES[phrase])
        reader.skip((",", "and", "the", "of"))
    found = figure(reader) if len(names) > 1 else None
    if found is None or found.measure.aggregate:
        reader.at = start
        return None
    measures = tuple(replace(found.measure, aggregate=name) for name in names)
    return Draft(measures=measures, filters=found.filters, subject=found.subject)


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


def _columns_of(reader: Reader) -> Draft | None:
    """`names and emails of customers`, `list price of the Kite`."""
    _started(reader)
    distinct = bool(reader.take(*_DISTINCT))
    shown = _columns(reader)
    if not shown:
        return None
    start = reader.at
    if reader.take("of", "for", "from", "of all", "for all", "of each", "for each"):
        thing = noun(reader)
        if thing:
            return Draft(shown=shown, subject=thing.table, filters=thing.filters, distinct=distinct)
    reader.at = start
    if len(shown) == 1 and not distinct and not reader.done:
        one = owned(reader, shown[0])
        return Draft(shown=(one,), distinct=False)
    return Draft(shown=shown, distinct=distinct or (len(shown) == 1 and _repeats(reader, shown[0])))


def _repeats(reader: Reader, choice: Choice) -> bool:
    """Whether a column holds categories, of which a reader wants each once."""
    info = reader.ground.schema.columns[choice.options[0].index]
    return info.kind == "text" and not info.primary and info.index not in reader.ground.shown(info.table)


def _list(reader: Reader) -> Draft | None:
    """`customers in Norway`, `show all cancelled orders`."""
    _started(reader)
    reader.take("which", "what", "who are", "which of the")
    reader.skip(("the", "our", "all", "are", "is"))
    distinct = bool(reader.take(*_DISTINCT))
    thing = noun(reader)
    if thing is None:
        return None
    filters: tuple[Filter, ...] = thing.filters
    return Draft(subject=thing.table, filters=filters, distinct=distinct and False)


_OPENINGS: tuple[Callable[[Reader], Draft | None], ...] = (
    _share, _top, _adjective_first, _when, _by_date, _count, _how_much, _bucket_first, _which, _who, _measures, _counted_rows,
    _columns_of, _list,
)  # fmt: skip
