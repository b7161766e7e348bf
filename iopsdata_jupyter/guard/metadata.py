"""Statements that only look at the catalog and that sqlglot keeps opaque: SHOW, PRAGMA, DESCRIBE.

Each is allowed by a pattern of the whole text, so that nothing can stand beside it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from iopsdata_jupyter.guard.dialects import family
from iopsdata_jupyter.guard.functions import SAFE_SETTINGS
from iopsdata_jupyter.guard.lists import listed

_NAME = r"(?:[A-Za-z_][\w$]*|\"[\w $-]+\"|`[\w $-]+`|\[[\w $-]+\])"
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME}){{0,2}}"
_TEXT = r"'[^'\\]*'"
_IN = rf"(?:\s+(?:FROM|IN)\s+(?:(?:SCHEMA|DATABASE|TABLE|ACCOUNT)\s+)?{_DOTTED})?"
_LIKE = rf"(?:\s+I?LIKE\s+{_TEXT}|\s+WHERE\s+{_NAME}\s*(?:=|<>|!=|\s+LIKE\s+)\s*{_TEXT})?"

_SQLITE_WITH_TABLE = "table_info|table_xinfo|table_list|index_list|index_info|index_xinfo|foreign_key_list"
SQLITE_READABLE = listed("pragmas_sqlite")
"""Pragmas that only tell, as long as no value is given."""

_NO_FILE = r"(?!.*\.\s*\W?(?:csv|tsv|txt|json|jsonl|ndjson|parquet|xlsx?|db|duckdb|gz|zst)\b)"

_PATTERNS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        rf"PRAGMA\s+(?:{_NAME}\s*\.\s*)?(?:{_SQLITE_WITH_TABLE})\s*(?:\(\s*(?:{_NAME}|{_TEXT})\s*\)|=\s*(?:{_NAME}|{_TEXT}))?",
        rf"PRAGMA\s+(?:{_NAME}\s*\.\s*)?(?:{'|'.join(sorted(SQLITE_READABLE))})",
    ),
    "duckdb": (
        r"PRAGMA\s+(?:show_tables|show_tables_expanded|show_databases|database_list|database_size|version|platform|collations|functions)(?:\s*\(\s*\))?",
        _NO_FILE + r"PRAGMA\s+(?:table_info|storage_info|show)\s*\(\s*(?:'[\w $\".-]+'|" + _NAME + r")\s*\)",
        rf"SHOW\s+(?:ALL\s+)?TABLES{_IN}",
        r"SHOW\s+(?:DATABASES|SCHEMAS)",
        rf"{_NO_FILE}SHOW\s+(?!ALL\b){_DOTTED}",
    ),
    "postgres": (
        rf"SHOW\s+(?:{'|'.join(sorted(SAFE_SETTINGS))}|ALL|TIME\s+ZONE|TRANSACTION\s+ISOLATION\s+LEVEL|SESSION\s+AUTHORIZATION)",
    ),
    "mysql": (
        rf"SHOW\s+(?:EXTENDED\s+)?(?:FULL\s+)?(?:TABLES|COLUMNS|FIELDS|INDEX|INDEXES|KEYS){_IN}{_IN}{_LIKE}",
        rf"SHOW\s+(?:DATABASES|SCHEMAS|ENGINES|PLUGINS|STORAGE\s+ENGINES|CHARACTER\s+SET|CHARSET|COLLATION|WARNINGS|ERRORS){_LIKE}",
        rf"SHOW\s+CREATE\s+(?:TABLE|VIEW|DATABASE|SCHEMA|FUNCTION|PROCEDURE|TRIGGER)\s+{_DOTTED}",
        rf"SHOW\s+(?:TABLE\s+STATUS|OPEN\s+TABLES|TRIGGERS|EVENTS){_IN}{_LIKE}",
        rf"SHOW\s+(?:FUNCTION|PROCEDURE)\s+STATUS{_LIKE}",
        rf"SHOW\s+(?:(?:GLOBAL|SESSION|LOCAL)\s+)?(?:VARIABLES|STATUS){_LIKE}",
        rf"(?:DESC|DESCRIBE|EXPLAIN)\s+{_DOTTED}(?:\s+(?:{_NAME}|{_TEXT}))?",
    ),
    "generic": (
        rf"SHOW\s+(?:TERSE\s+)?(?:TABLES|VIEWS|SCHEMAS|DATABASES|COLUMNS|CATALOGS|FUNCTIONS|PARTITIONS){_IN}{_IN}{_LIKE}",
        rf"SHOW\s+CREATE\s+(?:TABLE|VIEW)\s+{_DOTTED}",
        rf"(?:DESC|DESCRIBE)\s+(?:TABLE\s+|VIEW\s+)?(?:EXTENDED\s+|FORMATTED\s+)?{_DOTTED}",
    ),
}


def is_catalog_statement(sql: str, dialect: str) -> bool:
    """Whether the whole of `sql` is one statement that only tells of the catalog or of a harmless setting."""
    return _pattern(family(dialect)).fullmatch(sql) is not None


@lru_cache(maxsize=16)
def _pattern(engine: str) -> re.Pattern[str]:
    patterns = "|".join(_PATTERNS.get(engine, _PATTERNS["generic"]))
    return re.compile(rf"\s*(?:{patterns})\s*;?\s*", re.IGNORECASE | re.ASCII)
