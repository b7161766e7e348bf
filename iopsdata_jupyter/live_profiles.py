"""Profiles whose source can still be asked: rows, and counts under filters, beside the notebook's cells.

Nothing is kept open for a profile that nobody asks of. The source that was asked last stays open, one for the
whole process: a DataFrame or a file is read again for the first request and not for the next ones.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.errors import ExecutionError, IopsDataError, UsageError
from iopsdata_jupyter.execution.turns import turn_of
from iopsdata_jupyter.profiling.source import Run, Source, SourceColumn

if TYPE_CHECKING:
    from iopsdata_jupyter.profiling.filtering import Filtered
    from iopsdata_jupyter.profiling.filters import Filter
    from iopsdata_jupyter.profiling.first_rows import FirstRows
    from iopsdata_jupyter.profiling.models import TableProfile

TIMES_GIVEN_WAY = 20
"""Times that a statement begins again because a cell needed the connection."""

RunOn = Callable[[Connection], Run]
"""Makes the checked and audited way to ask a connection."""

OpenSource = Callable[["TableProfile", RunOn], AbstractContextManager[Source]]
"""Opens again what a profile was made of.

Raises:
    UsageError: it is not there any more.
    ConnectionFailed: it cannot be opened.
"""


class Stopped(Exception):
    """The request was given up for a later one."""


class LiveProfile:
    """One profile and its source. Requests come from one thread; `stop` may come from any."""

    def __init__(self, profile: TableProfile, open_source: OpenSource, run_on: RunOn) -> None:
        self.profile = profile
        self._open_source = open_source
        self._run_on = run_on
        self._rows: tuple[tuple[Filter, ...], FirstRows] | None = None
        self._running: Connection | None = None
        self._stopping = threading.Event()

    def filtered(self, filters: Sequence[Filter]) -> Iterator[Filtered]:
        """The pictures over the rows that are left, a batch of columns at a time.

        Raises:
            Stopped: `stop` was called.
            UsageError: the source is not there any more, or is another one now.
            ExecutionError: the engine failed it.
        """
        from iopsdata_jupyter.profiling.filtering import filtered_figures

        with _kept.good(self):
            yield from filtered_figures(self._source(), self.profile, filters)

    def rows(self, filters: Sequence[Filter]) -> FirstRows:
        """The first rows that are left; the same ones until other filters are asked for.

        Raises:
            as `filtered`.
        """
        from iopsdata_jupyter.profiling.first_rows import first_rows

        wanted = tuple(filters)
        if self._rows is None or self._rows[0] != wanted:
            with _kept.good(self):
                self._rows = (wanted, first_rows(self._source(), self.profile, filters))
        return self._rows[1]

    def begin(self) -> None:
        """Takes back a `stop` that was meant for the request before."""
        self._stopping.clear()

    def stop(self) -> None:
        """Gives up the running request; its thread gets `Stopped` as soon as the engine lets go."""
        self._stopping.set()
        if (connection := self._running) is not None:
            connection.interrupt()

    def _source(self) -> Source:
        source = _kept.source_of(self)
        if source is None:
            stack = ExitStack()
            try:
                source = stack.enter_context(self._open_source(self.profile, self._asking))
                self._check(source)
            except BaseException:
                stack.close()
                raise
            _kept.keep(self, source, stack)
        return source

    def _check(self, source: Source) -> None:
        was = [(column.name, column.kind) for column in self.profile.columns.values()]
        if [(column.name, column.kind) for column in source.columns] != was:
            raise UsageError(
                f"{self.profile.name} has other columns now.", hint="Profile it again: run the cell."
            )
        if source.row_count not in (None, self.profile.row_count):
            raise UsageError(
                f"{self.profile.name} has {source.row_count:,} rows now, not {self.profile.row_count:,}.",
                hint="Profile it again: run the cell.",
            )

    def _asking(self, connection: Connection) -> Run:
        run = self._run_on(connection)
        return lambda sql: self._asked(connection, run, sql)

    def _asked(self, connection: Connection, run: Run, sql: str) -> Any:
        """One statement, begun again where a cell has taken the connection away."""
        for _ in range(TIMES_GIVEN_WAY):
            with turn_of(connection).lent(connection.interrupt) as lent:
                if self._stopping.is_set():
                    raise Stopped
                self._running = connection
                try:
                    return run(sql)
                except ExecutionError:
                    if self._stopping.is_set():
                        raise Stopped from None
                    if not lent.was_taken:
                        raise
                finally:
                    self._running = None
        raise ExecutionError(
            "The notebook's cells needed the connection all the time.", hint="Ask again when they have run."
        )


@dataclass
class _Kept:
    """The one source that stays open; only the thread of the requests touches it."""

    whose: LiveProfile | None = None
    source: Source | None = None
    stack: ExitStack | None = None

    def source_of(self, live: LiveProfile) -> Source | None:
        return self.source if self.whose is live else None

    def keep(self, live: LiveProfile, source: Source, stack: ExitStack) -> None:
        self.drop()
        self.whose, self.source, self.stack = live, source, stack

    def drop(self) -> None:
        stack, self.whose, self.source, self.stack = self.stack, None, None, None
        if stack is not None:
            stack.close()

    @contextmanager
    def good(self, live: LiveProfile) -> Iterator[None]:
        """Drops the source where it fails: it may have been closed, and is opened again when next asked."""
        try:
            yield
        except IopsDataError:
            if self.whose is live:
                self.drop()
            raise


_kept = _Kept()


def connection_source(profile: TableProfile, run: Run) -> Source:
    """A table or query of a connection as the profile names it; no catalog is asked."""
    columns = tuple(
        SourceColumn(column.name, column.type, column.kind, column.position)
        for column in profile.columns.values()
    )
    return Source(profile.name, profile.dialect, profile.relation, run, columns, profile.connection)
