"""Keywords, functions, and how a name is spelled in SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from iopsdata_jupyter.magics.completion.entries import Entry, Kind

STATEMENT_STARTS = ("SELECT", "WITH", "FROM", "DESCRIBE", "EXPLAIN", "SHOW")
_KEYWORDS = tuple(
    re.findall(
        r"\w+",
        """
        SELECT FROM WHERE JOIN ON GROUP BY ORDER HAVING LIMIT AND OR NOT IN IS NULL AS DISTINCT LEFT INNER
        RIGHT FULL OUTER CROSS USING UNION ALL INTERSECT EXCEPT WITH RECURSIVE CASE WHEN THEN ELSE END LIKE
        BETWEEN EXISTS ASC DESC OVER PARTITION OFFSET VALUES INSERT INTO UPDATE SET DELETE TRUE FALSE ROWS
        PRECEDING FOLLOWING UNBOUNDED CURRENT ROW NULLS FIRST LAST FILTER WITHIN INTERVAL NATURAL
        LATERAL EXPLAIN
        """,
    )
)
_ONLY_OF = {
    "duckdb": ("QUALIFY", "EXCLUDE", "REPLACE", "ILIKE", "PIVOT", "UNPIVOT", "DESCRIBE", "SUMMARIZE", "ASOF"),
    "postgres": ("ILIKE", "RETURNING", "FETCH", "TABLESAMPLE"),
    "spark": ("QUALIFY", "PIVOT", "DESCRIBE", "SHOW", "ANTI", "SEMI", "TABLESAMPLE"),
    "mysql": ("DESCRIBE", "SHOW", "STRAIGHT_JOIN"),
    "sqlite": ("GLOB", "INDEXED"),
}
_QUOTED_WORDS = frozenset(_KEYWORDS) - {
    "FIRST",
    "LAST",
    "FILTER",
    "WITHIN",
    "ROW",
    "ROWS",
    "CURRENT",
    "INTERVAL",
}
_BACKTICKS = frozenset({"mysql", "spark", "databricks", "hive", "bigquery"})
_FOLDS_TO_LOWER = frozenset({"postgres", "redshift"})


def keywords(dialect: str, fragment: str) -> Iterator[Entry]:
    """The dialect's words, in the case in which the person types."""
    return (keyword(word, fragment) for word in (*_KEYWORDS, *_ONLY_OF.get(dialect, ())))


def keyword(word: str, fragment: str) -> Entry:
    return Entry(word.lower() if fragment.islower() else word, "keyword")


def functions(dialect: str) -> Iterator[Entry]:
    """The functions that a read may call, by the guard's own list; their parenthesis comes with them."""
    return (Entry(f"{name}(", "function") for name in _function_names(dialect))


@lru_cache(maxsize=8)
def _function_names(dialect: str) -> tuple[str, ...]:
    from iopsdata_jupyter.guard.functions import LISTED
    from iopsdata_jupyter.guard.lists import listed

    names = listed(dialect if dialect in LISTED else "generic")
    return tuple(sorted((name for name in names if re.fullmatch(r"[a-z][a-z0-9_]*", name)), key=_likely))


_COMMON = (
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "coalesce",
    "round",
    "lower",
    "upper",
    "cast",
    "length",
    "substr",
)


def _likely(name: str) -> tuple[bool, str]:
    return name not in _COMMON, name


def spelled(name: str, dialect: str, kind: Kind, *, quoted: bool = False) -> Entry:
    """The name as SQL takes it: in quotes where it is no plain word, or where it would be read as another."""
    folded = dialect in _FOLDS_TO_LOWER and name != name.lower()
    plain = re.fullmatch(r"[A-Za-z_]\w*", name) and name.upper() not in _QUOTED_WORDS and not folded
    if plain and not quoted:
        return Entry(name, kind)
    mark = "`" if dialect in _BACKTICKS else '"'
    return Entry(mark + name.replace(mark, mark * 2) + mark, kind, name)
