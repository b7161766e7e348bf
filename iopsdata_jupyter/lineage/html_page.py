"""The graph as one page that needs nothing else: no script, no style sheet, no picture from outside."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from iopsdata_jupyter.lineage.export import RESULT, UNKNOWN, Card, Drawing, drawing

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.graph import LineageGraph
    from iopsdata_jupyter.lineage.models import ColumnEdge

_STYLE = """
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem; color: #1c2733; background: #fff; }
svg { max-width: 100%; height: auto; }
.card { fill: #f6f8fa; stroke: #8b98a5; }
.target { fill: #e7f5ec; }
.result { fill: #eef2fb; }
.intermediate { fill: #fdf6e3; }
.unknown { fill: #fbeaea; }
text { font: 12px system-ui, sans-serif; fill: #1c2733; }
.head { font-weight: 600; }
.line { fill: none; stroke: #4c6f95; stroke-width: 1.4; }
.indirect { stroke-dasharray: 4 3; stroke: #98a6b5; }
table { border-collapse: collapse; margin-top: 1.5rem; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
td, th { border: 1px solid #d0d7de; padding: .25rem .6rem; text-align: left; vertical-align: top; }
code { white-space: pre-wrap; }
@media (prefers-color-scheme: dark) {
  body { color: #dde5ec; background: #14191f; }
  text { fill: #dde5ec; }
  .card { fill: #1e262e; stroke: #586673; }
  .target { fill: #1c3326; }
  .result { fill: #1d2a42; }
  .intermediate { fill: #362f1c; }
  .unknown { fill: #3d2424; }
  td, th { border-color: #3a4550; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_WIDTH, _ROW, _GAP_X, _GAP_Y, _MARGIN = 210, 20, 90, 24, 10


def to_html(graph: LineageGraph, *, title: str = "Lineage") -> str:
    """A page with a drawing and a table of the columns; every text of the query is escaped."""
    shown = drawing(graph)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"{_picture(shown)}\n{_table(graph)}\n{_errors(graph)}</body>\n</html>\n"
    )


def _picture(shown: Drawing) -> str:
    if not shown.cards:
        return "<p>No table is read or written.</p>"
    places = _places(shown)
    width = max(x for x, _ in places) + _WIDTH + _MARGIN
    height = (
        max(y + _height(len(card.columns)) for (_, y), card in zip(places, shown.cards, strict=True))
        + _MARGIN
    )
    lines = "".join(_line(places[a], i, places[b], j, edge) for a, i, b, j, edge in shown.lines)
    cards = "".join(_card(place, card) for place, card in zip(places, shown.cards, strict=True))
    size = f'viewBox="0 0 {width} {height}" width="{width}"'
    return f'<svg {size} role="img" aria-label="Lineage">{lines}{cards}</svg>'


def _places(shown: Drawing) -> list[tuple[int, int]]:
    """Cards in ranks from left to right; a card stands right of all that it reads, loops aside."""
    ranks = [0] * len(shown.cards)
    pairs = {(a, b) for a, _, b, _, _ in shown.lines} | set(shown.table_lines)
    for _ in shown.cards:
        moved = False
        for a, b in pairs:
            if a != b and ranks[b] <= ranks[a] < len(shown.cards):
                ranks[b], moved = ranks[a] + 1, True
        if not moved:
            break
    used = {rank: place for place, rank in enumerate(sorted(set(ranks)))}
    heights: dict[int, int] = {}
    places = []
    for rank, card in zip(ranks, shown.cards, strict=True):
        y = heights.get(rank, _MARGIN)
        heights[rank] = y + _height(len(card.columns)) + _GAP_Y
        places.append((_MARGIN + used[rank] * (_WIDTH + _GAP_X), y))
    return places


def _height(columns: int) -> int:
    return _ROW * (columns + 1) + 8


def _card(place: tuple[int, int], card: Card) -> str:
    x, y = place
    rows = "".join(
        f'<text x="{x + 10}" y="{y + _ROW * (row + 2) - 4}">{escape(_short(column))}</text>'
        for row, column in enumerate(card.columns)
    )
    return (
        f"<g><title>{escape(card.name)}</title>"
        f'<rect class="card {card.role}" x="{x}" y="{y}" width="{_WIDTH}" '
        f'height="{_height(len(card.columns))}" rx="5"/><text class="head" x="{x + 10}" y="{y + 15}">'
        f"{escape(_short(card.name))}</text>{rows}</g>"
    )


def _short(text: str, most: int = 30) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _line(start: tuple[int, int], i: int, end: tuple[int, int], j: int, edge: ColumnEdge) -> str:
    x1, y1 = start[0] + _WIDTH, start[1] + _ROW * (i + 2) - 8
    x2, y2 = end[0], end[1] + _ROW * (j + 2) - 8
    middle = (x1 + x2) // 2
    style = "line" if edge.kind == "DIRECT" else "line indirect"
    return (
        f'<path class="{style}" d="M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}">'
        f"<title>{escape(_words(edge))}</title></path>"
    )


def _words(edge: ColumnEdge) -> str:
    source = f"{edge.source_table or UNKNOWN}.{edge.source_column}"
    return f"{source} → {edge.target_table or RESULT}.{edge.target_column}: {edge.subtype}"


def _table(graph: LineageGraph) -> str:
    if not graph.column_edges:
        return ""
    rows = "".join(
        f"<tr><td>{escape(edge.target_table or RESULT)}</td><td>{escape(edge.target_column)}</td>"
        f"<td>{escape(edge.source_table or UNKNOWN)}</td><td>{escape(edge.source_column)}</td>"
        f"<td>{edge.subtype}</td><td><code>{escape(edge.expression)}</code></td><td>{escape(edge.reason)}</td></tr>"
        for edge in graph.column_edges
    )
    heads = "".join(
        f"<th>{name}</th>" for name in ("Target", "Column", "Source", "Column", "How", "Made by", "Note")
    )
    return f"<table><caption>Columns</caption><tr>{heads}</tr>{rows}</table>"


def _errors(graph: LineageGraph) -> str:
    items = "".join(f"<li>{escape(str(one.error))}</li>" for one in graph.errors)
    return f"<h2>Not read</h2><ul>{items}</ul>\n" if items else ""
