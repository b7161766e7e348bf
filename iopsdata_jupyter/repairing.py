"""Runs a statement and repairs it where that needs no model: the inner half of repair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.execution.diagnose import with_near_names
from iopsdata_jupyter.execution.result import Result
from iopsdata_jupyter.guard import analyze

MAX_STEPS = 3
"""Repairs of one statement: a second fault often hides behind the first."""

Run = Callable[[str], Result | None]
"""Runs a statement, or only checks it and gives None; raises StatementRejected or ExecutionError."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A statement that ran or passed its checks, and how it became one."""

    sql: str
    result: Result | None
    notes: tuple[str, ...] = ()
    """One for each repair."""


class Unrepaired(Exception):
    """A statement that still fails when nothing more can be repaired without a model."""

    def __init__(self, sql: str, error: ExecutionError | StatementRejected, notes: tuple[str, ...]) -> None:
        super().__init__(error.message)
        self.sql = sql
        """As far as it was repaired."""
        self.error = error
        self.notes = notes


def run_repaired(sql: str, catalog: Catalog, run: Run) -> Ran:
    """Runs `sql`; one that fails is repaired and run again.

    Raises:
        Unrepaired: it fails, and no repair is left that is sure.
        StatementRejected: the guard refuses it for more than an unknown function.
    """
    from iopsdata_jupyter.text_to_sql.repair.repairs import repaired

    notes: tuple[str, ...] = ()
    while True:
        try:
            return Ran(sql, run(sql), notes)
        except (ExecutionError, StatementRejected) as error:
            if not is_repairable(error):
                raise
            found = repaired(sql, error.message, catalog) if len(notes) < MAX_STEPS else None
            if found is None:
                raise Unrepaired(sql, told(error, sql, catalog), notes) from None
            notes = (*notes, f"Repaired without a model: {found.difference} ({error.message.rstrip('.')}).")
            sql = found.sql


def is_repairable(error: ExecutionError | StatementRejected) -> bool:
    """Whether other SQL may be the way out: not where time or memory ran out, nor for what the guard forbids.

    A function that the guard does not know may be one of another engine, and so a slip.
    """
    if isinstance(error, StatementRejected):
        return error.rule == "function"
    return error.title == ExecutionError.default_title


def told(
    error: ExecutionError | StatementRejected, sql: str, catalog: Catalog
) -> ExecutionError | StatementRejected:
    """The error with the nearest names of the catalog, where it is about a name."""
    if isinstance(error, StatementRejected):
        return error
    tables = tuple(table.name for table in analyze(sql, catalog.dialect).tables)
    return with_near_names(error, catalog, tables) if error.hint is None else error


def given_up(failure: Unrepaired, attempts: int, *, why: str = "") -> ExecutionError | StatementRejected:
    """The error of a statement that nobody could repair: the real cause, and the last SQL to go on from.

    `attempts` are the statements that a model wrote, `why` what kept it from writing another.
    """
    error = failure.error
    count = "The model's statement" if attempts == 1 else f"The last of {attempts} statements"
    parts = [error.hint or "", f"No further one came: {why}" if why else "", f"{count}:\n{failure.sql}"]
    hint = "\n".join(part for part in parts if part)
    if isinstance(error, StatementRejected):
        return StatementRejected(error.message, rule=error.rule, hint=hint)
    return ExecutionError(
        error.message, sql=failure.sql, position=error.position, hint=hint, title=error.title
    )
