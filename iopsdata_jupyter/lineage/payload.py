"""A lineage graph as the JSON values that the widget, its static forms and the lab extension read.

`js/widgets/lineage/payload.ts` reads the same fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from iopsdata_jupyter.lineage.graph import LineageGraph
from iopsdata_jupyter.lineage.models import EdgeKind, Flow, Node, NodeKind
from iopsdata_jupyter.lineage.script_nodes import node_graph

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.node_graph import NodeGraph


class NodePayload(TypedDict):
    """Something that holds or makes columns."""

    id: str
    kind: NodeKind
    name: str
    columns: list[str]
    cell: str | None
    """Id of the notebook cell that made it; None outside a notebook."""
    notebook: str
    """Path of the notebook of that cell; empty for the one that the graph is shown in."""
    place: int
    """Number of that cell; 0 where it is not known."""
    connection: str
    stale: bool
    sql: str


class EdgePayload(TypedDict):
    """One column shapes another; without columns, one node another in a way that cannot be told closer."""

    source: str
    source_column: str | None
    target: str
    target_column: str | None
    kind: EdgeKind
    subtype: str
    expression: str
    confidence: float
    reason: str


class SpotPayload(TypedDict):
    """A column of a node, or the node itself."""

    node: str
    column: str | None


class LineagePayload(TypedDict):
    """A whole graph."""

    version: Literal[1]
    nodes: list[NodePayload]
    edges: list[EdgePayload]
    focus: SpotPayload | None
    """What is lit at first."""
    notes: list[str]
    """What could not be read, one sentence each."""


def to_payload(graph: LineageGraph | NodeGraph, *, focus: str | None = None) -> LineagePayload:
    """The graph of a script, of a notebook or of a workspace.

    Args:
        graph: what is shown.
        focus: `table.column`, or the name of a table or DataFrame, that is lit at first.

    Raises:
        UsageError: the graph holds nothing of the name in `focus`.
    """
    shown = node_graph(graph) if isinstance(graph, LineageGraph) else graph
    return {
        "version": 1,
        "nodes": [_node(one) for one in shown.nodes],
        "edges": [_edge(one) for one in shown.flows],
        "focus": _spot(shown, focus) if focus else None,
        "notes": list(shown.notes),
    }


def _node(one: Node) -> NodePayload:
    return {
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "columns": list(one.columns),
        "cell": one.cell or None,
        "notebook": one.notebook,
        "place": one.place,
        "connection": one.connection,
        "stale": one.stale,
        "sql": one.sql,
    }


def _edge(one: Flow) -> EdgePayload:
    return {
        "source": one.source,
        "source_column": one.source_column,
        "target": one.target,
        "target_column": one.target_column,
        "kind": one.kind,
        "subtype": one.subtype,
        "expression": one.expression,
        "confidence": one.confidence,
        "reason": one.reason,
    }


def _spot(graph: NodeGraph, name: str) -> SpotPayload:
    node, column = graph.places(name)[0]
    return {"node": node, "column": column}
