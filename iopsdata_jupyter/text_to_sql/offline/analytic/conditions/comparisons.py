"""Comparisons of figures: with numbers, with the average, of rows or of groups."""

from __future__ import annotations

from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.numbers import amounts, boundary, comparison
from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.relations import entity_only, inside, times
from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.setting import Setting
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Filter, Measure, Option
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import amount, by_adjective, figure, figures_only
from iopsdata_jupyter.text_to_sql.offline.analytic.grouping import dimension
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import ADJECTIVES

_AVERAGE = ("average", "the average", "an average", "mean", "the mean", "avg", "the overall average")


def compared(reader: Reader, setting: Setting) -> Filter | None:
    if setting.negated:
        return None
    return _after_name(reader) or _before_name(reader, setting.subject) or _adjective(reader)


def _after_name(reader: Reader) -> Filter | None:
    """`total_amount over 100`, `total revenue above 1000`."""
    start = reader.at
    column = figures_only(reader, reader.column())
    if column:
        reader.skip(("is", "of", "was", "are", "being"))
        operator, numbers = amounts(reader)
        if numbers:
            return Filter("compare", column, operator=operator, numbers=numbers)
        plain = reader.number()
        if plain is not None and not reader.peek("or"):
            return Filter("compare", column, operator="=", numbers=(plain,))
        other = _other_column(reader)
        if other:
            return Filter("columns", column, operator=other[0], more=(other[1],))
    reader.at = start
    found = figure(reader)
    if found and not found.filters:
        reader.skip(("is", "of", "was", "are"))
        operator, numbers = amounts(reader)
        if numbers:
            return Filter(
                "compare", found.measure.target, operator=operator, numbers=numbers, measure=found.measure
            )
    reader.at = start
    return None


def _other_column(reader: Reader) -> tuple[str, Choice] | None:
    """`higher than the planned one`: a comparison with another column of the same row."""
    operator = comparison(reader)
    reader.skip(("the", "its", "their", "own"))
    column = figures_only(reader, reader.column()) if operator else None
    return (operator, column) if column else None


_BEFORE_NAME_WORDS = phrases(
    """spent | spend | spending | paid | generated | earned | brought in | sold for | earn | earning"""
)


def _before_name(reader: Reader, subject: Choice | None) -> Filter | None:
    """`more than 3 orders`, `over 100 in revenue`, `at least 2 units`, `spent more than 500`."""
    start = reader.at
    spent = reader.take(*_BEFORE_NAME_WORDS)
    paid = _pay(reader, subject) if spent.startswith("earn") else None
    operator, numbers = amounts(reader)
    if not numbers and not spent:
        plain = reader.number()
        operator, numbers = ("=", (plain,)) if plain is not None else ("", ())
    if not numbers:
        reader.at = start
        return None
    end = reader.at
    if paid:
        return Filter("compare", paid, operator=operator, numbers=numbers)
    reader.take("in", "of", "in total", "different", "distinct")
    related = times(reader) or entity_only(reader)
    if related and not spent:
        return Filter("related", related, operator=operator, numbers=numbers, inner=inside(reader, related))
    target = amount(reader)
    if target and not spent and target.kind == "column":
        return Filter("compare", target, operator=operator, numbers=numbers)
    if target is None and not spent:
        reader.at = end
    if (
        target is None
        and (spent or _ended(reader))
        and reader.word(-1) not in ("", "records")
        and operator != "="
    ):
        target = _principal(reader, subject, spent=bool(spent))
    if target is None:
        reader.at = start
        return None
    measure = Measure("sum", target, span=(start, reader.at)) if target.kind == "metric" else None
    return Filter("compare", target, operator=operator, numbers=numbers, measure=measure)


def _pay(reader: Reader, subject: Choice | None) -> Choice | None:
    """What those earn who are paid: their own salary or hourly pay, not what they sell."""
    ground = reader.ground
    for option in subject.options if subject else ():
        own = [c for c in ground.schema.tables[option.index].columns if ground.is_measure(c)]
        pay = [c for c in own if {"salary", "wage", "pay", "income"} & set(ground.schema.columns[c].words)]
        if pay:
            return Choice("column", tuple(Option(c, 0.05) for c in pay), (reader.at, reader.at))
    return None


def _ended(reader: Reader) -> bool:
    return reader.done or boundary(reader)


def _principal(reader: Reader, subject: Choice | None, *, spent: bool) -> Choice | None:
    """The figure of a row that `over 100` means: the amount of an order, the price of a product."""
    if spent and reader.ground.metrics["revenue"]:
        options = tuple(Option(i, m.cost) for i, m in enumerate(reader.ground.metrics["revenue"]))
        return Choice("metric", options, (reader.at, reader.at), "revenue")
    if subject is None:
        return None
    tables = {option.index for option in subject.options}
    for metric in sorted(reader.ground.metrics["revenue"], key=lambda m: m.cost):
        if metric.table in tables and isinstance(metric.formula, int):
            return Choice("column", (Option(metric.formula, 0.1),), (reader.at, reader.at))
    return None


_ADJECTIVE_WORDS = phrases("""years | days | minutes | hours | kg | km | years old | dollars""")


def _adjective(reader: Reader) -> Filter | None:
    """`older than 60`, `heavier than 5`, `cheaper than 20`."""
    start = reader.at
    word = reader.word()
    forms = {
        "cheaper": "cheap",
        "older": "old",
        "younger": "young",
        "heavier": "heavy",
        "lighter": "light",
        "longer": "long",
        "shorter": "short",
        "larger": "large",
        "bigger": "big",
        "taller": "tall",
        "faster": "fast",
    }
    adjective = forms.get(word) or (reader.word(1) if word in ("more", "less") else "")
    if adjective not in ADJECTIVES:
        return None
    reader.at += 1 if word in forms else 2
    words, high = ADJECTIVES[adjective]
    target = by_adjective(reader, words, (start, reader.at))
    number = reader.number() if reader.take("than") else None
    if (
        target is None
        or number is None
        or any(reader.ground.is_date(option.index) for option in target.options)
    ):
        reader.at = start
        return None
    unit = reader.take(*_ADJECTIVE_WORDS)
    target = _in_unit(reader, target, unit)
    if target is None:
        reader.at = start
        return None
    return Filter("compare", target, operator=">" if high != (word == "less") else "<", numbers=(number,))


_TIMES = ("second", "minute", "hour", "day", "year")


def _in_unit(reader: Reader, target: Choice, unit: str) -> Choice | None:
    """The columns of a choice that do not count in another unit of time than the one that was said."""
    said = next((time for time in _TIMES if unit.startswith(time)), "")
    columns = reader.ground.schema.columns
    other = set(_TIMES) - {said}
    kept = tuple(o for o in target.options if not (said and other & set(columns[o.index].words)))
    return replace(target, options=kept) if kept else None


_AGAINST_AVERAGE_WORDS = phrases("""earning | earn | earns | that is | is | are | costing | cost | priced""")


def against_average(reader: Reader, setting: Setting) -> Filter | None:
    """`above the average amount`, `more than the average salary of their department`."""
    if setting.negated:
        return None
    start = reader.at
    target = figures_only(reader, reader.column())
    said = reader.take(*_AGAINST_AVERAGE_WORDS)
    if target is None and said in ("priced", "costing", "cost"):
        target = by_adjective(reader, ("price", "cost", "fee"), (start, reader.at))
    if target is None and said.startswith("earn"):
        target = _pay(reader, setting.subject)
    adjective = _than_adjective(reader)
    operator = adjective[1] if adjective else comparison(reader)
    if not operator or not reader.take(*_AVERAGE):
        reader.at = start
        return None
    named = figures_only(reader, reader.column())
    target = (
        named
        or target
        or (adjective[0] if adjective else None)
        or setting.shown
        or _principal(reader, setting.subject, spent=False)
    )
    if target is None:
        reader.at = start
        return None
    per = _own_group(reader)
    return Filter("average", target, operator=operator, per=per)


def _than_adjective(reader: Reader) -> tuple[Choice, str] | None:
    start = reader.at
    found = None
    forms = {
        "more expensive than": "expensive",
        "cheaper than": "cheap",
        "heavier than": "heavy",
        "longer than": "long",
        "shorter than": "short",
        "lighter than": "light",
        "larger than": "large",
        "taller than": "tall",
    }
    phrase = reader.take(*forms)
    if phrase:
        words, high = ADJECTIVES[forms[phrase]]
        target = by_adjective(reader, words, (start, reader.at))
        found = (target, ">" if high else "<") if target else None
    if found is None:
        reader.at = start
    return found


_OWN_GROUP_WORDS = phrases("""of their | in their | of its | in its | for their | for its | within their""")


def _own_group(reader: Reader) -> Choice | None:
    before = reader.at
    if reader.take(*_OWN_GROUP_WORDS):
        own = dimension(reader)
        if own and own.target.kind in ("table", "column"):
            return own.target
    reader.at = before
    return None
