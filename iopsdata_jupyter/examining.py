"""What an answer's reader should know of it: suspicious conditions and joins, and why nothing was found."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.errors import IopsDataError
from iopsdata_jupyter.execution.result import Result
from iopsdata_jupyter.statements import StatementRunner
from iopsdata_jupyter.text_to_sql.confidence import Findings, model_confidence
from iopsdata_jupyter.text_to_sql.plausibility.absent_values import absent_values
from iopsdata_jupyter.text_to_sql.plausibility.out_of_range import out_of_range, range_checks
from iopsdata_jupyter.text_to_sql.plausibility.repeated_rows import repeated_rows
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest

_RANGE_S = 5.0
"""Seconds for finding out the range of a column; without an answer by then the reader does without."""


@dataclass(frozen=True)
class Examined:
    """What an answer's statement and rows tell."""

    notes: tuple[str, ...]
    confidence: float


def examine(
    translation: Translation, request: TranslationRequest, runner: StatementRunner, result: Result | None
) -> Examined:
    """Looks at a statement that has passed its checks, and at its rows where it has run."""
    try:
        tree = sqlglot.parse_one(translation.sql, read=request.dialect)
    except (SqlglotError, RecursionError):
        return Examined((), translation.confidence)
    doubts = (
        *absent_values(tree, request.catalog, request.values),
        *repeated_rows(tree, request.catalog),
    )
    empty = _empty(result)
    causes = doubts or (_ranges(tree, request, runner) if empty else ())
    notes = (*((empty,) if empty else ()), *causes)
    return Examined(notes, _confidence(translation, request, tree, doubts=len(doubts), is_empty=bool(empty)))


def _confidence(
    translation: Translation, request: TranslationRequest, tree: exp.Expr, *, doubts: int, is_empty: bool
) -> float:
    """The translator's own figure where it rests on evidence; a model's word is none."""
    if translation.trust not in ("model", "metric") or translation.usage is None:
        return translation.confidence
    missed = sum(note.startswith("The metric ") for note in translation.notes)
    repairs = sum(note.startswith("Repaired") for note in translation.notes)
    findings = Findings(repairs, doubts + missed, is_empty, len(translation.metrics))
    return model_confidence(request.question, tree, findings)


def _empty(result: Result | None) -> str:
    """What to say of a result without rows, or of one row of figures over none."""
    if result is None:
        return ""
    if result.row_count == 0:
        return "The statement ran and found no rows."
    is_figure = result.row_count == 1 and hasattr(result.frame, "isna") and result.has_columns
    is_blank = is_figure and bool((result.frame.isna() | result.frame.eq(0)).all(axis=None))
    return "No row came into the figure." if is_blank else ""


def _ranges(tree: exp.Expr, request: TranslationRequest, runner: StatementRunner) -> tuple[str, ...]:
    """Where a bound lies outside of what its column holds."""
    quick = replace(runner, limits=replace(runner.limits, rows=1, seconds=_RANGE_S), observer=None)
    found = []
    for check in range_checks(tree, request.catalog):
        try:
            row = quick.run(check.sql).frame.iloc[0]
        except (IopsDataError, IndexError):
            continue
        found.append(out_of_range(check, list(row.where(row.notna(), None))))
    return tuple(note for note in found if note)
