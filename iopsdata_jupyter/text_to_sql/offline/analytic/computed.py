"""Figures made of others: several aggregates of one thing, differences, ratios, the second largest."""

from __future__ import annotations

from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Draft, Measure, Order
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import figure, figures_only
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import noun
from iopsdata_jupyter.text_to_sql.offline.analytic.ordering import ordinal
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import AGGREGATES, PREAMBLES


def paired(reader: Reader) -> Draft | None:
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


_HIGH = ("highest", "largest", "biggest", "greatest", "longest", "maximum", "most expensive")
_LOW = ("lowest", "smallest", "shortest", "minimum", "cheapest")


def nth_figure(reader: Reader) -> Draft | None:
    """`the second highest salary`: of the different figures, the one at that place."""
    reader.skip(PREAMBLES)
    reader.take("the")
    place = ordinal(reader)
    word = reader.take(*_HIGH, *_LOW) if place > 1 else ""
    column = figures_only(reader, reader.column()) if word else None
    if column is None:
        return None
    draft = Draft(shown=(column,), distinct=True, limit=1, skipped=place - 1)
    start = reader.at
    thing = noun(reader) if reader.take("of", "of all", "among", "among all") else None
    if thing is None:
        reader.at = start
    else:
        draft = draft.but(subject=thing.table, filters=thing.filters)
    return draft.but(order=Order(word in _HIGH, column, (start, start)))


_DIFFERENCES = phrases(
    """difference between | the difference between | difference in | gap between | the gap between"""
)
_RATIOS = phrases("""ratio of | the ratio of | ratio between | the ratio between""")


def combined(reader: Reader) -> Draft | None:
    """`the difference between the highest and the lowest price`, `ratio of total tax to total revenue`."""
    reader.skip(PREAMBLES)
    operator = "-" if reader.take(*_DIFFERENCES) else "/" if reader.take(*_RATIOS) else ""
    if not operator:
        return _computed(reader)
    reader.take("the")
    several = paired(reader)
    if several is not None:
        return several.but(combined=operator) if len(several.measures) == 2 else None
    return _two_figures(reader, operator, ("and", "to", "and the", "to the"))


_MINUS = ("minus", "less", "minus the", "less the")
_OVER = ("divided by", "divided by the")


def _computed(reader: Reader) -> Draft | None:
    """`total revenue minus total cost`."""
    start = reader.at
    found = _two_figures(reader, "-", _MINUS)
    if found is None:
        reader.at = start
        found = _two_figures(reader, "/", _OVER)
    return found


def _two_figures(reader: Reader, operator: str, between: tuple[str, ...]) -> Draft | None:
    first = figure(reader)
    second = figure(reader) if first and reader.take(*between) else None
    if first is None or second is None or first.filters or second.filters:
        return None
    if not all(_is_definite(found.measure) for found in (first, second)):
        return None
    return Draft(
        measures=(first.measure, second.measure), subject=first.subject or second.subject, combined=operator
    )


def _is_definite(measure: Measure) -> bool:
    """Whether the words say how rows are made one figure."""
    return bool(measure.aggregate) or measure.target.kind == "metric"
