"""The lineage of a script as a graph: what is asked of it, not how it was found."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.lineage.compose import Cell, TableFlow, end_to_end, table_flow
from iopsdata_jupyter.lineage.models import STAR, ColumnEdge, StatementError, StatementLineage


@dataclass(frozen=True, slots=True)
class Affected:
    """A column that another shapes."""

    table: str | None
    """None: a column of a query's result."""
    column: str
    direct: bool
    """Whether its values come from the column, by direct edges all the way; else only rows or order do."""
    steps: int
    """Edges on the shortest way."""
    statement: int
    """0-based number of the statement that makes the column or, upstream, of the one that reads it."""


@dataclass(frozen=True)
class LineageGraph:
    """Tables and columns of a script, and how they depend on each other."""

    statements: tuple[StatementLineage, ...] = ()
    errors: tuple[StatementError, ...] = ()
    """Statements that could not be read; the others have their lineage all the same."""
    dialect: str = ""
    """sqlglot's name of the dialect that the text was read in; empty for standard SQL."""

    @cached_property
    def _flow(self) -> TableFlow:
        return table_flow(self.statements)

    @property
    def sources(self) -> tuple[str, ...]:
        """Tables, files and views that are read and not made here, sorted."""
        return self._flow.sources

    @property
    def targets(self) -> tuple[str, ...]:
        """Tables, files and views that are written and not only a step towards another, sorted."""
        return self._flow.targets

    @property
    def intermediate(self) -> tuple[str, ...]:
        """Tables that one statement makes and a later one uses, sorted."""
        return self._flow.intermediate

    @cached_property
    def column_edges(self) -> tuple[ColumnEdge, ...]:
        """Edges from outside columns to final ones, in the order of the text, through intermediate tables."""
        return end_to_end(self.statements)

    @cached_property
    def steps(self) -> tuple[ColumnEdge, ...]:
        """Edges of the single statements, intermediate tables included."""
        return tuple(dict.fromkeys(edge for one in self.statements for edge in one.column_edges))

    # ---------------------------------------------------------------------------------------- questions

    def upstream(self, column: str, *, direct_only: bool = False) -> tuple[Affected, ...]:
        """The columns that shape `table.column`, nearest first.

        Raises:
            UsageError: the graph has no such column.
        """
        return self._walk(column, self._into, forwards=False, direct_only=direct_only)

    def downstream(self, column: str, *, direct_only: bool = False) -> tuple[Affected, ...]:
        """The columns that `table.column` shapes, nearest first: what a change of it can break.

        Raises:
            UsageError: the graph has no such column.
        """
        return self._walk(column, self._out_of, forwards=True, direct_only=direct_only)

    @cached_property
    def _out_of(self) -> dict[Cell, list[ColumnEdge]]:
        return _grouped(self.steps, lambda edge: (edge.source_table, edge.source_column))

    @cached_property
    def _into(self) -> dict[Cell, list[ColumnEdge]]:
        return _grouped(self.steps, lambda edge: (edge.target_table, edge.target_column))

    def cells(self) -> list[Cell]:
        """All columns of the graph as (table, column), in the order met."""
        return list(dict.fromkeys([*self._out_of, *self._into]))

    def _walk(
        self, column: str, edges: dict[Cell, list[ColumnEdge]], *, forwards: bool, direct_only: bool
    ) -> tuple[Affected, ...]:
        found: dict[Cell, Affected] = {}
        queue = deque((cell, True, 0) for cell in self._cells_named(column))
        started = {cell for cell, _, _ in queue}
        while queue:
            cell, direct, steps = queue.popleft()
            for edge in _edges_at(cell, edges):
                if direct_only and edge.kind != "DIRECT":
                    continue
                there = _far_end(edge, cell, forwards=forwards)
                still = direct and edge.kind == "DIRECT"
                before = found.get(there)
                if there in started or (before is not None and (before.direct or not still)):
                    continue
                near = steps + 1 if before is None else before.steps
                found[there] = Affected(*there, direct=still, steps=near, statement=edge.statement)
                queue.append((there, still, steps + 1))
        return tuple(sorted(found.values(), key=lambda one: (one.steps, one.table or "", one.column)))

    def _cells_named(self, name: str) -> list[Cell]:
        """What `table.column`, or `column` of a query's result, means, without regard to case."""
        table, _, column = name.rpartition(".")
        cells = self.cells()
        found = [cell for cell in cells if _is_named(cell, table.casefold(), column.casefold())]
        if found:
            return found
        names = [f"{one[0]}.{one[1]}" if one[0] else one[1] for one in cells]
        raise UsageError(
            f"The lineage holds no column {name}.",
            hint=did_you_mean(name, names) or "Name a column as table.column.",
        )

    # ------------------------------------------------------------------------------------------ exports

    def to_dict(self) -> dict[str, Any]:
        """The graph as plain values for JSON."""
        from iopsdata_jupyter.lineage.export import to_dict

        return to_dict(self)

    def to_json(self, *, indent: int | None = 2) -> str:
        """The graph as JSON text."""
        import json

        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    def to_mermaid(self, *, columns: bool = True) -> str:
        """A Mermaid flow chart, of columns or of tables only."""
        from iopsdata_jupyter.lineage.export import to_mermaid

        return to_mermaid(self, columns=columns)

    def to_dot(self, *, columns: bool = True) -> str:
        """A Graphviz digraph, of columns or of tables only."""
        from iopsdata_jupyter.lineage.export import to_dot

        return to_dot(self, columns=columns)

    def to_html(self, *, title: str = "Lineage") -> str:
        """A page of its own without scripts."""
        from iopsdata_jupyter.lineage.html_page import to_html

        return to_html(self, title=title)

    def to_openlineage(self, *, namespace: str = "iopsdata", job: str = "sql") -> list[dict[str, Any]]:
        """OpenLineage run events, one a statement that reads or writes."""
        from iopsdata_jupyter.lineage.openlineage import to_events

        return to_events(self, namespace=namespace, job=job)

    def __repr__(self) -> str:
        reads, writes = ", ".join(self.sources) or "nothing", ", ".join(self.targets) or "nothing"
        failed = f", {len(self.errors)} not read" if self.errors else ""
        return f"<LineageGraph {reads} -> {writes}; {len(self.column_edges)} column edges{failed}>"


def _grouped(edges: Iterable[ColumnEdge], key: Any) -> dict[Cell, list[ColumnEdge]]:
    groups: dict[Cell, list[ColumnEdge]] = {}
    for edge in edges:
        groups.setdefault(key(edge), []).append(edge)
    return groups


def _edges_at(cell: Cell, edges: dict[Cell, list[ColumnEdge]]) -> list[ColumnEdge]:
    """The edges of a column, and those of its table's unexpanded star."""
    own = edges.get(cell, [])
    if cell[0] is None or cell[1] == STAR:
        return own
    # `count(*)` reads rows, and none of the columns.
    through_star = (
        edge
        for edge in edges.get((cell[0], STAR), [])
        if not (edge.subtype == "AGGREGATION" and edge.source_column == STAR != edge.target_column)
    )
    return [*own, *through_star]


def _far_end(edge: ColumnEdge, cell: Cell, *, forwards: bool) -> Cell:
    there = (edge.target_table, edge.target_column) if forwards else (edge.source_table, edge.source_column)
    # Through `*` a column keeps its name.
    if there[1] == STAR and cell[1] != STAR and edge.subtype == "IDENTITY":
        return there[0], cell[1]
    return there


def _is_named(cell: Cell, table: str, column: str) -> bool:
    if cell[1].casefold() != column:
        return False
    name = (cell[0] or "").casefold()
    return name == table or (bool(table) and name.endswith("." + table))
