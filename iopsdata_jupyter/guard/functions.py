"""Functions that a read-only statement may not call, a dialect."""

from __future__ import annotations

import re

_HARMFUL: dict[str, re.Pattern[str]] = {
    "duckdb": re.compile(
        r"getenv|nextval|setval|currval|pragma_\w+|checkpoint|force_checkpoint|write_log|enable_\w+|disable_\w+|"
        r"set_\w+|query|query_table|read_text|read_blob|parquet_\w+|sniff_csv|glob|.*_scan|which_secret|"
        r"duckdb_(?:secrets|settings|logs|log_contexts)|from_substrait\w*|sql_auto_complete|add_parquet_key|"
        r"write_\w+|truncate_\w+|load_aws_credentials|http\w*|postgres_\w+|mysql_\w+|sqlite_\w+|st_read\w*|"
        r"json_execute_serialized_sql|reload_\w+|copy_\w+|create_\w+|drop_\w+|summary|test_\w+|repeat_row"
    ),
    "sqlite": re.compile(
        r"load_extension|writefile|readfile|edit|fts3_tokenizer|randomblob|zeroblob|fsdir|lsmode|"
        r"sqlite_dbpage|dbstat|pragma_\w+|zipfile|eval|sqlite3_\w+|setseed|printf|format"
    ),
    "postgres": re.compile(
        r"pg_(?!typeof|size_\w+|column_size|get_\w+|encoding_to_char|backend_pid$|collation_for|input_\w+)\w+|lo_\w+|dblink\w*|"
        r"set_config|setval|nextval|currval|lastval|query_to_xml\w*|table_to_xml\w*|schema_to_xml\w*|"
        r"database_to_xml\w*|cursor_to_xml\w*|txid_\w+|ts_stat|copy\w*|file_fdw\w*|current_setting|"
        r"inet_\w+|version|binary_upgrade\w*|has_\w+|row_security_active|ts_rewrite|notify|xpath_table|crosstab\w*|"
        r"lowrite|loread|gin_\w+|brin_\w+|setseed|hdb\w*|amvalidate|crypt|gen_salt"
    ),
    "mysql": re.compile(
        r"sleep|benchmark|load_file|get_lock|release_\w*lock\w*|is_\w+_lock|master_\w+|source_\w+|sys_\w+|lib_mysqludf\w*|"
        r"wait_\w+|extractvalue|updatexml|name_const|last_insert_id|nextval|lastval|setval|encrypt|"
        r"password|old_password|user|current_user|session_user|system_user|version|found_rows|row_count|"
        r"uncompress|load_\w+|binlog_\w+|gtid_\w+|next_value_for|previous_value_for"
    ),
}
_HARMFUL["mariadb"] = _HARMFUL["mysql"]
_EVERYWHERE = re.compile(
    r"xp_\w+|sp_\w+|openrowset|opendatasource|reflect|java_method|sleep|pg_sleep|dbms_\w+|utl_\w+|system\$.*"
)


def is_allowed(name: str, dialect: str) -> bool:
    """Whether a read-only statement may call the function of that (lower-case) name."""
    pattern = _HARMFUL.get(dialect)
    return not (_EVERYWHERE.fullmatch(name) or (pattern and pattern.fullmatch(name)))
