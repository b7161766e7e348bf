"""The rules of a column: each tells whether a profile keeps it, and what was found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from iopsdata_jupyter.profiling.models import ColumnProfile, TableProfile
from iopsdata_jupyter.profiling.periods import as_moment
from iopsdata_jupyter.profiling.wording import number_text, share_text, value_text

_LISTED = 10
"""Values of a rule that are shown."""
_AGE = re.compile(r"(\d+(?:\.\d+)?)\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One rule, and whether the data keeps it."""

    rule: str
    """Such as `amount: nulls`."""
    passed: bool
    expected: str
    found: str


def _nulls(column: ColumnProfile, expected: Any, _profile: TableProfile) -> CheckResult:
    share = column.null_share or 0.0
    return CheckResult(
        f"{column.name}: nulls",
        share <= float(expected),
        f"at most {share_text(float(expected))}",
        share_text(share),
    )


def _unique(column: ColumnProfile, expected: Any, _profile: TableProfile) -> CheckResult:
    unique = column.distinct_is_exact and column.distinct_count == column.count
    about = "" if column.distinct_is_exact else "about "
    found = f"{about}{number_text(column.distinct_count)} distinct of {number_text(column.count)}"
    return CheckResult(
        f"{column.name}: unique", unique == bool(expected), "unique" if expected else "not unique", found
    )


def _type(column: ColumnProfile, expected: Any, _profile: TableProfile) -> CheckResult:
    held = str(expected).casefold() in (column.kind, column.type.casefold())
    return CheckResult(f"{column.name}: type", held, str(expected), f"{column.kind} ({column.type})")


def _least(column: ColumnProfile, expected: Any, _profile: TableProfile) -> CheckResult:
    held = column.min is None or _comparable(column.min, expected) >= _comparable(expected, column.min)
    return CheckResult(
        f"{column.name}: min", held, f"at least {value_text(expected)}", value_text(column.min)
    )


def _greatest(column: ColumnProfile, expected: Any, _profile: TableProfile) -> CheckResult:
    held = column.max is None or _comparable(column.max, expected) <= _comparable(expected, column.max)
    return CheckResult(f"{column.name}: max", held, f"at most {value_text(expected)}", value_text(column.max))


def _comparable(value: Any, other: Any) -> Any:
    """Both as moments where one is, as numbers where both can be, else as text."""
    if isinstance(value, (int, float, Decimal)) and isinstance(other, (int, float, Decimal)):
        return value
    moments = as_moment(value), as_moment(other)
    if None not in moments:
        return moments[0]
    return str(value)


def _values(column: ColumnProfile, expected: Any, _profile: TableProfile) -> CheckResult:
    allowed = {str(value) for value in expected}
    if column.distinct_count is not None and column.distinct_count > len(column.top_values):
        found = f"{number_text(column.distinct_count)} distinct values"
        return CheckResult(f"{column.name}: values", passed=False, expected=_listed(expected), found=found)
    strange = [item.value for item in column.top_values if str(item.value) not in allowed]
    found = f"also {_listed(strange)}" if strange else "only these"
    return CheckResult(f"{column.name}: values", not strange, _listed(expected), found)


def _listed(values: Any) -> str:
    return ", ".join(value_text(value, 30) for value in list(values)[:_LISTED])


def _newest(column: ColumnProfile, expected: Any, profile: TableProfile) -> CheckResult:
    age = _age(str(expected))
    newest = as_moment(column.max)
    now = (profile.created_at or datetime.now(UTC)).replace(tzinfo=None)
    held = newest is not None and now - newest <= age
    return CheckResult(f"{column.name}: newest", held, f"at most {expected} old", value_text(column.max))


def _age(text: str) -> timedelta:
    found = _AGE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def _meaning(column: ColumnProfile, expected: Any, _profile: TableProfile) -> CheckResult:
    found = column.semantic.name if column.semantic else "none"
    return CheckResult(f"{column.name}: meaning", found == expected, str(expected), found)


COLUMN_RULES: dict[str, Callable[[ColumnProfile, Any, TableProfile], CheckResult]] = {
    "type": _type,
    "nulls": _nulls,
    "unique": _unique,
    "min": _least,
    "max": _greatest,
    "values": _values,
    "newest": _newest,
    "meaning": _meaning,
}
