"""Session: the one object a kernel holds. It composes the layers below and writes the audit log."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.catalog.cache import CatalogCache
from iopsdata_jupyter.cell_log import RanStatement, current_log
from iopsdata_jupyter.config import MACHINE_SETTINGS, Access, Settings
from iopsdata_jupyter.connections.adopt import is_live
from iopsdata_jupyter.connections.manager import NOTEBOOK, ConnectionManager
from iopsdata_jupyter.connections.models import Connection, LoadMode
from iopsdata_jupyter.errors import (
    ExecutionError,
    StatementRejected,
    StoreError,
    UsageError,
    WorkspaceError,
    did_you_mean,
)
from iopsdata_jupyter.execution.diagnose import with_near_names
from iopsdata_jupyter.execution.execute import Limits
from iopsdata_jupyter.execution.result import Result
from iopsdata_jupyter.execution.snippets import with_snippets
from iopsdata_jupyter.execution.splitting import Piece, split
from iopsdata_jupyter.execution.turns import turn_of
from iopsdata_jupyter.guard import Policy, analyze
from iopsdata_jupyter.history import History
from iopsdata_jupyter.notebook_frames import FrameTables, arrow_table, frames_in
from iopsdata_jupyter.profiles import Profiles
from iopsdata_jupyter.questions import Questions
from iopsdata_jupyter.run_options import RunOptions
from iopsdata_jupyter.statements import StatementRunner
from iopsdata_jupyter.store.base import AuditEvent, Source, Store
from iopsdata_jupyter.store.opening import StoreOpener

if TYPE_CHECKING:
    from iopsdata_jupyter.catalog.models import Catalog
    from iopsdata_jupyter.store.supabase.team import Team


class Session:
    """Connections, settings and memory of one kernel."""

    def __init__(
        self,
        *,
        variables: Callable[[], Mapping[str, Any]] = dict,
        store: Store | None = None,
        notebook_settings: Mapping[str, Any] | None = None,
        ran: Callable[[RanStatement], None] | None = None,
    ) -> None:
        """`variables` gives the notebook's variables; its DataFrames are tables of the notebook database.

        `ran` is told each statement that an engine took, for the notebook's lineage.
        """
        self.variables = variables
        self._told = ran
        self._notebook_settings = dict(notebook_settings or {})
        self._store = store
        self._opener = StoreOpener()
        self._audit_failed = False
        self.connections = ConnectionManager(
            lambda: self.store,
            self._sample,
            saves_passwords=lambda: self.settings.save_passwords,
            unsaved=self._warn_once,
        )
        self.catalogs = CatalogCache(lambda: self.settings.catalog_ttl_s)
        self.history = History(lambda: self.store, self._warn_once, keeps=lambda: self.settings.keep_history)
        self._frames = FrameTables(variables, self.catalogs)
        self.questions = Questions(self)
        self.profiles = Profiles(self)
        self.snippets: dict[str, str] = {}
        """Statements saved by name, which become CTEs of the statements that read them."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return Settings.load(notebook=self._notebook_settings, workspace=self._saved_settings())

    def _saved_settings(self) -> Mapping[str, Any]:
        """What the store has saved; nothing where it cannot be read."""
        try:
            return self.store.settings()
        except StoreError as error:
            self._warn_once(error)
            return {}

    @property
    def own_settings(self) -> Settings:
        """The settings without those that a store has saved: they say which store it is."""
        return Settings.load(notebook=self._notebook_settings)

    def change_settings(self, **values: Any) -> Settings:
        """Sets values for this notebook; a bad one changes nothing.

        Raises:
            ConfigurationError: an unknown name or a value of the wrong kind.
        """
        changed = self._notebook_settings | values
        settings = Settings.load(notebook=changed, workspace=self._saved_settings())
        self._notebook_settings = changed
        if MACHINE_SETTINGS & values.keys():
            self.forget_store()
        return settings

    @property
    def store(self) -> Store:
        """Saved connections and the audit log."""
        if self._store is None:
            self._store = self._opener.open(self.own_settings)
        return self._store

    def aside(self) -> Session:
        """A session on the same variables, store and settings, with no memory and no lock file."""
        settings = self._notebook_settings | {"lock_answers": False}
        return Session(variables=self.variables, store=self.store, notebook_settings=settings)

    def forget_store(self) -> None:
        """Gives the store up; the next use opens what the settings and the sign-in then mean."""
        store, self._store, self._audit_failed = self._store, None, False
        self._opener = StoreOpener()
        if store is not None:
            store.close()

    def team(self) -> Team:
        """The team's project of the settings.

        Raises:
            NotConfigured: none is set.
        """
        from iopsdata_jupyter.store.supabase.team import team_of

        return team_of(self.own_settings, in_kernel=True)

    def connect(
        self,
        target: object,
        *,
        name: str | None = None,
        access: Access = "read_only",
        connect_args: Mapping[str, Any] | None = None,
        allow_functions: Iterable[str] = (),
        samples: bool | None = None,
        share: bool = False,
    ) -> Connection:
        """Opens a URL, path, folder, glob or saved name, makes it current and remembers it.

        In a team's workspace a new one is remembered, for its members, only with `share`.

        A live object (an engine, a DBAPI or DuckDB connection, a Spark session), given itself or by the name
        of its variable, is used as it is and not remembered.

        Raises:
            ConnectionFailed: nothing is there, or it refuses.
            UsageError: a name or scheme that cannot be used.
        """
        if isinstance(target, Path):
            target = str(target)
        if not isinstance(target, str):
            return self._adopted(target, name, access, samples=samples)
        variable = self.variables().get(target)
        if is_live(variable) and self.connections.means_variable(target):
            return self._adopted(variable, name or target, access, samples=samples)
        return self.connections.connect(
            target,
            name=name,
            access=access,
            connect_args=connect_args,
            allow_functions=allow_functions,
            samples=samples,
            share=share,
        )

    def _adopted(
        self, given: object, name: str | None, access: Access, *, samples: bool | None
    ) -> Connection:
        connection = self.connections.adopt(given, name=name, access=access)
        connection.config = replace(connection.config, samples=bool(samples))
        return connection

    def close(self, name: str) -> None:
        """Closes an open connection.

        Raises:
            ConnectionFailed: none of that name is open.
        """
        self.connections.close(name)
        self.questions.forget(name)

    def connection(self, given: Connection | str | None) -> Connection:
        """The connection meant: an object as it is, a name that is open or saved, or the current one."""
        return self.connections.get(given) if given is None or isinstance(given, str) else given

    def catalog(self, connection: Connection | str | None = None, *, refresh: bool = False) -> Catalog:
        """The tables that a connection shows; the notebook's DataFrames among them on `notebook`."""
        opened = self.connection(connection)
        if refresh:
            self.catalogs.forget(opened)
        if opened.config.name == NOTEBOOK:
            self._frames.show_all(opened)
        with turn_of(opened).taken():
            return self.catalogs.catalog(opened)

    def known_catalog(self, connection: Connection) -> Catalog | None:
        """The connection's catalog where it has been read before; never asks the server."""
        return self.catalogs.known(connection)

    def sql(
        self,
        statement: str,
        *,
        connection: Connection | str | None = None,
        parameters: Mapping[str, Any] | None = None,
        snippets: Sequence[str] = (),
        options: RunOptions | None = None,
    ) -> Result:
        """Runs SQL that a person wrote; `:name` binds `parameters`, then notebook variables.

        Saved snippets, those named and those that the statement reads, become its CTEs. On a writable
        connection there may be several statements; the last one's rows are returned.

        Raises:
            StatementRejected: the connection is read-only and the statement is more than a read.
            ExecutionError: the engine refused or failed it.
        """
        opened = self.connection(connection)
        values = {**self.variables(), **(parameters or {})}
        policy = Policy(opened.config.access, opened.readable_folders, opened.config.allow_functions)
        runner = self.runner(opened, policy, "sql", options or RunOptions(), values)
        writable = policy.access == "read_write"
        pieces = split(statement, opened.dialect) if writable else [Piece(statement, 0)]
        pieces = pieces or [Piece(statement, 0)]
        for number, piece in enumerate(pieces, 1):
            try:
                with self.history.entry(opened.config.name, "sql", sql=piece.sql) as remembered:
                    result = self._run_piece(piece, runner, snippets)
                    remembered.rows = result.row_count
            except ExecutionError as error:
                if len(pieces) > 1:
                    error.message = f"In statement {number} of {len(pieces)}: {error.message}"
                raise
            if result.effects:
                self.catalogs.forget(opened)
        return result

    def _run_piece(self, piece: Piece, runner: StatementRunner, snippets: Sequence[str]) -> Result:
        connection = runner.connection
        self.questions.ran(connection.config.name, piece.sql)
        sql = with_snippets(piece.sql, self.snippets, snippets, connection.dialect)
        if connection.capabilities.reads_frames:
            named = analyze(sql, connection.dialect).tables
            self._frames.show_named(connection, [table.name for table in named if table.schema is None])
        try:
            result = runner.run(sql)
        except ExecutionError as error:
            explained = self._explained(error, connection, sql)
            self.questions.failed(connection.config.name, sql, explained)
            raise explained from None
        except StatementRejected as error:
            self.questions.failed(connection.config.name, sql, error)
            raise
        self.tell(sql, connection)
        return result

    def tell(self, sql: str, connection: Connection) -> None:
        if self._told is not None:
            reads_frames = connection.capabilities.reads_frames
            self._told(RanStatement(sql, connection.config.name, connection.dialect, reads_frames))

    def explain(
        self,
        statement: str,
        *,
        connection: Connection | str | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> str:
        """The engine's plan of a statement, which is not run.

        Raises:
            StatementRejected: the guard refuses the statement.
            ExecutionError: the engine cannot plan it.
        """
        opened = self.connection(connection)
        prefix = opened.capabilities.explain
        result = self.sql(f"{prefix} {statement}", connection=opened, parameters=parameters)
        return "\n".join(str(value) for value in result.frame.iloc[:, -1])

    def persist(
        self,
        name: str,
        *,
        connection: Connection | str | None = None,
        table: str | None = None,
        mode: LoadMode,
    ) -> int:
        """Writes the notebook's DataFrame `name` into a table by the engine's bulk path; the rows written.

        Raises:
            UsageError: there is no such DataFrame.
            StatementRejected: the connection is read-only.
            ExecutionError: the engine refused it.
        """
        frames = frames_in(self.variables())
        if name not in frames:
            raise UsageError(
                f"There is no DataFrame named {name!r}.",
                hint=did_you_mean(name, list(frames))
                or "Give the name of a variable that holds a DataFrame.",
            )
        opened = self.connection(connection)
        written = self.runner(opened, Policy(opened.config.access), "sql", RunOptions(), {}).load(
            table or name, arrow_table(frames[name]), mode
        )
        self.catalogs.forget(opened)
        return written

    def _sample(self) -> Path:
        from iopsdata_jupyter.sample import ensure

        return ensure(self.settings.data_dir)

    def runner(
        self,
        connection: Connection,
        policy: Policy,
        source: Source,
        options: RunOptions,
        values: Mapping[str, Any],
        *,
        translator: str = "",
    ) -> StatementRunner:
        settings = self.settings
        limits = Limits(
            rows=options.limit,
            seconds=settings.statement_timeout_s if options.timeout_s is None else options.timeout_s,
            bytes=settings.memory_bound_mib * 2**20,
        )
        return StatementRunner(
            connection,
            policy,
            limits,
            source,
            self._audit,
            values,
            translator=translator,
            form=options.form,
            observer=options.observer,
        )

    def _explained(self, error: ExecutionError, connection: Connection, statement: str) -> ExecutionError:
        try:
            catalog = self.catalog(connection)
        except ExecutionError:
            return error
        tables = tuple(table.name for table in analyze(statement, connection.dialect).tables)
        return with_near_names(error, catalog, tables)

    def _audit(self, event: AuditEvent) -> None:
        try:
            self.store.append_audit(event)
        except StoreError as error:
            self._warn_once(error)

    def _warn_once(self, error: StoreError) -> None:
        if not self._audit_failed:
            self._audit_failed = True
            # A workspace says itself what was not done: its audit log may go on while nothing can be saved.
            lost = "" if isinstance(error, WorkspaceError) else "Nothing is audited or saved: "
            warnings.warn(f"{lost}{error}", stacklevel=2)


@lru_cache(maxsize=1)
def current_session() -> Session:
    """The session of this process; inside IPython it sees the notebook's variables."""
    return Session(variables=_notebook_variables, ran=current_log().note)


def _notebook_variables() -> Mapping[str, Any]:
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell.user_ns if shell is not None else {}
