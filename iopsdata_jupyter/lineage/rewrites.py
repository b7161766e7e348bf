"""Statements that sqlglot refuses: what it would stumble on is blanked, so that every offset stays true.

Each rule is a fact of a dialect's manual; a rule never moves a character.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_NAME = r"[\w.\"`\[\]$#@-]+"
_TEXT = r"'[^']*'"
_ANY_CASE = re.IGNORECASE
_ACROSS_LINES = re.IGNORECASE | re.DOTALL

_BLANKED = [
    # Hive, Spark: INSERT OVERWRITE [LOCAL] DIRECTORY 'path' <how to write it> SELECT ...
    re.compile(
        rf"(?<=OVERWRITE)(?P<one>\s+LOCAL)?\s+DIRECTORY\s+{_TEXT}"
        r"(?P<two>\s+(?:USING\s+\w+|ROW\s+FORMAT|STORED\s+AS|OPTIONS)(?:(?!\bSELECT\b|\bWITH\b|\bFROM\b|\bVALUES\b).)*)",
        _ACROSS_LINES,
    ),
    # Databricks: CREATE TABLE a [SHALLOW | DEEP] CLONE b
    re.compile(r"(?P<one>\b(?:SHALLOW|DEEP))\s+CLONE\b", _ANY_CASE),
    # T-SQL: SET a += 1
    re.compile(r"(?P<one>[-+*/%&|^])=(?=\s|['\w(@])"),
    # Teradata: LOCKING ROW FOR ACCESS SELECT ...
    re.compile(r"^\s*(?P<one>LOCKING\s+(?:TABLE\s+\S+|ROW|VIEW\s+\S+)\s+FOR\s+\w+)", _ANY_CASE),
    # MySQL, T-SQL: index and join hints
    re.compile(
        r"(?P<one>\b(?:DELAYED|LOW_PRIORITY|HIGH_PRIORITY|STRAIGHT_JOIN|SQL_NO_CACHE|SQL_CALC_FOUND_ROWS)\b)"
    ),
    # Hive: DELETE FROM TABLE t, TRUNCATE t
    re.compile(r"^\s*DELETE\s+FROM(?P<one>\s+TABLE)\s+", _ANY_CASE),
    # Hive: PARTITION (...) IF NOT EXISTS SELECT
    re.compile(r"\bPARTITION\s*\([^()]*\)(?P<one>\s+IF\s+NOT\s+EXISTS)\b", _ANY_CASE),
    # PostgreSQL, Teradata, Greenplum, Netezza, Vertica: how the new table is filled and spread
    re.compile(
        r"^\s*CREATE\b.*?(?P<one>\s+WITH\s+(?:NO\s+)?DATA(?:\s+AND\s+(?:NO\s+)?STATS)?)\s*$", _ACROSS_LINES
    ),
    re.compile(
        r"^\s*CREATE\b.*?(?P<one>\s+DISTRIBUTED?\s+(?:BY\s*\([^()]*\)|RANDOMLY|REPLICATED|ON\s*\([^()]*\)))\s*$",
        _ACROSS_LINES,
    ),
    re.compile(r"^\s*CREATE\b.*?\bAS\b.*?(?P<one>\s+(?:UN)?SEGMENTED\s+.*?NODES?)\s*$", _ACROSS_LINES),
    re.compile(r"^\s*CREATE\b.*?\bAS\b.*?(?P<one>\s+ON\s+COMMIT\s+\w+(?:\s+ROWS)?)\s*$", _ACROSS_LINES),
    # Databricks, BigQuery: kinds of tables
    re.compile(
        r"^\s*CREATE\s+(?:OR\s+\w+\s+)?(?P<one>(?:STREAMING\s+)?LIVE|STREAMING|SNAPSHOT)\s+(?:TABLE|VIEW)\b",
        _ANY_CASE,
    ),
    # Snowflake: a task is its statement
    re.compile(
        r"^(?P<one>\s*CREATE\s+(?:OR\s+REPLACE\s+)?TASK\b.*?\bAS)\s+(?:INSERT|MERGE|UPDATE|DELETE|CREATE|COPY)\b",
        _ACROSS_LINES,
    ),
    # StarRocks, Doris: a load label
    re.compile(r"^\s*INSERT\b.*?(?P<one>\s+WITH\s+LABEL\s+\S+)", _ACROSS_LINES),
    # Impala: a hint in brackets or in a comment
    re.compile(r"^\s*INSERT(?P<one>\s+(?:/\*.*?\*/|\[\s*(?:NO)?SHUFFLE\s*\]))", _ACROSS_LINES),
]
_SWAPPED = [
    # MySQL's REPLACE INTO, Impala's and SAP's UPSERT INTO: an INSERT as far as lineage goes.
    (
        re.compile(
            r"^(\s*)REPLACE(?=\s+(?!VIEW\b|MACRO\b|PROCEDURE\b|FUNCTION\b)(?:INTO\s+)?[\w`\"]+)", _ANY_CASE
        ),
        r"\1INSERT ",
    ),
    (re.compile(r"^(\s*)UPSERT(?=\s+INTO\s)", _ANY_CASE), r"\1INSERT"),
    # T-SQL: OPENROWSET(BULK 'path', ...)
    (re.compile(r"(\bOPENROWSET\s*\()BULK(?=\s)", _ANY_CASE), r"\1    "),
]


def rewritten(sql: str) -> str:
    """`sql` with the parts that no grammar of sqlglot reads replaced by spaces; as long as before."""
    text = sql
    for pattern in _BLANKED:
        text = pattern.sub(_blank, text)
    for pattern, replacement in _SWAPPED:
        text = pattern.sub(replacement, text)
    return text


def _blank(match: re.Match[str]) -> str:
    text, offset = match.group(), match.start()
    for name in ("one", "two"):
        if name in match.re.groupindex and match.group(name):
            first, last = match.start(name) - offset, match.end(name) - offset
            text = text[:first] + " " * (last - first) + text[last:]
    return text


@dataclass(frozen=True, slots=True)
class PlainStatement:
    """A statement read from its text alone."""

    kind: str
    source: str = ""
    """A table's name as written, or a path in quotes."""
    target: str = ""
    query: str = ""
    """The query that is read, in place of `source`."""
    query_start: int = 0
    """0-based offset of `query` in the statement."""
    renames: tuple[tuple[str, str], ...] = ()


def plain_statement(sql: str) -> PlainStatement | None:
    """What the text says, for statements that have one shape only; None for all others."""
    for pattern, read in _PLAIN:
        match = pattern.match(sql)
        if match is not None:
            return read(match)
    return None


def _renames(match: re.Match[str]) -> PlainStatement:
    pairs = re.findall(rf"({_NAME})\s+TO\s+({_NAME})", match.group("pairs"), _ANY_CASE)
    return PlainStatement("RENAME", renames=tuple(pairs))


def _between(kind: str) -> Callable[[re.Match[str]], PlainStatement]:
    def read(match: re.Match[str]) -> PlainStatement:
        return PlainStatement(kind, source=match.group("source"), target=match.group("target"))

    return read


def _unload(match: re.Match[str]) -> PlainStatement:
    text = match.group("query")
    # In Redshift the query is a string, in which a quote is written twice.
    quoted = text.startswith("'")
    query = text[1:-1].replace("''", "'") if quoted else text
    return PlainStatement(
        "UNLOAD", target=match.group("target"), query=query, query_start=match.start("query") + quoted
    )


def _query_to(kind: str) -> Callable[[re.Match[str]], PlainStatement]:
    def read(match: re.Match[str]) -> PlainStatement:
        return PlainStatement(
            kind, target=match.group("target"), query=match.group("query"), query_start=match.start("query")
        )

    return read


def _outfile(match: re.Match[str]) -> PlainStatement:
    """MySQL writes the file's name before FROM or behind all clauses."""
    rest = match.group("rest")
    from_ = re.search(r"\bFROM\b", rest, _ANY_CASE)
    tail = (
        rest[from_.start() :]
        if from_ is not None and not re.search(r"\bFROM\b", match.group("query"), _ANY_CASE)
        else ""
    )
    blank = len(match.group()) - len(match.group("query")) - len(tail)
    query = match.group("query") + (" " * blank + tail if tail else "")
    return PlainStatement("SELECT", target=match.group("target"), query=query)


def _nothing(match: re.Match[str]) -> PlainStatement:
    return PlainStatement(match.group("verb").upper())


_PLAIN: list[tuple[re.Pattern[str], Callable[[re.Match[str]], PlainStatement]]] = [
    (re.compile(r"\s*RENAME\s+(?:TABLE|VIEW)\s+(?P<pairs>.*)$", _ACROSS_LINES), _renames),
    (
        re.compile(
            rf"\s*ALTER\s+TABLE\s+(?P<target>{_NAME})\s+EXCHANGE\s+(?:SUB)?PARTITION\s*.*?\bWITH\s+TABLE\s+(?P<source>{_NAME})",
            _ACROSS_LINES,
        ),
        _between("EXCHANGE"),
    ),
    (
        re.compile(
            rf"\s*ALTER\s+TABLE\s+(?P<source>{_NAME})\s+SWITCH\s+(?:PARTITION\s+\S+\s+)?TO\s+(?P<target>{_NAME})",
            _ANY_CASE,
        ),
        _between("SWITCH"),
    ),
    (
        re.compile(
            rf"\s*ALTER\s+TABLE\s+(?P<target>{_NAME})\s+APPEND\s+FROM\s+(?P<source>{_NAME})", _ANY_CASE
        ),
        _between("APPEND"),
    ),
    (
        re.compile(
            rf"\s*UNLOAD\s*\(\s*(?P<query>'(?:[^']|'')*'|.*?)\s*\)\s*TO\s+(?P<target>{_TEXT})", _ACROSS_LINES
        ),
        _unload,
    ),
    (
        re.compile(
            rf"\s*LOAD\s+(?:DATA|XML)\s+(?:LOW_PRIORITY\s+|CONCURRENT\s+)?(?:LOCAL\s+)?INFILE\s+(?P<source>{_TEXT})\s+"
            rf"(?:REPLACE\s+|IGNORE\s+)?INTO\s+TABLE\s+(?P<target>{_NAME})",
            _ANY_CASE,
        ),
        _between("LOAD"),
    ),
    (
        re.compile(rf"\s*IMPORT\s+INTO\s+(?P<target>{_NAME}).*?\bFILE\s+(?P<source>{_TEXT})", _ACROSS_LINES),
        _between("IMPORT"),
    ),
    (
        re.compile(
            rf"\s*EXPORT\s+(?P<source>{_NAME})\s+INTO\s+.*?\bFILE\s+(?P<target>{_TEXT})", _ACROSS_LINES
        ),
        _between("EXPORT"),
    ),
    (
        re.compile(
            rf"\s*EXPORT\s+TABLE\s+(?P<source>{_NAME})(?:\s+PARTITION\s*\([^()]*\))?\s+TO\s+(?P<target>{_TEXT})",
            _ANY_CASE,
        ),
        _between("EXPORT"),
    ),
    (
        re.compile(
            rf"\s*IMPORT\s+(?:EXTERNAL\s+)?TABLE\s+(?P<target>{_NAME})(?:\s+PARTITION\s*\([^()]*\))?\s+"
            rf"FROM\s+(?P<source>{_TEXT})",
            _ANY_CASE,
        ),
        _between("IMPORT"),
    ),
    (
        re.compile(rf"\s*EXPORT\s*\((?P<query>.*)\)\s*INTO\s.*?\bFILE\s+(?P<target>{_TEXT})", _ACROSS_LINES),
        _query_to("EXPORT"),
    ),
    (
        re.compile(
            rf"\s*INSERT\s+OVERWRITE\s+DIRECTORY\s+USING\s+\w+\s+OPTIONS\s*\(.*?'?path'?\s*=?\s*(?P<target>{_TEXT}).*?\)"
            r"\s+(?P<query>(?:SELECT|WITH|FROM|TABLE)\b.*)",
            _ACROSS_LINES,
        ),
        _query_to("INSERT"),
    ),
    (
        re.compile(
            rf"(?P<query>\s*(?:SELECT|WITH)\b.*?)\s+INTO\s+(?:OUTFILE|DUMPFILE)\s+(?P<target>{_TEXT})(?P<rest>.*)$",
            _ACROSS_LINES,
        ),
        _outfile,
    ),
    (
        re.compile(
            rf"\s*INSERT\s+(?:INTO\s+)?(?P<target>{_NAME})\s*(?:\([^()]*\)\s*)?(?P<source>)EXEC(?:UTE)?\b",
            _ANY_CASE,
        ),
        _between("INSERT"),
    ),
    (re.compile(rf"\s*TABLE\s+(?P<source>{_NAME})\s*(?P<target>)$", _ANY_CASE), _between("SELECT")),
    (
        re.compile(rf"\s*BULK\s+INSERT\s+(?P<target>{_NAME})\s+FROM\s+(?P<source>{_TEXT})", _ANY_CASE),
        _between("BULK INSERT"),
    ),
    (
        re.compile(
            r"\s*(?P<verb>EXPLAIN|ANALYZE|COMPUTE|INVALIDATE|REFRESH|MSCK|GRANT|REVOKE|DENY|SET|RESET|USE|SHOW|DESC|DESCRIBE|"
            r"VACUUM|OPTIMIZE|COMMENT|CALL|EXEC|EXECUTE|DECLARE|PRINT|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|KILL|LOCK|UNLOCK|ADD|"
            r"LIST|GO|COLLECT|PRAGMA|ATTACH|DETACH|INSTALL|CHECKPOINT|CLUSTER|REINDEX|DISCARD|LISTEN|NOTIFY|DEALLOCATE|"
            r"PREPARE|UNCACHE|CLEAR|PURGE|FLASHBACK|ANALYSE|HELP|RAISERROR|THROW|RETURN|FETCH|OPEN|CLOSE|PUT|GET|REMOVE|"
            r"UNDROP|SUSPEND|RESUME|END|IF|WHILE|LOOP|LET|DELIMITER|DATABASE|REPAIR|HANDLER|OPEN|SIGNAL)\b",
            _ANY_CASE,
        ),
        _nothing,
    ),
    (
        re.compile(
            r"\s*(?P<verb>(?:CREATE|DROP|ALTER)\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?(?:FUNCTION|SCHEMA|DATABASE|ROLE|"
            r"USER|INDEX|SEQUENCE|TYPE|DOMAIN|EXTENSION|STAGE|PIPE|STREAM|WAREHOUSE|CATALOG|PROCEDURE|TRIGGER|"
            r"MACRO|SECRET|POLICY|PUBLICATION|SUBSCRIPTION|SERVER|AGGREGATE|OPERATOR|COLLATION|CONNECTION))\b",
            _ANY_CASE,
        ),
        _nothing,
    ),
]
