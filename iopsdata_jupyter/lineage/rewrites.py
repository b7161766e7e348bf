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

_WORD = re.compile(r"[A-Z_]+")
_BLANKED: list[tuple[frozenset[str], re.Pattern[str]]] = [
    # Hive, Spark: INSERT OVERWRITE [LOCAL] DIRECTORY 'path' <how to write it> SELECT ...
    (
        frozenset({"OVERWRITE", "DIRECTORY"}),
        re.compile(
            rf"(?<=OVERWRITE)(?P<one>\s+LOCAL)?\s+DIRECTORY\s+{_TEXT}"
            r"(?P<two>\s+(?:USING\s+\w+|ROW\s+FORMAT|STORED\s+AS|OPTIONS)(?:(?!\bSELECT\b|\bWITH\b|\bFROM\b|\bVALUES\b).)*)",
            _ACROSS_LINES,
        ),
    ),
    # Databricks: CREATE TABLE a [SHALLOW | DEEP] CLONE b
    (frozenset({"CLONE"}), re.compile(r"(?P<one>\b(?:SHALLOW|DEEP))\s+CLONE\b", _ANY_CASE)),
    # T-SQL: SET a += 1
    (frozenset(), re.compile(r"(?P<one>[-+*/%&|^])=(?=\s|['\w(@])")),
    # Teradata: LOCKING ROW FOR ACCESS SELECT ...
    (
        frozenset({"LOCKING"}),
        re.compile(r"^\s*(?P<one>LOCKING\s+(?:TABLE\s+\S+|ROW|VIEW\s+\S+)\s+FOR\s+\w+)", _ANY_CASE),
    ),
    # Teradata: how a column is shown
    (frozenset(), re.compile(r"(?P<one>\((?:\s*(?:FORMAT|TITLE)\s+'[^']*'\s*,?)+\s*\))", _ANY_CASE)),
    # MySQL, T-SQL: index and join hints
    (
        frozenset(),
        re.compile(
            r"(?P<one>\b(?:DELAYED|LOW_PRIORITY|HIGH_PRIORITY|STRAIGHT_JOIN|SQL_NO_CACHE|SQL_CALC_FOUND_ROWS)\b)"
        ),
    ),
    # Hive: DELETE FROM TABLE t, TRUNCATE t
    (frozenset({"DELETE", "TABLE"}), re.compile(r"^\s*DELETE\s+FROM(?P<one>\s+TABLE)\s+", _ANY_CASE)),
    # Hive: PARTITION (...) IF NOT EXISTS SELECT
    (
        frozenset({"PARTITION", "EXISTS"}),
        re.compile(r"\bPARTITION\s*\([^()]*\)(?P<one>\s+IF\s+NOT\s+EXISTS)\b", _ANY_CASE),
    ),
    # PostgreSQL, Teradata, Greenplum, Netezza, Vertica: how the new table is filled and spread
    (
        frozenset({"CREATE", "DATA"}),
        re.compile(
            r"^\s*CREATE\b.*?(?P<one>\s+WITH\s+(?:NO\s+)?DATA(?:\s+AND\s+(?:NO\s+)?STATS)?)\s*$",
            _ACROSS_LINES,
        ),
    ),
    (
        frozenset({"CREATE"}),
        re.compile(
            r"^\s*CREATE\b.*?(?P<one>\s+DISTRIBUTED?\s+(?:BY\s*\([^()]*\)|RANDOMLY|REPLICATED|ON\s*\([^()]*\)))\s*$",
            _ACROSS_LINES,
        ),
    ),
    (
        frozenset({"CREATE", "BY"}),
        re.compile(r"^\s*CREATE\b.*?\bAS\b.*?(?P<one>\s+(?:UN)?SEGMENTED\s+.*?NODES?)\s*$", _ACROSS_LINES),
    ),
    (
        frozenset({"CREATE", "COMMIT"}),
        re.compile(r"^\s*CREATE\b.*?\bAS\b.*?(?P<one>\s+ON\s+COMMIT\s+\w+(?:\s+ROWS)?)\s*$", _ACROSS_LINES),
    ),
    # Databricks, BigQuery: kinds of tables
    (
        frozenset({"CREATE"}),
        re.compile(
            r"^\s*CREATE\s+(?:OR\s+\w+\s+)?(?P<one>(?:STREAMING\s+)?LIVE|STREAMING|SNAPSHOT)\s+(?:TABLE|VIEW)\b",
            _ANY_CASE,
        ),
    ),
    # Snowflake: a task is its statement
    (
        frozenset({"TASK"}),
        re.compile(
            r"^(?P<one>\s*CREATE\s+(?:OR\s+REPLACE\s+)?TASK\b.*?\bAS)\s+(?:INSERT|MERGE|UPDATE|DELETE|CREATE|COPY)\b",
            _ACROSS_LINES,
        ),
    ),
    # Snowflake, StarRocks, Flink: a pipe, a task or a set of statements is what it runs
    (
        frozenset({"PIPE", "COPY"}),
        re.compile(
            r"^(?P<one>\s*CREATE\s+(?:OR\s+REPLACE\s+)?PIPE\b.*?\bAS)\s+COPY\b",
            _ACROSS_LINES,
        ),
    ),
    (
        frozenset({"SUBMIT"}),
        re.compile(r"^(?P<one>\s*SUBMIT\s+.*?\bAS)\s+(?:INSERT|CREATE)\b", _ACROSS_LINES),
    ),
    (
        frozenset({"EXECUTE", "STATEMENT"}),
        re.compile(r"^(?P<one>\s*EXECUTE\s+STATEMENT\s+SET\s+BEGIN)\b", _ANY_CASE),
    ),
    # PostgreSQL: CREATE RECURSIVE VIEW v (a) AS
    (
        frozenset({"RECURSIVE", "VIEW"}),
        re.compile(
            r"^\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?(?P<one>RECURSIVE)\s+VIEW\b", _ANY_CASE
        ),
    ),
    # Oracle: how a materialised view is built and kept
    (
        frozenset({"MATERIALIZED"}),
        re.compile(
            r"^\s*CREATE\s+MATERIALIZED\s+VIEW\s+\S+(?P<one>\s+(?:BUILD|REFRESH|NEVER|USING|ENABLE|DISABLE|ON\s+PREBUILT)"
            r"\b(?:(?!\bAS\b).)*)\bAS\b",
            _ACROSS_LINES,
        ),
    ),
    # T-SQL: MERGE TOP (n) INTO t
    (
        frozenset({"MERGE", "TOP"}),
        re.compile(r"^\s*MERGE(?P<one>\s+TOP\s*\([^()]*\)(?:\s+PERCENT)?)", _ANY_CASE),
    ),
    # DB2: rows that a statement changed, and how a query is isolated
    (
        frozenset({"TABLE", "SELECT"}),
        re.compile(
            r"(?P<one>\bSELECT\b(?:(?!\bSELECT\b).)*?\bFROM\s+(?:FINAL|OLD|NEW)\s+TABLE\s*\()\s*"
            r"(?:INSERT|UPDATE|DELETE|MERGE)\b.*?(?P<two>\)[^()]*)$",
            _ACROSS_LINES,
        ),
    ),
    (frozenset({"WITH"}), re.compile(r"\b(?P<one>WITH\s+(?:UR|CS|RS|RR))\s*$", _ANY_CASE)),
    # StarRocks, Doris: a load label
    (frozenset({"LABEL"}), re.compile(r"^\s*INSERT\b.*?(?P<one>\s+WITH\s+LABEL\s+\S+)", _ACROSS_LINES)),
    # Impala: a hint in brackets or in a comment
    (
        frozenset({"INSERT"}),
        re.compile(r"^\s*INSERT(?P<one>\s+(?:/\*.*?\*/|\[\s*(?:NO)?SHUFFLE\s*\]))", _ACROSS_LINES),
    ),
]
"""(words that the statement must hold, what is blanked): most statements need no search at all."""
_SWAPPED = [
    # MySQL's REPLACE INTO, Impala's and SAP's UPSERT INTO: an INSERT as far as lineage goes.
    (
        re.compile(
            r"^(\s*)REPLACE(?=\s+(?!VIEW\b|MACRO\b|PROCEDURE\b|FUNCTION\b)(?:INTO\s+)?[\w`\"]+)", _ANY_CASE
        ),
        r"\1INSERT ",
    ),
    (re.compile(r"^(\s*)UPSERT(?=\s)", _ANY_CASE), r"\1INSERT"),
    # T-SQL: OPENROWSET(BULK 'path', ...)
    (re.compile(r"(\bOPENROWSET\s*\()BULK(?=\s)", _ANY_CASE), r"\1    "),
]


def rewritten(sql: str) -> str:
    """`sql` with the parts that no grammar of sqlglot reads replaced by spaces; as long as before."""
    text = sql
    words = frozenset(_WORD.findall(sql.upper()))
    for needed, pattern in _BLANKED:
        if words >= needed:
            text = pattern.sub(_blank, text)
    if _MERGE.match(text):
        text = _without_branch_conditions(text)
    for pattern, replacement in _SWAPPED:
        text = pattern.sub(replacement, text)
    return text


_MERGE = re.compile(r"\s*MERGE\b", _ANY_CASE)
_IN_MERGE = re.compile(r"'(?:[^']|'')*'|[()]|\bWHEN\b|(?:\bDELETE\s+)?\bWHERE\b", _ANY_CASE)


def _without_branch_conditions(text: str) -> str:
    """Oracle and Exasol: what ends a branch of MERGE, `... WHERE x` and `... DELETE WHERE x`, as spaces."""
    depth, start, branches = 0, -1, False
    gaps: list[tuple[int, int]] = []
    for found in _IN_MERGE.finditer(text):
        word = found.group().upper()
        depth += (word == "(") - (word == ")")
        if depth == 0 and word == "WHEN":
            branches = True
            if start >= 0:
                gaps.append((start, found.start()))
            start = -1
        elif depth == 0 and branches and word.endswith("WHERE") and start < 0:
            start = found.start()
    if start >= 0:
        end = text.rstrip().removesuffix(";")
        gaps.append((start, len(end)))
    for first, last in gaps:
        text = text[:first] + " " * (last - first) + text[last:]
    return text


_RESPELLED = [
    # Teradata: UPDATE t FROM s SET a = b
    (
        re.compile(
            r"^(\s*UPD(?:ATE)?\s+\S+)\s+(FROM\s+(?:(?!\bSET\b).)+?)\s+(SET\s+(?:(?!\bWHERE\b).)+?)(\s+WHERE\b.*)?$",
            _ACROSS_LINES,
        ),
        r"\1 \3 \2\4",
    ),
    # ClickHouse: ALTER TABLE t UPDATE a = b WHERE c
    (
        re.compile(
            rf"^\s*ALTER\s+TABLE\s+({_NAME})(?:\s+ON\s+CLUSTER\s+\S+)?\s+UPDATE\s+(.*)$", _ACROSS_LINES
        ),
        r"UPDATE \1 SET \2",
    ),
    # BigQuery, Flink: a table as an argument
    (re.compile(rf"(?<=[(,])(\s*)TABLE\s+({_NAME})(?=\s*[,)])", _ANY_CASE), r"\1(SELECT * FROM \2)"),
]


def respelled(sql: str) -> str | None:
    """`sql` with parts moved to where sqlglot reads them; None where nothing is to be moved."""
    text = sql
    for pattern, replacement in _RESPELLED:
        text = pattern.sub(replacement, text)
    return text if text != sql else None


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
    return PlainStatement("RENAME", renames=_one_after_another(pairs))


def _parallel_renames(match: re.Match[str]) -> PlainStatement:
    """Vertica's `ALTER TABLE a, b RENAME TO c, d`."""
    old, new = (re.split(r"\s*,\s*", match.group(name).strip()) for name in ("old", "new"))
    return PlainStatement("RENAME", renames=_one_after_another(list(zip(old, new, strict=False))))


def _exchange(match: re.Match[str]) -> PlainStatement:
    one, other = match.group("one"), match.group("other")
    return PlainStatement("EXCHANGE", renames=((one, other), (other, one)))


def _one_after_another(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Renamings in order as they end: a table may pass through a name in between."""
    ends: dict[str, str] = {}
    for old, new in pairs:
        first = next((start for start, end in ends.items() if end == old), old)
        ends[first] = new
    return tuple((start, end) for start, end in ends.items() if start != end)


def _between(kind: str) -> Callable[[re.Match[str]], PlainStatement]:
    def read(match: re.Match[str]) -> PlainStatement:
        return PlainStatement(kind, source=match.group("source"), target=match.group("target"))

    return read


def _exported(match: re.Match[str]) -> PlainStatement:
    return PlainStatement("EXPORT", source=match.group("source"), target=match["target"] or match["table"])


def _quoted_query(kind: str) -> Callable[[re.Match[str]], PlainStatement]:
    """A query that stands as text, with the table that its rows go to."""

    def read(match: re.Match[str]) -> PlainStatement:
        query = match.group("query")[1:-1].replace("''", "'")
        return PlainStatement(
            kind, target=match.group("target"), query=query, query_start=match.start("query") + 1
        )

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
    (re.compile(r"\s*RENAME\s+(?:TABLE|VIEW|DICTIONARY)\s+(?P<pairs>.*)$", _ACROSS_LINES), _renames),
    (
        re.compile(
            rf"\s*ALTER\s+TABLE\s+(?P<old>{_NAME}(?:\s*,\s*{_NAME})+)\s+RENAME\s+TO\s+(?P<new>{_NAME}(?:\s*,\s*{_NAME})+)",
            _ANY_CASE,
        ),
        _parallel_renames,
    ),
    (
        re.compile(rf"\s*EXCHANGE\s+TABLES\s+(?P<one>{_NAME})\s+AND\s+(?P<other>{_NAME})", _ANY_CASE),
        _exchange,
    ),
    (
        re.compile(
            rf"\s*ALTER\s+TABLE\s+(?P<target>{_NAME})\s+(?:ATTACH|REPLACE)\s+PARTITION\s.*?\bFROM\s+(?P<source>{_NAME})",
            _ACROSS_LINES,
        ),
        _between("ATTACH"),
    ),
    (
        re.compile(
            rf"\s*ALTER\s+TABLE\s+(?P<source>{_NAME})\s+MOVE\s+PARTITION\s.*?\bTO\s+TABLE\s+(?P<target>{_NAME})",
            _ACROSS_LINES,
        ),
        _between("MOVE"),
    ),
    (
        re.compile(
            rf"\s*INSERT\s+INTO\s+(?P<target>{_NAME}).*?\bFROM\s+INFILE\s+(?P<source>{_TEXT})", _ACROSS_LINES
        ),
        _between("INSERT"),
    ),
    (
        re.compile(
            rf"\s*INSERT\s+INTO\s+(?:TABLE\s+)?(?:FUNCTION\s+\w+|FILES)\s*\((?:\s*'path'\s*=)?\s*(?P<target>{_TEXT})[^()]*\)\s*"
            r"(?:\([^()]*\)\s*)?(?P<query>(?:SELECT|WITH)\b.*)",
            _ACROSS_LINES,
        ),
        _query_to("INSERT"),
    ),
    (
        re.compile(
            rf"\s*EXPORT\s+TO\s+\w+\s*\(.*?directory\s*=\s*(?P<target>{_TEXT}).*?\)\s*(?:OVER\s*\([^()]*\)\s*)?"
            r"AS\s+(?P<query>(?:SELECT|WITH)\b.*)",
            _ACROSS_LINES,
        ),
        _query_to("EXPORT"),
    ),
    (
        re.compile(
            r"\s*EXPORT\s+TO\s+(?P<target>\S+)\s+OF\s+\w+.*?(?P<query>\b(?:SELECT|WITH)\b.*)", _ACROSS_LINES
        ),
        _query_to("EXPORT"),
    ),
    (
        re.compile(
            rf"\s*(?:LOAD|IMPORT)\s+FROM\s+(?P<source>\S+)\s+OF\s+\w+.*?\b(?:INSERT|REPLACE|INSERT_UPDATE)\s+INTO\s+"
            rf"(?P<target>{_NAME})",
            _ACROSS_LINES,
        ),
        _between("LOAD"),
    ),
    (
        re.compile(
            rf"\s*CREATE\s+EXTERNAL\s+TABLE\s+(?P<target>{_TEXT}).*?\bAS\s+(?P<query>(?:SELECT|WITH)\b.*)",
            _ACROSS_LINES,
        ),
        _query_to("CREATE"),
    ),
    (
        re.compile(
            rf"\s*CREATE\s+SINK\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:{_NAME}\s+)?INTO\s+(?P<target>{_NAME})\s+(?:\([^()]*\)\s*)?"
            rf"FROM\s+(?P<source>{_NAME})",
            _ANY_CASE,
        ),
        _between("CREATE SINK"),
    ),
    (
        re.compile(
            rf"\s*CREATE\s+SINK\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<target>{_NAME})\s+(?:IN\s+CLUSTER\s+\S+\s+)?FROM\s+"
            rf"(?P<source>{_NAME})",
            _ANY_CASE,
        ),
        _between("CREATE SINK"),
    ),
    (
        re.compile(
            rf"\s*CREATE\s+SINK\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:{_NAME}\s+INTO\s+)?(?P<target>{_NAME})\s+AS\s+"
            r"(?P<query>(?:SELECT|WITH)\b(?:(?!\bWITH\s*\().)*)",
            _ACROSS_LINES,
        ),
        _query_to("CREATE SINK"),
    ),
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
            rf"\s*IMPORT\s+INTO\s+(?P<target>{_NAME})\s*(?:\([^()]*\)\s*)?FROM\s.*?\bSTATEMENT\s+(?P<query>'(?:[^']|'')*')",
            _ACROSS_LINES,
        ),
        _quoted_query("IMPORT"),
    ),
    (
        re.compile(
            rf"\s*IMPORT\s+INTO\s+(?P<target>{_NAME})\s*(?:\([^()]*\)\s*)?FROM\s.*?\bTABLE\s+(?P<source>{_NAME})",
            _ACROSS_LINES,
        ),
        _between("IMPORT"),
    ),
    (
        re.compile(
            rf"\s*INSERT\s+INTO\s+(?P<target>{_NAME})\s*(?:\([^()]*\)\s*)?\(?\s*IMPORT\s+FROM\s.*?\bTABLE\s+"
            rf"(?P<source>{_NAME})",
            _ACROSS_LINES,
        ),
        _between("INSERT"),
    ),
    (
        re.compile(
            rf"\s*EXPORT\s+(?P<source>{_NAME})\s*(?:\([^()]*\)\s*)?INTO\s+.*?\b(?:FILE\s+(?P<target>{_TEXT})|"
            rf"TABLE\s+(?P<table>{_NAME}))",
            _ACROSS_LINES,
        ),
        _exported,
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
        re.compile(
            rf"\s*EXPORT\s*\((?P<query>.*)\)\s*INTO\s.*?\b(?:FILE\s+|TABLE\s+)(?P<target>{_TEXT}|{_NAME})",
            _ACROSS_LINES,
        ),
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
            rf"(?P<query>\s*(?:SELECT|WITH)\b.*?\S)\s+INTO\s+(?:OUTFILE|DUMPFILE)\s+(?P<target>{_TEXT})(?P<rest>.*)$",
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
            r"VACUUM|OPTIMIZE|COMMENT|CALL|EXEC(?!\w)|EXECUTE(?!\s+STATEMENT\s+SET\s+BEGIN)|DECLARE|PRINT|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|KILL|LOCK|UNLOCK|ADD|"
            r"LIST|GO|COLLECT|PRAGMA|ATTACH|DETACH|INSTALL|CHECKPOINT|CLUSTER|REINDEX|DISCARD|LISTEN|NOTIFY|DEALLOCATE|"
            r"PREPARE|UNCACHE|CLEAR|PURGE|FLASHBACK|ANALYSE|HELP|RAISERROR|THROW|RETURN|FETCH|OPEN|CLOSE|PUT|GET|REMOVE|"
            r"EXPORT\s+DATABASE|IMPORT\s+DATABASE|UNDROP|SUSPEND|RESUME|END|IF|WHILE|LOOP|LET|DELIMITER|DATABASE|REPAIR|HANDLER|OPEN|SIGNAL)\b",
            _ANY_CASE,
        ),
        _nothing,
    ),
    (
        re.compile(
            r"\s*(?P<verb>(?:CREATE|DROP|ALTER)\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?(?:FUNCTION|SCHEMA|DATABASE|ROLE|"
            r"USER|INDEX|SEQUENCE|TYPE|DOMAIN|EXTENSION|STAGE|PIPE(?!.*\bAS\s+COPY\b)|STREAM|SOURCE|WAREHOUSE|CATALOG|PROCEDURE|TRIGGER|"
            r"MACRO|SECRET|POLICY|PUBLICATION|SUBSCRIPTION|SERVER|AGGREGATE|OPERATOR|COLLATION|CONNECTION))\b",
            _ACROSS_LINES,
        ),
        _nothing,
    ),
]
