"""What a team keeps beside notebooks, as nodes: verified queries, metrics, the history of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import IopsDataError
from iopsdata_jupyter.lineage.cell_world import CellWorld, Link, Surroundings
from iopsdata_jupyter.lineage.cells import NotebookCell, Ran
from iopsdata_jupyter.lineage.models import Node, NodeKind
from iopsdata_jupyter.lineage.node_graph import NodeGraph, joined_graphs
from iopsdata_jupyter.lineage.notebook import NotebookLineage
from iopsdata_jupyter.lineage.python.values import Frame

if TYPE_CHECKING:
    from iopsdata_jupyter.store.base import HistoryEntry, Metric, VerifiedQuery

Schema = Callable[[str], Mapping[str, Iterable[str]]] | None
"""Gives the columns of a connection's tables by the connection's name."""


def verified_queries(queries: Iterable[VerifiedQuery], schema: Schema = None) -> NodeGraph:
    """A node for each verified query, fed by the columns that it reads."""
    return joined_graphs(
        _statement(one.sql, Link(one.connection, one.dialect, reads_frames=False), "verified_query",
                   one.question, schema)
        for one in queries
    )  # fmt: skip


def metrics(
    found: Iterable[Metric], connection: str = "", dialect: str = "", schema: Schema = None
) -> NodeGraph:
    """A node for each metric, fed by the columns of its expression and of its filters."""
    link = Link(connection, dialect, reads_frames=False)
    return joined_graphs(_metric(one, link, schema) for one in found)


def history(entries: Iterable[HistoryEntry], dialect: Callable[[str], str]) -> NodeGraph:
    """The statements of saved notebooks, oldest first; `dialect` gives that of a connection by name."""
    notebooks: dict[str, NotebookLineage] = {}
    for place, entry in enumerate(entries, 1):
        name = entry.notebook or "history"
        notebook = notebooks.setdefault(name, NotebookLineage(Surroundings(notebook=name)))
        ran = Ran(entry.sql, entry.connection, dialect(entry.connection))
        notebook.run(NotebookCell(f"history-{place}", f"%%sql\n{entry.sql}", statements=(ran,)))
    return joined_graphs(notebook.graph() for notebook in notebooks.values())


def _statement(sql: str, link: Link, kind: NodeKind, name: str, schema: Schema) -> NodeGraph:
    key = f"{kind}:{link.name}:{name}"
    world = CellWorld(NotebookCell("", sql), Surroundings(link=link, schema=schema))
    try:
        rows = world.statement(sql, link, {})
    except IopsDataError as error:
        return NodeGraph(notes=(f"{name}: {error.message}",))
    frame = rows if isinstance(rows, Frame) else Frame()
    columns = tuple(one.name for one in frame.fields)
    world.nodes[key] = Node(key, kind, name, columns, connection=link.name, sql=sql)
    world.into(key, frame)
    return NodeGraph(tuple(world.nodes.values()), tuple(world.flows), tuple(world.notes))


def _metric(one: Metric, link: Link, schema: Schema) -> NodeGraph:
    """The metric as a query over the tables that its columns name."""
    import sqlglot
    from sqlglot import exp

    from iopsdata_jupyter.lineage.script import quiet

    try:
        with quiet():
            parts = [sqlglot.parse_one(text, read=link.dialect) for text in (one.expression, *one.filters)]
    except sqlglot.errors.SqlglotError:
        return NodeGraph(notes=(f"The metric {one.name} cannot be read.",))
    tables = dict.fromkeys(
        ".".join(part.name for part in column.parts[:-1])
        for part in parts
        for column in part.find_all(exp.Column)
        if column.table
    )
    query = exp.select(exp.alias_(parts[0], one.name, quoted=True))
    for place, table in enumerate(tables):
        query = query.from_(table) if place == 0 else query.join(table, join_type="cross")
    for condition in parts[1:]:
        query = query.where(condition)
    return _statement(query.sql(link.dialect), link, "metric", one.name, schema)
