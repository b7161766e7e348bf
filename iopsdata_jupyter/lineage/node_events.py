"""A graph of nodes as OpenLineage run events: one for each cell or statement that makes something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from iopsdata_jupyter.lineage.models import Flow, Node
from iopsdata_jupyter.lineage.node_graph import NodeGraph
from iopsdata_jupyter.lineage.openlineage import column_facet, event


def node_events(
    graph: NodeGraph, *, namespace: str, job: str, at: datetime | None = None
) -> list[dict[str, Any]]:
    """COMPLETE events in the order of the cells; a flow without columns is told by its datasets."""
    moment = (at or datetime.now(UTC)).isoformat()
    makers: dict[str, list[Flow]] = {}
    for flow in graph.flows:
        makers.setdefault(_maker(graph.by_id[flow.target]), []).append(flow)
    return [_event(name, flows, graph, namespace, job, moment) for name, flows in makers.items()]


def _maker(node: Node) -> str:
    """The cell that makes a node, or the node itself."""
    return ":".join(filter(None, (node.notebook, node.cell))) or node.id


def _event(
    maker: str, flows: list[Flow], graph: NodeGraph, namespace: str, job: str, moment: str
) -> dict[str, Any]:
    targets = dict.fromkeys(flow.target for flow in flows)
    sources = [key for key in dict.fromkeys(flow.source for flow in flows) if key not in targets]
    outputs = [_output(graph.by_id[key], flows, graph, namespace) for key in targets]
    return event(
        namespace=namespace,
        job=f"{job}.{maker}",
        moment=moment,
        inputs=[dataset_name(graph.by_id[key]) for key in sources],
        outputs=outputs,
        facets={},
    )


def dataset_name(node: Node) -> str:
    """A name that is the same wherever the node is met; DataFrames live in their notebook."""
    if node.kind in ("dataframe", "query", "cell"):
        return f"{node.notebook}#{node.name}" if node.notebook else f"notebook#{node.name}"
    return f"{node.connection}.{node.name}" if node.connection else node.name


def _output(node: Node, flows: Iterable[Flow], graph: NodeGraph, namespace: str) -> dict[str, Any]:
    named = [
        (flow.target_column, dataset_name(graph.by_id[flow.source]), flow.source_column, flow)
        for flow in flows
        if flow.target == node.id and flow.source_column is not None and flow.target_column is not None
    ]
    found: dict[str, Any] = {"namespace": namespace, "name": dataset_name(node)}
    if named:
        found["facets"] = {"columnLineage": column_facet(named, namespace)}
    return found
