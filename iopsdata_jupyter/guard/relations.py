"""Tables that are more than tables: system tables that hold secrets, and names that an engine opens as files."""

from __future__ import annotations

import re
import unicodedata

from iopsdata_jupyter.guard.dialects import family

_PG_CATALOG = frozenset(
    """
    pg_aggregate pg_am pg_attrdef pg_attribute pg_available_extension_versions pg_available_extensions pg_cast
    pg_class pg_collation pg_constraint pg_conversion pg_database pg_depend pg_description pg_enum pg_extension
    pg_group pg_index pg_indexes pg_inherits pg_language pg_matviews pg_namespace pg_opclass pg_operator
    pg_partitioned_table pg_policies pg_policy pg_proc pg_publication_tables pg_range pg_rewrite pg_roles
    pg_rules pg_sequence pg_sequences pg_settings pg_shdescription pg_stat_all_indexes pg_stat_all_tables
    pg_stat_database pg_stat_sys_tables pg_stat_user_functions pg_stat_user_indexes pg_stat_user_tables
    pg_statio_all_tables pg_statio_user_indexes pg_statio_user_tables pg_stats pg_tables pg_tablespace
    pg_timezone_abbrevs pg_timezone_names pg_trigger pg_ts_config pg_ts_dict pg_type pg_user pg_views
    """.split()
)
"""Of the pg_ tables only these: the others hold passwords, other sessions' queries, keys of foreign servers."""

_MYSQL_INFORMATION = frozenset(
    """
    applicable_roles character_sets check_constraints client_statistics collation_character_set_applicability
    collations column_privileges column_statistics columns enabled_roles engines events global_status
    global_variables index_statistics innodb_tables innodb_tablestats key_column_usage keywords parameters
    partitions referential_constraints routines schema_privileges schemata session_status session_variables
    sql_functions st_geometry_columns statistics system_variables table_constraints table_privileges
    table_statistics tables tablespaces triggers user_privileges views view_table_usage view_routine_usage
    """.split()
)
_MYSQL_OWN = {
    "mysql": frozenset("time_zone_name help_topic help_category help_keyword".split()),
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

_FILE_FORMATS = frozenset("parquet csv json orc avro text binaryfile delta iceberg hudi xml dfs".split())
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
        return bool(_SQLITE_MODULES.fullmatch(name)) and not (
            _SQLITE_OWN.fullmatch(name) or name.startswith("pragma_")
        )
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
