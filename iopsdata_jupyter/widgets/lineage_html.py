"""A lineage graph as static HTML: a picture, and the same as a table that opens. No script."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from iopsdata_jupyter.lineage.payload import EdgePayload, LineagePayload, NodePayload
from iopsdata_jupyter.widgets.lineage_names import by_id, one_line, spot_name
from iopsdata_jupyter.widgets.lineage_svg import DIRECT, INDIRECT, lineage_svg

MOST_EDGES = 500
"""Rows of the table."""


def lineage_html(payload: LineagePayload) -> str:
    """The graph as one HTML element; every text of the data in it is escaped."""
    return f'<div class="iops-static-lineage">{"".join(_parts(payload))}</div>'


def _parts(payload: LineagePayload) -> Iterator[str]:
    picture = lineage_svg(payload)
    if not payload["nodes"]:
        yield "<p>No table is read or written.</p>"
    elif picture:
        yield f'<div style="overflow-x:auto">{picture}</div>{_legend()}'
    else:
        yield f"<p>{len(payload['nodes']):,} tables and other nodes: too many for a picture.</p>"
    yield from (f"<p><small>{escape(one_line(note))}</small></p>" for note in payload["notes"])
    if payload["edges"]:
        yield _table(payload)


def _legend() -> str:
    """What the lines mean; the colours are told in words too, for viewers that drop styles."""
    return (
        f'<p><small><span style="color:{DIRECT}">━━ values</span> &nbsp; '
        f'<span style="color:{INDIRECT}">╍╍ rows, order, conditions</span></small></p>'
    )


def _table(payload: LineagePayload) -> str:
    edges, nodes = payload["edges"], by_id(payload)
    heads = "".join(f"<th>{name}</th>" for name in ("Column", "comes from", "How", "Expression"))
    rows = "".join(_row(edge, nodes) for edge in edges[:MOST_EDGES])
    rest = len(edges) - MOST_EDGES
    more = f"<p><small>… {rest:,} more</small></p>" if rest > 0 else ""
    return (
        f"<details><summary>Edges ({len(edges):,})</summary>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{more}</details>"
    )


def _row(edge: EdgePayload, nodes: dict[str, NodePayload]) -> str:
    target = spot_name(nodes, edge["target"], edge["target_column"])
    source = spot_name(nodes, edge["source"], edge["source_column"])
    how = edge["subtype"] if edge["confidence"] >= 1 else f"{edge['subtype']} ({edge['confidence']:.0%} sure)"
    expression = one_line(edge["expression"])
    code = f"<code>{escape(expression)}</code>" if expression else ""
    cells = (escape(target), escape(source), escape(how), code)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
