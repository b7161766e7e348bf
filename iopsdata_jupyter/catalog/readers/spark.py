"""What a Spark session shows: the tables and views of its current schema, in one statement.

Spark keeps no keys that it would enforce; keys are inferred from names.
"""

from __future__ import annotations

import re

from iopsdata_jupyter.catalog.models import Column, Table, TableKind
from iopsdata_jupyter.catalog.readers.rows import Row, rows
from iopsdata_jupyter.connections.models import Connection

_COLUMN = re.compile(
    r"^ \|-- (?P<name>.+): (?P<type>.+?) \(nullable = (?P<nullable>true|false)\)$", re.MULTILINE
)
_ROWS = re.compile(r"^Statistics: .*?(\d+) rows", re.MULTILINE)
_COMMENT = re.compile(r"^Comment: (.+)$", re.MULTILINE)
_VIEW = re.compile(r"^Type: VIEW|^View Text:", re.MULTILINE)
_NAMES = {"integer": "INT", "long": "BIGINT", "short": "SMALLINT", "byte": "TINYINT"}
"""How the schema tree calls types, and how SQL does."""


def tables(connection: Connection) -> tuple[Table, ...]:
    """Tables and views of the current schema, and temporary views; DataFrames that were sent among them."""
    found = rows(connection, "SHOW TABLE EXTENDED LIKE '*'")
    frames = connection.registered()
    return tuple(_table(row, frames) for row in sorted(found, key=lambda row: str(row["tableName"])))


def _table(row: Row, frames: set[str]) -> Table:
    # Spark calls the column `information`, Sail does too; what it holds is the text of DESCRIBE.
    text = str(row["information"])
    name = str(row["tableName"])
    kind: TableKind = "view" if row["isTemporary"] or _VIEW.search(text) else "table"
    rows_found, comment = _ROWS.search(text), _COMMENT.search(text)
    return Table(
        name=name,
        columns=tuple(_column(found) for found in _COLUMN.finditer(text)),
        kind="dataframe" if name in frames else kind,
        comment=comment[1] if comment else None,
        row_estimate=int(rows_found[1]) if rows_found else None,
    )


def _column(found: re.Match[str]) -> Column:
    kind = found["type"]
    return Column(found["name"], _NAMES.get(kind, kind.upper()), found["nullable"] == "true")
