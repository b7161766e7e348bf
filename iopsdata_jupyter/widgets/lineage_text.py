"""A lineage graph as plain text, for terminals and readers of raw notebooks."""

from __future__ import annotations

from collections.abc import Iterator

from iopsdata_jupyter.lineage.payload import EdgePayload, LineagePayload, NodePayload
from iopsdata_jupyter.widgets.lineage_names import by_id, one_line, spot_name

MOST_LINES = 200
"""Edges listed; a saved notebook is read by people."""


def lineage_text(payload: LineagePayload) -> str:
    """One line an edge, `source -> target (how: expression)`, without a trailing newline."""
    return "\n".join(_lines(payload))


def _lines(payload: LineagePayload) -> Iterator[str]:
    nodes, edges = by_id(payload), payload["edges"]
    if not nodes:
        yield "No table is read or written."
    yield from (_line(edge, nodes) for edge in edges[:MOST_LINES])
    if len(edges) > MOST_LINES:
        yield f"… {len(edges) - MOST_LINES:,} more"
    joined = {end for edge in edges for end in (edge["source"], edge["target"])}
    alone = [one_line(node["name"]) for key, node in nodes.items() if key not in joined]
    yield from alone[:MOST_LINES]
    yield from (f"Note: {one_line(note)}" for note in payload["notes"])


def _line(edge: EdgePayload, nodes: dict[str, NodePayload]) -> str:
    source = spot_name(nodes, edge["source"], edge["source_column"])
    target = spot_name(nodes, edge["target"], edge["target_column"])
    how = ": ".join(part for part in (edge["subtype"], one_line(edge["expression"])) if part)
    return f"{source} -> {target}" + (f" ({how})" if how else "")
