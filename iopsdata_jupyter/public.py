"""What the package offers in Python: the same as the magics, on the session of this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.answering import Answer
from iopsdata_jupyter.config import Access, TranslatorChoice
from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.run_options import RunOptions
from iopsdata_jupyter.session import current_session
from iopsdata_jupyter.store.base import VerifiedQuery
from iopsdata_jupyter.text_to_sql.translator import Translator

if TYPE_CHECKING:
    import pandas as pd

    from iopsdata_jupyter.catalog.models import Catalog
    from iopsdata_jupyter.profiling.compare import ProfileComparison
    from iopsdata_jupyter.profiling.expectations import DataCheck
    from iopsdata_jupyter.profiling.models import TableProfile


def connect(
    target: object,
    *,
    name: str | None = None,
    access: Access = "read_only",
    connect_args: Mapping[str, Any] | None = None,
    allow_functions: Iterable[str] = (),
    samples: bool | None = None,
    share: bool = False,
) -> Connection:
    """Opens a URL, path, folder, glob, saved name or live object, and makes it the current connection.

    `samples` allows values of its data to be told to a model as hints, personal ones by their form only.
    `share` saves it for the members of a team's workspace, a password sealed with the workspace's key.

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
        share=share,
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
    return current_session().questions.ask(
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
    return current_session().questions.verify(question, sql, connection=connection)


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
    return current_session().profiles.of(target, connection=connection, sheet=sheet, on_update=on_update)


def compare_data(left: Any, right: Any, *, connection: Connection | str | None = None) -> ProfileComparison:
    """What changed from one DataFrame, file, table or query to another: schema, rows, nulls, values.

    Raises:
        UsageError: nothing has one of the names.
        ConnectionFailed: a file cannot be read.
        ExecutionError: the engine cannot read one of them at all.
    """
    return current_session().profiles.compare(left, right, connection=connection)


def check_data(
    target: Any, expectations: Mapping[str, Any] | str | Path, *, connection: Connection | str | None = None
) -> DataCheck:
    """Whether data is as a mapping or a YAML file says: `assert iops.check_data("orders.csv", "orders.yml")`.

    Raises:
        UsageError: nothing has that name, or the rules cannot be understood.
    """
    return current_session().profiles.check(target, expectations, connection=connection)
