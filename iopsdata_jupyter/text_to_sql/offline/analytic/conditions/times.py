"""Conditions on dates: a period, or a verb that names a date (`shipped in March`, `not shipped`)."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.numbers import boundary
from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.setting import Setting
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Filter, Option
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import stem
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import date_verb
from iopsdata_jupyter.text_to_sql.offline.analytic.periods import merged, period
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import RELATION_VERBS

_BY_DATE_VERB_WORDS = phrases("""up | on | at | yet | ever | them | it | out""")


def by_date_verb(reader: Reader, setting: Setting) -> Filter | None:
    start = reader.at
    options, size = _verb_options(reader, setting.subject)
    if not options:
        return None
    reader.at += size
    choice = Choice("column", tuple(options), (start, reader.at))
    reader.take(*_BY_DATE_VERB_WORDS)
    when = period(reader)
    if when:
        return Filter("period", choice, negated=setting.negated, period=when)
    if (
        size == 1
        and reader.word(-1) in RELATION_VERBS
        and not setting.negated
        and not reader.done
        and not boundary(reader)
    ):
        return None
    return Filter("missing", choice, negated=not setting.negated)


_BEFORE_VERBS = phrases(
    """that were | which were | that was | were | was | are | is | that | which | have been"""
)


def between_dates(reader: Reader, subject: Choice | None) -> Filter | None:
    """Reads `received after the required date`: two dates of one row."""
    start = reader.at
    reader.take(*_BEFORE_VERBS)
    options, size = _verb_options(reader, subject)
    verb = reader.at
    reader.at += size
    other = _against_date(reader) if options else None
    if other is None:
        reader.at = start
        return None
    choice = Choice("column", tuple(options), (verb, verb + size))
    return Filter("columns", choice, operator=other[0], more=(other[1],), span=(start, reader.at))


_AGAINST = {
    "after": ">",
    "later than": ">",
    "past": ">",
    "before": "<",
    "earlier than": "<",
    "on": "=",
    "no later than": "<=",
    "no earlier than": ">=",
}


def _against_date(reader: Reader) -> tuple[str, Choice] | None:
    """`after the required date`: another date of the same row."""
    start = reader.at
    word = reader.take(*_AGAINST)
    reader.skip(("the", "their", "its"))
    dates = _named_date(reader) if word else None
    if dates is None:
        reader.at = start
        return None
    return _AGAINST[word], dates


def _named_date(reader: Reader) -> Choice | None:
    """`required_on`, `the required date`: a date column by its name, or by its verb."""
    start = reader.at
    column = reader.column()
    dates = tuple(o for o in column.options if reader.ground.is_date(o.index)) if column else ()
    if not dates:
        reader.at = start
        dates = tuple(date_verb(reader, reader.word()))
        reader.at += 1
    reader.take("date", "day", "time")
    return Choice("column", dates, (start, reader.at)) if dates else None


def _verb_options(reader: Reader, subject: Choice | None) -> tuple[list[Option], int]:
    word, following = reader.word(), reader.word(1)
    tables = {option.index for option in subject.options} if subject else None
    for form, size in ((stem(word) + following, 2), (word, 1)):
        if size == 2 and following not in ("up", "in", "out"):
            continue
        if size == 1 and not (
            word.endswith("ed")
            or word in ("born", "began", "sent", "left", "paid", "sold", "bought", "taken")
        ):
            continue
        found = date_verb(reader, form)
        columns = reader.ground.schema.columns
        kept = [o for o in found if tables is None or columns[o.index].table in tables]
        if kept:
            return kept, size
    return [], 0


def plain_period(reader: Reader, setting: Setting) -> Filter | None:
    start = reader.at
    column = reader.column()
    if column:
        dates = tuple(o for o in column.options if reader.ground.is_date(o.index))
        reader.skip(("is", "was", "falls", "lies", "are"))
        other = _against_date(reader) if dates and not setting.negated else None
        if other:
            return Filter(
                "columns", Choice("column", dates, column.span), operator=other[0], more=(other[1],)
            )
        when = period(reader) if dates else None
        if when:
            return Filter(
                "period", Choice("column", dates, column.span), negated=setting.negated, period=when
            )
        reader.at = start
    when = period(reader)
    if when is None:
        return None
    before = reader.at
    second = period(reader) if reader.take("and", "but") else None
    both = merged(when, second) if second else None
    if both is None:
        reader.at = before
    return Filter(
        "period", Choice("date", (), (start, reader.at)), negated=setting.negated, period=both or when
    )
