"""What `%lineage` shows: this kernel's cells, with what the store and a folder of notebooks add to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from iopsdata_jupyter.cell_log import CellLog, current_log
from iopsdata_jupyter.config import notebook_path
from iopsdata_jupyter.errors import ConfigurationError, IopsDataError, StoreError, UsageError
from iopsdata_jupyter.lineage import lineage
from iopsdata_jupyter.lineage.node_graph import NodeGraph, joined_graphs
from iopsdata_jupyter.lineage.script_nodes import node_graph

if TYPE_CHECKING:
    from iopsdata_jupyter.connections.models import Connection
    from iopsdata_jupyter.session import Session
    from iopsdata_jupyter.store.base import HistoryEntry

_HISTORY_DEPTH = 10_000
"""Statements of the history among which other notebooks are looked for."""


def notebook_graph(session: Session, log: CellLog | None = None) -> NodeGraph:
    """The lineage of the cells that ran in this kernel."""
    return (log or current_log()).graph(lambda name: _known_columns(session, name))


def workspace_graph(session: Session, folder: Path | None = None, log: CellLog | None = None) -> NodeGraph:
    """This notebook joined with verified queries, metrics, saved history and the notebooks of a folder."""
    graphs = [notebook_graph(session, log), _of_store(session, folder)]
    if folder is not None:
        from iopsdata_jupyter.lineage.ipynb import folder_graph

        graphs.append(folder_graph(folder))
    return joined_graphs(graphs)


def statement_graph(
    session: Session, sql: str, *, connection: str | None = None, dialect: str | None = None
) -> NodeGraph:
    """The lineage of SQL text, read in the dialect and with the catalog of a connection.

    Raises:
        UsageError: the dialect is not known, or there is no statement.
        ExecutionError: no statement can be read.
    """
    if dialect is not None:
        return node_graph(lineage(sql, dialect, keep_ctes=True))
    opened = session.connection(connection)
    return node_graph(lineage(sql, opened.dialect, schema=_catalog(session, opened), keep_ctes=True))


def file_graph(path: Path, *, dialect: str | None = None) -> NodeGraph:
    """The lineage of a notebook, of a folder of notebooks or of a file of SQL; nothing is run.

    Raises:
        UsageError: it cannot be read, or is neither.
    """
    from iopsdata_jupyter.lineage.ipynb import folder_graph
    from iopsdata_jupyter.lineage.ipynb import notebook_graph as graph_of_file

    if path.is_dir():
        return folder_graph(path)
    if path.suffix == ".ipynb":
        return graph_of_file(path)
    try:
        return node_graph(lineage(path.read_text("utf-8"), dialect, keep_ctes=True))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.") from None


def _catalog(session: Session, connection: Connection) -> Mapping[str, list[str]] | None:
    try:
        catalog = session.catalog(connection)
    except IopsDataError:
        return None
    return {table.qualified_name: [column.name for column in table.columns] for table in catalog.tables}


def _known_columns(session: Session, name: str) -> Mapping[str, Iterable[str]]:
    """The columns of an open connection's tables; no connection is opened for it."""
    if not session.connections.is_open(name):
        return {}
    catalog = session.known_catalog(session.connection(name))
    if catalog is None:
        return {}
    return {
        table.qualified_name: [column.name for column in table.columns]
        for table in catalog.tables
        if table.kind != "dataframe"
    }


def _of_store(session: Session, folder: Path | None) -> NodeGraph:
    """Verified queries, metrics and history; what cannot be read only leaves a note."""
    from iopsdata_jupyter.lineage.knowledge import history, metrics, verified_queries

    def schema(name: str) -> Mapping[str, Iterable[str]]:
        return _known_columns(session, name)

    current = session.connections.current_name
    try:
        store = session.store
        dialects = {one.name: _dialect(one.driver) for one in store.connections()}
        entries = [one for one in store.history(limit=_HISTORY_DEPTH) if _is_elsewhere(one, folder)]
        return joined_graphs(
            [
                verified_queries(store.verified_queries(), schema),
                metrics(
                    session.questions.memory.semantics().metrics, current, dialects.get(current, ""), schema
                ),
                history(reversed(entries), lambda name: dialects.get(name, "")),
            ]
        )
    except (StoreError, ConfigurationError) as error:
        return NodeGraph(notes=(error.message,))


def _is_elsewhere(entry: HistoryEntry, folder: Path | None) -> bool:
    """Whether a statement ran, in another notebook, and in none whose file is read anyway."""
    if not entry.notebook or entry.notebook == notebook_path() or entry.verdict != "allowed":
        return False
    return folder is None or not Path(entry.notebook).is_relative_to(folder.resolve())


def _dialect(driver: str) -> str:
    """The dialect that a driver's name tells; what SQLAlchemy opens could be any."""
    return "" if driver == "sqlalchemy" else driver
