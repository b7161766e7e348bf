"""Functions that a read-only statement may call, an engine: lists of names, closed.

The names stand in `allowed/*.txt`, taken from each engine's own catalog less what has an effect or reaches
files, settings, other sessions or other statements. What is not listed is refused.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from iopsdata_jupyter.guard.dialects import family

LISTED = ("duckdb", "sqlite", "postgres", "mysql", "spark")
"""Families with a list of their own; the others share one."""

_TYPES = frozenset(
    """
    numeric decimal dec number varchar char nchar nvarchar nvarchar2 varchar2 character varying varbinary binary
    bpchar timestamp time timestamptz timetz timestamp_ltz timestamp_ntz timestamp_tz datetime datetime2
    datetime64 datetimeoffset bit varbit float double real int integer bigint smallint tinyint mediumint
    utinyint usmallint uinteger ubigint hugeint decimal32 decimal64 decimal128 fixedstring nullable
    lowcardinality text string blob bytes boolean bool map struct row array union enum list tuple object
    variant vector interval year json jsonb money uuid nested geometry geography raw
    """.split()
)
"""Types that take arguments; a call of one is a cast."""

SETTING_READERS = frozenset({"current_setting"})
"""Functions that read one setting, whose name must be written out and known."""

SAFE_SETTINGS = frozenset(
    """
    access_mode application_name block_size client_encoding datestyle default_null_order default_order
    default_transaction_isolation default_transaction_read_only effective_cache_size enable_seqscan
    idle_in_transaction_session_timeout in_hot_standby integer_datetimes intervalstyle is_superuser jit
    lc_collate lc_ctype lc_messages lc_monetary lc_numeric lc_time lock_timeout maintenance_work_mem
    max_connections max_memory max_parallel_workers max_parallel_workers_per_gather max_worker_processes
    memory_limit random_page_cost role schema search_path server_encoding server_version server_version_num
    session_authorization shared_buffers standard_conforming_strings statement_timeout temp_buffers threads
    timezone transaction_isolation transaction_read_only wal_level work_mem worker_threads calendar
    """.split()
)

BULK = frozenset(
    "array_repeat format list_resize lpad printf random_bytes randomblob repeat replicate rpad space zeroblob".split()
)
"""Functions that make as much as a number says, inside one call that nothing can interrupt."""

MAX_BULK = 10_000_000


def is_allowed(name: str, dialect: str) -> bool:
    """Whether a read-only statement may call the function of that (lower-case) name."""
    return name in _allowed(family(dialect))


@lru_cache(maxsize=16)
def _allowed(engine: str) -> frozenset[str]:
    if engine in LISTED:
        return _names(engine) | _TYPES
    return frozenset().union(_names("generic"), *(_names(listed) for listed in LISTED), _TYPES)


def _names(engine: str) -> frozenset[str]:
    text = resources.files(__package__).joinpath("allowed", f"{engine}.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
