"""Notebooks in a line each, and their graphs as short texts."""

from __future__ import annotations

from iopsdata_jupyter.lineage.cells import NotebookCell
from iopsdata_jupyter.lineage.node_graph import NodeGraph
from iopsdata_jupyter.lineage.notebook import NotebookLineage


def notebook(*sources: str) -> NotebookLineage:
    """A notebook whose cells ran once, in order; their ids are c1, c2, ..."""
    found = NotebookLineage()
    for place, source in enumerate(sources, 1):
        found.run(NotebookCell(f"c{place}", source, place, place))
    return found


def graph(*sources: str) -> NodeGraph:
    return notebook(*sources).graph()


def direct(found: NodeGraph) -> set[str]:
    """The direct flows as `source.column -> target.column`; `?` stands for a node as a whole."""
    return {_told(found, flow) for flow in found.flows if flow.kind == "DIRECT"}


def indirect(found: NodeGraph) -> set[str]:
    """The others, with their subtype before them."""
    return {f"{flow.subtype} {_told(found, flow)}" for flow in found.flows if flow.kind == "INDIRECT"}


def frame(python: str, name: str = "df") -> set[str]:
    """What a cell's Python makes of `src` (columns a, b, c and k), as `column <- sources` of one frame."""
    found = graph("src = pd.read_csv('src.csv', usecols=['a', 'b', 'c', 'k'])", python)
    made = next(node for node in found.nodes if node.name == name and node.cell == "c2")
    sources: dict[str, set[str]] = {column: set() for column in made.columns}
    for flow in found.flows:
        if flow.target == made.id and flow.kind == "DIRECT":
            sources.setdefault(flow.target_column or "?", set()).add(flow.source_column or "?")
    return {f"{column} <- {', '.join(sorted(names))}".strip() for column, names in sources.items()}


def _told(found: NodeGraph, flow: object) -> str:
    source, target = found.by_id[flow.source], found.by_id[flow.target]
    return f"{source.name}.{flow.source_column or '?'} -> {target.name}.{flow.target_column or '?'}"
