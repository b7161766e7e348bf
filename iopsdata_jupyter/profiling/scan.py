"""Asking for figures of some columns, so that one that fails takes no other with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.models import Stage
from iopsdata_jupyter.profiling.prior import Prior
from iopsdata_jupyter.profiling.source import Source, SourceColumn

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")

Row = dict[str, Any]


@dataclass(frozen=True)
class Scan:
    """One relation at one stage; gathers what could not be computed, by column."""

    source: Source
    relation: str
    stage: Stage
    now: datetime
    rows: int | None = None
    """Rows of the relation, where they are known."""
    prior: Prior = field(default_factory=Prior)
    periods: dict[int, tuple[str, list[Row]]] = field(default_factory=dict)
    """Rows of each period, and its unit, by the position of the column that tells the time."""
    notes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def dialect(self) -> str:
        return self.source.dialect

    def held(self, column: SourceColumn) -> pa.ChunkedArray | None:
        """The column of a DataFrame, where this is about all its rows; else the engine has to be asked."""
        held = self.source.table
        if held is None or self.relation != self.source.relation:
            return None
        return held.column(column.position)

    def table(self, sql: str) -> pa.Table:
        """The rows of one statement."""
        return self.source.run(sql)

    def fetched(self, sql: str) -> list[Row]:
        """The rows of one statement as Python values.

        Raises:
            ExecutionError: the engine failed it, or gave dates that Python does not have.
        """
        try:
            return list(self.table(sql).to_pylist())
        except (OverflowError, ValueError) as error:
            raise ExecutionError(f"Python has no such date: {error}", sql=sql) from None

    def rows_of(self, column: SourceColumn, sql: str, what: str) -> list[Row] | None:
        """The rows of a statement about one column; None, with a note, where the engine fails it."""
        try:
            return self.fetched(sql)
        except (ExecutionError, StatementRejected) as error:
            self.note(column, what, error)
            return None

    def batch(
        self,
        columns: Sequence[SourceColumn],
        write: Callable[[Sequence[SourceColumn]], str],
        what: str,
    ) -> Iterator[tuple[SourceColumn, Row]]:
        """Each column with the one row of its statement; a batch that fails is asked column by column.

        Raises:
            ExecutionError: the time limit was reached, which would only be reached again.
        """
        if not columns:
            return
        try:
            row = self.fetched(write(columns))[0]
        except (ExecutionError, StatementRejected) as error:
            if is_timeout(error):
                raise
            if len(columns) == 1:
                self.note(columns[0], what, error)
                return
            half = len(columns) // 2
            yield from self.batch(columns[:half], write, what)
            yield from self.batch(columns[half:], write, what)
            return
        yield from ((column, row) for column in columns)

    def note(self, column: SourceColumn, what: str, error: ExecutionError | StatementRejected) -> None:
        """Keeps that `what` is missing, and the engine's reason."""
        reason = error.message.split("\n", 1)[0]
        self.notes.setdefault(column.name, []).append(f"{what} could not be computed: {reason}")


class OwnFigures:
    """The figures of one column in a row that holds those of many."""

    def __init__(self, row: Row, position: int) -> None:
        self._row = row
        self._suffix = f"_{position}"

    def __contains__(self, name: str) -> bool:
        return name + self._suffix in self._row

    def get(self, name: str) -> Any:
        return self._row.get(name + self._suffix)

    def whole(self, name: str) -> int:
        return int(self.get(name) or 0)

    def optional(self, name: str) -> int | None:
        value = self.get(name)
        return None if value is None else int(value)

    def real(self, name: str) -> float | None:
        value = self.get(name)
        return None if value is None or not math.isfinite(float(value)) else float(value)


def is_timeout(error: Exception) -> bool:
    """Whether the statement was stopped by the time limit."""
    return isinstance(error, ExecutionError) and error.title == "Timeout"


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in pieces of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
