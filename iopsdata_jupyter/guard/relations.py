"""Tables that are more than tables: system tables that hold secrets, and names that open files."""

from __future__ import annotations

import re
import unicodedata

from iopsdata_jupyter.guard.dialects import family
from iopsdata_jupyter.guard.lists import listed

_PG_CATALOG = listed("tables_postgres")
"""Of the pg_ tables only these: the others hold passwords, queries and keys of others."""

_MYSQL_INFORMATION = listed("tables_mysql")
_MYSQL_OWN = {
    "mysql": frozenset({"help_category", "help_keyword", "help_topic", "time_zone_name"}),
    "information_schema": _MYSQL_INFORMATION,
    "performance_schema": frozenset(),
    "sys": frozenset({"version"}),
}
_SQLITE_OWN = re.compile(r"sqlite_(?:schema|master|temp_schema|temp_master|sequence|stat[134])")
_SQLITE_MODULES = re.compile(
    r"(?:sqlite|pragma)_\w*|dbstat|fsdir|zipfile|completion|bytecode|tables_used|fts3tokenize|csv"
)
_INFORMATION_SECRETS = frozenset(
    {"user_mapping_options", "foreign_server_options", "_pg_user_mappings", "_pg_foreign_servers"}
)
_SECRET_SCHEMAS = frozenset({"vault", "pgsodium"})
"""Schemas in which a hosted PostgreSQL keeps decrypted secrets."""

_FILE_FORMATS = listed("formats")
_FILE_ENDING = re.compile(
    r"\.(?:csv|tsv|txt|json|jsonl|ndjson|parquet|parq|arrow|feather|orc|avro|xlsx?|db|duckdb|sqlite3?|gz|zst|bz2|log|xml)$",
    re.IGNORECASE,
)
_FILE_SIGNS = re.compile(r"[/\\*?]|^\w+:|^~|\.\.")


def is_withheld(name: str, schema: str | None, dialect: str) -> bool:
    """Whether a read-only statement may not read this system table."""
    name, schema = _folded(name), _folded(schema or "")
    if family(dialect) == "mysql":
        return schema in _MYSQL_OWN and name not in _MYSQL_OWN[schema]
    if family(dialect) == "sqlite":
        own = _SQLITE_OWN.fullmatch(name) or name in listed("sqlite")
        return bool(_SQLITE_MODULES.fullmatch(name)) and not own
    if family(dialect) == "duckdb":
        return name in ("duckdb_secrets", "duckdb_settings", "duckdb_logs", "duckdb_variables")
    if schema == "information_schema":
        return name in _INFORMATION_SECRETS
    if schema in _SECRET_SCHEMAS:
        return True
    return schema in ("", "pg_catalog") and name.startswith("pg_") and name not in _PG_CATALOG


def as_path(parts: tuple[str, ...], dialect: str) -> str | None:
    """The file or address that the engine would open for a table of that name; None: it is a table."""
    engine, whole = family(dialect), ".".join(parts)
    if engine in ("postgres", "mysql", "sqlite", "bigquery", "tsql", "oracle"):
        return None
    if _FILE_SIGNS.search(whole) or (engine == "duckdb" and _FILE_ENDING.search(whole)):
        return whole
    if engine in ("spark", "generic") and len(parts) > 1 and parts[-2].lower() in _FILE_FORMATS:
        return parts[-1] if engine == "spark" or "." in parts[-1] else None
    return None


def _folded(name: str) -> str:
    """Without case and accents: MySQL compares some of its names so."""
    if name.isascii():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower()
