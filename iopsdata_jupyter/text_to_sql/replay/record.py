"""One answer as it is kept, and whether it still fits the tables that it reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

import sqlglot
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.catalog.models import Catalog, Table
from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.resolving import Resolver
from iopsdata_jupyter.text_to_sql.verified.templates import plain


@dataclass(frozen=True, slots=True)
class LockedAnswer:
    """A question and the SQL that answered it."""

    connection: str
    question: str
    sql: str
    tables: tuple[str, ...]
    """Qualified names of what the SQL reads."""
    fingerprint: str
    """Of those tables and of the metrics of the question, see `fingerprint`."""
    translator: str
    """`offline`, or the model's name."""
    confidence: float
    date: str
    """When the SQL was made, as YYYY-MM-DD."""
    follows: str = ""
    """The questions that this one refines, first to last; empty for one that stands alone."""
    metrics: tuple[str, ...] = ()
    """Names of the metrics that the SQL computes."""
    explanation: str = ""
    """What the SQL does, in words; empty: as its tree tells."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells answers apart; also their order in the file."""
        return key(self.connection, self.question, self.follows)


def key(connection: str, question: str, follows: str) -> tuple[str, str, str]:
    """A question's key: politeness, case and outer punctuation make no difference."""
    return connection, plain(question).casefold(), follows.casefold()


def tables_read(sql: str, catalog: Catalog) -> tuple[Table, ...] | None:
    """The catalog's tables that a statement reads; None where it does not parse."""
    try:
        tree = sqlglot.parse_one(sql, read=catalog.dialect)
    except (SqlglotError, RecursionError):
        return None
    return Resolver(catalog).read(tree)


def fingerprint(tables: Iterable[Table], metrics: Iterable[Metric], dialect: str) -> str:
    """16 hexadecimal digits (of SHA-256) that change when a table, a column, a type or a metric does.

    Rows, comments, keys and statistics do not count: they change no statement's meaning.
    """
    schema = [[t.qualified_name, [[c.name, c.type] for c in t.columns]] for t in tables]
    defined = sorted([m.name, m.expression, list(m.filters)] for m in metrics)
    text = json.dumps([dialect, schema, defined], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
