"""A script's lineage as nodes and flows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iopsdata_jupyter.lineage.models import CTE_MARK, ColumnEdge, Flow, Node, NodeKind, StatementLineage
from iopsdata_jupyter.lineage.node_graph import NodeGraph

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.graph import LineageGraph

_PATH = re.compile(
    r"[/\\]|^[@~]|\.(?:csv|tsv|parquet|json|jsonl|ndjson|xlsx?|feather|arrow|orc|avro)$", re.IGNORECASE
)


def node_graph(graph: LineageGraph) -> NodeGraph:
    """The graph of a script: its tables, and a query node for each result that is only shown."""
    builder = _Builder()
    for one in graph.statements:
        for part in one.parts or (one,):
            builder.add(part)
    notes = tuple(str(error.error.message) for error in graph.errors)
    return NodeGraph(builder.nodes(), tuple(dict.fromkeys(builder.flows)), notes)


def kind_of_name(name: str) -> NodeKind:
    """Whether a name in SQL is a file's or a table's."""
    return "file" if _PATH.search(name) else "table"


@dataclass
class _Builder:
    columns: dict[str, dict[str, None]] = field(default_factory=dict)
    made: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    statement: int = 0
    """The number of the statement that is read now."""

    def nodes(self) -> tuple[Node, ...]:
        from dataclasses import replace

        return tuple(replace(node, columns=tuple(self.columns[key])) for key, node in self.made.items())

    def add(self, one: StatementLineage) -> None:
        self.statement = one.index
        targets = [self._table(name, one) for name in one.targets]
        sources = [self._table(name) for name in one.sources]
        result = [self._result(one)] if one.kind == "SELECT" and not targets else []
        touched = set()
        for edge in one.column_edges:
            flow = self._flow(edge, one)
            touched.add((flow.source, flow.target))
            self.flows.append(flow)
        reached = {source for source, _ in touched}
        for source in sources:
            for target in targets or result:
                if (source, target) not in touched and source not in reached:
                    self.flows.append(Flow(source, None, target, None, "INDIRECT", "FILTER"))

    def _flow(self, edge: ColumnEdge, one: StatementLineage) -> Flow:
        source = self._table(edge.source_table) if edge.source_table else self._unknown()
        target = self._table(edge.target_table, one) if edge.target_table else self._result(one)
        self.columns[source].setdefault(edge.source_column)
        self.columns[target].setdefault(edge.target_column)
        return Flow(
            source, edge.source_column, target, edge.target_column, edge.kind, edge.subtype,
            edge.expression, edge.confidence, edge.reason,
        )  # fmt: skip

    def _table(self, name: str, maker: StatementLineage | None = None) -> str:
        if name.startswith(CTE_MARK):
            return self._cte(name)
        key = f"table:{name}"
        kind = kind_of_name(name)
        if maker is not None and maker.kind == "CREATE VIEW":
            kind = "view"
        before = self.made.get(key)
        if before is None or (maker is not None and not before.sql):
            self.made[key] = Node(key, kind, name, sql=maker.sql if maker is not None else "")
        self.columns.setdefault(key, {})
        return key

    def _cte(self, name: str) -> str:
        """A CTE of the statement that is read; those of other statements are others."""
        key = f"cte:{self.statement}:{name.removeprefix(CTE_MARK)}"
        self.made.setdefault(key, Node(key, "cte", name.removeprefix(CTE_MARK)))
        self.columns.setdefault(key, {})
        return key

    def _result(self, one: StatementLineage) -> str:
        key = f"query:{one.index}"
        self.made.setdefault(key, Node(key, "query", "result", sql=one.sql))
        self.columns.setdefault(key, {})
        return key

    def _unknown(self) -> str:
        self.made.setdefault("unknown", Node("unknown", "unknown", "unknown table"))
        self.columns.setdefault("unknown", {})
        return "unknown"
