"""Nodes and flows as a graph: what notebooks, impact and drawings share. Built elsewhere, only asked here."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.lineage.models import STAR, Flow, Node

_OUTSIDE = ("table", "view", "file")
"""Kinds of nodes whose columns are not all known from what reads them."""

Place = tuple[str, str | None]
"""(node id, column); None: the node as a whole."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A column, or a node as a whole, that a walk through the graph came to."""

    node: Node
    column: str | None
    """None: the node as a whole."""
    direct: bool
    """Whether values flow all the way; else only rows, order or conditions are touched."""
    steps: int
    """Flows on the shortest way."""
    confidence: float
    """The lowest on the surest shortest way."""
    reason: str = ""
    """Why the confidence is below 1; empty otherwise."""


@dataclass(frozen=True)
class NodeGraph:
    """Tables, files, DataFrames, cells and queries, and what flows between them."""

    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    notes: tuple[str, ...] = ()
    """What could not be read, one sentence each."""

    @cached_property
    def by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    def upstream(self, name: str, *, direct_only: bool = False) -> tuple[Reached, ...]:
        """What `node.column`, or all of `node`, comes from, nearest first.

        Raises:
            UsageError: the graph has nothing of that name.
        """
        return self._walk(self.places(name), self._into, forwards=False, direct_only=direct_only)

    def downstream(self, name: str, *, direct_only: bool = False) -> tuple[Reached, ...]:
        """What depends on `node.column`, or on anything of `node`, nearest first.

        Raises:
            UsageError: the graph has nothing of that name.
        """
        return self._walk(self.places(name), self._out_of, forwards=True, direct_only=direct_only)

    # -------------------------------------------------------------------------------------------- names

    def places(self, name: str) -> list[Place]:
        """What a name means, without regard to case: columns first, then nodes as a whole.

        Raises:
            UsageError: it means nothing in this graph.
        """
        head, _, column = name.rpartition(".")
        found = [place for node in self.named(head) if (place := self._column(node, column))] if head else []
        found = found or [(node.id, None) for node in self.named(name)]
        if found:
            return found
        known = [node.name for node in self.nodes] + [
            f"{node.name}.{column}" for node in self.nodes for column in node.columns
        ]
        raise UsageError(
            f"The lineage holds nothing named {name}.",
            hint=did_you_mean(name, known) or "Name a column as table.column, or a table or DataFrame.",
        )

    def named(self, name: str) -> list[Node]:
        """The nodes of that name; a table's last part is enough."""
        wanted = name.casefold()
        return [
            node
            for node in self.nodes
            if (own := node.name.casefold()) == wanted or (own.endswith("." + wanted) and node.kind != "file")
        ]

    def _column(self, node: Node, column: str) -> Place | None:
        wanted = column.casefold()
        for own in node.columns:
            if own.casefold() == wanted:
                return node.id, own
        # A table may have columns that nothing reads; columns that are not known keep their names.
        return (node.id, column) if node.kind in _OUTSIDE or self._is_open(node) else None

    def _is_open(self, node: Node) -> bool:
        """Whether the node may have columns that are not listed."""
        leaving = [flow for flow in self._out_of.get(node.id, ()) if not _counts_rows(flow)]
        places = [flow.source_column for flow in leaving]
        places += [flow.target_column for flow in self._into.get(node.id, ()) if flow.kind == "DIRECT"]
        return STAR in places or None in places

    # --------------------------------------------------------------------------------------------- walks

    @cached_property
    def _out_of(self) -> dict[str, list[Flow]]:
        return _grouped((flow.source, flow) for flow in self.flows)

    @cached_property
    def _into(self) -> dict[str, list[Flow]]:
        return _grouped((flow.target, flow) for flow in self.flows)

    def _walk(
        self, starts: Iterable[Place], flows: dict[str, list[Flow]], *, forwards: bool, direct_only: bool
    ) -> tuple[Reached, ...]:
        found: dict[Place, Reached] = {}
        queue = deque((place, True, 0, 1.0, "") for place in dict.fromkeys(starts))
        while queue:
            place, direct, steps, confidence, reason = queue.popleft()
            for flow in _at(place, flows.get(place[0], ()), forwards=forwards):
                if direct_only and flow.kind != "DIRECT":
                    continue
                there = _far_end(flow, place, forwards=forwards)
                still = direct and flow.kind == "DIRECT"
                before = found.get(there)
                if there == place or (before is not None and (before.direct or not still)):
                    continue
                surer = confidence <= flow.confidence
                doubt = (confidence, reason) if surer else (flow.confidence, flow.reason)
                near = steps + 1 if before is None else before.steps
                found[there] = Reached(self.by_id[there[0]], there[1], still, near, *doubt)
                queue.append((there, still, steps + 1, *doubt))
        return tuple(sorted(found.values(), key=_nearest))

    def near(self, name: str) -> NodeGraph:
        """The part of the graph that leads to `name`, a node or a column, or that follows from it.

        Raises:
            UsageError: the graph has nothing of that name.
        """
        reached = (*self.upstream(name), *self.downstream(name))
        return self.around([*self.places(name), *((one.node.id, one.column) for one in reached)])

    def around(self, places: Iterable[Place]) -> NodeGraph:
        """The part of the graph that these places are in."""
        wanted = {node for node, _ in places}
        nodes = tuple(node for node in self.nodes if node.id in wanted)
        flows = tuple(flow for flow in self.flows if flow.source in wanted and flow.target in wanted)
        return NodeGraph(nodes, flows)

    # ------------------------------------------------------------------------------------------ exports

    def to_dict(self) -> dict[str, Any]:
        """The graph as plain values for JSON; keys and order are stable."""
        from dataclasses import asdict

        return {
            "version": 1,
            "nodes": [asdict(node) for node in self.nodes],
            "edges": [asdict(flow) for flow in self.flows],
            "notes": list(self.notes),
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """The graph as JSON text."""
        import json

        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    def to_mermaid(self, *, columns: bool = True) -> str:
        """A Mermaid flow chart, of columns or of nodes only."""
        from iopsdata_jupyter.lineage.export import mermaid
        from iopsdata_jupyter.lineage.node_drawing import drawing_of

        return mermaid(drawing_of(self), columns=columns)

    def to_dot(self, *, columns: bool = True) -> str:
        """A Graphviz digraph, of columns or of nodes only."""
        from iopsdata_jupyter.lineage.export import dot
        from iopsdata_jupyter.lineage.node_drawing import drawing_of

        return dot(drawing_of(self), columns=columns)

    def to_html(self, *, title: str = "Lineage") -> str:
        """A page of its own without scripts."""
        from iopsdata_jupyter.lineage.html_page import page
        from iopsdata_jupyter.lineage.node_drawing import drawing_of, rows_of

        return page(drawing_of(self), rows_of(self), self.notes, title=title)

    def to_openlineage(self, *, namespace: str = "iopsdata", job: str = "notebook") -> list[dict[str, Any]]:
        """OpenLineage run events, one for each cell or statement that makes something."""
        from iopsdata_jupyter.lineage.node_events import node_events

        return node_events(self, namespace=namespace, job=job)

    def __repr__(self) -> str:
        return f"<NodeGraph of {len(self.nodes)} nodes and {len(self.flows)} flows>"


def joined_graphs(graphs: Iterable[NodeGraph]) -> NodeGraph:
    """One graph out of several; nodes of the same id are one, that of its maker if there is one."""
    nodes: dict[str, Node] = {}
    columns: dict[str, dict[str, None]] = {}
    flows: dict[Flow, None] = {}
    notes: dict[str, None] = {}
    for graph in graphs:
        for node in graph.nodes:
            before = nodes.get(node.id)
            if before is None or (node.cell and not before.cell) or (node.sql and not before.sql):
                nodes[node.id] = node
            columns.setdefault(node.id, {}).update(dict.fromkeys(node.columns))
        flows.update(dict.fromkeys(graph.flows))
        notes.update(dict.fromkeys(graph.notes))
    whole = tuple(replace(node, columns=tuple(columns[key])) for key, node in nodes.items())
    return NodeGraph(whole, tuple(flows), tuple(notes))


def _nearest(one: Reached) -> tuple[int, str, str]:
    return one.steps, one.node.name, one.column or ""


def _grouped(pairs: Iterable[tuple[str, Flow]]) -> dict[str, list[Flow]]:
    groups: dict[str, list[Flow]] = {}
    for key, flow in pairs:
        groups.setdefault(key, []).append(flow)
    return groups


def _at(place: Place, flows: Iterable[Flow], *, forwards: bool) -> list[Flow]:
    """The flows that touch a column: its own, and those of columns that are not told apart."""
    column = place[1]
    if column is None or column == STAR:
        return list(flows)
    ends = ((flow.source_column if forwards else flow.target_column, flow) for flow in flows)
    return [
        flow for end, flow in ends if end is None or end == column or (end == STAR and not _counts_rows(flow))
    ]


def _counts_rows(flow: Flow) -> bool:
    """`count(*)` reads rows, and none of the columns."""
    return flow.subtype == "AGGREGATION" and flow.source_column == STAR != flow.target_column


def _far_end(flow: Flow, place: Place, *, forwards: bool) -> Place:
    node, near, far = (
        (flow.target, flow.source_column, flow.target_column)
        if forwards
        else (flow.source, flow.target_column, flow.source_column)
    )
    # Through `*` a column keeps its name.
    if far == STAR and near == STAR and place[1] not in (None, STAR) and flow.subtype == "IDENTITY":
        return node, place[1]
    return node, far
