"""Periods of time in words: `march 2024`, `Q1 2024`, `since 2023`, `the last 30 days`, `last month`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import MONTHS

if TYPE_CHECKING:
    from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader

_UNITS = {
    "day": "day",
    "days": "day",
    "week": "week",
    "weeks": "week",
    "month": "month",
    "months": "month",
    "quarter": "quarter",
    "quarters": "quarter",
    "year": "year",
    "years": "year",
}
_QUARTERS = {
    "q1": 1,
    "q2": 2,
    "q3": 3,
    "q4": 4,
    "first quarter": 1,
    "second quarter": 2,
    "third quarter": 3,
    "fourth quarter": 4,
    "1st quarter": 1,
    "2nd quarter": 2,
    "3rd quarter": 3,
    "4th quarter": 4,
    "last quarter of": 4,
}
_HALVES = {"first half": 1, "second half": 2, "h1": 1, "h2": 2}


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open range of days, or one that is counted back from the newest date."""

    start: dt.date | None = None
    """First day; None: from the beginning."""
    end: dt.date | None = None
    """The day after the last; None: without end."""
    back: int = 0
    """How many units back, for a relative period."""
    unit: str = ""
    """day, week, month, quarter or year of a relative period; empty for a fixed one."""
    whole: bool = False
    """Whether a relative period is calendar units (`last month`, `this year`) rather than a span of days."""
    month: int = 0
    """A month of any year, for `in march` without a year."""

    @property
    def years(self) -> tuple[int | None, int | None]:
        """First and last year of a fixed period."""
        last = None if self.end is None else (self.end - dt.timedelta(days=1)).year
        return (self.start.year if self.start else None), last


def period(reader: Reader) -> Period | None:
    """The period that starts at the reader's place, with its preposition; the reader moves behind it."""
    start = reader.at
    found = _relative(reader) or _bounded(reader) or _between(reader) or _inside(reader)
    if found is None:
        reader.at = start
    return found


_RELATIVE_WORDS_2 = phrases("""last | past | previous | prior | this | current | preceding""")


_RELATIVE_WORDS = phrases("""in | during | over | for | within | from | of | since""")


def _relative(reader: Reader) -> Period | None:
    start = reader.at
    reader.take(*_RELATIVE_WORDS)
    reader.take("the")
    if reader.take("today"):
        return Period(back=0, unit="day", whole=True)
    if reader.take("yesterday"):
        return Period(back=1, unit="day", whole=True)
    word = reader.take(*_RELATIVE_WORDS_2)
    if word:
        number = reader.number()
        unit = _UNITS.get(reader.word())
        if unit and not (number is None and word == "last" and reader.word(1) == "of"):
            reader.at += 1
            return _counted(word, number, unit)
    reader.at = start
    return None


def _counted(word: str, number: float | int | None, unit: str) -> Period:
    if word in ("this", "current"):
        return Period(back=0, unit=unit, whole=True)
    if number is None:
        return Period(back=1, unit=unit, whole=True)
    return Period(back=int(number), unit=unit)


_BOUNDED_WORDS = phrases(
    """since | after | before | until | up to | starting from | starting in | from | prior to | through |
    on or after | later than | earlier than | no later than | not later than | by the end of | as of"""
)


def _bounded(reader: Reader) -> Period | None:
    start = reader.at
    word = reader.take(*_BOUNDED_WORDS)
    if not word:
        return None
    reader.take("the start of", "the beginning of", "the end of", "the")
    point = _point(reader)
    if point is None or point.month:
        reader.at = start
        return None
    return _bound(word, point, reader, start)


def _bound(word: str, point: Period, reader: Reader, start: int) -> Period | None:
    if word == "from":
        if reader.take("onwards", "onward", "on"):
            return Period(start=point.start)
        if reader.take("to", "until", "till", "through", "-", "up to") and (last := _point(reader)):
            return Period(point.start, last.end)
        reader.at = start
        return None
    return _beside(word, point)


def _beside(word: str, point: Period) -> Period:
    """The open-ended period that a preposition makes of a point in time."""
    if word in ("since", "starting from", "starting in", "on or after", "as of"):
        return Period(start=point.start)
    if word in ("after", "later than"):
        return Period(start=point.end)
    if word in ("before", "prior to", "earlier than"):
        return Period(end=point.start)
    return Period(end=point.end)


def _between(reader: Reader) -> Period | None:
    start = reader.at
    if reader.take("between"):
        place = reader.at
        first = _point(reader)
        if first is not None and first.month:
            reader.at, first = place, None
        if first and reader.take("and", "to") and (last := _point(reader)):
            return Period(first.start, last.end)
        if first is None and (month := MONTHS.get(reader.word())):
            return _month_range(reader, month, start)
    reader.at = start
    return None


def _month_range(reader: Reader, first: int, start: int) -> Period | None:
    """`between march and may 2024`."""
    reader.at += 1
    if reader.take("and", "to"):
        last = _point(reader)
        if last and last.start and last.end:
            return Period(dt.date(last.start.year, first, 1), last.end)
    reader.at = start
    return None


_INSIDE_WORDS = phrases("""in | during | for | of | from | on | within | throughout""")


def _inside(reader: Reader) -> Period | None:
    start = reader.at
    reader.take(*_INSIDE_WORDS)
    reader.take("the year", "the month of", "year", "the")
    found = _point(reader)
    if found is None:
        reader.at = start
    return found


def _point(reader: Reader) -> Period | None:
    """A day, month, quarter, half or year."""
    start = reader.at
    found = _day(reader) or _quarter(reader) or _month(reader) or _year(reader)
    if found is None:
        reader.at = start
    return found


def _year(reader: Reader) -> Period | None:
    number = reader.year()
    if number is None:
        return None
    return Period(dt.date(number, 1, 1), dt.date(number + 1, 1, 1))


def _month(reader: Reader) -> Period | None:
    start = reader.at
    month = MONTHS.get(reader.word())
    if month is None:
        return None
    reader.at += 1
    return _month_of(reader, month, start)


def _month_of(reader: Reader, month: int, start: int) -> Period | None:
    reader.take(",", "of")
    year = reader.year()
    if year is not None:
        return _months(year, month, 1)
    day = reader.number()
    if day is not None and 1 <= day <= 31:
        reader.take(",")
        year = reader.year()
        if year is not None:
            return _one_day(year, month, int(day))
        reader.at = start
        return None
    reader.at = start
    ahead = reader.word()
    if ahead in ("may", "mar") and not reader.text().istitle():
        return None
    reader.at += 1
    return Period(month=month)


def _quarter(reader: Reader) -> Period | None:
    for words, places in ((_QUARTERS, 3), (_HALVES, 6)):
        start = reader.at
        phrase = reader.take(*words)
        if phrase:
            reader.take("of", ",")
            year = reader.year()
            if year is not None:
                return _months(year, (words[phrase] - 1) * places + 1, places)
        reader.at = start
    return None


def _day(reader: Reader) -> Period | None:
    start = reader.at
    reader.take("the")
    token = reader.token()
    if token is not None and token.kind == "date":
        reader.at += 1
        year, month, *days = (int(part) for part in token.text[:10].split("-"))
        return _one_day(year, month, days[0]) if days else _months(year, month, 1)
    reader.at = start
    return None


def _one_day(year: int, month: int, day: int) -> Period | None:
    try:
        first = dt.date(year, month, day)
    except ValueError:
        return None
    return Period(first, first + dt.timedelta(days=1))


def _months(year: int, month: int, count: int) -> Period:
    first = dt.date(year, month, 1)
    return Period(first, month_of(first, count))


def month_of(first: dt.date, later: int) -> dt.date:
    """The first day of the month that lies some months after one, or before it."""
    place = first.year * 12 + first.month - 1 + later
    return dt.date(place // 12, place % 12 + 1, 1)


def merged(first: Period, second: Period) -> Period | None:
    """Both bounds in one, where each gives one: `after 2022 and before 2024`."""
    if first.unit or second.unit or first.month or second.month:
        return None
    if first.end is None and second.start is None:
        return replace(first, end=second.end)
    return None
