"""Session: the one object a kernel holds. It composes the layers below and writes the audit log."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from iopsdata_jupyter.answering import Answer, answer
from iopsdata_jupyter.catalog.cache import CatalogCache
from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.config import Access, Settings, TranslatorChoice
from iopsdata_jupyter.connections.manager import NOTEBOOK, ConnectionManager
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.connections.urls import parse_target
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError, StoreError, TranslationError, UsageError
from iopsdata_jupyter.execution.diagnose import with_near_names
from iopsdata_jupyter.execution.execute import Limits
from iopsdata_jupyter.execution.result import Result
from iopsdata_jupyter.guard import Policy, analyze
from iopsdata_jupyter.notebook_frames import Frames, fingerprint, frames_in
from iopsdata_jupyter.statements import StatementRunner
from iopsdata_jupyter.store.base import AuditEvent, ConnectionRecord, Source, Store
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.text_to_sql.translator import TranslationRequest, Translator, Turn

if TYPE_CHECKING:
    import pandas as pd

    from iopsdata_jupyter.catalog.models import Catalog

HISTORY_TURNS = 5

MODEL_HINT = (
    "Set one: `%iops settings model=gpt-4.1-mini`, the environment variable IOPSDATA_MODEL, "
    "or `%ask --model NAME`; its key is read from the provider's own variable, such as OPENAI_API_KEY."
)

SAMPLE = "sample"
"""Opens the sample retailer, which is made when it is first asked for."""


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
        self.connections = ConnectionManager()
        self._catalogs = CatalogCache(self.settings.catalog_ttl_s)
        self._frames_seen: dict[int, tuple[Any, ...]] = {}
        self._history: dict[str, list[Turn]] = {}

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

    def connect(self, target: str, *, name: str | None = None, access: Access = "read_only") -> Connection:
        """Opens a URL, path, folder, glob or saved name, makes it current and remembers it.

        Raises:
            ConnectionFailed: nothing is there, or it refuses.
            UsageError: a name or scheme that cannot be used.
        """
        config = self._config(target, name, access)
        if config is None:
            return self.connections.use(target)
        before = self.connections.get(config.name) if self.connections.is_open(config.name) else None
        connection = self.connections.open(config)
        if before is not None and before is not connection:
            self._catalogs.forget(before)
        if config.target != ":memory:" or config.files:
            self._remember(ConnectionRecord(config.name, config.driver, _reopenable(config, target), access))
        return connection

    def _config(self, target: str, name: str | None, access: Access) -> ConnectionConfig | None:
        """The configuration to open; None where `target` names an open connection as it is."""
        if (
            name is None
            and access == "read_only"
            and (target == NOTEBOOK or self.connections.is_open(target))
        ):
            return None
        saved = next((record for record in self._saved() if record.name == target), None)
        if saved is not None:
            return parse_target(saved.target, name=name or saved.name, access=access)
        if self.connections.is_open(target):
            config = self.connections.get(target).config
            return dataclasses.replace(config, name=name or target, access=access)
        if target == SAMPLE and not Path(SAMPLE).exists():
            from iopsdata_jupyter import sample

            return parse_target(
                str(sample.ensure(self.settings.data_dir)), name=name or SAMPLE, access=access
            )
        return parse_target(target, name=name, access=access)

    def saved_connections(self) -> list[ConnectionRecord]:
        """Connections that `%connect NAME` can open.

        Raises:
            StoreError: the store cannot be read.
        """
        return list(self.store.connections())

    def _saved(self) -> list[ConnectionRecord]:
        try:
            return self.saved_connections()
        except StoreError:
            return []

    def saved_names(self) -> list[str]:
        """Names of the saved connections; empty where the store cannot be read."""
        return [record.name for record in self._saved()]

    def knows(self, name: str) -> bool:
        """Whether a connection of that name is open or saved."""
        return name == NOTEBOOK or self.connections.is_open(name) or name in self.saved_names()

    def close(self, name: str) -> None:
        """Closes an open connection.

        Raises:
            ConnectionFailed: none of that name is open.
        """
        self._catalogs.forget(self.connections.get(name))
        self.connections.close(name)
        self._history.pop(name, None)

    def forget(self, name: str) -> None:
        """Removes a saved connection; an open one stays open.

        Raises:
            ConnectionFailed: none of that name is saved.
            StoreError: the store cannot be written.
        """
        if not self.store.delete_connection(name):
            raise self.connections.unknown(name, self.saved_names())

    def _remember(self, record: ConnectionRecord) -> None:
        try:
            self.store.save_connection(record)
        except StoreError as error:
            self._warn_once(error)

    def connection(self, given: Connection | str | None) -> Connection:
        """The connection meant: an object as it is, a name that is open or saved, or the current one."""
        if given is None:
            return self.connections.get()
        if not isinstance(given, str):
            return given
        if given == NOTEBOOK or self.connections.is_open(given):
            return self.connections.get(given)
        saved = self.saved_names()
        if given in saved:
            current = self.connections.current_name
            connection = self.connect(given)
            self.connections.use(current)
            return connection
        raise self.connections.unknown(given, saved)

    def catalog(self, connection: Connection | str | None = None, *, refresh: bool = False) -> Catalog:
        """The tables that a connection shows; the notebook's DataFrames among them on `notebook`."""
        opened = self.connection(connection)
        if refresh:
            self._catalogs.forget(opened)
        if opened.config.name == NOTEBOOK:
            self._show_frames(opened, frames_in(self._variables()))
        return self._catalogs.catalog(opened)

    def _show_frames(self, connection: Connection, frames: Frames) -> None:
        seen = fingerprint(frames)
        if self._frames_seen.get(id(connection)) == seen:
            return
        for name in connection.registered() - frames.keys():
            connection.unregister(name)
        for name, frame in frames.items():
            connection.register(name, frame)
        self._frames_seen[id(connection)] = seen
        self._catalogs.forget(connection)

    def sql(
        self,
        statement: str,
        *,
        connection: Connection | str | None = None,
        parameters: Mapping[str, Any] | None = None,
        limit: int | None = None,
        timeout_s: float | None = None,
    ) -> Result:
        """Runs one statement that a person wrote; `:name` binds `parameters`, then notebook variables.

        Raises:
            StatementRejected: the connection is read-only and the statement is more than a read.
            ExecutionError: the engine refused or failed it.
        """
        opened = self.connection(connection)
        values = {**self._variables(), **(parameters or {})}
        policy = Policy(opened.config.access, folders=opened.readable_folders)
        runner = self._runner(opened, policy, "sql", limit, timeout_s, values)
        self._register_named(opened, statement)
        try:
            result = runner.run(statement)
        except ExecutionError as error:
            raise self._explained(error, opened, statement) from None
        if policy.access == "read_write":
            self._catalogs.forget(opened)
        return result

    def _register_named(self, connection: Connection, statement: str) -> None:
        """Shows the DataFrames that the statement names, on a connection that can read them."""
        if not connection.capabilities.reads_frames:
            return
        frames = frames_in(self._variables())
        names = {
            table.name for table in analyze(statement, connection.dialect).tables if table.schema is None
        }
        named = {name: frame for name, frame in frames.items() if name in names}
        if not named:
            return
        if connection.config.name != NOTEBOOK:
            catalog = self._catalogs.catalog(connection)
            own = {table.name.casefold() for table in catalog.tables if table.kind != "dataframe"}
            named = {name: frame for name, frame in named.items() if name.casefold() not in own}
        for name, frame in named.items():
            connection.register(name, frame)

    def ask(
        self,
        question: str,
        *,
        connection: Connection | str | None = None,
        translator: TranslatorChoice | Translator | None = None,
        model: str | None = None,
        execute: bool | None = None,
        limit: int | None = None,
        timeout_s: float | None = None,
        new: bool = False,
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
        chosen = self._translator(translator, model, settings)
        request = self._request(question.strip(), opened, settings, new=new)
        rows = settings.ask_row_limit if limit is None else limit
        runner = self._runner(opened, Policy(), "ask", rows, timeout_s, {}, chosen.name)
        run = settings.auto_execute if execute is None else execute
        try:
            found = answer(request, chosen, runner, execute=run)
        except ExecutionError as error:
            raise self._explained(error, opened, error.sql or "") from None
        turns = self._history.setdefault(opened.config.name, [])
        self._history[opened.config.name] = [*turns, Turn(found.question, found.sql)][-HISTORY_TURNS:]
        return found

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
            self._history.pop(connection.config.name, None)
        values = self._catalogs.values(connection) if settings.read_values else NoValues()
        return TranslationRequest(
            question, catalog, values, tuple(self._history.get(connection.config.name, ()))
        )

    def _translator(
        self, given: TranslatorChoice | Translator | None, model: str | None, settings: Settings
    ) -> Translator:
        choice = given or ("model" if model else settings.translator)
        if not isinstance(choice, str):
            return choice
        if choice not in ("auto", "offline", "model"):
            raise UsageError(f"There is no translator {choice!r}.", hint="Use 'offline', 'model' or 'auto'.")
        named = model or settings.model
        if choice == "offline" or (choice == "auto" and named is None):
            return _offline_translator()
        if named is None:
            raise ConnectionFailed(
                "No model is set.",
                hint=MODEL_HINT,
            )
        from iopsdata_jupyter.text_to_sql.llm import ModelTranslator

        return ModelTranslator(named, api_base=settings.api_base, timeout_s=settings.model_timeout_s)

    def _runner(
        self,
        connection: Connection,
        policy: Policy,
        source: Source,
        rows: int | None,
        timeout_s: float | None,
        values: Mapping[str, Any],
        translator: str = "",
    ) -> StatementRunner:
        settings = self.settings
        limits = Limits(
            rows=rows,
            seconds=settings.statement_timeout_s if timeout_s is None else timeout_s,
            bytes=settings.memory_bound_mib * 2**20,
        )
        return StatementRunner(connection, policy, limits, source, self._audit, values, translator)

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


def _reopenable(config: ConnectionConfig, target: str) -> str:
    """The target as another process, started in another folder, would need it."""
    if config.target != ":memory:":
        return str(Path(config.target).absolute())
    return str(Path(target).expanduser().absolute())


@lru_cache(maxsize=1)
def _offline_translator() -> Translator:
    from iopsdata_jupyter.text_to_sql.offline import OfflineTranslator

    return OfflineTranslator()


@lru_cache(maxsize=1)
def current_session() -> Session:
    """The session of this process; inside IPython it sees the notebook's variables."""
    return Session(variables=_notebook_variables)


def _notebook_variables() -> Mapping[str, Any]:
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell.user_ns if shell is not None else {}


def connect(target: str, *, name: str | None = None, access: Access = "read_only") -> Connection:
    """Opens a URL, path, folder, glob or saved name, and makes it the current connection.

    Raises:
        ConnectionFailed: nothing is there, or it refuses.
        UsageError: a name or scheme that cannot be used.
    """
    return current_session().connect(target, name=name, access=access)


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
    return current_session().sql(statement, connection=connection, parameters=parameters, limit=limit).frame


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
