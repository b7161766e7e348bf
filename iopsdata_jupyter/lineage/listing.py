"""A graph of nodes as plain text: what there is, and what feeds it."""

from __future__ import annotations

from iopsdata_jupyter.lineage.node_graph import NodeGraph


def listed(graph: NodeGraph) -> str:
    """One line a node, in the order met: kind, name, what feeds it."""
    fed: dict[str, dict[str, None]] = {}
    for flow in graph.flows:
        fed.setdefault(flow.target, {}).setdefault(flow.source)
    width = max((len(node.kind) for node in graph.nodes), default=0)
    lines = []
    for node in graph.nodes:
        sources = ", ".join(dict.fromkeys(graph.by_id[key].name for key in fed.get(node.id, ())))
        where = f" [{node.notebook}]" if node.notebook and node.kind in ("dataframe", "cell", "query") else ""
        stale = " (stale)" if node.stale else ""
        reads = f"  <- {sources}" if sources else ""
        lines.append(f"{node.kind.replace('_', ' '):<{width}}  {node.name}{where}{stale}{reads}")
    return "\n".join(lines) if lines else "No table, file or DataFrame is read or written."
