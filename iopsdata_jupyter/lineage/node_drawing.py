"""A graph of nodes as cards and lines, for the same drawings as a script's lineage."""

from __future__ import annotations

from collections.abc import Sequence

from iopsdata_jupyter.lineage.export import Card, Drawing, Line
from iopsdata_jupyter.lineage.html_page import Row
from iopsdata_jupyter.lineage.models import Flow, Node
from iopsdata_jupyter.lineage.node_graph import NodeGraph

_ROLES = {
    "dataframe": "intermediate", "cte": "intermediate", "view": "intermediate", "query": "result",
    "cell": "result", "metric": "result", "verified_query": "result", "unknown": "unknown",
}  # fmt: skip


def drawing_of(graph: NodeGraph) -> Drawing:
    """Cards in the order met; flows that join the same ends are one line."""
    places = {node.id: place for place, node in enumerate(graph.nodes)}
    written = {flow.target for flow in graph.flows}
    cards = tuple(
        Card(f"t{place}", title(node), _role(node, written), node.columns)
        for place, node in enumerate(graph.nodes)
    )
    rows = [{column: row for row, column in enumerate(node.columns)} for node in graph.nodes]
    lines: dict[tuple[object, ...], Line] = {}
    for flow in graph.flows:
        line = _line(flow, places, rows, cards)
        key = (line.source, line.source_row, line.target, line.target_row, line.direct)
        lines.setdefault(key, line)
    pairs = dict.fromkeys((places[flow.source], places[flow.target]) for flow in graph.flows)
    return Drawing(cards, tuple(lines.values()), tuple(pairs))


_TOLD = ("table", "dataframe", "cell", "query", "unknown")
"""Kinds that the name or the colour tells."""


def title(node: Node) -> str:
    """What a card is headed with."""
    words = [node.name if node.kind in _TOLD else f"{node.kind.replace('_', ' ')} {node.name}"]
    words += [f"cell {node.place}"] if node.place and node.kind == "dataframe" else []
    words += ["stale"] if node.stale else []
    words += [node.notebook] if node.notebook and node.kind in ("dataframe", "cell", "query") else []
    return " · ".join(words)


def _role(node: Node, written: set[str]) -> str:
    return _ROLES.get(node.kind, "target" if node.id in written else "source")


def _line(flow: Flow, places: dict[str, int], rows: Sequence[dict[str, int]], cards: Sequence[Card]) -> Line:
    source, target = places[flow.source], places[flow.target]
    from_ = rows[source].get(flow.source_column or "")
    to = rows[target].get(flow.target_column or "")
    start = _end(cards[source].name, flow.source_column)
    words = f"{start} → {_end(cards[target].name, flow.target_column)}"
    note = f" ({flow.reason})" if flow.reason else ""
    said = f"{words}: {flow.subtype}{note}"
    return Line(source, from_, target, to, flow.kind == "DIRECT", flow.subtype, said)


def _end(name: str, column: str | None) -> str:
    return name if column is None else f"{name}.{column}"


def rows_of(graph: NodeGraph) -> list[Row]:
    """One row a flow, for the table under a drawing."""
    return [
        (
            title(graph.by_id[flow.target]), flow.target_column or "all rows",
            title(graph.by_id[flow.source]), flow.source_column or "as a whole",
            flow.subtype, flow.expression, flow.reason,
        )
        for flow in graph.flows
    ]  # fmt: skip
