"""The graph as JSON values, Mermaid and DOT. Names go in as data: each form escapes them in one place."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.lineage.models import STAR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iopsdata_jupyter.lineage.graph import LineageGraph
    from iopsdata_jupyter.lineage.models import ColumnEdge, StatementError, StatementLineage

RESULT = "result"
"""What the columns of a query that writes nowhere are shown under."""
UNKNOWN = "unknown table"
"""What columns are shown under whose table cannot be told."""


# --------------------------------------------------------------------------------------------------- JSON


def to_dict(graph: LineageGraph) -> dict[str, Any]:
    """The graph as plain values; keys and order are stable."""
    return {
        "version": 1,
        "dialect": graph.dialect,
        "sources": list(graph.sources),
        "targets": list(graph.targets),
        "intermediate": list(graph.intermediate),
        "column_edges": [_edge(edge) for edge in graph.column_edges],
        "statements": [_statement(one) for one in graph.statements],
        "errors": [_error(one) for one in graph.errors],
    }


def _edge(edge: ColumnEdge) -> dict[str, Any]:
    values = edge._asdict()
    return values | {"span": asdict(edge.span) if edge.span is not None else None}


def _statement(one: StatementLineage) -> dict[str, Any]:
    return {
        "index": one.index,
        "kind": one.kind,
        "sql": one.sql,
        "start": one.start,
        "sources": list(one.sources),
        "targets": list(one.targets),
        "column_edges": [_edge(edge) for edge in one.column_edges],
        "removed": list(one.removed),
        "renamed": [list(pair) for pair in one.renamed],
    }


def _error(one: StatementError) -> dict[str, Any]:
    return {
        "index": one.index,
        "sql": one.sql,
        "start": one.start,
        "message": one.error.message,
        "hint": one.error.hint,
    }


# -------------------------------------------------------------------------------------------------- cards


@dataclass(frozen=True, slots=True)
class Card:
    """A table as drawings show it."""

    id: str
    """Letters and digits only."""
    name: str
    role: str
    """source, target, intermediate, result or unknown: how it is coloured."""
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two columns, or between cards as a whole."""

    source: int
    """Place of a card."""
    source_row: int | None
    """Place of a column in it; None: the card as a whole."""
    target: int
    target_row: int | None
    direct: bool
    label: str
    """The subtype, or several."""
    words: str
    """What it says, in a sentence's place."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The graph as cards and lines between their columns."""

    cards: tuple[Card, ...]
    lines: tuple[Line, ...]
    table_lines: tuple[tuple[int, int], ...]


def drawing(graph: LineageGraph) -> Drawing:
    """Cards in the order met, and one line for each pair of columns and kind."""
    columns = _columns_by_table(graph)
    names = list(columns)
    places = {name: place for place, name in enumerate(names)}
    cards = tuple(
        Card(f"t{place}", _shown(name), _role(name, graph), tuple(columns[name]))
        for place, name in enumerate(names)
    )
    rows = [{column: row for row, column in enumerate(card.columns)} for card in cards]
    lines: dict[tuple[object, ...], Line] = {}
    for edge in graph.steps:
        source, target = places[_end(edge, target=False)], places[_end(edge, target=True)]
        line = (source, rows[source][edge.source_column], target, rows[target][edge.target_column])
        words = f"{cards[source].name}.{edge.source_column} → {cards[target].name}.{edge.target_column}"
        direct = edge.kind == "DIRECT"
        lines.setdefault((*line, direct), Line(*line, direct, edge.subtype, f"{words}: {edge.subtype}"))
    return Drawing(cards, tuple(lines.values()), tuple(_table_lines(graph, places)))


_UNKNOWN_KEY = "\0unknown"


def _end(edge: ColumnEdge, *, target: bool) -> str:
    if target:
        return edge.target_table or ""
    return edge.source_table or _UNKNOWN_KEY


def _columns_by_table(graph: LineageGraph) -> dict[str, dict[str, None]]:
    tables: dict[str, dict[str, None]] = {}
    for one in graph.statements:
        for name in (*one.sources, *one.targets):
            tables.setdefault(name, {})
    for edge in graph.steps:
        tables.setdefault(_end(edge, target=False), {}).setdefault(edge.source_column)
        tables.setdefault(_end(edge, target=True), {}).setdefault(edge.target_column)
    return tables


def _shown(name: str) -> str:
    return {"": RESULT, _UNKNOWN_KEY: UNKNOWN}.get(name, name)


def _role(name: str, graph: LineageGraph) -> str:
    if name in ("", _UNKNOWN_KEY):
        return "unknown" if name else "result"
    if name in graph.intermediate:
        return "intermediate"
    return "target" if name in graph.targets else "source"


def _table_lines(graph: LineageGraph, places: dict[str, int]) -> Iterable[tuple[int, int]]:
    pairs: dict[tuple[int, int], None] = {}
    for one in graph.statements:
        targets = one.targets or (("",) if "" in places and one.kind == "SELECT" else ())
        for part in one.parts or (one,):
            for source in part.sources:
                for target in part.targets or targets:
                    pairs[places[source], places[target]] = None
    return pairs


# ------------------------------------------------------------------------------------------------ Mermaid


def to_mermaid(graph: LineageGraph, *, columns: bool = True) -> str:
    """A Mermaid flow chart; indirect influence is dotted."""
    return mermaid(drawing(graph), columns=columns)


def mermaid(shown: Drawing, *, columns: bool = True) -> str:
    """A drawing as a Mermaid flow chart."""
    lines = ["flowchart LR"]
    if not columns:
        lines += [f'  {card.id}["{_mermaid(card.name)}"]' for card in shown.cards]
        lines += [f"  {shown.cards[a].id} --> {shown.cards[b].id}" for a, b in shown.table_lines]
        return "\n".join(lines) + "\n"
    for card in shown.cards:
        lines.append(f'  subgraph {card.id}["{_mermaid(card.name)}"]')
        listed = card.columns or (STAR,)
        lines += [f'    {card.id}c{place}["{_mermaid(name)}"]' for place, name in enumerate(listed)]
        lines.append("  end")
    for line in shown.lines:
        arrow = "-->" if line.direct else "-.->"
        label = "" if line.label == "IDENTITY" else f"|{line.label}|"
        lines.append(f"  {_mermaid_end(line.source, line.source_row)} {arrow}{label} "
                     f"{_mermaid_end(line.target, line.target_row)}")  # fmt: skip
    return "\n".join(lines) + "\n"


def _mermaid_end(card: int, row: int | None) -> str:
    return f"t{card}" if row is None else f"t{card}c{row}"


def _mermaid(text: str) -> str:
    """Text inside double quotes: Mermaid knows numbered entities there, and no other escape."""
    return "".join(
        f"#{ord(one)};" if one in '"#;<>&`\\[]{}()|*_' else " " if one in "\r\n" else one for one in text
    )


# ---------------------------------------------------------------------------------------------------- DOT


def to_dot(graph: LineageGraph, *, columns: bool = True) -> str:
    """A Graphviz digraph; indirect influence is dashed."""
    return dot(drawing(graph), columns=columns)


def dot(shown: Drawing, *, columns: bool = True) -> str:
    """A drawing as a Graphviz digraph."""
    lines = ["digraph lineage {", "  rankdir=LR;", '  node [shape=plaintext, fontname="sans-serif"];']
    lines += [f"  {card.id} [label=<{_dot_table(card, columns=columns)}>];" for card in shown.cards]
    if columns:
        for line in shown.lines:
            style = "" if line.direct else ", style=dashed"
            ends = f"{_dot_end(line.source, line.source_row)} -> {_dot_end(line.target, line.target_row)}"
            lines.append(f"  {ends} [label={json.dumps(line.label)}{style}];")
    else:
        lines += [f"  t{a} -> t{b};" for a, b in shown.table_lines]
    return "\n".join([*lines, "}"]) + "\n"


def _dot_end(card: int, row: int | None) -> str:
    return f"t{card}" if row is None else f"t{card}:c{row}"


def _dot_table(card: Card, *, columns: bool) -> str:
    rows = [f"<TR><TD><B>{_dot(card.name)}</B></TD></TR>"]
    if columns:
        rows += [f'<TR><TD PORT="c{place}">{_dot(name)}</TD></TR>' for place, name in enumerate(card.columns)]
    return f'<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0">{"".join(rows)}</TABLE>'


def _dot(text: str) -> str:
    """Text inside an HTML-like label."""
    from html import escape

    return escape(" ".join(text.split())) or " "
