"""Reads the statement that a page's request is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.connections.manager import NOTEBOOK
from iopsdata_jupyter.errors import StoreError, UsageError

if TYPE_CHECKING:
    from iopsdata_jupyter.session import Session

_DIALECTS = MappingProxyType(
    {"duckdb": "duckdb", "mysql": "mysql", "postgresql": "postgres", "spark": "spark", "sqlite": "sqlite"}
)
"""Of the drivers that serve one dialect only."""


@dataclass(frozen=True, slots=True)
class CellStatement:
    """The SQL of a cell and where it belongs."""

    sql: str
    connection: str
    dialect: str
    """sqlglot's name."""


def read_statement(arguments: Mapping[str, Any]) -> CellStatement:
    """The statement of `{"sql", "connection"}`; a connection of null is the current one. Opens nothing.

    Raises:
        UsageError: there is no SQL, or nothing is known of the connection.
    """
    from iopsdata_jupyter.session import current_session

    sql, named = arguments.get("sql"), arguments.get("connection")
    if not isinstance(sql, str) or not sql.strip():
        raise UsageError("There is no SQL in the cell.", hint="Write it below %%sql.")
    session = current_session()
    name = named if isinstance(named, str) and named else session.connections.current_name
    return CellStatement(sql, name, _dialect(session, name))


def _dialect(session: Session, name: str) -> str:
    if session.connections.is_open(name):
        return session.connections.get(name).dialect
    if name in (NOTEBOOK, "sample"):
        return "duckdb"
    try:
        saved = {record.name: record.driver for record in session.connections.saved()}
    except StoreError:
        saved = {}
    if saved.get(name) in _DIALECTS:
        return _DIALECTS[saved[name]]
    raise UsageError(
        f"The connection {name} is not open.", hint=f"Run the cell, or `%connect {name}`, first."
    )
