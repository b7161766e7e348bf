"""The lineage graph, in every form that a front end may ask for.

`lineage_bundle` is what to display, `live_forms` goes beside texts of the caller's own, and `lineage_widget`
is for those who want to change what it shows.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.lineage.payload import LineagePayload, to_payload
from iopsdata_jupyter.widgets.answer import in_kernel
from iopsdata_jupyter.widgets.built import HOW_TO_BUILD, is_built
from iopsdata_jupyter.widgets.lineage_html import lineage_html
from iopsdata_jupyter.widgets.lineage_text import lineage_text

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage import LineageGraph
    from iopsdata_jupyter.lineage.node_graph import NodeGraph
    from iopsdata_jupyter.widgets.lineage_widget import LineageWidget

LINEAGE_MIME = "application/vnd.iopsdata.lineage+json"
"""Rendered by our lab extension without a kernel, so that a reopened notebook keeps its graphs."""

LARGEST_SAVED = 4_000_000
"""Characters of JSON above which a graph is not written into the notebook; 500 tables with 5,000 columns and
as many edges have about 1.5 million."""


def lineage_bundle(graph: LineageGraph | NodeGraph, *, focus: str | None = None) -> dict[str, Any]:
    """The MIME bundle of a graph; `display(bundle, raw=True)` shows it.

    In a kernel it holds a live widget, and everywhere the graph as JSON for our lab extension, as HTML with a
    picture, and as plain text.

    Args:
        graph: the lineage of a script, a notebook or a workspace.
        focus: `table.column`, or the name of a table or DataFrame, that is lit at first.

    Raises:
        UsageError: the graph holds nothing of the name in `focus`.
    """
    payload = to_payload(graph, focus=focus)
    static = static_forms(payload)
    if not is_built("lineage"):
        static["text/html"] += f"<p><small>{escape(HOW_TO_BUILD)}</small></p>"
    return live_forms(payload) | static


def live_forms(payload: LineagePayload) -> dict[str, Any]:
    """The forms that can be used: for our lab extension and, in a kernel, the widget.

    A graph of more than `LARGEST_SAVED` characters is left out of the notebook's file.
    """
    forms: dict[str, Any] = {LINEAGE_MIME: payload} if len(json.dumps(payload)) <= LARGEST_SAVED else {}
    if is_built("lineage") and in_kernel():
        from iopsdata_jupyter.widgets.lineage_widget import LineageWidget

        data, _ = LineageWidget(payload)._repr_mimebundle_()
        forms |= {name: value for name, value in data.items() if name.startswith("application/")}
    return forms


def lineage_widget(graph: LineageGraph | NodeGraph, *, focus: str | None = None) -> LineageWidget:
    """The graph as a widget; setting its `payload` to that of another graph shows that one.

    Raises:
        UsageError: the graph holds nothing of the name in `focus`, or the widgets are not built.
    """
    if not is_built("lineage"):
        raise UsageError("The lineage widget is not there.", hint=HOW_TO_BUILD)
    from iopsdata_jupyter.widgets.lineage_widget import LineageWidget

    return LineageWidget(to_payload(graph, focus=focus))


def static_forms(payload: LineagePayload) -> dict[str, str]:
    """The forms that need no script: HTML with an inline SVG, and plain text."""
    return {"text/html": lineage_html(payload), "text/plain": lineage_text(payload)}
