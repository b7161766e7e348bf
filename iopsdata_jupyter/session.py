"""Session: the one object a kernel holds. It composes the layers below and writes the audit log."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from iopsdata_jupyter.answering import Answer, answer, fix, run_shown
from iopsdata_jupyter.catalog.cache import CatalogCache
from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.cell_log import RanStatement, current_log
from iopsdata_jupyter.config import Access, Settings, TranslatorChoice
from iopsdata_jupyter.connections.adopt import is_live
from iopsdata_jupyter.connections.manager import NOTEBOOK, ConnectionManager
from iopsdata_jupyter.connections.models import Connection, LoadMode
from iopsdata_jupyter.errors import (
    ExecutionError,
    StatementRejected,
    StoreError,
    TranslationError,
    UsageError,
    WorkspaceError,
    did_you_mean,
)
from iopsdata_jupyter.execution.diagnose import with_near_names
from iopsdata_jupyter.execution.execute import Limits, Observer
from iopsdata_jupyter.execution.result import Form, Result
from iopsdata_jupyter.execution.snippets import with_snippets
from iopsdata_jupyter.execution.splitting import Piece, split
from iopsdata_jupyter.guard import Policy, analyze
from iopsdata_jupyter.history import History
from iopsdata_jupyter.memory import Known, Memory
from iopsdata_jupyter.notebook_frames import FrameTables, arrow_table, frames_in
from iopsdata_jupyter.notebook_place import notebook_folder
from iopsdata_jupyter.profile_targets import Targets
from iopsdata_jupyter.statements import StatementRunner
from iopsdata_jupyter.store.base import AuditEvent, Source, Store, VerifiedQuery
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.store.opening import STORE_SETTINGS, StoreOpener
from iopsdata_jupyter.text_to_sql.alternatives import chosen_reading
from iopsdata_jupyter.text_to_sql.choosing import ModelAccess, choose, named_model, with_way_out
from iopsdata_jupyter.text_to_sql.completions import OnText
from iopsdata_jupyter.text_to_sql.conversation import Conversation
from iopsdata_jupyter.text_to_sql.translator import Alternative, Attempt, TranslationRequest, Translator, Turn
from iopsdata_jupyter.text_to_sql.usage import UsageLedger

if TYPE_CHECKING:
    import pandas as pd

    from iopsdata_jupyter.catalog.models import Catalog
    from iopsdata_jupyter.profiling.compare import ProfileComparison
    from iopsdata_jupyter.profiling.expectations import DataCheck
    from iopsdata_jupyter.profiling.models import TableProfile
    from iopsdata_jupyter.profiling.source import Run
    from iopsdata_jupyter.store.supabase.team import Team


FIX = "Make the statement that failed work, and change as little of it as possible."
"""What a model is asked where `fix` is given no instruction."""
FIXED = "The last SQL that failed, repaired"
"""What the answer then stands under."""


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
    on_text: OnText | None = None
    """Shows a model's reply while it is written; None: it is waited for."""


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
        self._variables = variables
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
        self._catalogs = CatalogCache(lambda: self.settings.catalog_ttl_s)
        self._history = History(lambda: self.store, self._warn_once)
        self._frames = FrameTables(variables, self._catalogs)
        self._conversation = Conversation()
        self._failures: dict[str, Attempt] = {}
        self._answers: dict[str, tuple[Answer, Known]] = {}
        self._statements: dict[str, str] = {}
        self.memory = Memory(lambda: self.store, lambda: notebook_folder(variables()))
        """Metrics, verified queries and earlier answers."""
        self._engines: WeakKeyDictionary[Connection, str] = WeakKeyDictionary()
        self.usage = UsageLedger()
        """What the model calls of this session have taken."""
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
    def _own_settings(self) -> Settings:
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
        if STORE_SETTINGS & values.keys():
            self.forget_store()
        return settings

    @property
    def store(self) -> Store:
        """Saved connections and the audit log."""
        if self._store is None:
            self._store = self._opener.open(self._own_settings)
        return self._store

    def aside(self) -> Session:
        """A session on the same variables, store and settings, with no memory and no lock file."""
        settings = self._notebook_settings | {"lock_answers": False}
        return Session(variables=self._variables, store=self.store, notebook_settings=settings)

    def model(self, name: str) -> Translator:
        """A model by its name, or by `NAME@http://ADDRESS`, whose calls count in `usage`."""
        access = self._model_access(RunOptions())
        if "@http" in name:
            return named_model(name, self.settings, access)
        return choose("model", name, self.settings, access)

    def _model_access(self, options: RunOptions) -> ModelAccess:
        return ModelAccess(self.usage, stored_key=self._stored_key, on_text=options.on_text)

    def _stored_key(self, provider: str, api_base: str) -> str | None:
        """A provider's key for that address; keys stay on this machine, whatever the workspace."""
        store = self.store if isinstance(self.store, LocalStore) else LocalStore(self._own_settings.data_dir)
        return store.providers.key(provider, api_base=api_base)

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

        return team_of(self._own_settings, in_kernel=True)

    def connect(
        self,
        target: object,
        *,
        name: str | None = None,
        access: Access = "read_only",
        connect_args: Mapping[str, Any] | None = None,
        allow_functions: Iterable[str] = (),
        samples: bool | None = None,
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
            return self._adopted(target, name, access, samples=samples)
        variable = self._variables().get(target)
        if is_live(variable) and self.connections.means_variable(target):
            return self._adopted(variable, name or target, access, samples=samples)
        return self.connections.connect(
            target,
            name=name,
            access=access,
            connect_args=connect_args,
            allow_functions=allow_functions,
            samples=samples,
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
        self._conversation.start_anew(name)
        self._answers.pop(name, None)
        self._statements.pop(name, None)

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
                with self._history.entry(opened.config.name, "sql", sql=piece.sql) as remembered:
                    result = self._run_piece(piece, runner, snippets)
                    remembered.rows = result.row_count
            except ExecutionError as error:
                if len(pieces) > 1:
                    error.message = f"In statement {number} of {len(pieces)}: {error.message}"
                raise
            if result.effects:
                self._catalogs.forget(opened)
        return result

    def read(
        self,
        statement: str,
        *,
        connection: Connection | str | None = None,
        parameters: Mapping[str, Any] | None = None,
        options: RunOptions | None = None,
    ) -> Result:
        """Runs SQL that may only read, whatever the connection allows; `:name` binds `parameters` alone.

        Raises:
            StatementRejected: the statement is more than a read.
            ExecutionError: the engine refused or failed it.
        """
        opened = self.connection(connection)
        policy = Policy(folders=opened.readable_folders, functions=opened.config.allow_functions)
        return self._runner(opened, policy, "sql", options or RunOptions(), parameters or {}).run(statement)

    def _run_piece(self, piece: Piece, runner: StatementRunner, snippets: Sequence[str]) -> Result:
        connection = runner.connection
        self._statements[connection.config.name] = piece.sql
        sql = with_snippets(piece.sql, self.snippets, snippets, connection.dialect)
        if connection.capabilities.reads_frames:
            named = analyze(sql, connection.dialect).tables
            self._frames.show_named(connection, [table.name for table in named if table.schema is None])
        try:
            result = runner.run(sql)
        except ExecutionError as error:
            explained = self._explained(error, connection, sql)
            self._failures[connection.config.name] = Attempt(sql, str(explained))
            raise explained from None
        except StatementRejected as error:
            self._failures[connection.config.name] = Attempt(sql, str(error))
            raise
        self._tell(sql, connection)
        return result

    def _tell(self, sql: str, connection: Connection) -> None:
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
        options = options or RunOptions()
        chosen = choose(translator, model, settings, self._model_access(options))
        request = self._request(question.strip(), opened, settings, chosen, new=new)
        known = self.memory.known(request, opened.config.name, lock=settings.lock_answers)
        if chosen.name != "offline":
            request = replace(request, evidence=self.memory.evidence(known, request.catalog))
        explicit = model is not None or translator not in (None, "auto")
        asked = self.memory.around(chosen, known, new=new, explicit=explicit)
        if translator is chosen:
            asked = self.memory.held(chosen, known)
        policy = Policy(functions=opened.config.allow_functions)
        runner = self._asking(opened, policy, options, {}, chosen.name)
        run = settings.auto_execute if execute is None else execute
        with self._history.entry(opened.config.name, "ask", question=question.strip()) as remembered:
            remembered.translator = chosen.name
            try:
                found = answer(request, asked, runner, execute=run)
            except TranslationError as error:
                raise with_way_out(error, chosen, settings) from None
            except ExecutionError as error:
                remembered.sql = error.sql or ""
                raise
            remembered.answered(found.sql, found.row_count, found.usage.cost_usd if found.usage else None)
        return self._remembered(found, known, request, opened)

    def _remembered(
        self, found: Answer, known: Known, request: TranslationRequest, connection: Connection
    ) -> Answer:
        """The answer, which is now the last one of its connection."""
        found = self.memory.keep(found, known, request.catalog)
        self._conversation.add(found.connection, Turn(found.question, found.sql_with_values))
        self._answers[found.connection] = found, known
        self._statements[found.connection] = found.sql
        if found.row_count is not None:
            self._tell(found.sql, connection)
        return found

    def run_last(
        self, *, connection: Connection | str | None = None, options: RunOptions | None = None
    ) -> Answer:
        """Runs the SQL of the last answer, which was only shown.

        Raises:
            UsageError: nothing has been asked of the connection.
            StatementRejected: the guard refuses the SQL.
            ExecutionError: the engine refused or failed it.
        """
        opened, settings = self.connection(connection), self.settings
        shown, known = self._last(opened)
        offline = choose("offline", None, settings, ModelAccess(self.usage))
        request = self._request(shown.question, opened, settings, offline, new=False)
        policy = Policy(functions=opened.config.allow_functions)
        runner = self._asking(opened, policy, options or RunOptions(), {}, shown.translator)
        found = self.memory.keep(run_shown(shown, request, runner), known, request.catalog)
        self._answers[found.connection] = found, known
        self._tell(found.sql, opened)
        return found

    def _last(self, connection: Connection) -> tuple[Answer, Known]:
        found = self._answers.get(connection.config.name)
        if found is None:
            raise UsageError(
                f"Nothing has been asked of {connection.config.name}.", hint="Ask first: %ask QUESTION."
            )
        return found

    def explain_last(self, *, connection: Connection | str | None = None) -> tuple[str, ...]:
        """What the last statement of a connection does, in words: an answer's or a `%%sql` cell's.

        Raises:
            UsageError: nothing has been run there.
            ExecutionError: it is no SQL of the dialect.
        """
        from iopsdata_jupyter.text_to_sql.explaining import explain

        opened = self.connection(connection)
        statement = self._statements.get(opened.config.name)
        if statement is None:
            raise UsageError(f"Nothing has been run on {opened.config.name}.", hint="Ask, or run SQL, first.")
        return explain(statement, opened.dialect)

    def verify(
        self,
        question: str | None = None,
        sql: str | None = None,
        *,
        connection: Connection | str | None = None,
    ) -> VerifiedQuery:
        """Keeps a question and its SQL as a verified query of the workspace.

        Without SQL it is that of the last answer; `{names}` in the question stand for values of its question.

        Raises:
            UsageError: nothing has been asked, or it cannot be kept as it is.
            StoreError: the store cannot be written.
        """
        opened = self.connection(connection)
        if sql is not None and question:
            asked, statement = question, sql
        else:
            shown, _ = self._last(opened)
            asked, statement = shown.question, shown.sql
        name, catalog = opened.config.name, self.catalog(opened)
        return self.memory.verify(asked, statement, name, catalog, template=question)

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

        return Targets(self._variables(), lambda: self.connection(connection), self.catalog, run_on)

    def choose(
        self, number: int, *, connection: Connection | str | None = None, options: RunOptions | None = None
    ) -> Answer:
        """Runs another reading of the last question, by its number in `Answer.alternatives`, counted from 1.

        Raises:
            UsageError: nothing was asked of the connection, or its answer has no such reading.
        """
        opened = self.connection(connection)
        last, _ = self._last(opened)
        first = Alternative(last.sql, last.explanation)
        reading = chosen_reading(first, last.alternatives, number)
        return self.ask(last.question, connection=opened, translator=reading, options=options)

    def fix(
        self,
        instruction: str = "",
        *,
        connection: Connection | str | None = None,
        translator: TranslatorChoice | Translator | None = None,
        model: str | None = None,
        execute: bool | None = None,
        options: RunOptions | None = None,
    ) -> Answer:
        """Repairs the last SQL that failed on the connection, without a model where that can be sure.

        `instruction` tells a model more of what the statement is for.

        Raises:
            UsageError: no SQL has failed there.
            TranslationError: it takes a model, and there is none.
            StatementRejected: the statement changes data, which a repair never does.
            ExecutionError: repair did not help.
        """
        opened = self.connection(connection)
        # The offline translator answers questions, and a repair is none.
        models = tuple(name for name in self.settings.fallback_models if name != "offline")
        settings = replace(self.settings, fallback_models=models)
        failed = self._failures.get(opened.config.name)
        if failed is None:
            raise UsageError(
                f"No SQL has failed on {opened.config.name}.",
                hint="--fix repairs the last statement that %%sql could not run on that connection.",
            )
        options = options or RunOptions()
        chosen = choose(translator, model, settings, self._model_access(options))
        question = instruction.strip() or FIX
        request = replace(self._request(question, opened, settings, chosen, new=False), failed=failed)
        # A person's own statement may name the files of its folder, which a question's SQL may not.
        policy = Policy(folders=opened.readable_folders, functions=opened.config.allow_functions)
        runner = self._asking(opened, policy, options, self._variables(), chosen.name)
        run = settings.auto_execute if execute is None else execute
        with self._history.entry(opened.config.name, "ask", question=question) as remembered:
            found = fix(request, None if chosen.name == "offline" else chosen, runner, execute=run)
            remembered.answered(found.sql, found.row_count, found.usage.cost_usd if found.usage else None)
        if not instruction.strip():
            found = replace(found, question=FIXED)
        self._failures.pop(opened.config.name)
        known = self.memory.known(request, opened.config.name, lock=False)
        return self._remembered(found, known, request, opened)

    def _asking(
        self,
        connection: Connection,
        policy: Policy,
        options: RunOptions,
        values: Mapping[str, Any],
        translator: str,
    ) -> StatementRunner:
        """A runner with the row limit of questions; its policy allows reading only."""
        limit = self.settings.ask_row_limit if options.limit is None else options.limit
        limited = replace(options, limit=limit)
        return self._runner(connection, policy, "ask", limited, values, translator=translator)

    def _request(
        self, question: str, connection: Connection, settings: Settings, translator: Translator, *, new: bool
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
        return TranslationRequest(
            question,
            catalog,
            values,
            self._conversation.turns(connection.config.name),
            engine="" if translator.name == "offline" else self._engine(connection),
            samples=connection.config.samples,
        )

    def _engine(self, connection: Connection) -> str:
        """The engine's name and version, asked once; empty where it does not tell."""
        if connection not in self._engines:
            try:
                self._engines[connection] = connection.describe().version
            except ExecutionError:
                self._engines[connection] = ""
        return self._engines[connection]

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


def connect(
    target: object,
    *,
    name: str | None = None,
    access: Access = "read_only",
    connect_args: Mapping[str, Any] | None = None,
    allow_functions: Iterable[str] = (),
    samples: bool | None = None,
) -> Connection:
    """Opens a URL, path, folder, glob, saved name or live object, and makes it the current connection.

    `samples` allows values of its data to be told to a model as hints, personal ones by their form only.

    Raises:
        ConnectionFailed: nothing is there, or it refuses.
        UsageError: a name or scheme that cannot be used.
    """
    return current_session().connect(
        target,
        name=name,
        access=access,
        connect_args=connect_args,
        allow_functions=allow_functions,
        samples=samples,
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
    translator: TranslatorChoice | Translator | None = None,
    model: str | None = None,
    execute: bool | None = None,
    new: bool = False,
) -> Answer:
    """The answer to a question in plain language: SQL, rows and how it was understood.

    `new` begins a new conversation and makes the SQL anew where the lock file has it.

    Raises:
        TranslationError: no SQL could be made; the message says what was understood.
        StatementRejected: the guard refused the SQL.
        ExecutionError: the engine refused or failed it.
    """
    return current_session().ask(
        question, connection=connection, translator=translator, model=model, execute=execute, new=new
    )


def verify(
    question: str | None = None, sql: str | None = None, *, connection: Connection | str | None = None
) -> VerifiedQuery:
    """Keeps a question and its SQL in the workspace; without SQL that of the last answer.

    `{names}` in the question stand for values, which a later question gives.

    Raises:
        UsageError: nothing has been asked, or it cannot be kept as it is.
        StoreError: the store cannot be written.
    """
    return current_session().verify(question, sql, connection=connection)


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
