"""Values that occur in text columns, for linking the words of a question. They never leave the machine."""

from __future__ import annotations

import time
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from iopsdata_jupyter.catalog.lookup import ValueMatch
from iopsdata_jupyter.catalog.models import Catalog, Column, Table
from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.errors import ExecutionError

MAX_DISTINCT = 5_000
"""Distinct values kept of one column, most frequent first."""
MAX_ROWS = 200_000
"""Rows of a table that are looked at."""
MAX_CHARACTERS = 100
"""Longer values are prose, which no question names whole."""
BUDGET_S = 5.0
"""Seconds after which no further column is read."""


class ValueIndex:
    """The distinct values of a catalog's text columns, looked up without regard to case and accents."""

    def __init__(self, values: dict[tuple[str, str], tuple[str, ...]]) -> None:
        self._values = values
        self._places: defaultdict[str, list[ValueMatch]] = defaultdict(list)
        for (table, column), entries in values.items():
            for value in entries:
                self._places[fold(value)].append(ValueMatch(table, column, value))

    def find(self, text: str) -> Sequence[ValueMatch]:
        """The places that hold `text` as a whole value."""
        return self._places.get(fold(text), ())

    def columns(self) -> Sequence[tuple[str, str]]:
        """(table, column) pairs whose values are known."""
        return list(self._values)

    def values(self, table: str, column: str) -> Sequence[str]:
        """The distinct values known of a column, most frequent first; empty where unknown."""
        return self._values.get((table, column), ())


def fold(text: str) -> str:
    """`text` without case, accents and outer blanks."""
    plain = text.strip()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return plain.casefold()


def read_values(connection: Connection, catalog: Catalog, *, budget_s: float = BUDGET_S) -> ValueIndex:
    """The values of every text column, as far as the time allows; one that cannot be read is left out."""
    deadline = time.monotonic() + budget_s
    values: dict[tuple[str, str], tuple[str, ...]] = {}
    for table in catalog.tables:
        for column in table.columns:
            if time.monotonic() > deadline:
                return ValueIndex(values)
            if is_text(column):
                found = _distinct(connection, table, column)
                if found:
                    values[(table.qualified_name, column.name)] = found
    return ValueIndex(values)


def is_text(column: Column) -> bool:
    """Whether the engine calls the column's type a text."""
    name = column.type.upper().split("(")[0].strip()
    return name in ("", "TEXT", "STRING", "CLOB", "NAME", "JSON") or "CHAR" in name or name.startswith("ENUM")


def _distinct(connection: Connection, table: Table, column: Column) -> tuple[str, ...]:
    from sqlglot import exp

    source = exp.select(exp.column(exp.to_identifier(column.name, quoted=True)).as_("v")).from_(
        exp.table_(
            exp.to_identifier(table.name, quoted=True),
            db=exp.to_identifier(table.schema, quoted=True) if table.schema else None,
        )
    )
    query = (
        exp.select("v", "count(*) AS n")
        .from_(source.limit(MAX_ROWS).subquery("sampled"))
        .where(f"v IS NOT NULL AND length(CAST(v AS TEXT)) BETWEEN 1 AND {MAX_CHARACTERS}")
        .group_by("v")
        .order_by("n DESC", "v")
        .limit(MAX_DISTINCT)
    )
    try:
        stream = connection.execute(query.sql(connection.dialect), {})
        return tuple(str(value) for batch in stream.batches for value in batch.column(0).to_pylist())
    except ExecutionError:
        return ()
