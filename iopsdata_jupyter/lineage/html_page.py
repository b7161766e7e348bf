"""The graph as one page that needs nothing else: no script, no style sheet, no picture from outside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from iopsdata_jupyter.lineage.export import RESULT, UNKNOWN, Card, Drawing, Line, drawing

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.graph import LineageGraph

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


Row = tuple[str, str, str, str, str, str, str]
"""Target, column, source, column, how, expression, note."""
_HEADS = ("Target", "Column", "Source", "Column", "How", "Made by", "Note")


def to_html(graph: LineageGraph, *, title: str = "Lineage") -> str:
    """A page with a drawing and a table of the columns; every text of the query is escaped."""
    rows = [
        (
            edge.target_table or RESULT, edge.target_column, edge.source_table or UNKNOWN, edge.source_column,
            edge.subtype, edge.expression, edge.reason,
        )
        for edge in graph.column_edges
    ]  # fmt: skip
    return page(drawing(graph), rows, [str(one.error) for one in graph.errors], title=title)


def page(shown: Drawing, rows: Sequence[Row], notes: Sequence[str], *, title: str) -> str:
    """A drawing, its table and what could not be read, as one page."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"{picture(shown)}\n{_table(rows)}\n{_errors(notes)}</body>\n</html>\n"
    )


def picture(shown: Drawing) -> str:
    """A drawing as an SVG element."""
    if not shown.cards:
        return "<p>No table is read or written.</p>"
    places = _places(shown)
    width = max(x for x, _ in places) + _WIDTH + _MARGIN
    height = (
        max(y + _height(len(card.columns)) for (_, y), card in zip(places, shown.cards, strict=True))
        + _MARGIN
    )
    lines = "".join(_line(places[line.source], places[line.target], line) for line in shown.lines)
    cards = "".join(_card(place, card) for place, card in zip(places, shown.cards, strict=True))
    size = f'viewBox="0 0 {width} {height}" width="{width}"'
    return f'<svg {size} role="img" aria-label="Lineage">{lines}{cards}</svg>'


def _places(shown: Drawing) -> list[tuple[int, int]]:
    """Cards in ranks from left to right; a card stands right of all that it reads, loops aside."""
    ranks = [0] * len(shown.cards)
    pairs = {(line.source, line.target) for line in shown.lines} | set(shown.table_lines)
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


def _line(start: tuple[int, int], end: tuple[int, int], line: Line) -> str:
    x1, y1 = start[0] + _WIDTH, start[1] + _middle(line.source_row)
    x2, y2 = end[0], end[1] + _middle(line.target_row)
    middle = (x1 + x2) // 2
    style = "line" if line.direct else "line indirect"
    return (
        f'<path class="{style}" d="M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}">'
        f"<title>{escape(line.words)}</title></path>"
    )


def _middle(row: int | None) -> int:
    """Height of a column's middle in its card, or of the card's head."""
    return _ROW // 2 if row is None else _ROW * (row + 2) - 8


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    body = "".join(f"<tr>{''.join(map(_cell, range(7), row))}</tr>" for row in rows)
    heads = "".join(f"<th>{name}</th>" for name in _HEADS)
    return f"<table><caption>Columns</caption><tr>{heads}</tr>{body}</table>"


def _cell(place: int, text: str) -> str:
    return f"<td><code>{escape(text)}</code></td>" if place == 5 else f"<td>{escape(text)}</td>"


def _errors(notes: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(one)}</li>" for one in notes)
    return f"<h2>Not read</h2><ul>{items}</ul>\n" if items else ""
