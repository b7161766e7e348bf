"""Two periods side by side: `in 2023 vs 2022`, `compare sales in 2023 and 2024`, `compared to last year`."""

from __future__ import annotations

import datetime as dt

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Dimension, Draft, Filter
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import figure
from iopsdata_jupyter.text_to_sql.offline.analytic.periods import Period, month_of, period
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import PREAMBLES

_VERSUS = phrases(
    """vs | versus | compared with | compared to | in comparison with | in comparison to | against | and how
    does it compare with | as compared to | as compared with"""
)
_BEFORE = phrases(
    """last year | the year before | the previous year | previous year | the prior year | the last year |
    the month before | the previous month | previous month | the quarter before | the previous quarter |
    previous quarter | last month | last quarter"""
)
_SAME_AGO = phrases(
    """the same month last year | the same month of last year | the same quarter last year | same month last
    year | the same month the year before | the same period last year | the same quarter of last year"""
)


def compare(reader: Reader) -> Draft | None:
    """Opens `compare the number of orders in 2023 and 2024`."""
    reader.skip(PREAMBLES)
    if not reader.take("compare the", "compare our", "compare", "comparison of", "a comparison of"):
        return None
    found = figure(reader, loose=True)
    if found is None:
        return None
    return Draft(measures=(found.measure,), filters=found.filters, subject=found.subject)


def versus(reader: Reader, draft: Draft) -> Draft | None:
    """A second period after the last one: the figures of both, a row each."""
    last = draft.filters[-1] if draft.filters else None
    if last is None or last.period is None or not _plain(draft, last):
        return None
    joined = reader.take(*_VERSUS)
    opened = {token.lower for token in reader.tokens[: last.span[0]]} & {"compare", "comparison"}
    if not joined and not (opened and _joined(reader)):
        return None
    unit = _unit(last.period)
    other = _other(reader, last.period, unit) if unit else None
    if other is None or _unit(other) != unit or other == last.period:
        return None
    both = Filter("either", last.target, inner=(last, _alike(last, other)), span=(last.span[0], reader.at))
    when = Dimension(Choice("date", (), last.span, unit), unit, last.span)
    if last.target.kind == "column":
        when = Dimension(last.target, unit, last.span)
    return draft.but(filters=(*draft.filters[:-1], both), dimensions=(*draft.dimensions, when))


def _plain(draft: Draft, last: Filter) -> bool:
    """Whether figures are asked of one period, which is not split already."""
    split = any(dimension.bucket for dimension in draft.dimensions)
    return bool(draft.measures) and not (split or draft.order or draft.share or last.negated)


def _joined(reader: Reader) -> bool:
    return bool(reader.take("and", "with", "to", "and the", "with the")) or (
        reader.at > 0 and reader.word(-1) == "and"
    )


def _alike(last: Filter, other: Period) -> Filter:
    return Filter("period", last.target, period=other, span=last.span)


def _unit(period: Period) -> str:
    """The calendar unit that a fixed period is; empty where it is none."""
    if period.start is None or period.end is None or period.start.day != 1:
        return ""
    for unit, months in (("year", 12), ("quarter", 3), ("month", 1)):
        if period.end == month_of(period.start, months) and (period.start.month - 1) % months == 0:
            return unit
    return ""


def _other(reader: Reader, first: Period, unit: str) -> Period | None:
    reader.take("that of", "those of", "the same in", "those in", "that in", "the one in")
    months = {"year": 12, "quarter": 3, "month": 1}[unit]
    if reader.take(*_SAME_AGO):
        return _back(first, 12, months)
    said = reader.take(*_BEFORE)
    if said:
        return _back(first, months, months) if unit in said else None
    return period(reader)


def _back(first: Period, by: int, months: int) -> Period | None:
    if first.start is None:
        return None
    start: dt.date = month_of(first.start, -by)
    return Period(start, month_of(start, months))
