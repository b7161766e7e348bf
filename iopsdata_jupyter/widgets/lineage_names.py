"""Names of lineage as the static forms show them: short, on one line, and without signs that act."""

from __future__ import annotations

import re
from collections.abc import Mapping

from iopsdata_jupyter.lineage.payload import LineagePayload, NodePayload
from iopsdata_jupyter.widgets.visible import visible

LONGEST = 200
"""Characters of a name or an expression in a table or a text."""

KIND_NAMES = {"dataframe": "DataFrame", "cte": "CTE", "verified_query": "verified query", "unknown": ""}
"""Kinds that are not called by their own word."""

# What XML cannot hold, and direction marks that `visible` leaves to running text.
_UNFIT = re.compile("[\ud800-\udfff\ufffe\uffff\u200e\u200f\u061c]")


def one_line(text: str, most: int = LONGEST) -> str:
    """`text` on one line, at most `most` characters, cut in the middle."""
    line = re.sub(r"\s+", " ", _UNFIT.sub("", visible(shorten(text, 4 * LONGEST)))).strip()
    return shorten(line, most)


def shorten(text: str, most: int) -> str:
    """`text` with its middle left out where it has more than `most` characters."""
    if len(text) <= most:
        return text
    tail = (most - 1) // 3
    return f"{text[: most - 1 - tail]}…{text[len(text) - tail :]}"


def kind_name(node: NodePayload) -> str:
    """What a node is, in a word or two."""
    return KIND_NAMES.get(node["kind"], node["kind"])


def spot_name(nodes: Mapping[str, NodePayload], node: str, column: str | None) -> str:
    """`table.column`, or the table alone."""
    name = one_line(nodes[node]["name"])
    return name if column is None else f"{name}.{one_line(column)}"


def by_id(payload: LineagePayload) -> dict[str, NodePayload]:
    """The nodes of a payload by their ids."""
    return {node["id"]: node for node in payload["nodes"]}
