"""The edges of a statement, from what it writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iopsdata_jupyter.lineage.context import Context
from iopsdata_jupyter.lineage.flows import (
    MutableOrigins,
    Origins,
    Written,
    add_all,
    is_direct,
    strongest,
)
from iopsdata_jupyter.lineage.models import ColumnEdge, EdgeKind


def edges_of(written: Sequence[Written], context: Context, statement: int) -> Iterable[ColumnEdge]:
    """One edge for each origin of each written column, in the order of the text."""
    edges = _all_edges(written, context, statement)
    several = len({(item.table, item.column) for item in written}) < len(written)
    return dict.fromkeys(edges) if several else edges


def _all_edges(written: Sequence[Written], context: Context, statement: int) -> Iterator[ColumnEdge]:
    spelled: dict[tuple[str | None, str], tuple[str | None, str]] = {}
    for item in written:
        origins = _all_origins(item)
        if origins:
            yield from _edges(item, origins, context, statement, spelled)


def _edges(
    item: Written,
    origins: Origins,
    context: Context,
    statement: int,
    spelled: dict[tuple[str | None, str], tuple[str | None, str]],
) -> Iterator[ColumnEdge]:
    spellings = context.spellings
    span = context.spans.find(item.node) if item.node is not None else None
    expression = context.spans.text(item.node) if item.node is not None and span is not None else ""
    target = None if item.table is None else spellings.table(item.table)
    column = item.name if item.table is None else spellings.column(item.table, item.column)
    for (table, name, subtype), doubt in origins.items():
        source = spelled.get((table, name))
        if source is None:
            source = (None if table is None else spellings.table(table), spellings.column(table, name))
            spelled[table, name] = source
        kind: EdgeKind = "DIRECT" if is_direct(subtype) else "INDIRECT"
        confidence, reason = (1.0, "") if doubt is None else doubt
        yield ColumnEdge(
            *source, target, column, kind, subtype, expression, span, confidence, reason, statement
        )


def _all_origins(item: Written) -> Origins:
    direct = strongest(item.origins)
    if not item.indirect:
        return direct
    together: MutableOrigins = dict(direct)
    add_all(together, item.indirect)
    return together
