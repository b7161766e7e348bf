"""Asks the business questions and compares what comes back by its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.session import Session

QUESTIONS = Path(__file__).parent / "questions"


@dataclass(frozen=True)
class Case:
    """A question and the SQL that answers it."""

    business: str
    question: str
    sql: str
    held_out: bool
    """Every third question is kept apart from development."""


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    case: Case
    sql: str
    """Empty where the translator declined."""
    right: bool
    confidence: float = 0.0


def cases(business: str) -> Iterator[Case]:
    """The cases of one business, in order."""
    lines = (QUESTIONS / f"{business}.txt").read_text("utf-8").splitlines()
    for number in range(len(lines) // 2):
        yield Case(business, lines[2 * number], lines[2 * number + 1], number % 3 == 2)


def ask(session: Session, case: Case) -> Outcome:
    """Asks the offline translator and compares its rows with those of the accepted SQL."""
    try:
        answer = session.questions.ask(case.question, translator="offline", execute=False, new=True)
    except TranslationError:
        return Outcome(case, "", right=False)
    wanted, got = rows(session, case.sql), rows(session, answer.sql)
    ordered = "ORDER BY" in case.sql.rpartition("OVER")[2]
    return Outcome(case, answer.sql, same(got, wanted, ordered=ordered), answer.confidence)


def rows(session: Session, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement, values made comparable."""
    frame = session.sql(sql).frame
    return [tuple(plain(value) for value in row) for row in frame.itertuples(index=False, name=None)]


def plain(value: Any) -> Any:
    """A value without regard to the type that an engine chose for it."""
    if value is None or str(value) in ("nan", "NaT", "<NA>"):
        return None
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float | Decimal):
        return round(float(value), 3)
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return value if isinstance(value, str) else float(value) if hasattr(value, "__float__") else str(value)


def same(left: list[tuple[Any, ...]], right: list[tuple[Any, ...]], *, ordered: bool) -> bool:
    """Whether two results hold the same rows, columns in any order."""
    if len(left) != len(right) or (left and len(left[0]) != len(right[0])):
        return False
    if not left:
        return True
    wanted = right if ordered else sorted(right, key=repr)
    for order in permutations(range(len(left[0]))) if len(left[0]) <= 6 else [tuple(range(len(left[0])))]:
        turned = [tuple(row[i] for i in order) for row in left]
        if (turned if ordered else sorted(turned, key=repr)) == wanted:
            return True
    return False
