"""From a question to an Answer: translate, check, execute, repair."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.execution.result import Result
from iopsdata_jupyter.statements import StatementRunner
from iopsdata_jupyter.text_to_sql.layout import laid_out
from iopsdata_jupyter.text_to_sql.translator import (
    Alternative,
    Attempt,
    Translation,
    TranslationRequest,
    Translator,
    Understanding,
    Usage,
)
from iopsdata_jupyter.text_to_sql.validation import require_known_names

if TYPE_CHECKING:
    import pandas as pd

MAX_REPAIRS = 2


@dataclass(frozen=True)
class Answer:
    """A question, its SQL and, once it has run, its rows."""

    question: str
    sql: str
    dialect: str
    """sqlglot's name of the dialect of `sql`."""
    connection: str
    """Name of the connection that was asked."""
    translator: str
    """`offline`, or the model's name."""
    confidence: float
    """0..1, from evidence."""
    explanation: str = ""
    assumptions: tuple[str, ...] = ()
    understood: tuple[Understanding, ...] = ()
    notes: tuple[str, ...] = ()
    """What the reader should know of this answer: repairs, limits, an empty result."""
    usage: Usage | None = None
    """None where no model was called."""
    dataframe: pd.DataFrame | None = None
    """None where the statement has not run."""
    elapsed_s: float = 0.0
    """Wall seconds from the question to the rows."""
    row_count: int | None = None
    """Rows of `dataframe`; None where the statement has not run."""
    truncated: bool = False
    """Whether the engine had more rows than the limit."""
    alternatives: tuple[Alternative, ...] = ()
    """Other readings of the question, the likelier first; `Session.choose` runs one."""


def answer(
    request: TranslationRequest, translator: Translator, runner: StatementRunner, *, execute: bool = True
) -> Answer:
    """Answers `request`; a statement that a check or the engine refused goes back to a model, at most twice.

    Raises:
        TranslationError: no SQL could be made.
        StatementRejected: the guard refused the SQL.
        ExecutionError: the SQL failed, and repair did not help.
    """
    started = time.perf_counter()
    repairs: list[str] = []
    usage: Usage | None = None
    while True:
        translation = translator.translate(request)
        usage = _summed(usage, translation.usage)
        if translation.usage is None:
            translation = replace(translation, sql=laid_out(translation.sql, request.dialect))
        try:
            result = _run(translation, request, replace(runner, tokens=_tokens(usage)), execute=execute)
            break
        except StatementRejected as error:
            raise _to_confirm(error, translation.sql) from None
        except ExecutionError as error:
            if translator.name == "offline" or len(repairs) == MAX_REPAIRS:
                raise
            repairs.append(f"Repaired: {error.message}")
            request = replace(request, failed=Attempt(translation.sql, str(error)))
    translation = replace(translation, usage=usage)
    return _answer(
        request, translation, runner, result, notes=tuple(repairs), elapsed_s=time.perf_counter() - started
    )


def _run(
    translation: Translation, request: TranslationRequest, runner: StatementRunner, *, execute: bool
) -> Result | None:
    require_known_names(translation.sql, request.catalog)
    if not execute:
        runner.check(translation.sql)
        return None
    return runner.run(translation.sql)


def _answer(
    request: TranslationRequest,
    translation: Translation,
    runner: StatementRunner,
    result: Result | None,
    *,
    notes: tuple[str, ...],
    elapsed_s: float,
) -> Answer:
    if result is not None and result.row_count == 0:
        notes = (*notes, "The statement ran and found no rows.")
    return Answer(
        question=request.question,
        sql=translation.sql,
        dialect=request.dialect,
        connection=runner.connection.config.name,
        translator=translation.translator,
        confidence=translation.confidence,
        explanation=translation.explanation,
        assumptions=translation.assumptions,
        understood=translation.understood,
        notes=notes,
        usage=translation.usage,
        dataframe=None if result is None else result.frame,
        elapsed_s=elapsed_s,
        row_count=None if result is None else result.row_count,
        truncated=result is not None and result.truncated,
        alternatives=tuple(
            replace(other, sql=laid_out(other.sql, request.dialect)) for other in translation.alternatives
        ),
    )


def _to_confirm(error: StatementRejected, sql: str) -> StatementRejected:
    """The refusal with the statement, which its reader may run where writing is allowed."""
    if error.rule != "read-only":
        return error
    hint = f"A question never changes data. To run it on a --write connection:\n%%sql\n{sql}"
    return StatementRejected(error.message, rule=error.rule, hint=hint)


def _tokens(usage: Usage | None) -> int | None:
    return None if usage is None else usage.prompt_tokens + usage.completion_tokens


def _summed(first: Usage | None, second: Usage | None) -> Usage | None:
    if first is None or second is None:
        return second or first
    known = first.cost_usd is not None and second.cost_usd is not None
    return Usage(
        second.model,
        first.prompt_tokens + second.prompt_tokens,
        first.completion_tokens + second.completion_tokens,
        (first.cost_usd or 0.0) + (second.cost_usd or 0.0) if known else None,
    )
