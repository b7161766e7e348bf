"""Names of dialects as people type them, and names of tables and columns by the dialect's folding rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from sqlglot import exp

_ALIASES = {
    "ansi": "", "sql": "", "generic": "", "standard": "", "db2": "", "ibmdb2": "", "informix": "", "hana": "",
    "soql": "", "sybase": "tsql", "mssql": "tsql", "sqlserver": "tsql", "synapse": "tsql", "azuresql": "tsql",
    "transactsql": "tsql", "postgresql": "postgres", "pg": "postgres", "psql": "postgres",
    "greenplum": "postgres", "cockroachdb": "postgres", "cockroach": "postgres", "netezza": "postgres",
    "vertica": "postgres", "timescaledb": "postgres", "yugabytedb": "postgres", "alloydb": "postgres",
    "mariadb": "mysql", "tidb": "mysql", "percona": "mysql", "sparksql": "spark", "spark3": "spark",
    "pyspark": "spark", "impala": "hive", "flink": "hive", "odps": "hive", "maxcompute": "hive",
    "sqlite3": "sqlite", "motherduck": "duckdb", "bq": "bigquery", "googlesql": "bigquery",
    "prestodb": "presto", "prestosql": "trino", "starburst": "trino", "plsql": "oracle",
    "memsql": "mysql", "singlestore": "mysql", "oceanbase": "mysql",
    "couchbase": "", "firebird": "", "sap": "", "phoenix": "",
}  # fmt: skip
"""People's words, without case, spaces and hyphens, to sqlglot's; "" is its dialect-neutral grammar."""

FoldKey = Callable[[str, bool], str]
"""(name, quoted) -> the key under which two spellings of one name meet."""


def dialect_name(typed: str | None) -> str:
    """Sqlglot's name of the dialect that `typed` means.

    Raises:
        UsageError: no such dialect is known.
    """
    import sqlglot

    sqlglot.Dialect.get_or_raise("duckdb")  # the classes are registered at first use
    word = "".join(character for character in (typed or "").casefold() if character.isalnum())
    if word in _ALIASES or not word:
        return _ALIASES.get(word, "")
    from sqlglot.dialects.dialect import Dialects

    known = [dialect.value for dialect in Dialects]
    if word in known:
        return word
    raise UsageError(
        f"The dialect {typed!r} is not known.",
        hint=did_you_mean(word, [*known, *_ALIASES]) or f"One of: {', '.join(sorted(filter(None, known)))}.",
    )


@lru_cache(maxsize=64)
def fold_key(dialect: str) -> FoldKey:
    """How `dialect` tells names apart."""
    import sqlglot

    strategy = sqlglot.Dialect.get_or_raise(dialect).normalization_strategy.name
    if dialect == "mysql" or strategy.startswith("CASE_INSENSITIVE"):
        return _insensitive
    return {"LOWERCASE": _lower, "UPPERCASE": _upper}.get(strategy, _sensitive)


def _insensitive(name: str, _: bool) -> str:  # noqa: FBT001 - the two parts of a name
    return name.casefold()


def _sensitive(name: str, _: bool) -> str:  # noqa: FBT001
    return name


def _lower(name: str, quoted: bool) -> str:  # noqa: FBT001
    return name if quoted else name.casefold()


def _upper(name: str, quoted: bool) -> str:  # noqa: FBT001
    if not quoted or name == name.upper():
        return name.casefold()
    # Keys of unquoted names are lower case too: the mark keeps "abc" apart from ABC.
    return f'"{name}"'


class Spellings:
    """How the script spells each name; lives as long as a script, so that one table has one name."""

    def __init__(self) -> None:
        self._tables: dict[str, str] = {}
        self._columns: dict[tuple[str | None, str], str] = {}

    def table(self, key: str) -> str:
        return self._tables.get(key, key)

    def column(self, table: str | None, key: str) -> str:
        return self._columns.get((table, key), key)

    def note_table(self, key: str, spelling: str) -> None:
        self._tables.setdefault(key, spelling)

    def note_column(self, table: str | None, key: str, spelling: str) -> None:
        self._columns.setdefault((table, key), spelling)


def dotted(parts: Sequence[exp.Expr], fold: FoldKey) -> tuple[str, str]:
    """(key, spelling) of a name of several parts."""
    keys = [fold(part.name, bool(part.args.get("quoted"))) for part in parts]
    return ".".join(keys), ".".join(part.name for part in parts)
