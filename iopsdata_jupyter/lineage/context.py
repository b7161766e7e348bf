"""What the extraction of one statement carries along: dialect, known tables, and the tables it met."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from iopsdata_jupyter.lineage.flows import Written
from iopsdata_jupyter.lineage.names import FoldKey, Spellings, dotted, fold_key
from iopsdata_jupyter.lineage.relations import Relation, base_table
from iopsdata_jupyter.lineage.schema import KnownTables
from iopsdata_jupyter.lineage.spans import Spans

if TYPE_CHECKING:
    from sqlglot import exp

_LATERAL_ALIASES_WORDS = """
    snowflake redshift databricks spark duckdb clickhouse teradata dremio
"""
_LATERAL_ALIASES = frozenset(_LATERAL_ALIASES_WORDS.split())
"""Dialects in which a projection may name an earlier one."""

_STRUCTS_WORDS = """
    bigquery spark spark2 databricks hive duckdb athena trino presto snowflake redshift clickhouse
    doris starrocks
"""
_STRUCTS = frozenset(_STRUCTS_WORDS.split())
"""Dialects in which `a.b` may be the field b of a column a."""

_PSEUDO_COLUMNS = {
    "oracle": frozenset({"rownum", "level", "sysdate", "systimestamp", "user", "uid"}),
    "": frozenset({"sysdate"}),
    "redshift": frozenset({"sysdate"}),
    "teradata": frozenset({"date", "time", "user"}),
}


@dataclass
class Context:
    """The state of one statement; `tables` and `spellings` are the script's."""

    dialect: str
    tables: KnownTables
    spellings: Spellings
    spans: Spans
    in_block: bool = False
    """Whether the statement stands in a procedure, where SELECT INTO sets a variable."""
    variables: frozenset[str] = frozenset()
    """Case-folded names that mean a variable where no column of that name is known."""
    keep_ctes: bool = False
    """Whether CTEs are tables of their own between those that are read and those that are written."""
    reads: dict[str, None] = field(default_factory=dict)
    """Keys of the tables read, in the order met."""
    writes: dict[str, None] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)

    @cached_property
    def fold(self) -> FoldKey:
        return fold_key(self.dialect)

    @cached_property
    def lateral_aliases(self) -> bool:
        return self.dialect in _LATERAL_ALIASES

    def is_pseudo(self, key: str) -> bool:
        """Whether a bare name is no column, but a variable or a function without brackets."""
        if key.casefold() in self.variables:
            return True
        return key.casefold() in _PSEUDO_COLUMNS.get(self.dialect, ())

    @cached_property
    def has_structs(self) -> bool:
        return self.dialect in _STRUCTS

    def key(self, table: exp.Table) -> str:
        """The key of a table's name; its spelling is noted."""
        key, spelling = table_name(table, self.fold)
        self.spellings.note_table(key, spelling)
        return key

    def path_key(self, path: str) -> str:
        self.spellings.note_table(path, path)
        return path

    def relation(self, key: str) -> Relation:
        """A base table with the columns known of it."""
        columns = self.tables.columns(self.spellings.table(key))
        if columns is None:
            return base_table(key, None)
        pairs = [(name, self.column_key(name)) for name in columns]
        for name, column in pairs:
            self.spellings.note_column(key, column, name)
        return base_table(key, pairs)

    def column_key(self, name: str) -> str:
        """The key of a column in a catalog, whose names carry no quotes: an unquoted word must find it."""
        return name if self.dialect == "clickhouse" else name.casefold()

    def read(self, key: str) -> Relation:
        """A base table that the statement reads."""
        self.reads.setdefault(key)
        return self.relation(key)


def table_name(table: exp.Table, fold: FoldKey) -> tuple[str, str]:
    """(key, spelling) of a table, a file or a stage."""
    from sqlglot import exp

    # `db..t` leaves an empty text where the schema would stand.
    given = [table.args.get(name) or None for name in ("catalog", "db", "this")]
    skipped = given[0] is not None and given[1] is None
    parts = [part for part in given if part is not None]
    name = parts[-1]
    if isinstance(name, exp.Dot):
        parts[-1:] = _leaves(name)
        name = parts[-1]
    if len(parts) == 2 and parts[0].name.casefold() in _FILE_FORMATS and "/" in parts[1].name:
        parts = parts[1:]  # Spark's parquet.`path`
    if not isinstance(name, exp.Identifier):
        text = name.name or name.sql()
        return text, text
    if name.args.get("temporary") or name.args.get("global_"):
        mark = "##" if name.args.get("global_") else "#"
        return mark + name.name.casefold(), mark + name.name
    if skipped:
        parts.insert(1, exp.to_identifier("", quoted=True))
        return dotted(parts, fold)
    return dotted([part for part in parts if part.name], fold)


def _leaves(node: exp.Expr) -> list[exp.Expr]:
    """The parts of a dotted name, from the left."""
    from sqlglot import exp

    if isinstance(node, exp.Dot):
        return [*_leaves(node.this), *_leaves(node.expression)]
    return [node]


_FILE_FORMATS = frozenset(
    {"parquet", "csv", "json", "orc", "avro", "delta", "text", "binaryfile", "iceberg", "hudi"}
)
