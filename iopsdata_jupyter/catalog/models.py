"""What a database holds, as plain values: Catalog > Schema > Table > Column.

Nothing here touches a database. The `readers` fill these, everything above reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

TableKind = Literal["table", "view", "dataframe", "file"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table or view."""

    name: str
    """As the database spells it, unquoted."""
    type: str = ""
    """The engine's own name of the type, upper case, such as `DECIMAL(10,2)`; empty where unknown."""
    nullable: bool = True
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns of one table that name rows of another; composite keys pair by position."""

    columns: tuple[str, ...]
    target_table: str
    target_columns: tuple[str, ...]
    """Column names of the target; empty where the key names its primary key implicitly."""
    target_schema: str | None = None
    """None: the schema of the table that holds the key."""
    inferred: bool = False
    """Whether the names of the columns suggest the key, rather than the database declaring it."""


@dataclass(frozen=True)
class Table:
    """A table, a view, a DataFrame of the notebook or a file."""

    name: str
    columns: tuple[Column, ...]
    schema: str | None = None
    """None: the engine has no schemas, or the table stands in the default one."""
    database: str | None = None
    kind: TableKind = "table"
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    comment: str | None = None
    row_estimate: int | None = None
    """Rows as the engine's statistics tell, which may be stale; None where unknown."""

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name.casefold(): column for column in self.columns}

    def column(self, name: str) -> Column | None:
        """The column of that name without regard to case, or None."""
        return self._by_name.get(name.casefold())

    @property
    def qualified_name(self) -> str:
        """`schema.table`, or the table's name alone in a default schema."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True)
class Catalog:
    """The tables that a connection can read."""

    dialect: str
    """sqlglot's name of the connection's dialect."""
    tables: tuple[Table, ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, Table]:
        names: dict[str, Table] = {}
        for table in self.tables:
            names.setdefault(table.name.casefold(), table)
            names[table.qualified_name.casefold()] = table
        return names

    def table(self, name: str) -> Table | None:
        """The table of that name, plain or as `schema.table`, without regard to case, or None."""
        return self._by_name.get(name.casefold())

    @property
    def schemas(self) -> dict[str | None, tuple[Table, ...]]:
        """Tables by schema, in catalog order; the key None is the default schema."""
        grouped: dict[str | None, list[Table]] = {}
        for table in self.tables:
            grouped.setdefault(table.schema, []).append(table)
        return {schema: tuple(tables) for schema, tables in grouped.items()}
