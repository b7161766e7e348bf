"""Session: the one object a kernel holds. It composes the layers below and writes the audit log."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from iopsdata_jupyter.answering import Answer, answer
from iopsdata_jupyter.catalog.cache import CatalogCache
from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.config import Access, Settings, TranslatorChoice
from iopsdata_jupyter.connections.adopt import is_live
from iopsdata_jupyter.connections.manager import NOTEBOOK, ConnectionManager
from iopsdata_jupyter.connections.models import Connection, LoadMode
from iopsdata_jupyter.errors import (
    ExecutionError,
    StoreError,
    TranslationError,
    UsageError,
    did_you_mean,
)
from iopsdata_jupyter.execution.diagnose import with_near_names
from iopsdata_jupyter.execution.execute import Limits, Observer
from iopsdata_jupyter.execution.result import Form, Result
from iopsdata_jupyter.execution.snippets import with_snippets
from iopsdata_jupyter.execution.splitting import Piece, split
from iopsdata_jupyter.guard import Policy, analyze
from iopsdata_jupyter.notebook_frames import FrameTables, arrow_table, frames_in
from iopsdata_jupyter.profile_targets import Targets
from iopsdata_jupyter.statements import StatementRunner
from iopsdata_jupyter.store.base import AuditEvent, Source, Store
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.text_to_sql.choosing import choose, with_way_out
from iopsdata_jupyter.text_to_sql.conversation import Conversation
from iopsdata_jupyter.text_to_sql.translator import TranslationRequest, Translator, Turn

if TYPE_CHECKING:
    import pandas as pd

    from iopsdata_jupyter.catalog.models import Catalog
    from iopsdata_jupyter.profiling.compare import ProfileComparison
    from iopsdata_jupyter.profiling.expectations import DataCheck
    from iopsdata_jupyter.profiling.models import TableProfile
    from iopsdata_jupyter.profiling.source import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a statement is run."""

    limit: int | None = None
    """Rows fetched at most; None: all, for a question the setting `ask_row_limit`."""
    timeout_s: float | None = None
    """Seconds until it is stopped; None: the setting, 0: never."""
    form: Form = "pandas"
    observer: Observer | None = None
    """Told of a statement's progress once it takes longer than a second."""


class Session:
    """Connections, settings and memory of one kernel."""

    def __init__(
        self,
        *,
        variables: Callable[[], Mapping[str, Any]] = dict,
        store: Store | None = None,
        notebook_settings: Mapping[str, Any] | None = None,
    ) -> None:
        """`variables` gives the notebook's variables; its DataFrames are tables of the notebook database."""
        self._variables = variables
        self._notebook_settings = dict(notebook_settings or {})
        self._store = store
        self._audit_failed = False
        self.connections = ConnectionManager(
            lambda: self.store,
            self._sample,
            saves_passwords=lambda: self.settings.save_passwords,
            unsaved=self._warn_once,
        )
        self._catalogs = CatalogCache(self.settings.catalog_ttl_s)
        self._frames = FrameTables(variables, self._catalogs)
        self._conversation = Conversation()
        self.snippets: dict[str, str] = {}
        """Statements saved by name, which become CTEs of the statements that read them."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return Settings.load(notebook=self._notebook_settings)

    def change_settings(self, **values: Any) -> Settings:
        """Sets values for this notebook; a bad one changes nothing.

        Raises:
            ConfigurationError: an unknown name or a value of the wrong kind.
        """
        changed = self._notebook_settings | values
        settings = Settings.load(notebook=changed)
        self._notebook_settings = changed
        return settings

    @property
    def store(self) -> Store:
        """Saved connections and the audit log."""
        if self._store is None:
            self._store = LocalStore(self.settings.data_dir)
        return self._store

    def connect(
        self,
        target: object,
        *,
        name: str | None = None,
        access: Access = "read_only",
        connect_args: Mapping[str, Any] | None = None,
        allow_functions: Iterable[str] = (),
    ) -> Connection:
        """Opens a URL, path, folder, glob or saved name, makes it current and remembers it.

        A live object (an engine, a DBAPI or DuckDB connection, a Spark session), given itself or by the name
        of its variable, is used as it is and not remembered.

        Raises:
            ConnectionFailed: nothing is there, or it refuses.
            UsageError: a name or scheme that cannot be used.
        """
        if isinstance(target, Path):
            target = str(target)
        if not isinstance(target, str):
            return self.connections.adopt(target, name=name, access=access)
        variable = self._variables().get(target)
        if is_live(variable) and self.connections.means_variable(target):
            return self.connections.adopt(variable, name=name or target, access=access)
        return self.connections.connect(
            target, name=name, access=access, connect_args=connect_args, allow_functions=allow_functions
        )

    def close(self, name: str) -> None:
        """Closes an open connection.

        Raises:
            ConnectionFailed: none of that name is open.
        """
        self.connections.close(name)
        self._conversation.start_anew(name)

    def connection(self, given: Connection | str | None) -> Connection:
        """The connection meant: an object as it is, a name that is open or saved, or the current one."""
        return self.connections.get(given) if given is None or isinstance(given, str) else given

    def catalog(self, connection: Connection | str | None = None, *, refresh: bool = False) -> Catalog:
        """The tables that a connection shows; the notebook's DataFrames among them on `notebook`."""
        opened = self.connection(connection)
        if refresh:
            self._catalogs.forget(opened)
        if opened.config.name == NOTEBOOK:
            self._frames.show_all(opened)
        return self._catalogs.catalog(opened)

    def known_catalog(self, connection: Connection) -> Catalog | None:
        """The connection's catalog where it has been read before; never asks the server."""
        return self._catalogs.known(connection)

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
        values = {**self._variables(), **(parameters or {})}
        policy = Policy(opened.config.access, opened.readable_folders, opened.config.allow_functions)
        runner = self._runner(opened, policy, "sql", options or RunOptions(), values)
        writable = policy.access == "read_write"
        pieces = split(statement, opened.dialect) if writable else [Piece(statement, 0)]
        pieces = pieces or [Piece(statement, 0)]
        for number, piece in enumerate(pieces, 1):
            try:
                result = self._run_piece(piece, runner, snippets)
            except ExecutionError as error:
                if len(pieces) > 1:
                    error.message = f"In statement {number} of {len(pieces)}: {error.message}"
                raise
            if result.effects:
                self._catalogs.forget(opened)
        return result

    def _run_piece(self, piece: Piece, runner: StatementRunner, snippets: Sequence[str]) -> Result:
        connection = runner.connection
        sql = with_snippets(piece.sql, self.snippets, snippets, connection.dialect)
        if connection.capabilities.reads_frames:
            named = analyze(sql, connection.dialect).tables
            self._frames.show_named(connection, [table.name for table in named if table.schema is None])
        try:
            return runner.run(sql)
        except ExecutionError as error:
            raise self._explained(error, connection, sql) from None

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
        frames = frames_in(self._variables())
        if name not in frames:
            raise UsageError(
                f"There is no DataFrame named {name!r}.",
                hint=did_you_mean(name, list(frames))
                or "Give the name of a variable that holds a DataFrame.",
            )
        opened = self.connection(connection)
        written = self._runner(opened, Policy(opened.config.access), "sql", RunOptions(), {}).load(
            table or name, arrow_table(frames[name]), mode
        )
        self._catalogs.forget(opened)
        return written

    def ask(
        self,
        question: str,
        *,
        connection: Connection | str | None = None,
        translator: TranslatorChoice | Translator | None = None,
        model: str | None = None,
        execute: bool | None = None,
        new: bool = False,
        options: RunOptions | None = None,
    ) -> Answer:
        """Answers a question in plain language; the SQL never writes, whatever the connection allows.

        Raises:
            TranslationError: no SQL could be made; the message says what was understood.
            StatementRejected: the guard refused the SQL.
            ExecutionError: the engine refused or failed it.
        """
        if not question.strip():
            raise UsageError("There is no question.", hint="Write it below %%ask: how many orders per month?")
        settings = self.settings
        opened = self.connection(connection)
        chosen = choose(translator, model, settings)
        request = self._request(question.strip(), opened, settings, new=new)
        options = options or RunOptions()
        limited = options if options.limit is not None else replace(options, limit=settings.ask_row_limit)
        runner = self._runner(
            opened,
            Policy(functions=opened.config.allow_functions),
            "ask",
            limited,
            {},
            translator=chosen.name,
        )
        run = settings.auto_execute if execute is None else execute
        try:
            found = answer(request, chosen, runner, execute=run)
        except TranslationError as error:
            raise with_way_out(error, chosen, settings) from None
        except ExecutionError as error:
            raise self._explained(error, opened, error.sql or "") from None
        self._conversation.add(opened.config.name, Turn(found.question, found.sql))
        return found

    def profile(
        self,
        target: Any,
        *,
        connection: Connection | str | None = None,
        sheet: str | None = None,
        on_update: Callable[[TableProfile], None] | None = None,
        timeout_s: float | None = None,
    ) -> TableProfile:
        """The profile of a DataFrame, a file or glob, a table or a query.

        `on_update` is told each stage: names and types, a labelled sample, then more and more columns.

        Raises:
            UsageError: nothing has that name.
            ConnectionFailed: a file cannot be read.
            ExecutionError: the engine cannot read the target at all.
        """
        from iopsdata_jupyter.profiling.profiler import stages

        with self._targets(connection, timeout_s).open(
            target, on_connection=connection is not None, sheet=sheet
        ) as found:
            for profile in stages(found.source, found.catalog):
                if on_update is not None:
                    on_update(profile)
        return profile

    def compare_data(
        self,
        left: Any,
        right: Any,
        *,
        connection: Connection | str | None = None,
        timeout_s: float | None = None,
    ) -> ProfileComparison:
        """What changed from one DataFrame, file, table or query to another.

        Raises:
            UsageError: nothing has one of the names.
            ConnectionFailed: a file cannot be read.
            ExecutionError: the engine cannot read one of them at all.
        """
        from iopsdata_jupyter.profiling.compare import compare
        from iopsdata_jupyter.profiling.profiler import whole

        targets, given = self._targets(connection, timeout_s), connection is not None
        with (
            targets.open(left, on_connection=given) as first,
            targets.open(right, on_connection=given) as second,
        ):
            return compare(whole(first.source), first.source, whole(second.source), second.source)

    def check_data(
        self,
        target: Any,
        expectations: Mapping[str, Any] | str | Path,
        *,
        connection: Connection | str | None = None,
        on_update: Callable[[TableProfile], None] | None = None,
    ) -> DataCheck:
        """Whether data is as a mapping or a YAML file says; `assert` it, or call `assert_passed`.

        Raises:
            UsageError: nothing has that name, or the rules cannot be understood.
        """
        from iopsdata_jupyter.profiling.expectations import check, read_expectations

        rules = read_expectations(expectations)
        return check(self.profile(target, connection=connection, on_update=on_update), rules)

    def _targets(self, connection: Connection | str | None, timeout_s: float | None) -> Targets:
        options = RunOptions(form="arrow", timeout_s=timeout_s)

        def run_on(opened: Connection) -> Run:
            policy = Policy(folders=opened.readable_folders, functions=opened.config.allow_functions)
            runner = self._runner(opened, policy, "profile", options, {})
            return lambda sql: runner.run(sql).frame

        return Targets(
            self._variables(), lambda: self.connection(connection), self.catalog, run_on
        )

    def _request(
        self, question: str, connection: Connection, settings: Settings, *, new: bool
    ) -> TranslationRequest:
        catalog = self.catalog(connection)
        if not catalog.tables:
            raise TranslationError(
                f"The connection {connection.config.name!r} has no tables to ask about.",
                hint="Load a DataFrame, or connect to data: `%connect orders.parquet`, `%connect shop.db`.",
            )
        if new:
            self._conversation.start_anew(connection.config.name)
        values = self._catalogs.values(connection) if settings.read_values else NoValues()
        return TranslationRequest(question, catalog, values, self._conversation.turns(connection.config.name))

    def _sample(self) -> Path:
        from iopsdata_jupyter.sample import ensure

        return ensure(self.settings.data_dir)

    def _runner(
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
            warnings.warn(f"Nothing is audited or saved: {error}", stacklevel=2)


@lru_cache(maxsize=1)
def current_session() -> Session:
    """The session of this process; inside IPython it sees the notebook's variables."""
    return Session(variables=_notebook_variables)


def _notebook_variables() -> Mapping[str, Any]:
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell.user_ns if shell is not None else {}


def connect(
    target: object,
    *,
    name: str | None = None,
    access: Access = "read_only",
    connect_args: Mapping[str, Any] | None = None,
    allow_functions: Iterable[str] = (),
) -> Connection:
    """Opens a URL, path, folder, glob, saved name or live object, and makes it the current connection.

    Raises:
        ConnectionFailed: nothing is there, or it refuses.
        UsageError: a name or scheme that cannot be used.
    """
    return current_session().connect(
        target, name=name, access=access, connect_args=connect_args, allow_functions=allow_functions
    )


def catalog(connection: Connection | str | None = None, *, refresh: bool = False) -> Catalog:
    """The tables and columns that a connection shows, kept for 15 minutes.

    Raises:
        ConnectionFailed: no connection of that name is open or saved.
    """
    return current_session().catalog(connection, refresh=refresh)


def sql(
    statement: str,
    *,
    connection: Connection | str | None = None,
    parameters: Mapping[str, Any] | None = None,
    limit: int | None = None,
) -> pd.DataFrame:
    """The rows of one SQL statement; `frame.attrs["iopsdata"]` tells where they come from.

    Raises:
        StatementRejected: the connection is read-only and the statement is more than a read.
        ExecutionError: the engine refused or failed it.
    """
    options = RunOptions(limit=limit)
    frame: pd.DataFrame = (
        current_session().sql(statement, connection=connection, parameters=parameters, options=options).frame
    )
    return frame


def ask(
    question: str,
    *,
    connection: Connection | str | None = None,
    translator: Literal["auto", "offline", "model"] | Translator | None = None,
    model: str | None = None,
    execute: bool | None = None,
) -> Answer:
    """The answer to a question in plain language: SQL, rows and how it was understood.

    Raises:
        TranslationError: no SQL could be made; the message says what was understood.
        StatementRejected: the guard refused the SQL.
        ExecutionError: the engine refused or failed it.
    """
    return current_session().ask(
        question, connection=connection, translator=translator, model=model, execute=execute
    )


def profile(
    target: Any,
    *,
    connection: Connection | str | None = None,
    sheet: str | None = None,
    on_update: Callable[[TableProfile], None] | None = None,
) -> TableProfile:
    """The profile of a DataFrame, a file or glob, a table or a query: figures, meanings and insights.

    Raises:
        UsageError: nothing has that name.
        ConnectionFailed: a file cannot be read.
        ExecutionError: the engine cannot read the target at all.
    """
    return current_session().profile(target, connection=connection, sheet=sheet, on_update=on_update)


def compare_data(left: Any, right: Any, *, connection: Connection | str | None = None) -> ProfileComparison:
    """What changed from one DataFrame, file, table or query to another: schema, rows, nulls, values.

    Raises:
        UsageError: nothing has one of the names.
        ConnectionFailed: a file cannot be read.
        ExecutionError: the engine cannot read one of them at all.
    """
    return current_session().compare_data(left, right, connection=connection)


def check_data(
    target: Any, expectations: Mapping[str, Any] | str | Path, *, connection: Connection | str | None = None
) -> DataCheck:
    """Whether data is as a mapping or a YAML file says: `assert iops.check_data("orders.csv", "orders.yml")`.

    Raises:
        UsageError: nothing has that name, or the rules cannot be understood.
    """
    return current_session().check_data(target, expectations, connection=connection)
