"""Names that people give to a dialect, and how the engine behind it reads text."""

from __future__ import annotations

from functools import lru_cache

_SPOKEN = {
    "cockroachdb": "postgres",
    "googlesql": "bigquery",
    "greenplum": "postgres",
    "mariadb": "mysql",
    "mssql": "tsql",
    "pg": "postgres",
    "postgresql": "postgres",
    "psql": "postgres",
    "pyspark": "spark",
    "sparksql": "spark",
    "sqlite3": "sqlite",
    "sqlserver": "tsql",
    "timescaledb": "postgres",
}

_NOT_SQL = frozenset({"", "dax", "prql", "solr", "tableau"})
"""Languages that sqlglot reads and whose text no engine here would read."""

_FAMILIES = {
    "postgres": "postgres redshift materialize risingwave",
    "duckdb": "duckdb",
    "sqlite": "sqlite",
    "mysql": "mysql singlestore doris starrocks",
    "spark": "spark spark2 databricks hive",
    "bigquery": "bigquery",
    "snowflake": "snowflake",
    "tsql": "tsql fabric",
    "oracle": "oracle exasol",
    "clickhouse": "clickhouse",
}
_FAMILY_OF = {dialect: family for family, dialects in _FAMILIES.items() for dialect in dialects.split()}


@lru_cache(maxsize=128)
def known_dialect(name: str) -> str | None:
    """The name in sqlglot for what people call a dialect; None for one that nothing is known of."""
    import sqlglot

    folded = name.strip().lower().replace(" ", "").replace("_", "").replace("-", "")
    dialect = _SPOKEN.get(folded, folded)
    return dialect if dialect in sqlglot.Dialect.classes and dialect not in _NOT_SQL else None


def family(dialect: str) -> str:
    """The engine whose reading of text and whose functions the dialect shares; `generic` for others."""
    return _FAMILY_OF.get(dialect, "generic")
