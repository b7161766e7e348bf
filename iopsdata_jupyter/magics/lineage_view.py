"""What `%lineage` gives: the graph and the answer about it, with a form for each front end."""

from __future__ import annotations

import json
from typing import Any

from iopsdata_jupyter.lineage.impact import Impact
from iopsdata_jupyter.lineage.listing import listed
from iopsdata_jupyter.lineage.node_graph import NodeGraph


class LineageView:
    """A graph, and what was asked of it."""

    def __init__(self, graph: NodeGraph, impact: Impact | None = None) -> None:
        self.graph = graph
        self.impact = impact
        """The answer to `--downstream` or `--upstream`; None where nothing was asked."""

    @property
    def shown(self) -> NodeGraph:
        """The part of the graph that is drawn."""
        return self.impact.graph if self.impact is not None else self.graph

    def exported(self, form: str) -> str:
        """The graph, or the answer, as text of one of the forms of `--format`."""
        if form == "text":
            return str(self)
        if form == "json":
            return (self.impact or self.graph).to_json()
        if form == "openlineage":
            return json.dumps(self.shown.to_openlineage(), indent=2)
        if form == "html":
            return self.shown.to_html()
        return self.shown.to_mermaid() if form == "mermaid" else self.shown.to_dot()

    def __str__(self) -> str:
        said = listed(self.graph) if self.impact is None else str(self.impact)
        return "\n".join([said, *self._notes()])

    __repr__ = __str__

    def _notes(self) -> list[str]:
        return [f"Not read: {note}" for note in self.graph.notes]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from iopsdata_jupyter.lineage.payload import to_payload
        from iopsdata_jupyter.widgets.lineage import live_forms

        focus = self.impact.name if self.impact is not None else None
        static = {"text/plain": str(self), "text/html": self._html()}
        return live_forms(to_payload(self.shown, focus=focus)) | static

    def _html(self) -> str:
        from iopsdata_jupyter.lineage.payload import to_payload
        from iopsdata_jupyter.widgets.lineage_html import lineage_html

        answer = self.impact.table_html() if self.impact is not None else ""
        return answer + lineage_html(to_payload(self.shown))
