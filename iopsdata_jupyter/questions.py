"""Questions of a session: asked, refined, repaired, explained, verified; a memory for each connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from iopsdata_jupyter.answering import Answer, answer, fix, run_shown
from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.config import Settings, TranslatorChoice
from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.errors import ExecutionError, StatementRejected, TranslationError, UsageError
from iopsdata_jupyter.guard import Policy
from iopsdata_jupyter.memory import Known, Memory
from iopsdata_jupyter.notebook_place import notebook_folder
from iopsdata_jupyter.run_options import RunOptions
from iopsdata_jupyter.statements import StatementRunner
from iopsdata_jupyter.store.base import VerifiedQuery
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.text_to_sql.alternatives import chosen_reading
from iopsdata_jupyter.text_to_sql.choosing import ModelAccess, choose, named_model, with_way_out
from iopsdata_jupyter.text_to_sql.conversation import Conversation
from iopsdata_jupyter.text_to_sql.translator import Alternative, Attempt, TranslationRequest, Translator, Turn
from iopsdata_jupyter.text_to_sql.usage import UsageLedger

if TYPE_CHECKING:
    from iopsdata_jupyter.session import Session

FIX = "Make the statement that failed work, and change as little of it as possible."
"""What a model is asked where `fix` is given no instruction."""
FIXED = "The last SQL that failed, repaired"
"""What the answer then stands under."""


class Questions:
    """What was asked in a session, and what comes of it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conversation = Conversation()
        self._failures: dict[str, Attempt] = {}
        self._answers: dict[str, tuple[Answer, Known]] = {}
        self._statements: dict[str, str] = {}
        self._engines: WeakKeyDictionary[Connection, str] = WeakKeyDictionary()
        self.memory = Memory(lambda: session.store, lambda: notebook_folder(session.variables()))
        """Metrics, verified queries and earlier answers."""
        self.usage = UsageLedger()
        """What the model calls of this session have taken."""

    def forget(self, connection: str) -> None:
        """Forgets what was asked of a connection."""
        self._conversation.start_anew(connection)
        self._answers.pop(connection, None)
        self._statements.pop(connection, None)

    def model(self, name: str) -> Translator:
        """A model by its name, or by `NAME@http://ADDRESS`, whose calls count in `usage`."""
        settings, access = self._session.settings, self._model_access(RunOptions())
        if "@http" in name:
            return named_model(name, settings, access)
        return choose("model", name, settings, access)

    def ran(self, connection: str, sql: str) -> None:
        """A person's own statement, which `explain_last` then explains."""
        self._statements[connection] = sql

    def failed(self, connection: str, sql: str, error: ExecutionError | StatementRejected) -> None:
        """A person's own statement that did not run, which `fix` then repairs."""
        self._failures[connection] = Attempt(sql, str(error))

    def failed_sql(self, connection: str) -> str | None:
        """The statement that `fix` would repair."""
        failed = self._failures.get(connection)
        return failed.sql if failed is not None else None

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
        settings = self._session.settings
        opened = self._session.connection(connection)
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
        with self._session.history.entry(opened.config.name, "ask", question=question.strip()) as remembered:
            remembered.translator = chosen.name
            try:
                found = answer(request, asked, runner, execute=run)
            except TranslationError as error:
                raise with_way_out(error, chosen, settings) from None
            except ExecutionError as error:
                remembered.sql = error.sql or ""
                raise
            remembered.translator = found.translator
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
            self._session.tell(found.sql, connection)
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
        opened, settings = self._session.connection(connection), self._session.settings
        shown, known = self._last(opened)
        offline = choose("offline", None, settings, ModelAccess(self.usage))
        request = self._request(shown.question, opened, settings, offline, new=False)
        policy = Policy(functions=opened.config.allow_functions)
        runner = self._asking(opened, policy, options or RunOptions(), {}, shown.translator)
        found = self.memory.keep(run_shown(shown, request, runner), known, request.catalog)
        self._answers[found.connection] = found, known
        self._session.tell(found.sql, opened)
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

        opened = self._session.connection(connection)
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
        opened = self._session.connection(connection)
        if sql is not None and question:
            asked, statement = question, sql
        else:
            shown, _ = self._last(opened)
            asked, statement = shown.question, shown.sql
        name, catalog = opened.config.name, self._session.catalog(opened)
        return self.memory.verify(asked, statement, name, catalog, template=question)

    def choose(
        self, number: int, *, connection: Connection | str | None = None, options: RunOptions | None = None
    ) -> Answer:
        """Runs another reading of the last question, by its number in `Answer.alternatives`, counted from 1.

        Raises:
            UsageError: nothing was asked of the connection, or its answer has no such reading.
        """
        opened = self._session.connection(connection)
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
        opened = self._session.connection(connection)
        # The offline translator answers questions, and a repair is none.
        models = tuple(name for name in self._session.settings.fallback_models if name != "offline")
        settings = replace(self._session.settings, fallback_models=models)
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
        runner = self._asking(opened, policy, options, self._session.variables(), chosen.name)
        run = settings.auto_execute if execute is None else execute
        with self._session.history.entry(opened.config.name, "ask", question=question) as remembered:
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
        limit = self._session.settings.ask_row_limit if options.limit is None else options.limit
        limited = replace(options, limit=limit)
        return self._session.runner(connection, policy, "ask", limited, values, translator=translator)

    def _request(
        self, question: str, connection: Connection, settings: Settings, translator: Translator, *, new: bool
    ) -> TranslationRequest:
        catalog = self._session.catalog(connection)
        if not catalog.tables:
            raise TranslationError(
                f"The connection {connection.config.name!r} has no tables to ask about.",
                hint="Load a DataFrame, or connect to data: `%connect orders.parquet`, `%connect shop.db`.",
            )
        if new:
            self._conversation.start_anew(connection.config.name)
        values = self._session.catalogs.values(connection) if settings.read_values else NoValues()
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

    def _model_access(self, options: RunOptions) -> ModelAccess:
        return ModelAccess(self.usage, stored_key=self._stored_key, on_text=options.on_text)

    def _stored_key(self, provider: str, api_base: str) -> str | None:
        """A provider's key for that address; keys stay on this machine, whatever the workspace."""
        store = (
            self._session.store
            if isinstance(self._session.store, LocalStore)
            else LocalStore(self._session.own_settings.data_dir)
        )
        return store.providers.key(provider, api_base=api_base)
