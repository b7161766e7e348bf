"""Names that do not exist, where one is plainly meant: a slip, a plural, a text in double quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from iopsdata_jupyter.text_to_sql.dialects import identifier
from iopsdata_jupyter.text_to_sql.repair.fault import Fault
from iopsdata_jupyter.text_to_sql.validation import UnknownName, unknown_names

LEAST_LIKENESS = 0.8
"""Ratcliff and Obershelp's ratio of the letters, as difflib measures it."""
SLIP_LIKENESS = 0.9
LEAST_SLIP_LETTERS = 4
LEAST_LEAD = 0.06
"""By how much the best name must be before the second."""


def corrected_names(fault: Fault) -> str | None:
    """The statement with every unknown name corrected; None where one of them may mean several, or none."""
    sql, unknown = fault.sql, unknown_names(fault.tree, fault.catalog)
    places: list[tuple[int, int, str]] = []
    for name in unknown:
        correction = _correction(name, fault.catalog.dialect)
        start, end = name.span or (None, None)
        if correction is None or start is None or end is None:
            return None
        places.append((start, end, correction))
    for start, end, correction in sorted(places, reverse=True):
        sql = sql[:start] + correction + sql[end:]
    return sql if places else None


def _correction(name: UnknownName, dialect: str) -> str | None:
    if name.is_text:
        return "'" + name.plain.replace("'", "''") + "'"
    meant = plainly_meant(name.plain, name.candidates)
    return identifier(meant, dialect) if meant else None


def plainly_meant(name: str, candidates: Sequence[str]) -> str | None:
    """The one candidate that `name` must mean; None where two are near, or none is."""
    ranked = sorted(((_likeness(name, other), other) for other in set(candidates)), reverse=True)
    if not ranked or ranked[0][0] < LEAST_LIKENESS:
        return None
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    return ranked[0][1] if ranked[0][0] - second >= LEAST_LEAD else None


def _likeness(name: str, other: str) -> float:
    """1 for names that differ only in case, underscores and a plural's s; 0 for those of other numbers."""
    first, second = _plain(name), _plain(other)
    if first == second:
        return 1.0
    if re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return 0.0
    ratio = SequenceMatcher(None, first, second, autojunk=False).ratio()
    return max(ratio, SLIP_LIKENESS) if _is_one_slip(first, second) else ratio


def _is_one_slip(first: str, second: str) -> bool:
    """Whether one letter is missing, too many or wrong, or two are swapped (Damerau 1964)."""
    if min(len(first), len(second)) < LEAST_SLIP_LETTERS:
        return False
    start = next((at for at, pair in enumerate(zip(first, second, strict=False)) if len(set(pair)) > 1), None)
    if start is None:
        return abs(len(first) - len(second)) == 1
    rests = first[start:], second[start:]
    swapped = rests[0][:2] == rests[1][1::-1] and rests[0][2:] == rests[1][2:]
    cut = rests[0][1:], rests[1][1:]
    return swapped or cut[0] == cut[1] or cut[0] == rests[1] or rests[0] == cut[1]


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold()).removesuffix("s")
