"""Measures in words: `total revenue`, `number of orders`, `average order amount`, `units sold`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Dimension,
    Filter,
    Measure,
    Option,
    Span,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.grouping import dimension
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import Noun, modifier, noun
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import AGGREGATES, MONEY, TRANSACTIONS

COUNT_LEADS = phrases(
    """number of | the number of | total number of | count of | a count of | the count of | how many | no
    of | overall number of | total count of | numbers of | # of"""
)
DISTINCT = ("distinct", "different", "unique", "separate")
_PER = phrases("""per | for each | for every | by each | each | in each | in every | a | made per""")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with what the words around it say of its rows."""

    measure: Measure
    filters: tuple[Filter, ...] = ()
    subject: Choice | None = None
    """The entity whose figure it is."""


def figure(reader: Reader, *, loose: bool = False) -> Figure | None:
    """Reads a measure; with `loose`, an entity alone stands for the number of its rows."""
    start = reader.at
    reader.skip(("the", "our", "their", "its"))
    found = _counted(reader) or _aggregated(reader) or _plain(reader) or _modified(reader)
    if found is None and loose:
        found = _rows(reader)
    if found is None:
        reader.at = start
        return None
    return found


def _modified(reader: Reader) -> Figure | None:
    """`online revenue`, `sick leave days`: a condition before the figure."""
    start = reader.at
    condition = modifier(reader)
    target = amount(reader) if condition else None
    if condition is None or target is None:
        reader.at = start
        return None
    return Figure(Measure("", target, span=(condition.span[1], reader.at)), (condition,))


def _counted(reader: Reader) -> Figure | None:
    start = reader.at
    if not reader.take(*COUNT_LEADS):
        return None
    found = counted(reader, start)
    if found is None:
        target = amount(reader)
        found = Figure(Measure("sum", target, span=(start, reader.at))) if target else None
    if found is None:
        reader.at = start
    return found


def counted(reader: Reader, start: int) -> Figure | None:
    """What follows `how many` or `number of`: an entity, or the different values of a column."""
    distinct = bool(reader.take(*DISTINCT))
    units = _units(reader, start) if not distinct else None
    if units:
        return units
    thing = noun(reader)
    if thing:
        aggregate = "countd" if distinct else "count"
        return Figure(Measure(aggregate, thing.table, span=(start, reader.at)), thing.filters, thing.table)
    column = reader.column()
    if column and (distinct or _categories(reader, column)):
        return Figure(Measure("countd", column, span=(start, reader.at)), (), None)
    if column:
        reader.at = column.span[0]
    return None


def _units(reader: Reader, start: int) -> Figure | None:
    """`how many units were sold`: a quantity, not a number of rows."""
    metric = reader.metric()
    if metric and metric.name == "quantity":
        reader.take("were sold", "sold", "have been sold", "did we sell", "have we sold", "was sold")
        return Figure(Measure("sum", metric, span=(start, reader.at)))
    if metric:
        reader.at = metric.span[0]
    return None


def _categories(reader: Reader, column: Choice) -> bool:
    info = reader.ground.schema.columns[column.options[0].index]
    return info.kind == "text" and column.options[0].cost <= 0.5


def _aggregated(reader: Reader) -> Figure | None:
    start = reader.at
    phrase = reader.take(*AGGREGATES)
    if not phrase:
        return None
    aggregate = AGGREGATES[phrase]
    reader.skip(("of", "the", "our", "all", "value of"))
    found = _number_of(reader, aggregate, start) or _target(reader, aggregate, start)
    if found is None:
        modified = _modified(reader)
        if modified:
            found = Figure(
                replace(modified.measure, aggregate=aggregate, span=(start, reader.at)), modified.filters
            )
    if found is None and aggregate == "avg":
        found = _value_of_each(reader, start)
    if found is None and aggregate in ("sum", "avg"):
        found = _money_of_rows(reader, aggregate, start)
    if found is None and aggregate == "sum":
        found = _rows(reader)
    if found is None and aggregate == "avg":
        found = _ratio_rows(reader, start)
    if found is None:
        reader.at = start
    return found


_PAID = frozenset(
    {"payment", "expense", "donation", "refund", "deposit", "withdrawal", "fine", "pledge", "grant"}
)
"""Words of tables whose rows are sums of money: their total is that of the money, not the number of rows."""


def _money_of_rows(reader: Reader, aggregate: str, start: int) -> Figure | None:
    """`total payments`, `average donation`: the one amount of money of those rows."""
    before = reader.at
    thing = noun(reader)
    ground = reader.ground
    table = thing.table.options[0].index if thing else 0
    if thing and ground.table_words(table)[-1] in _PAID:
        own = [c for c in ground.schema.tables[table].columns if ground.is_measure(c)]
        sums = [c for c in own if (MONEY | _PAID) & set(ground.schema.columns[c].words)]
        if len(sums) == 1 and (aggregate == "sum" or not _is_plural(reader)):
            target = Choice("column", (Option(sums[0], 0.05),), (start, reader.at))
            return Figure(Measure(aggregate, target, span=target.span), thing.filters, thing.table)
    reader.at = before
    return None


def _is_plural(reader: Reader) -> bool:
    last = reader.tokens[reader.at - 1]
    return last.lower != last.lemma


def _value_of_each(reader: Reader, start: int) -> Figure | None:
    """`average order value`, where an order is worth what its lines are: the revenue of each order."""
    before = reader.at
    table = reader.table()
    ground = reader.ground
    transaction = table is not None and bool(TRANSACTIONS & set(ground.table_words(table.options[0].index)))
    metrics = ground.metrics["revenue"]
    if table is None or not (transaction and metrics and reader.take("value", "amount", "size", "total")):
        reader.at = before
        return None
    options = tuple(Option(place, metric.cost) for place, metric in enumerate(metrics))
    revenue = Choice("metric", options, (start, reader.at), "revenue")
    per = Dimension(table, "", table.span)
    return Figure(Measure("ratio", revenue, per, (start, reader.at)))


def _number_of(reader: Reader, aggregate: str, start: int) -> Figure | None:
    before = reader.at
    if not reader.take(*COUNT_LEADS):
        return None
    found = counted(reader, start)
    if found is None:
        target = amount(reader)
        return Figure(Measure(aggregate, target, span=(start, reader.at))) if target else None
    if aggregate == "sum":
        return found
    if aggregate == "avg":
        return _ratio(reader, found, start)
    reader.at = before
    return None


def _ratio_rows(reader: Reader, start: int) -> Figure | None:
    """`average orders per customer`."""
    found = _rows(reader)
    return _ratio(reader, found, start) if found else None


def _ratio(reader: Reader, found: Figure, start: int) -> Figure | None:
    before = reader.at
    if reader.take(*_PER):
        per = dimension(reader)
        if per and (per.bucket or per.target.kind == "table"):
            measure = Measure("ratio", found.measure.target, per, (start, reader.at))
            return Figure(measure, found.filters, found.subject)
    reader.at = before
    return None


def _target(reader: Reader, aggregate: str, start: int) -> Figure | None:
    target = amount(reader, dates=aggregate in ("min", "max"))
    if target is None:
        return None
    figure = Figure(Measure(aggregate, target, span=(start, reader.at)))
    if target.kind == "metric" and aggregate == "avg":
        return _ratio(reader, figure, start) or figure
    return _of_entity(reader, figure)


def _of_entity(reader: Reader, found: Figure) -> Figure:
    """`... of products`: whose figure it is."""
    before = reader.at
    if found.measure.target.kind == "column" and reader.take("of", "for", "among", "of all", "across all"):
        thing = noun(reader)
        if thing and not reader.peek("each"):
            return Figure(found.measure, thing.filters, thing.table)
    reader.at = before
    return found


def amount(reader: Reader, *, dates: bool = False) -> Choice | None:
    """Reads a metric or a column of figures, whichever takes more words."""
    start = reader.at
    metric = reader.metric() or _metric_of_rows(reader)
    after_metric = reader.at
    reader.at = start
    column = figures_only(reader, reader.column(), dates=dates)
    if column and (metric is None or reader.at > after_metric or _closer(column, metric)):
        return column
    reader.at = after_metric if metric else start
    return metric


def _metric_of_rows(reader: Reader) -> Choice | None:
    """`ticket revenue`: the metric as the rows that are named before it have it."""
    start = reader.at
    table = reader.table()
    metric = reader.metric() if table else None
    if table and metric:
        tables = {option.index for option in table.options}
        found = reader.ground.metrics[metric.name]
        kept = tuple(o for o in metric.options if found[o.index].table in tables)
        if kept:
            return Choice("metric", kept, (start, reader.at), metric.name)
    reader.at = start
    return None


def _closer(column: Choice, metric: Choice) -> bool:
    """Whether a column of that very name makes a computed metric unnecessary."""
    exact = [option for option in column.options if option.cost < 0.05]
    return len(exact) == 1 and metric.options[0].cost >= 0.2


def figures_only(reader: Reader, column: Choice | None, *, dates: bool = False) -> Choice | None:
    """The choice with only the columns that hold figures; puts the reader back where there are none."""
    if column is None:
        return None
    ground = reader.ground
    kept = tuple(
        o for o in column.options if ground.is_measure(o.index) or (dates and ground.is_date(o.index))
    )
    if not kept:
        reader.at = column.span[0]
        return None
    return Choice("column", kept, column.span)


def _plain(reader: Reader) -> Figure | None:
    start = reader.at
    target = amount(reader)
    if target:
        return _of_entity(reader, Figure(Measure("", target, span=(start, reader.at))))
    thing = noun(reader)
    if thing and reader.take("count", "counts"):
        return _row_count(thing, (start, reader.at))
    reader.at = start
    return None


def _rows(reader: Reader) -> Figure | None:
    start = reader.at
    thing = noun(reader)
    if thing is None:
        return None
    return _row_count(thing, (start, reader.at))


def _row_count(thing: Noun, span: Span) -> Figure:
    return Figure(Measure("count", thing.table, span=span), thing.filters, thing.table)


def by_adjective(reader: Reader, words: tuple[str, ...], span: tuple[int, int]) -> Choice | None:
    """The columns that an adjective measures."""
    ground = reader.ground
    found = []
    for place, word in enumerate(words):
        for info in ground.schema.real_columns:
            if word in info.words and (ground.is_measure(info.index) or ground.is_date(info.index)):
                extra = len(set(info.words) - {word} - set(ground.table_words(info.table)))
                found.append(Option(info.index, 0.1 * place + 0.05 * extra))
    best = sorted(found, key=lambda option: (option.cost, option.index))[:5]
    return Choice("column", tuple(best), span, own=True) if best else None
