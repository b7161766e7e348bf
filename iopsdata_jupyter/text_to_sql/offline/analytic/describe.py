"""What a settled question means, for people: one sentence, the words with their readings, the assumptions."""

from __future__ import annotations

from collections.abc import Iterator

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Dimension,
    Draft,
    Filter,
    Measure,
    Settled,
    Span,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import Formula
from iopsdata_jupyter.text_to_sql.offline.analytic.periods import Period
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import ORDINALS
from iopsdata_jupyter.text_to_sql.offline.analytic.writing import Writer
from iopsdata_jupyter.text_to_sql.translator import Understanding

_AGGREGATES = {
    "sum": "total",
    "avg": "average",
    "min": "lowest",
    "max": "highest",
    "countd": "number of different",
}
_ORDINALS = {place: word for word, place in ORDINALS.items() if word.isalpha()}
_OPERATORS = {
    ">": "more than",
    "<": "less than",
    ">=": "at least",
    "<=": "at most",
    "=": "exactly",
    "!=": "not",
    "between": "between",
}


_DATE_OPERATORS = {
    ">": "after",
    "<": "before",
    ">=": "not before",
    "<=": "not after",
    "=": "on",
    "!=": "not on",
}


def formula_text(formula: Formula, writer: Writer) -> str:
    """`order_items.quantity * order_items.unit_price`."""
    if isinstance(formula, int):
        return writer.schema.label(formula)
    return f"{formula_text(formula[1], writer)} {formula[0]} {formula_text(formula[2], writer)}"


def _measure(measure: Measure, writer: Writer) -> str:
    aggregate = writer.aggregate(measure)
    if aggregate == "ratio":
        inner = Measure("sum" if measure.target.kind == "metric" else "count", measure.target)
        per = _dimension(measure.per, writer) if measure.per else ""
        return f"{_measure(inner, writer)} per {per}"
    if measure.target.kind == "table":
        return f"number of {_table(writer.settled.column(measure.target), writer)}"
    if measure.target.kind == "date":
        return "latest date" if aggregate == "max" else "earliest date"
    if measure.target.kind == "metric":
        return f"{_AGGREGATES[aggregate]} {measure.target.name}"
    return f"{_AGGREGATES[aggregate]} {writer.schema.label(writer.settled.column(measure.target))}"


def _table(index: int, writer: Writer) -> str:
    return writer.schema.tables[index].name


def _dimension(dimension: Dimension, writer: Writer) -> str:
    if dimension.bucket:
        return dimension.bucket
    return _target(dimension.target, writer)


def _target(choice: Choice, writer: Writer) -> str:
    if choice.kind == "table":
        return _table(writer.settled.column(choice), writer)
    if choice.kind == "metric":
        return choice.name
    if choice.kind in ("date", "name"):
        return choice.kind
    return writer.schema.label(writer.settled.column(choice))


def sentence(draft: Draft, writer: Writer) -> str:
    """One plain sentence of what the SQL does."""
    text = _head(draft, writer)
    conditions = [_condition(condition, writer) for condition in draft.filters]
    conditions = [condition for condition in conditions if condition]
    if conditions:
        text += ", where " + _series(conditions)
    if draft.having:
        text += ", for groups with " + _series([_group(condition, writer) for condition in draft.having])
    text += _order(draft, writer)
    return text[0].upper() + text[1:] + "."


def _head(draft: Draft, writer: Writer) -> str:
    if writer.plain_ranking():
        measures = _target(draft.measures[0].target, writer)
    else:
        measures = _series([_measure(m, writer) for m in draft.measures])
    if draft.combined:
        first, second = (_measure(m, writer) for m in draft.measures)
        difference = f"difference between the {first} and the {second}"
        measures = difference if draft.combined == "-" else f"ratio of the {first} to the {second}"
    keys = _series([_dimension(d, writer) for d in draft.dimensions])
    if measures:
        return _figures(draft, measures, keys, writer)
    return f"every {keys}" if keys else _listing(draft, writer)


def _figures(draft: Draft, measures: str, keys: str, writer: Writer) -> str:
    each = f" for {'every' if draft.every else 'each'} {keys}" if keys else ""
    each += ", those without any included" if draft.every else ""
    if draft.growth:
        return f"the {measures}{each} with its change from the {keys} before, in percent"
    if draft.share and draft.part:
        part = _series([_condition(condition, writer) for condition in draft.part])
        return f"the percentage of the {measures} where {part}{',' + each if each else ''}"
    if draft.share:
        return f"the {measures}{each}, as a percentage of the total"
    if draft.limit is not None and keys:
        end = "highest" if draft.order is None or draft.order.descending else "lowest"
        place = f"{_ORDINALS.get(draft.skipped + 1, f'{draft.skipped + 1}th')} " if draft.skipped else ""
        number = f"the {draft.limit} {keys}" if draft.limit > 1 else f"of {keys}, the one"
        groups = _series([_dimension(d, writer) for d in draft.within])
        return f"{number} with the {place}{end} {measures}" + (f", in each {groups}" if groups else "")
    return f"the {measures}{each}"


def _listing(draft: Draft, writer: Writer) -> str:
    shown = [writer.schema.label(writer.settled.column(choice)) for choice in draft.shown]
    subject = _table(writer.settled.column(draft.subject), writer) if draft.subject else ""
    if shown:
        return (
            ("the different " if draft.distinct else "the ")
            + _series(shown)
            + (f" of {subject}" if subject else "")
        )
    return f"the {subject}"


def _order(draft: Draft, writer: Writer) -> str:
    order = draft.order
    if order is None:
        return ", in order of time" if any(d.bucket for d in draft.dimensions) else ""
    if draft.measures and draft.limit is not None and order.target is None:
        return ""
    way = "descending" if order.descending else "ascending"
    limit = f", first {draft.limit} only" if draft.limit else ""
    if draft.skipped:
        limit = f", only the {_ORDINALS.get(draft.skipped + 1, f'{draft.skipped + 1}th')}"
    if isinstance(order.target, Choice) and order.target.kind == "date":
        way = "newest first" if order.descending else "oldest first"
    elif isinstance(order.target, Choice):
        way = (
            f"by {_target(order.target, writer)}, {way}"
            if order.target.kind != "name"
            else "in alphabetical order"
        )
    elif draft.measures:
        way = "highest first" if order.descending else "lowest first"
    return f", {way}{limit}"


def _series(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def _condition(condition: Filter, writer: Writer) -> str:
    denied = "not " if condition.negated else ""
    if condition.kind == "context":
        return _series([_condition(inner, writer) for inner in condition.inner])
    if condition.kind == "either":
        return "either " + " or ".join(_condition(inner, writer) for inner in condition.inner)
    if condition.kind == "related":
        return _relation(condition, writer)
    if condition.kind == "period" and condition.period:
        named = condition.target.kind == "column"
        subject = _target(condition.target, writer) if named else "the date"
        return f"{subject} is {denied}{period_text(condition.period)}"
    return _own_condition(condition, writer)


def _own_condition(condition: Filter, writer: Writer) -> str:
    """A condition on a column of the rows themselves."""
    label = _target(condition.target, writer)
    denied = "not " if condition.negated else ""
    if condition.kind == "average":
        own = f" of the same {_target(condition.per, writer)}" if condition.per else ""
        return f"{label} is {_OPERATORS[condition.operator]} the average{own}"
    if condition.kind == "columns":
        dates = writer.scene.ground.is_date(writer.settled.column(condition.target))
        how = (_DATE_OPERATORS if dates else _OPERATORS)[condition.operator]
        return f"{label} is {how} {_target(condition.more[0], writer)}"
    if condition.kind == "compare":
        return _group(condition, writer) if condition.measure else f"{label} is {_amounts(condition)}"
    if condition.kind == "value":
        values = [f"'{writer.settled.picks[c].value}'" for c in (condition.target, *condition.more)]
        return f"{label} is {denied}{' or '.join(values)}"
    said = {
        "unknown": f"is {denied}'{condition.text}'",
        "like": f"{'does not match' if denied else 'matches'} '{condition.text}'",
        "flag": f"is {'no' if denied else 'yes'}",
        "missing": f"is {'present' if denied else 'missing'}",
    }
    return f"{label} {said[condition.kind]}"


def _amounts(condition: Filter) -> str:
    return f"{_OPERATORS[condition.operator]} {' and '.join(str(n) for n in condition.numbers)}"


def _relation(condition: Filter, writer: Writer) -> str:
    table = _table(writer.settled.column(condition.target), writer)
    inner = _series([_condition(c, writer) for c in condition.inner])
    which = f" with {inner}" if inner else ""
    if condition.numbers:
        return f"there are {'not ' if condition.negated else ''}{_amounts(condition)} {table}{which}"
    return f"there are {'no' if condition.negated else 'some'} {table}{which}"


def _group(condition: Filter, writer: Writer) -> str:
    if condition.measure:
        return f"the {_measure(condition.measure, writer)} is {_amounts(condition)}"
    return f"{_amounts(condition)} {_table(writer.settled.column(condition.target), writer)}"


def period_text(period: Period) -> str:
    """A period in words."""
    if period.unit:
        if period.whole:
            return (
                f"in the {'newest' if not period.back else 'previous'} {period.unit}"
                if period.back < 2
                else f"{period.back} {period.unit}s back"
            )
        return f"in the newest {period.back} {period.unit}s"
    if period.month:
        return f"in month {period.month} of any year"
    if period.start and period.end:
        return f"from {period.start} to before {period.end}"
    return f"from {period.start}" if period.start else f"before {period.end}"


def understood(draft: Draft, writer: Writer, reader: Reader) -> tuple[Understanding, ...]:
    """Words of the question and what they were read as, in order."""
    found: dict[Span, str] = {}
    for measure in draft.measures:
        found[measure.span] = _sql_measure(measure, writer)
    for dimension in draft.dimensions:
        found[dimension.span] = f"for each {_dimension(dimension, writer)}"
    for condition in (*draft.filters, *draft.part, *draft.having):
        found[condition.span] = _condition(condition, writer)
    for choice in ((draft.subject,) if draft.subject else ()) + draft.shown:
        found.setdefault(choice.span, _target(choice, writer))
    if draft.order and draft.order.span[1]:
        found.setdefault(draft.order.span, _order(draft, writer).lstrip(", "))
    spans = sorted((span, text) for span, text in found.items() if span[1] > span[0] and text)
    return tuple(Understanding(reader.words_of(span), text) for span, text in spans)


def _sql_measure(measure: Measure, writer: Writer) -> str:
    aggregate = writer.aggregate(measure)
    if aggregate == "ratio" or measure.target.kind == "date":
        return _measure(measure, writer)
    if measure.target.kind == "table":
        return f"count of {_table(writer.settled.column(measure.target), writer)}"
    return f"{aggregate}({formula_text(writer.formula(measure.target), writer)})"


def assumptions(draft: Draft, settled: Settled, writer: Writer, reader: Reader) -> tuple[str, ...]:
    """What the SQL takes for granted that the question does not say."""
    found = dict.fromkeys(
        (
            *_metrics(draft, writer),
            *writer.assumed,
            *_open(draft, writer),
            *_others(settled, writer, reader),
            *_unknown(draft, writer),
            *(("the answer is yes where the number is above 0",) if draft.whether else ()),
        )
    )
    return tuple(found)


def _metrics(draft: Draft, writer: Writer) -> Iterator[str]:
    measures = [*draft.measures, *(c.measure for c in (*draft.filters, *draft.having) if c.measure)]
    for measure in measures:
        if measure.target.kind == "metric":
            yield f"{measure.target.name} = {formula_text(writer.formula(measure.target), writer)}"


def _open(draft: Draft, writer: Writer) -> Iterator[str]:
    for measure in draft.measures:
        if not measure.aggregate and measure.target.kind == "column" and draft.limit is None:
            how = "added up" if writer.aggregate(measure) == "sum" else "averaged"
            yield f"figures of {_target(measure.target, writer)} are {how}"


def _others(settled: Settled, writer: Writer, reader: Reader) -> Iterator[str]:
    for choice, options in settled.others.items():
        if choice.kind == "column":
            labels = ", ".join(dict.fromkeys(writer.schema.label(option.index) for option in options))
            yield f"'{reader.words_of(choice.span)}' is {_target(choice, writer)}; it could also be {labels}"


def _unknown(draft: Draft, writer: Writer) -> Iterator[str]:
    for condition in draft.filters:
        for inner in (condition, *condition.inner):
            if inner.kind == "unknown":
                yield f"'{inner.text}' does not occur in {_target(inner.target, writer)}"
