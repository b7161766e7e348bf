"""A graph of nodes as plain text: what there is, and what feeds it."""

from __future__ import annotations

from iopsdata_jupyter.lineage.models import Node
from iopsdata_jupyter.lineage.node_graph import NodeGraph


def listed(graph: NodeGraph) -> str:
    """One line a node, in the order met: kind, name, what feeds it."""
    fed: dict[str, dict[str, None]] = {}
    for flow in graph.flows:
        fed.setdefault(flow.target, {}).setdefault(flow.source)
    width = max((len(node.kind) for node in graph.nodes), default=0)
    lines = []
    for node in graph.nodes:
        sources = ", ".join(dict.fromkeys(_label(graph.by_id[key]) for key in fed.get(node.id, ())))
        stale = " (stale)" if node.stale else ""
        reads = f"  <- {sources}" if sources else ""
        lines.append(f"{node.kind.replace('_', ' '):<{width}}  {_label(node)}{stale}{reads}")
    return "\n".join(lines) if lines else "No table, file or DataFrame is read or written."


def _label(node: Node) -> str:
    """The name, and where it is from for what a notebook makes."""
    inside = node.kind in ("dataframe", "cell", "query")
    place = f"cell {node.place}" if node.place and node.kind == "dataframe" else ""
    where = ", ".join(filter(None, (node.notebook if inside else "", place)))
    return f"{node.name} [{where}]" if where else node.name
