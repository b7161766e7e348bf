"""Making a verified query of an answer, and what has become of one since."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlglot
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.store.records import VerifiedQuery
from iopsdata_jupyter.text_to_sql.validation import unknown_names
from iopsdata_jupyter.text_to_sql.verified.placeholders import END, places, put
from iopsdata_jupyter.text_to_sql.verified.templates import match, parameters, plain


def verified_query(
    asked: str, sql: str, connection: str, catalog: Catalog, *, template: str | None = None
) -> VerifiedQuery:
    """A question and its SQL as they are kept; `template` is the question with `{parameters}` for values.

    Raises:
        UsageError: the template says something else than the question, or a value is not in the SQL.
    """
    question = plain(template or asked)
    names = parameters(question)
    if names and f":{names[0]}" not in sql:
        words = match(question, asked)
        if words is None:
            raise UsageError(
                f"{question!r} does not fit the question {asked!r}.",
                hint="Repeat the question, with {names} in place of values.",
            )
        sql = put(sql, words, catalog.dialect)
    found = VerifiedQuery(
        question, sql, connection, catalog.dialect, datetime.now(UTC), columns_behind(sql, catalog)
    )
    wrong = broken(found, catalog)
    if wrong:
        raise UsageError(f"This cannot be kept: {wrong}")
    return found


def columns_behind(sql: str, catalog: Catalog) -> dict[str, str]:
    """The column behind each parameter, by its name."""
    tree = sqlglot.parse_one(sql, read=catalog.dialect)
    return {
        place.name: f"{place.table.qualified_name}.{place.column.name}"
        if place.table and place.column
        else ""
        for place in places(tree, catalog)
    }


def broken(query: VerifiedQuery, catalog: Catalog) -> str | None:
    """What no longer holds of a query on this catalog, in a sentence; None where it still can run."""
    if query.dialect != catalog.dialect:
        return f"It was written for {query.dialect}, and the connection is {catalog.dialect}."
    try:
        tree = sqlglot.parse_one(query.sql, read=catalog.dialect)
    except (SqlglotError, RecursionError):
        return f"The SQL does not parse as {catalog.dialect}."
    unknown = unknown_names(tree, catalog)
    if unknown:
        return unknown[0].message
    named = set(parameters(query.question))
    bare = {
        place.name.removesuffix(END) if place.name not in named else place.name
        for place in places(tree, catalog)
    }
    if missing := bare - named:
        return f"The SQL uses :{min(missing)}, and the question has no {{{min(missing)}}}."
    if unused := named - bare:
        return f"The question has {{{min(unused)}}}, and the SQL does not use it."
    return None
