"""The one way a statement takes to an engine: check, bind, execute, audit."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.execution.execute import Limits, execute
from iopsdata_jupyter.execution.parameters import bind
from iopsdata_jupyter.execution.result import Result
from iopsdata_jupyter.guard import Allowed, Analysis, Policy, Rejected, analyze, decide
from iopsdata_jupyter.store.base import AuditEvent, Source


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

    def check(self, sql: str) -> Analysis:
        """The analysis of an allowed statement.

        Raises:
            StatementRejected: the guard refuses it.
            ExecutionError: the SQL cannot be read.
        """
        statement = bind(sql, self.values, self.connection.capabilities.parameter_style)
        return self._allowed(statement.sql)

    def run(self, sql: str) -> Result:
        """The rows of `sql`; leaves one audit event, whatever happens.

        Raises:
            StatementRejected: the guard refuses it.
            ExecutionError: the engine refused or failed it.
            KeyboardInterrupt: the user stopped it.
        """
        started = time.perf_counter()
        verdict, rule, rows = "failed", "", None
        try:
            statement = bind(sql, self.values, self.connection.capabilities.parameter_style)
            self._allowed(statement.sql)
            result = execute(self.connection, statement, self.limits)
            verdict, rows = "allowed", result.row_count
            return result
        except StatementRejected as error:
            verdict, rule = "refused", error.rule
            raise
        finally:
            self._record(sql, verdict, rule, rows, time.perf_counter() - started)  # type: ignore[arg-type]

    def _allowed(self, sql: str) -> Analysis:
        analysis = analyze(sql, self.connection.dialect)
        decision = decide(analysis, self.policy)
        if isinstance(decision, Allowed):
            return analysis
        if decision.rule == "syntax":
            raise self._syntax_error(sql, decision)
        raise StatementRejected(_sentence(decision.reason), rule=decision.rule, hint=decision.hint)

    def _syntax_error(self, sql: str, decision: Rejected) -> ExecutionError:
        """The engine's own words for text that the guard cannot read, where it has any."""
        return self.connection.syntax_error(sql) or ExecutionError(
            _sentence(decision.reason), sql=sql, position=decision.position, hint=decision.hint
        )

    def _record(
        self,
        sql: str,
        verdict: Literal["allowed", "refused", "failed"],
        rule: str,
        rows: int | None,
        seconds: float,
    ) -> None:
        self.audit(
            AuditEvent(
                at=datetime.now(UTC),
                connection=self.connection.config.name,
                source=self.source,
                text_hash=hashlib.sha256(sql.encode()).hexdigest(),
                verdict=verdict,
                rule=rule,
                rows=rows,
                elapsed_ms=round(1000 * seconds, 3),
                translator=self.translator,
            )
        )


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:].rstrip(".") + "."
