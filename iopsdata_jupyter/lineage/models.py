"""What lineage says, as plain values. Names are unquoted, dotted, and as the text first spells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from iopsdata_jupyter.errors import IopsDataError

EdgeKind = Literal["DIRECT", "INDIRECT"]
Subtype = Literal[
    "IDENTITY", "TRANSFORMATION", "AGGREGATION", "JOIN", "FILTER", "GROUP_BY", "SORT", "WINDOW", "CONDITIONAL"
]
"""Subtypes of OpenLineage's column lineage facet: the first three are DIRECT, the others INDIRECT."""

DIRECT_SUBTYPES = ("IDENTITY", "TRANSFORMATION", "AGGREGATION")
"""From the weakest to the strongest: of several ways that a column takes, the strongest is told."""

CTE_MARK = "cte:"
"""What stands before the name of a CTE where they are kept as steps of their own."""

STAR = "*"
"""The column name of all columns of a table whose columns are not known."""

NodeKind = Literal[
    "table", "view", "file", "dataframe", "cell", "query", "cte", "metric", "verified_query", "unknown"
]
"""What a node of a drawn graph is; `cell` is a notebook's cell that only reads, `query` a result that is
shown and not kept, `unknown` what a column stands under whose table cannot be told."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the script's text."""

    start: int
    """0-based offset of the first character."""
    end: int
    """0-based offset behind the last character."""


class ColumnEdge(NamedTuple):
    """One column shapes another.

    A named tuple: a query has hundreds of them, and a frozen dataclass takes four times as long to make.
    """

    source_table: str | None
    """None: the column's table cannot be told; `reason` says why."""
    source_column: str
    target_table: str | None
    """None: a column of the result of a query that writes nowhere."""
    target_column: str
    kind: EdgeKind
    subtype: Subtype
    expression: str = ""
    """The text that makes the target column, where it is known."""
    span: Span | None = None
    """Where `expression` stands in the script."""
    confidence: float = 1.0
    """1: certain. Lower where a name could mean several things."""
    reason: str = ""
    """Why the confidence is below 1; empty otherwise."""
    statement: int = 0
    """0-based number of the statement that makes the target column."""


@dataclass(frozen=True, slots=True)
class StatementLineage:
    """Lineage of one statement of a script."""

    index: int
    """0-based place among the script's statements, those that failed included."""
    kind: str
    """What the statement does in upper case: SELECT, INSERT, CREATE, MERGE, PROCEDURE, ..."""
    sql: str
    start: int
    """0-based offset of `sql` in the script."""
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    column_edges: tuple[ColumnEdge, ...] = ()
    removed: tuple[str, ...] = ()
    """Tables and views that the statement drops, empties or deletes from."""
    renamed: tuple[tuple[str, str], ...] = ()
    """(old, new) names of tables."""
    columns: tuple[str, ...] = ()
    """The columns that a query returns, in order; `*` for those of a table that are not known."""
    note: str = ""
    """What of it cannot be told from its text; empty otherwise."""
    parts: tuple[StatementLineage, ...] = ()
    """The statements of a stored procedure's body; empty for a plain statement."""


@dataclass(frozen=True, slots=True)
class StatementError:
    """A statement whose lineage could not be told; the others of the script keep theirs."""

    index: int
    sql: str
    start: int
    """0-based offset of `sql` in the script."""
    error: IopsDataError
    """Carries message, hint and, in its notebook form, line and caret."""


@dataclass(frozen=True, slots=True)
class Node:
    """Something that holds columns or reads them."""

    id: str
    """Unique in its graph and the same each time the same text is read."""
    kind: NodeKind
    name: str
    """As a person writes it: `shop.orders`, `frame`, `out/monthly.parquet`, `cell 4`."""
    columns: tuple[str, ...] = ()
    """In order, as far as they are known; `*` stands for those that are not."""
    cell: str = ""
    """Id of the notebook cell that makes it or, of a cell, its own; empty outside a notebook."""
    place: int = 0
    """The number of that cell as a person counts it; 0 where it is not known."""
    notebook: str = ""
    """Path of the notebook whose cell that is; empty for a live one without a name."""
    connection: str = ""
    """Name of the connection that a table is on, where it is known."""
    stale: bool = False
    """Whether something that it was made from changed afterwards."""
    sql: str = ""
    """The text that makes it: SQL, or the Python of its cell."""


@dataclass(frozen=True, slots=True)
class Flow:
    """An edge between two nodes, from column to column where that is known."""

    source: str
    """Id of a node."""
    source_column: str | None
    """None: the source as a whole; which of its columns cannot be told, and `reason` says why."""
    target: str
    target_column: str | None
    """None: the target as a whole, such as a cell that only reads, or columns that cannot be told."""
    kind: EdgeKind
    subtype: Subtype
    expression: str = ""
    confidence: float = 1.0
    reason: str = ""
