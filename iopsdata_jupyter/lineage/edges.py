"""The edges of a statement, from what it writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iopsdata_jupyter.lineage.context import Context
from iopsdata_jupyter.lineage.flows import (
    Doubt,
    MutableOrigins,
    Origin,
    Origins,
    Written,
    add_all,
    is_direct,
    strongest,
)
from iopsdata_jupyter.lineage.models import ColumnEdge, Span


def edges_of(written: Sequence[Written], context: Context, statement: int) -> Iterator[ColumnEdge]:
    """One edge for each origin of each written column, in the order of the text."""
    return iter(dict.fromkeys(_all_edges(written, context, statement)))


def _all_edges(written: Sequence[Written], context: Context, statement: int) -> Iterator[ColumnEdge]:
    for item in written:
        origins = _all_origins(item)
        if not origins:
            continue
        span = context.spans.find(item.node) if item.node is not None else None
        expression = context.spans.text(item.node) if item.node is not None and span is not None else ""
        for origin, doubt in origins.items():
            yield _edge(origin, doubt, item, context, span, expression, statement)


def _all_origins(item: Written) -> Origins:
    direct = strongest(item.origins)
    if not item.indirect:
        return direct
    together: MutableOrigins = dict(direct)
    add_all(together, item.indirect)
    return together


def _edge(
    origin: Origin,
    doubt: Doubt | None,
    item: Written,
    context: Context,
    span: Span | None,
    expression: str,
    statement: int,
) -> ColumnEdge:
    table, column, subtype = origin
    spellings = context.spellings
    return ColumnEdge(
        source_table=None if table is None else spellings.table(table),
        source_column=spellings.column(table, column),
        target_table=None if item.table is None else spellings.table(item.table),
        target_column=item.name if item.table is None else spellings.column(item.table, item.column),
        kind="DIRECT" if is_direct(subtype) else "INDIRECT",
        subtype=subtype,
        expression=expression,
        span=span,
        confidence=1.0 if doubt is None else doubt.confidence,
        reason="" if doubt is None else doubt.reason,
        statement=statement,
    )
