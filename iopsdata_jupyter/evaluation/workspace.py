"""A workspace's verified queries and metrics as questions: the regression test of what a team has defined.

A verified query is its own expected SQL; its parameters are given the least value of their column. The
expected SQL of a metric is the figure over all rows, written from its definition and not by a translator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.errors import IopsDataError, StoreError, UsageError
from iopsdata_jupyter.evaluation.models import Broken, Question
from iopsdata_jupyter.evaluation.withheld import without_answer
from iopsdata_jupyter.run_options import RunOptions
from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.base import Metric, VerifiedQuery
from iopsdata_jupyter.text_to_sql.key_paths import join, name_node, path, table_node
from iopsdata_jupyter.text_to_sql.semantics.definition import define
from iopsdata_jupyter.text_to_sql.verified.keeping import broken
from iopsdata_jupyter.text_to_sql.verified.placeholders import bound, inlined
from iopsdata_jupyter.text_to_sql.verified.templates import parameters

if TYPE_CHECKING:
    from iopsdata_jupyter.catalog.models import Catalog
    from iopsdata_jupyter.connections.models import Connection


@dataclass(frozen=True)
class WorkspaceQuestions:
    """What a workspace knows of one connection, as questions."""

    questions: tuple[Question, ...]
    broken: tuple[Broken, ...] = ()
    """Queries and metrics that the connection's tables no longer hold."""
    notes: tuple[str, ...] = ()


def workspace_questions(session: Session, connection: Connection, folder: Path | None) -> WorkspaceQuestions:
    """The verified queries of the connection, and the metrics of the workspace and of `folder`.

    Raises:
        StoreError: the store cannot be read.
        ConfigurationError: the project's file is wrong.
    """
    catalog = session.catalog(connection)
    found: list[Question] = []
    wrong: list[Broken] = []
    notes: list[str] = []
    for query in session.store.verified_queries():
        if query.connection != connection.config.name:
            continue
        problem = broken(query, catalog)
        if problem:
            wrong.append(Broken(Question(question=query.question, sql=query.sql), problem))
            continue
        try:
            found.append(_of_query(query, session, connection, catalog))
        except StoreError:
            raise
        except IopsDataError as error:
            notes.append(f"Not asked: {query.question}: {error.message}")
    for metric in without_answer(session.store, "", folder).semantics().metrics:
        question = Question(
            question=metric.name.replace("_", " "), sql=metric.expression, name=f"metric {metric.name}"
        )
        try:
            found.append(_of_metric(question, metric, catalog))
        except UsageError as error:
            wrong.append(Broken(question, error.message))
    return WorkspaceQuestions(tuple(found), tuple(wrong), tuple(notes))


def _of_query(query: VerifiedQuery, session: Session, connection: Connection, catalog: Catalog) -> Question:
    words = {
        name: _least(str(query.parameters.get(name, "")), session, connection, catalog)
        for name in parameters(query.question)
    }
    if not words:
        return Question(question=query.question, sql=query.sql, name=f"verified {query.question}")
    values: Mapping[str, Any] | None = bound(query.sql, words, catalog, NoValues())
    if values is None:
        raise UsageError("its parameters cannot be given a value.")
    asked = query.question
    for name, value in words.items():
        asked = asked.replace(f"{{{name}}}", value)
    sql = inlined(query.sql, values, catalog.dialect)
    return Question(question=asked, sql=sql, name=f"verified {query.question}")


def _least(place: str, session: Session, connection: Connection, catalog: Catalog) -> str:
    """The least value of a column, `table.column`, as it stands in a question.

    Raises:
        UsageError: the column is not known, or holds no value.
    """
    from sqlglot import exp

    table_name, _, column_name = place.rpartition(".")
    table = catalog.table(table_name) if table_name else None
    if table is None or table.column(column_name) is None:
        raise UsageError("the column of a parameter is not known.")
    least = exp.func("min", exp.column(name_node(column_name, catalog.dialect)))
    statement = exp.select(least).from_(table_node(table, catalog.dialect)).sql(catalog.dialect)
    options = RunOptions(limit=1, form="arrow")
    value = session.read(statement, connection=connection, options=options).frame.column(0)[0].as_py()
    if value is None:
        raise UsageError("the column of a parameter holds no value.")
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)


def _of_metric(question: Question, metric: Metric, catalog: Catalog) -> Question:
    """The metric over all rows.

    Raises:
        UsageError: the catalog's tables cannot hold it.
    """
    from sqlglot import exp

    definition = define(metric, catalog)
    dialect = catalog.dialect
    select = exp.select(exp.alias_(definition.expression.copy(), metric.name, quoted=True))
    select = select.from_(table_node(definition.base, dialect))
    joined = {definition.base.qualified_name}
    for table in definition.tables:
        steps = path(definition.base, table, catalog)
        if steps is None:
            raise UsageError(f"No foreign key leads from {definition.base.name} to {table.name}.")
        for step in steps:
            if step.target.qualified_name not in joined:
                joined.add(step.target.qualified_name)
                join(select, step, name_node(step.source.name, dialect), dialect)
    if definition.filters:
        select = select.where(*(tree.copy() for tree in definition.filters))
    return Question(question=question.question, sql=select.sql(dialect, pretty=True), name=question.name)
