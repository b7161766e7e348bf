"""From a question to an Answer: translate, check, execute, repair."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import StatementRejected, TranslationError
from iopsdata_jupyter.examining import examine
from iopsdata_jupyter.execution.result import Result
from iopsdata_jupyter.repairing import Ran, Unrepaired, given_up, run_repaired
from iopsdata_jupyter.statements import StatementRunner
from iopsdata_jupyter.text_to_sql.choosing import MODEL_HINT
from iopsdata_jupyter.text_to_sql.completions import summed
from iopsdata_jupyter.text_to_sql.layout import laid_out
from iopsdata_jupyter.text_to_sql.translator import (
    Alternative,
    Attempt,
    Translation,
    TranslationRequest,
    Translator,
    Trust,
    Understanding,
    Usage,
)
from iopsdata_jupyter.text_to_sql.validation import require_known_names

if TYPE_CHECKING:
    import pandas as pd

    from iopsdata_jupyter.charts import Chart
    from iopsdata_jupyter.lineage import LineageGraph

MAX_REPAIRS = 2
"""Times that a model is asked again."""
REPAIR = "repair"
"""The translator of a statement that was repaired without a model."""
_REPAIR_CONFIDENCE = 0.9


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
    """Other readings of the question, the likelier first; `%ask --choose` runs one."""
    trust: Trust = "model"
    """Where the SQL comes from."""
    kept_on: str = ""
    """When SQL that was kept was verified or made, as YYYY-MM-DD; empty for SQL made for this question."""
    metrics: tuple[str, ...] = ()
    """Names of the metrics that the SQL computes exactly as they are defined."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What `:name` in `sql` stands for."""
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Columns of the tables that `sql` reads, by the table's name."""

    @property
    def sql_with_values(self) -> str:
        """`sql` with the values of its parameters written out: what the conversation goes on from."""
        from iopsdata_jupyter.text_to_sql.verified.placeholders import inlined

        return inlined(self.sql, self.parameters, self.dialect)

    def chart(self, *, asked: bool = True) -> Chart | None:
        """The chart of the rows; None where none shows them, or none has been run.

        With `asked` false only where their shape calls for one: a time series or a ranking.
        """
        from iopsdata_jupyter.charts import chart

        return None if self.dataframe is None else chart(self.dataframe, asked=asked)

    @property
    def lineage(self) -> LineageGraph:
        """The columns that each column of the answer comes from."""
        from iopsdata_jupyter.lineage import lineage

        return lineage(self.sql, dialect=self.dialect, schema=self.reads)


def answer(
    request: TranslationRequest, translator: Translator, runner: StatementRunner, *, execute: bool = True
) -> Answer:
    """Answers `request`; a statement that fails is repaired, at most twice by asking the model again.

    Raises:
        TranslationError: no SQL could be made.
        StatementRejected: the guard refused the SQL.
        ExecutionError: the SQL failed, and repair did not help; its hint holds the last SQL.
    """
    started = time.perf_counter()
    translation = translator.translate(request)
    usage, notes, attempts = translation.usage, translation.notes, 1
    while True:
        if translation.usage is None:
            translation = replace(translation, sql=laid_out(translation.sql, request.dialect))
        own = _owned(runner, translation, usage)
        try:
            ran = _run(translation.sql, request, own, execute=execute)
            break
        except StatementRejected as error:
            raise _to_confirm(error, translation.sql) from None
        except Unrepaired as failure:
            notes = (*notes, *failure.notes)
            if translation.usage is None:
                raise failure.error from None
            if attempts > MAX_REPAIRS:
                raise given_up(failure, attempts) from None
            failed = failure
        translation = _translated_again(request, failed, translator, attempts)
        attempts += 1
        usage = summed(usage, translation.usage)
        notes = (*notes, f"Repaired by the model: {failed.error.message}", *translation.notes)
    notes = tuple(dict.fromkeys((*notes, *ran.notes)))
    translation = replace(translation, sql=ran.sql, usage=usage, notes=notes)
    return _answer(
        request, translation, runner, ran.result, notes=notes, elapsed_s=time.perf_counter() - started
    )


def fix(
    request: TranslationRequest,
    translator: Translator | None,
    runner: StatementRunner,
    *,
    execute: bool = True,
) -> Answer:
    """Repairs the statement of `request.failed`, without a model where that can be sure.

    `translator` is asked for the rest; None where there is no model.

    Raises:
        TranslationError: it takes a model, and there is none.
        StatementRejected: the guard refused the statement, which a question may not run.
        ExecutionError: repair did not help.
    """
    started = time.perf_counter()
    statement = request.failed.sql if request.failed else ""
    try:
        ran = _run(statement, request, replace(runner, translator=REPAIR), execute=execute)
    except Unrepaired as failure:
        if translator is None:
            raise _needs_a_model(failure) from None
        request = replace(request, failed=Attempt(failure.sql, str(failure.error)))
        return answer(request, translator, runner, execute=execute)
    translation = Translation(ran.sql, REPAIR, _REPAIR_CONFIDENCE)
    notes = ran.notes or ("The statement runs as it is.",)
    return _answer(
        request, translation, runner, ran.result, notes=notes, elapsed_s=time.perf_counter() - started
    )


def _run(sql: str, request: TranslationRequest, runner: StatementRunner, *, execute: bool) -> Ran:
    """Runs or only checks `sql`, repaired where that needs no model; every attempt is audited."""
    checked = replace(runner, inspect=lambda statement: require_known_names(statement, request.catalog))

    def check(statement: str) -> None:
        checked.check(statement)

    try:
        return run_repaired(sql, request.catalog, checked.run if execute else check)
    except StatementRejected as error:
        raise _to_confirm(error, sql) from None


def _translated_again(
    request: TranslationRequest, failure: Unrepaired, translator: Translator, attempts: int
) -> Translation:
    """The translator's next statement; where it has none, what made it necessary is the error."""
    failed = Attempt(failure.sql, str(failure.error))
    try:
        return translator.translate(replace(request, failed=failed))
    except TranslationError as error:
        raise given_up(failure, attempts, why=error.message) from None


def _needs_a_model(failure: Unrepaired) -> TranslationError:
    hint = " ".join(part for part in (failure.error.hint, MODEL_HINT) if part)
    return TranslationError(f"Without a model this cannot be repaired: {failure.error.message}", hint=hint)


def _answer(
    request: TranslationRequest,
    translation: Translation,
    runner: StatementRunner,
    result: Result | None,
    *,
    notes: tuple[str, ...],
    elapsed_s: float,
) -> Answer:
    own = _owned(runner, translation, translation.usage)
    examined = examine(translation, request, own, result)
    return Answer(
        question=request.question,
        sql=translation.sql,
        dialect=request.dialect,
        connection=runner.connection.config.name,
        translator=translation.translator,
        confidence=examined.confidence,
        explanation=translation.explanation,
        assumptions=translation.assumptions,
        understood=translation.understood,
        notes=tuple(dict.fromkeys((*notes, *examined.notes))),
        usage=translation.usage,
        dataframe=None if result is None else result.frame,
        elapsed_s=elapsed_s,
        row_count=None if result is None else result.row_count,
        truncated=result is not None and result.truncated,
        alternatives=tuple(
            replace(other, sql=laid_out(other.sql, request.dialect)) for other in translation.alternatives
        ),
        trust=translation.trust,
        kept_on=translation.kept_on,
        metrics=translation.metrics,
        parameters=translation.parameters,
        reads=_columns_read(translation.sql, request),
    )


def run_shown(shown: Answer, request: TranslationRequest, runner: StatementRunner) -> Answer:
    """An answer whose SQL was only shown, now with its rows.

    Raises:
        StatementRejected: the guard refuses the SQL.
        ExecutionError: the engine refused or failed it.
    """
    started = time.perf_counter()
    translation = Translation(
        shown.sql,
        shown.translator,
        shown.confidence,
        shown.explanation,
        shown.assumptions,
        shown.understood,
        parameters=shown.parameters,
        metrics=shown.metrics,
        kept_on=shown.kept_on,
        remembered=shown.trust if shown.trust in ("verified", "replayed") else None,
    )
    try:
        ran = _run(shown.sql, request, _owned(runner, translation, shown.usage), execute=True)
    except Unrepaired as failure:
        raise failure.error from None
    elapsed_s = time.perf_counter() - started
    notes = tuple(dict.fromkeys((*shown.notes, *ran.notes)))
    translation = replace(translation, sql=ran.sql)
    found = _answer(request, translation, runner, ran.result, notes=notes, elapsed_s=elapsed_s)
    return replace(found, question=shown.question, usage=shown.usage, trust=shown.trust)


def _owned(runner: StatementRunner, translation: Translation, usage: Usage | None) -> StatementRunner:
    """The runner with what its audit events tell of the translation, and with its parameters."""
    values = {**runner.values, **translation.parameters}
    return replace(runner, translator=translation.translator, tokens=_tokens(usage), values=values)


def _columns_read(sql: str, request: TranslationRequest) -> dict[str, tuple[str, ...]]:
    from iopsdata_jupyter.text_to_sql.replay.record import tables_read

    tables = tables_read(sql, request.catalog) or ()
    return {table.qualified_name: tuple(column.name for column in table.columns) for table in tables}


def _to_confirm(error: StatementRejected, sql: str) -> StatementRejected:
    """The refusal with the statement, which its reader may run where writing is allowed."""
    if error.rule != "read-only":
        return error
    hint = f"A question never changes data. To run it on a --write connection:\n%%sql\n{sql}"
    return StatementRejected(error.message, rule=error.rule, hint=hint)


def _tokens(usage: Usage | None) -> int | None:
    return None if usage is None else usage.prompt_tokens + usage.completion_tokens
