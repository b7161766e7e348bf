"""Short forms of a graph, so that a case is one line."""

from __future__ import annotations

from iopsdata_jupyter.lineage import LineageGraph, lineage


def values(sql: str, dialect: str = "", **options: object) -> set[str]:
    """The direct edges as `source -> target`."""
    return direct(lineage(sql, dialect, **options))


def direct(graph: LineageGraph) -> set[str]:
    return {
        f"{edge.source_table}.{edge.source_column} -> {_target(edge)}"
        for edge in graph.column_edges
        if edge.kind == "DIRECT"
    }


def subtypes(sql: str, dialect: str = "", **options: object) -> set[str]:
    """All edges as `SUBTYPE source -> target`."""
    return {
        f"{edge.subtype} {edge.source_table}.{edge.source_column} -> {_target(edge)}"
        for edge in lineage(sql, dialect, **options).column_edges
    }


def tables(sql: str, dialect: str = "", **options: object) -> tuple[list[str], list[str]]:
    graph = lineage(sql, dialect, **options)
    return list(graph.sources), list(graph.targets)


def _target(edge: object) -> str:
    return f"{edge.target_table}.{edge.target_column}" if edge.target_table else edge.target_column
