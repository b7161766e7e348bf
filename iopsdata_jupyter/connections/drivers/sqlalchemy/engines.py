"""What the generic driver knows of each engine and each DBAPI package, declared in two tables.

An engine that is not in `ENGINES` cannot be used: without a dialect of sqlglot the guard could not read its
statements. A DBAPI package that is not in `PACKAGES` can, without Ctrl-C reaching the server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from iopsdata_jupyter.errors import UsageError, did_you_mean


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine as SQLAlchemy names it in the first part of a URL."""

    dialect: str
    """sqlglot's name of the dialect."""
    install: str
    """What `pip install` brings SQLAlchemy's dialect and a DBAPI package."""
    read_only: str = ""
    """Statement that makes the transaction that it opens read-only; empty where the engine has none."""
    read_only_session: str = ""
    """The same for a whole session, run once."""
    explain: str = ""
    """What makes the engine parse a statement and not run it; empty where that is not known."""
    begins: bool = False
    """Whether BEGIN, COMMIT and ROLLBACK are statements that hold across others in autocommit mode."""


ENGINES: dict[str, Engine] = {
    "awsathena": Engine("athena", "PyAthena[SQLAlchemy]", explain="EXPLAIN"),
    "bigquery": Engine("bigquery", "sqlalchemy-bigquery"),
    "clickhouse": Engine("clickhouse", "clickhouse-sqlalchemy", explain="EXPLAIN AST"),
    "clickhousedb": Engine("clickhouse", "clickhouse-connect", explain="EXPLAIN AST"),
    "cockroachdb": Engine(
        "postgres", "sqlalchemy-cockroachdb", "SET TRANSACTION READ ONLY", explain="EXPLAIN", begins=True
    ),
    "databricks": Engine("databricks", "databricks-sqlalchemy", explain="EXPLAIN"),
    "doris": Engine("doris", "pydoris", explain="EXPLAIN"),
    "drill": Engine("drill", "sqlalchemy-drill"),
    "druid": Engine("druid", "pydruid[sqlalchemy]"),
    "exa": Engine("exasol", "sqlalchemy-exasol"),
    "hive": Engine("hive", "pyhive[hive]", explain="EXPLAIN"),
    "mariadb": Engine(
        "mysql",
        "pymysql",
        read_only_session="SET SESSION TRANSACTION READ ONLY",
        explain="EXPLAIN",
        begins=True,
    ),
    "materialize": Engine("materialize", "psycopg[binary]", explain="EXPLAIN"),
    "mssql": Engine("tsql", "pyodbc"),
    "mysql": Engine(
        "mysql",
        "pymysql",
        read_only_session="SET SESSION TRANSACTION READ ONLY",
        explain="EXPLAIN",
        begins=True,
    ),
    "oracle": Engine("oracle", "oracledb", "SET TRANSACTION READ ONLY"),
    "postgresql": Engine(
        "postgres", "psycopg[binary]", "SET TRANSACTION READ ONLY", explain="EXPLAIN", begins=True
    ),
    "presto": Engine("presto", "pyhive[presto]", explain="EXPLAIN (TYPE VALIDATE)"),
    "redshift": Engine("redshift", "sqlalchemy-redshift redshift_connector", explain="EXPLAIN", begins=True),
    "risingwave": Engine("risingwave", "sqlalchemy-risingwave", explain="EXPLAIN"),
    "singlestoredb": Engine("singlestore", "sqlalchemy-singlestoredb", explain="EXPLAIN"),
    "snowflake": Engine("snowflake", "snowflake-sqlalchemy", explain="EXPLAIN", begins=True),
    "sqlite": Engine(
        "sqlite", "", read_only_session="PRAGMA query_only = ON", explain="EXPLAIN", begins=True
    ),
    "starrocks": Engine("starrocks", "starrocks", explain="EXPLAIN"),
    "teradatasql": Engine("teradata", "teradatasqlalchemy", explain="EXPLAIN"),
    "trino": Engine("trino", "trino[sqlalchemy]", explain="EXPLAIN (TYPE VALIDATE)"),
}

_OTHER_NAMES = {
    "postgres": "postgresql",
    "sqlserver": "mssql",
    "athena": "awsathena",
    "teradata": "teradatasql",
}


@dataclass(frozen=True, slots=True)
class Package:
    """A DBAPI package as SQLAlchemy names it in `dialect.driver`."""

    cancels: Literal["connection", "cursor", ""] = ""
    """The object whose method stops a running statement from another thread."""
    method: str = ""
    arrow: Literal["batches", "many", ""] = ""
    """How its cursors give Arrow: `fetch_arrow_batches()`, or `fetchmany_arrow(n)`."""


PACKAGES: dict[str, Package] = {
    "cx_oracle": Package("connection", "cancel"),
    "databricks": Package("cursor", "cancel", "many"),
    "oracledb": Package("connection", "cancel"),
    "psycopg": Package("connection", "cancel_safe"),
    "psycopg2": Package("connection", "cancel"),
    "pyodbc": Package("cursor", "cancel"),
    "pysqlite": Package("connection", "interrupt"),
    "rest": Package("cursor", "cancel"),  # Trino's client calls itself so.
    "snowflake": Package("", "", "batches"),
}


def engine_of(backend: str) -> Engine:
    """What is known of an engine, by SQLAlchemy's name of it.

    Raises:
        UsageError: nothing is; the hint names near ones.
    """
    found = ENGINES.get(_OTHER_NAMES.get(backend, backend))
    if found is None:
        raise UsageError(
            f"The guard cannot read the SQL of {backend!r}, so it does not open such connections.",
            hint=did_you_mean(backend, list(ENGINES)) or f"Known engines: {', '.join(ENGINES)}.",
        )
    return found


def is_known(backend: str) -> bool:
    """Whether the generic driver serves URLs of that scheme."""
    return backend in ENGINES
