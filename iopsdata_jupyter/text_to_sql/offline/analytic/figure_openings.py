"""Questions that begin with a figure: shares, counts, sums, figures of each period."""

from __future__ import annotations

from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.computed import paired
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Dimension,
    Draft,
    Measure,
    Option,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import Figure, counted, figure, figures_only
from iopsdata_jupyter.text_to_sql.offline.analytic.filters import condition
from iopsdata_jupyter.text_to_sql.offline.analytic.grouping import grouping
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import BUCKETS, PREAMBLES

_SHARE_OF = phrases(
    """percentage of | share of | percent of | proportion of | fraction of | percentage share of |
    percentage of all | the share of | % of | percentage of the | share of the | share of total |
    percentage of total | share of all"""
)


def share_of(reader: Reader) -> Draft | None:
    """`what percentage of orders were cancelled`, `share of revenue by channel`."""
    reader.skip(PREAMBLES)
    reader.take("what", "which")
    if not reader.take(*_SHARE_OF):
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


def how_much(reader: Reader) -> Draft | None:
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


_SPENT = phrases("""spend | spent | bring in | pay | paid | generate | generated | earn | make | sell""")


_TURNED_OVER = phrases("""sell | earn | make | earned | made | take | spent | sold""")


def _spenders(reader: Reader, draft: Draft) -> Draft | None:
    start = reader.at
    if reader.take("did we", "have we", "do we", "was") and reader.take(*_TURNED_OVER):
        return draft
    reader.at = start
    if reader.take("did", "does", "has", "have", "do"):
        found = grouping(reader)
        if found and reader.take(*_SPENT):
            return draft.but(dimensions=found)
    return None


_PLEASE = phrases(
    """and | so | please | tell me | show me | show | can you tell me | i want to know | find | find out"""
)


def count_of(reader: Reader) -> Draft | None:
    """`how many orders ...`."""
    reader.skip(_PLEASE)
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


_EACH_PERIOD = phrases(
    """daily | weekly | monthly | quarterly | yearly | annual | hourly | month over month |
    month-over-month"""
)


def bucket_first(reader: Reader) -> Draft | None:
    """`monthly revenue`, `daily number of orders`, `quarterly sales by region`."""
    reader.skip(PREAMBLES)
    start = reader.at
    word = reader.take(
        *_EACH_PERIOD,
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


def measures(reader: Reader) -> Draft | None:
    """`total revenue by region`, `average order amount`, `minimum and maximum price`."""
    reader.skip(PREAMBLES)
    return _several(reader)


def _several(reader: Reader) -> Draft | None:
    several = paired(reader)
    if several:
        return several
    found = figure(reader)
    if found is None:
        return None
    return _measured(found)


def counted_rows(reader: Reader) -> Draft | None:
    """`orders per month`, `customers by country`: an entity that is grouped stands for its rows."""
    reader.skip(PREAMBLES)
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
