"""What a question can name: tables, columns, metrics and their further names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iopsdata_jupyter.magics.completion import known
from iopsdata_jupyter.magics.completion.entries import Entry

if TYPE_CHECKING:
    from iopsdata_jupyter.magics.completion.cells import Cursor


def question_entries(cursor: Cursor) -> Iterator[Entry]:
    """Metrics, then tables, then columns; of these, first those of tables that the question names."""
    opened = known.session()
    meanings = known.semantics(opened) if opened is not None else None
    if meanings is not None:
        for metric in meanings.metrics:
            yield from (Entry(name, "metric") for name in (metric.name, *metric.synonyms))
    catalog = known.catalog_of(known.connection_of(cursor.line))
    if catalog is None:
        return
    yield from (Entry(table.name, "table") for table in catalog.tables)
    if meanings is not None:
        yield from (Entry(word, "table") for words in meanings.synonyms.values() for word in words)
    asked = f"{cursor.body or cursor.line} {cursor.after}".casefold()
    tables = sorted(catalog.tables, key=lambda table: table.name.casefold() not in asked)
    yield from (Entry(column.name, "column") for table in tables for column in table.columns)
