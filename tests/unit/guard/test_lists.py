"""The lists of functions hold what the engines have, and nothing that does harm."""

from __future__ import annotations

import sqlite3

import duckdb
import pytest

from iopsdata_jupyter.guard.functions import LISTED, is_allowed
from iopsdata_jupyter.guard.lists import listed

HARMLESS = ("current_query", "current_query_id", "current_transaction_id", "stats", "vector_type")

HARMFUL = {
    "duckdb": """nextval setval getenv query query_table write_log pandas_scan
        json_execute_serialized_sql
        duckdb_secrets duckdb_settings which_secret enable_logging enable_profiling checkpoint setseed
        pg_sleep read_duckdb copy_database""",
    "sqlite": "load_extension fts3_tokenizer writefile readfile edit sqlite_log sqlite_dbpage eval",
    "postgres": """pg_sleep pg_read_file pg_ls_dir lo_import lo_export set_config setval nextval dblink
        query_to_xml table_to_xml ts_stat ts_rewrite pg_notify pg_advisory_lock pg_terminate_backend
        txid_current pg_stat_get_activity""",
    "mysql": """sleep benchmark load_file get_lock release_lock last_insert_id nextval setval master_pos_wait
        name_const""",
    "spark": "reflect java_method try_reflect raise_error read_files secret ai_query call_function",
}


@pytest.mark.parametrize(("dialect", "names"), HARMFUL.items())
def test_what_does_harm_is_on_no_list(dialect: str, names: str) -> None:
    assert not [name for name in names.split() if is_allowed(name, dialect) or is_allowed(name, "snowflake")]


@pytest.mark.parametrize("name", sorted([*LISTED, "generic", "types", "keywords"]))
def test_a_list_holds_lower_case_names(name: str) -> None:
    assert listed(name)
    assert all(word == word.lower() for word in listed(name))


def test_functions_that_duckdb_says_have_effects_are_not_allowed() -> None:
    rows = duckdb.sql("select lower(function_name) from duckdb_functions() where has_side_effects").fetchall()
    without_harm = {"random", "gen_random_uuid", "uuid", "uuidv4", "uuidv7", "error", *HARMLESS}
    assert not {name for (name,) in rows if is_allowed(name, "duckdb")} - without_harm


def test_functions_of_sqlite_that_are_not_allowed_are_these() -> None:
    rows = sqlite3.connect(":memory:").execute("select distinct name from pragma_function_list").fetchall()
    refused = {name for (name,) in rows if name.isidentifier() and not is_allowed(name, "sqlite")}
    assert refused <= {
        "edit", "fts3_tokenizer", "fts5", "fts5_source_id", "load_extension", "optimize", "rtreecheck",
        "rtreedepth", "rtreenode", "sqlite_log", "subtype", "fts5_locale", "fts5_get_locale",
        "fts5_insttoken",
    }  # fmt: skip


def test_a_dialect_without_a_list_has_the_names_of_all() -> None:
    assert is_allowed("iff", "snowflake")
    assert is_allowed("date_trunc", "redshift")
    assert not is_allowed("iff", "postgres")
