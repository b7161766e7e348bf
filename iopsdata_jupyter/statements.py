"""The one way a statement takes to an engine: check, bind, execute, audit."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.connections.models import Connection, LoadMode
from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.execution.execute import Limits, Observer, execute, run_interruptibly
from iopsdata_jupyter.execution.parameters import Bound, bind
from iopsdata_jupyter.execution.result import Form, Result
from iopsdata_jupyter.execution.turns import turn_of
from iopsdata_jupyter.guard import Allowed, Policy, Rejected, analyze, decide
from iopsdata_jupyter.store.base import AuditEvent, Source, Verdict

if TYPE_CHECKING:
    import pyarrow as pa


_PLANNING_DRIVERS = frozenset({"duckdb", "sqlite", "postgresql", "mysql", "spark"})


def _nothing_more(_sql: str) -> None:
    """Where the guard's word is enough."""


@dataclass(frozen=True)
class StatementRunner:
    """Runs statements on one connection under one policy."""

    connection: Connection
    policy: Policy
    limits: Limits
    source: Source
    audit: Callable[[AuditEvent], None]
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What `:name` may refer to."""
    translator: str = ""
    tokens: int | None = None
    """Tokens of the model call that made the statement."""
    form: Form = "pandas"
    observer: Observer | None = None
    inspect: Callable[[str], None] = _nothing_more
    """Judges a statement that the guard has allowed, before the engine sees it; raises ExecutionError."""

    def check(self, sql: str) -> None:
        """Passes a statement that would run; leaves one audit event where it would not.

        The engine plans it where it can do so without running it: with the drivers of our own, whose EXPLAIN
        is known. A statement that is executed needs no such plan, since executing begins with one.

        Raises:
            StatementRejected: the guard refuses it.
            ExecutionError: the SQL cannot be read, or the engine cannot plan it.
        """
        statement = self._bound(sql)
        try:
            self._decided(statement.sql)
            self.inspect(sql)
        except (StatementRejected, ExecutionError) as error:
            with self._audited(sql):
                raise error from None
        if self.connection.config.driver in _PLANNING_DRIVERS:
            plain = replace(self, inspect=_nothing_more, limits=replace(self.limits, rows=None), form="arrow")
            plain.run(f"{self.connection.capabilities.explain} {sql}")

    def run(self, sql: str) -> Result:
        """The rows of `sql`; leaves one audit event, whatever happens.

        Raises:
            StatementRejected: the guard refuses it.
            ExecutionError: the engine refused or failed it.
            KeyboardInterrupt: the user stopped it.
        """
        with turn_of(self.connection).taken(), self._audited(sql) as outcome:
            statement = self._bound(sql)
            effects = self._decided(statement.sql).effects
            self.inspect(sql)
            result = execute(self.connection, statement, self.limits, form=self.form, observer=self.observer)
            outcome.rows = result.row_count
        return replace(result, effects=effects)

    def load(self, table: str, rows: pa.Table, mode: LoadMode) -> int:
        """Writes `rows` into a table; leaves one audit event.

        Raises:
            StatementRejected: the connection is read-only.
            ExecutionError: the engine refused it.
        """
        with turn_of(self.connection).taken(), self._audited(f"{mode} {table}") as outcome:
            outcome.rows = rows.num_rows
            if self.policy.access == "read_only":
                raise StatementRejected(
                    f"{table} cannot be written: this connection is read-only.",
                    rule="read-only",
                    hint="Connect with `%connect ... --write` to change data.",
                )
            return run_interruptibly(self.connection, lambda: self.connection.load(table, rows, mode))

    def _bound(self, sql: str) -> Bound:
        opened = self.connection
        return bind(sql, self.values, opened.capabilities.parameter_style, opened.dialect)

    def _decided(self, sql: str) -> Allowed:
        decision = decide(analyze(sql, self.connection.dialect), self.policy)
        if isinstance(decision, Allowed):
            return decision
        if decision.rule == "syntax":
            raise self._syntax_error(sql, decision)
        message = _sentence(decision.reason, named=decision.rule == "function")
        raise StatementRejected(message, rule=decision.rule, hint=decision.hint)

    def _syntax_error(self, sql: str, decision: Rejected) -> ExecutionError:
        """The engine's own words for text that the guard cannot read, where it has any."""
        return self.connection.syntax_error(sql) or ExecutionError(
            _sentence(decision.reason), sql=sql, position=decision.position, hint=decision.hint
        )

    @contextmanager
    def _audited(self, text: str) -> Iterator[_Outcome]:
        """Leaves one audit event of `text` when the block ends, however it ends."""
        outcome = _Outcome()
        started = time.perf_counter()
        try:
            yield outcome
            outcome.verdict = "allowed"
        except StatementRejected as error:
            outcome.verdict, outcome.rule = "refused", error.rule
            raise
        finally:
            self._record(text, outcome, time.perf_counter() - started)

    def _record(self, text: str, outcome: _Outcome, seconds: float) -> None:
        self.audit(
            AuditEvent(
                at=datetime.now(UTC),
                connection=self.connection.config.name,
                source=self.source,
                text_hash=hashlib.sha256(text.encode()).hexdigest(),
                verdict=outcome.verdict,
                rule=outcome.rule,
                rows=outcome.rows,
                elapsed_ms=round(1000 * seconds, 3),
                translator=self.translator,
                tokens=self.tokens,
            )
        )


@dataclass
class _Outcome:
    """What became of a statement, filled in while it runs."""

    verdict: Verdict = "failed"
    rule: str = ""
    rows: int | None = None


def _sentence(clause: str, *, named: bool = False) -> str:
    """The clause as a sentence; where it begins with a name, that keeps its case."""
    begun = clause if named else clause[:1].upper() + clause[1:]
    return begun.rstrip(".") + "."
