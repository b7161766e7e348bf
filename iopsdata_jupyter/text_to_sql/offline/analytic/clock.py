"""Time in SQL, a dialect: buckets, fixed ranges and ranges counted back from the newest date."""

from __future__ import annotations

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.offline.analytic.periods import Period

_SQLITE = {
    "year": "%Y",
    "month": "%Y-%m",
    "week": "%Y-%W",
    "weekday": "%w",
    "day": "%Y-%m-%d",
    "hour": "%H",
    "month of year": "%m",
}
_MYSQL = {"month": "%Y-%m", "week": "%x-%v", "day": "%Y-%m-%d"}
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def bucket(name: str, column: exp.Expr, dialect: str, *, text: bool) -> exp.Expr:
    """The bucket of time that a date falls in; `text` where the column holds dates as text."""
    if dialect == "sqlite":
        return _sqlite_bucket(name, column)
    if text:
        column = exp.cast(column, "timestamp")
    if name in ("year", "hour", "month of year"):
        part = {"year": "YEAR", "hour": "HOUR", "month of year": "MONTH"}[name]
        return exp.Extract(this=exp.var(part), expression=column)
    if name == "weekday":
        return (
            exp.Extract(this=exp.var("DOW"), expression=column)
            if dialect == "postgres"
            else exp.DayOfWeek(this=column)
        )
    if dialect == "mysql":
        return _mysql_bucket(name, column)
    return exp.TimestampTrunc(this=column, unit=exp.var(name.upper()))


def _mysql_bucket(name: str, column: exp.Expr) -> exp.Expr:
    if name == "quarter":
        parts = [
            exp.Extract(this=exp.var("YEAR"), expression=column),
            exp.Literal.string("-Q"),
            exp.Anonymous(this="QUARTER", expressions=[column.copy()]),
        ]
        return exp.Anonymous(this="CONCAT", expressions=parts)
    return exp.Anonymous(this="DATE_FORMAT", expressions=[column, exp.Literal.string(_MYSQL[name])])


def _strftime(form: str, column: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="strftime", expressions=[exp.Literal.string(form), column])


def _sqlite_bucket(name: str, column: exp.Expr) -> exp.Expr:
    if name == "quarter":
        month = exp.cast(_strftime("%m", column), "int")
        number = exp.Div(
            this=exp.paren(exp.Add(this=month, expression=exp.Literal.number(2))),
            expression=exp.Literal.number(3),
            typed=True,
        )
        return exp.DPipe(
            this=exp.DPipe(this=_strftime("%Y", column.copy()), expression=exp.Literal.string("-Q")),
            expression=exp.paren(number),
        )
    formatted = _strftime(_SQLITE[name], column)
    return exp.cast(formatted, "int") if name in ("year", "hour", "weekday", "month of year") else formatted


def within(period: Period, column: exp.Expr, newest: exp.Expr, dialect: str, *, text: bool) -> exp.Expr:
    """The condition that a date lies in a period; `newest` is the newest date that the data holds."""
    if period.unit:
        return _counted(period, column, newest, dialect)
    if period.month:
        month = bucket("month of year", column, dialect, text=text)
        return exp.EQ(this=month, expression=exp.Literal.number(period.month))
    parts: list[exp.Expr] = []
    if period.start:
        parts.append(exp.GTE(this=column, expression=exp.Literal.string(period.start.isoformat())))
    if period.end:
        parts.append(exp.LT(this=column.copy(), expression=exp.Literal.string(period.end.isoformat())))
    return exp.and_(*parts)


def _counted(period: Period, column: exp.Expr, newest: exp.Expr, dialect: str) -> exp.Expr:
    if not period.whole:
        return exp.GT(this=column, expression=_moved(newest, period.unit, -period.back, dialect))
    first = _moved(_floor(newest, period.unit, dialect), period.unit, -period.back, dialect)
    if not period.back:
        return exp.GTE(this=column, expression=first)
    end = _moved(_floor(newest.copy(), period.unit, dialect), period.unit, 1 - period.back, dialect)
    return exp.and_(exp.GTE(this=column, expression=first), exp.LT(this=column.copy(), expression=end))


def _floor(day: exp.Expr, unit: str, dialect: str) -> exp.Expr:
    if dialect == "sqlite":
        return exp.Anonymous(
            this="date", expressions=[day, *(exp.Literal.string(step) for step in _sqlite_floor(unit))]
        )
    if dialect == "mysql":
        return _mysql_floor(day, unit)
    return exp.TimestampTrunc(this=day, unit=exp.var(unit.upper()))


def _sqlite_floor(unit: str) -> tuple[str, ...]:
    if unit == "week":
        return ("-6 days", "weekday 1")
    return {"day": ("start of day",), "month": ("start of month",), "year": ("start of year",)}.get(
        unit, ("start of month",)
    )


def _mysql_floor(day: exp.Expr, unit: str) -> exp.Expr:
    form = {"year": "%Y-01-01", "month": "%Y-%m-01"}.get(unit, "%Y-%m-%d")
    return exp.cast(exp.Anonymous(this="DATE_FORMAT", expressions=[day, exp.Literal.string(form)]), "date")


def _moved(day: exp.Expr, unit: str, count: int, dialect: str) -> exp.Expr:
    if count == 0:
        return day
    step, size = ("day", _DAYS[unit]) if unit in _DAYS else ("month", _MONTHS[unit])
    if dialect == "sqlite":
        shift = exp.Literal.string(f"{count * size:+d} {step}s")
        if isinstance(day, exp.Anonymous):
            day.append("expressions", shift)
            return day
        return exp.Anonymous(this="date", expressions=[day, shift])
    kind = exp.DateSub if count < 0 else exp.DateAdd
    return kind(this=day, expression=exp.Literal.number(abs(count) * size), unit=exp.var(step.upper()))


def possible(period: Period, dialect: str) -> bool:
    """Whether a period can be written in a dialect."""
    return not (period.unit == "quarter" and period.whole and dialect in ("sqlite", "mysql"))
