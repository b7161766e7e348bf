"""A lineage graph as one SVG without scripts, links or styles from outside, for saved notebooks.

Colours stand in attributes, because some viewers drop styles, and are mid-tones or the text's own, because a
saved page does not tell whether it will be shown on white or on near-black.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from iopsdata_jupyter.lineage.models import STAR
from iopsdata_jupyter.lineage.payload import EdgePayload, LineagePayload, NodePayload
from iopsdata_jupyter.widgets.lineage_layout import CARD_WIDTH, Place, place_cards
from iopsdata_jupyter.widgets.lineage_names import by_id, kind_name, one_line, shorten, spot_name

MOST_CARDS = 300
"""Cards above which no picture is drawn: nobody could read it."""
MOST_ROWS = 300
"""Columns of all cards together above which they are drawn without columns."""
CARD_ROWS = 12
"""Columns of one card."""

HEADER, ROW, FOOT, MARGIN = 40, 18, 6, 12
DIRECT, INDIRECT, STALE = "#4b83d6", "#b5803a", "#c98a1b"
COLOURS = {
    "table": "#4b83d6", "view": "#2f9aa5", "file": "#b5803a", "dataframe": "#3f9a58", "cell": "#858c95",
    "query": "#9166cc", "cte": "#858c95", "metric": "#c75b75", "verified_query": "#c75b75",
    "unknown": "#858c95",
}  # fmt: skip
_SANS = "system-ui, -apple-system, 'Segoe UI', sans-serif"
_MONO = "ui-monospace, Menlo, Consolas, monospace"


@dataclass(frozen=True, slots=True)
class _Card:
    node: NodePayload
    rows: tuple[str, ...]
    """The columns that have a row."""

    @property
    def height(self) -> float:
        more = self.left_out > 0 and bool(self.rows)
        return HEADER + ROW * (len(self.rows) + more) + (FOOT if self.rows else 0)

    @property
    def left_out(self) -> int:
        return len(self.node["columns"]) - len(self.rows)

    def y_of(self, column: str | None) -> float:
        """The middle of a column's row below the card's top; of the header, where it has none."""
        found = column if column in self.rows else STAR if STAR in self.rows and column is not None else None
        return HEADER / 2 if found is None else HEADER + ROW * (self.rows.index(found) + 0.5)


def lineage_svg(payload: LineagePayload) -> str:
    """The picture as an `<svg>` element; empty where there is nothing to draw, or more than can be read."""
    if not 0 < len(payload["nodes"]) <= MOST_CARDS:
        return ""
    cards = _cards(payload)
    places = place_cards(
        {key: card.height for key, card in cards.items()},
        [(edge["source"], edge["target"]) for edge in payload["edges"]],
    )
    width = max(place.x for place in places.values()) + CARD_WIDTH + 2 * MARGIN
    height = max(place.y + place.height for place in places.values()) + 2 * MARGIN
    parts = [*_lines(payload, cards, places), *(_card(cards[key], place) for key, place in places.items())]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-MARGIN} {-MARGIN} {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" style="max-width:100%;height:auto" role="img" '
        f'aria-label="Lineage graph" fill="none" font-family="{escape(_SANS)}" font-size="12">'
        f"{''.join(parts)}</svg>"
    )


def _cards(payload: LineagePayload) -> dict[str, _Card]:
    nodes = payload["nodes"]
    rows = sum(min(len(node["columns"]), CARD_ROWS) for node in nodes)
    most = CARD_ROWS if rows <= MOST_ROWS else 0
    return {node["id"]: _Card(node, tuple(node["columns"][:most])) for node in nodes}


# --------------------------------------------------------------------------------------------------- lines


def _lines(payload: LineagePayload, cards: dict[str, _Card], places: dict[str, Place]) -> Iterator[str]:
    """One line for each pair of rows and kind; values over what only chooses or sorts rows."""
    nodes = by_id(payload)
    drawn: dict[tuple[str, float, str, float, bool], EdgePayload] = {}
    for edge in payload["edges"]:
        source, target = edge["source"], edge["target"]
        y1 = places[source].y + cards[source].y_of(edge["source_column"])
        y2 = places[target].y + cards[target].y_of(edge["target_column"])
        drawn.setdefault((source, y1, target, y2, edge["kind"] == "DIRECT"), edge)
    for (source, y1, target, y2, is_direct), edge in sorted(drawn.items(), key=lambda item: item[0][4]):
        course = _course(places[source].x + CARD_WIDTH, y1, places[target].x, y2, is_loop=source == target)
        look = f'stroke="{DIRECT}"' if is_direct else f'stroke="{INDIRECT}" stroke-dasharray="5 4"'
        yield (
            f'<path d="{course}" {look} stroke-width="1.3" stroke-opacity=".8">'
            f"<title>{escape(_words(edge, nodes))}</title></path>"
        )


def _course(x1: float, y1: float, x2: float, y2: float, *, is_loop: bool) -> str:
    if is_loop:
        x2, y1, y2 = x1, y1 - 6, y2 + 6
        out = back = x1 + 36 + (y2 - y1) / 3
    else:
        reach = (x2 - x1) / 2 if x2 > x1 else 80 + (x1 - x2) / 8
        out, back = x1 + reach, x2 - reach
    return f"M{x1:.0f} {y1:.0f}C{out:.0f} {y1:.0f} {back:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"


def _words(edge: EdgePayload, nodes: dict[str, NodePayload]) -> str:
    source = spot_name(nodes, edge["source"], edge["source_column"])
    target = spot_name(nodes, edge["target"], edge["target_column"])
    return f"{source} → {target}" + (f": {edge['subtype']}" if edge["subtype"] else "")


# --------------------------------------------------------------------------------------------------- cards


def _card(card: _Card, place: Place) -> str:
    node = card.node
    colour = COLOURS[node["kind"]]
    stroke = STALE if node["stale"] else colour
    dash = ' stroke-dasharray="5 3"' if node["kind"] in ("view", "cte") else ""
    radius = 18 if node["kind"] in ("query", "cte") else 2 if node["kind"] in ("cell", "file") else 6
    return (
        f'<g transform="translate({place.x:.0f} {place.y:.0f})"><title>{escape(_title(node))}</title>'
        f'<rect width="{CARD_WIDTH}" height="{place.height:.0f}" rx="{radius}" fill="{colour}" '
        f'fill-opacity=".08" stroke="{stroke}"{dash}/>{"".join(_texts(card))}</g>'
    )


def _title(node: NodePayload) -> str:
    return f"{one_line(node['name'])} ({kind_name(node)})" if kind_name(node) else one_line(node["name"])


def _texts(card: _Card) -> Iterator[str]:
    node = card.node
    name = one_line(node["name"])
    last, before = _parts(name, node["kind"])
    kind = "stale " + kind_name(node) if node["stale"] else kind_name(node)
    below = " · ".join(part for part in (kind, before, _count(card)) if part)
    yield _text(12, 17, shorten(last, 26), 'font-weight="600" font-size="13"')
    yield _text(12, 32, shorten(below, 36), 'font-size="11" fill-opacity=".7"')
    for row, column in enumerate(card.rows):
        shown = shorten(one_line(column), 26)
        yield _text(12, HEADER + ROW * row + 13, shown, f'font-family="{_MONO}"')
    if card.left_out > 0 and card.rows:
        yield _text(12, HEADER + ROW * len(card.rows) + 13, f"… {card.left_out} more", 'fill-opacity=".7"')


def _parts(name: str, kind: str) -> tuple[str, str]:
    """The last part of a path or of a table's dotted name, and what stands before it."""
    sign = "/" if "/" in name else "." if kind in ("table", "view") and " " not in name else "\0"
    before, _, last = name.rpartition(sign)
    return (last, before) if last else (name, "")


def _count(card: _Card) -> str:
    count = len(card.node["columns"])
    return "" if card.rows or not count else f"{count} columns" if count > 1 else "1 column"


def _text(x: float, y: float, text: str, look: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="currentColor" {look}>{escape(text)}</text>'
