"""What a statement would do, read from its parse tree. Pure: no database, no policy.

The only place that turns SQL text into facts for the guard. Whatever the parser cannot vouch for (several
statements, an opaque command, text that a server may read otherwise) becomes a `Problem`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import exp

MAX_CHARACTERS = 1_000_000
MAX_NESTING = 200

READING_ROOTS = (
    exp.Select,
    exp.SetOperation,
    exp.Subquery,
    exp.Values,
    exp.Describe,
    exp.Summarize,
    exp.Show,
    exp.Table,
    exp.Pivot,
)
"""Statements that read; anything else at the root is an effect."""

_WRITING_NAMES = """
    Insert Update Delete Merge Create Drop Alter AlterColumn TruncateTable Copy LoadData Export Attach Detach
    Set Use Pragma Cache Uncache Refresh Kill Grant Revoke Comment Analyze Transaction Commit Rollback
    Into Lock Install Command
"""
WRITING_NODES: tuple[type[exp.Expr], ...] = tuple(getattr(exp, name) for name in _WRITING_NAMES.split())
"""Nodes that change something wherever they stand."""

_EXPLAIN = re.compile(
    r"\s*EXPLAIN\s+(?:QUERY\s+PLAN\s+|\((?:[^()]*)\)\s*|ANALYZE\s+|VERBOSE\s+|EXTENDED\s+|FORMAT\s*=\s*\w+\s+|FORMATTED\s+|COST\s+)*",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"[/\\*?]|^\w+:|\.(?:csv|tsv|txt|json|jsonl|ndjson|parquet|xlsx|db|duckdb|sqlite|gz|zst|log)$",
    re.IGNORECASE,
)
_FILE_READERS = re.compile(
    r"^(?:read|scan|parquet|sniff|glob|.*_scan)(?:_|$)|^glob$|.*_scan(?:_\w+)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the text cannot be trusted to mean what its tree says."""

    rule: str
    reason: str
    hint: str | None = None
    position: int | None = None
    """0-based offset into the text, where known."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that the statement would change."""

    verb: str
    """Upper case, such as `INSERT` or `FOR UPDATE`."""
    target: str
    """The table or object, empty where none is named."""


@dataclass(frozen=True, slots=True)
class TableUse:
    """A table that the statement names, CTEs left out."""

    name: str
    schema: str | None = None
    database: str | None = None


@dataclass(frozen=True)
class Analysis:
    """What a statement says; `decide` judges it."""

    sql: str
    dialect: str
    problem: Problem | None = None
    effects: tuple[Effect, ...] = ()
    tables: tuple[TableUse, ...] = ()
    functions: tuple[str, ...] = ()
    """Names of the functions called, lower case, as the text has them."""
    paths: tuple[str, ...] = ()
    """Files, globs and URLs that the statement reads by name."""
    unreadable_path: bool = False
    """Whether a file-reading function has an argument that is not a literal."""
    tree: exp.Expr | None = None


@lru_cache(maxsize=256)
def analyze(sql: str, dialect: str) -> Analysis:
    """Facts about `sql`, which must be one statement in `dialect` (sqlglot's name)."""
    problem = _text_problem(sql, dialect)
    if problem:
        return Analysis(sql, dialect, problem)
    inner = _EXPLAIN.sub("", sql, count=1) if _EXPLAIN.match(sql) else sql
    parsed = _parse(inner, dialect)
    if isinstance(parsed, Problem):
        return Analysis(sql, dialect, parsed)
    return _facts(sql, dialect, parsed)


def _text_problem(sql: str, dialect: str) -> Problem | None:
    if len(sql) > MAX_CHARACTERS:
        return Problem(
            "text-length", f"the statement has {len(sql):,} characters; {MAX_CHARACTERS:,} are allowed"
        )
    if "\x00" in sql:
        return Problem("text-nul", "the statement holds a NUL character")
    if dialect not in sqlglot.Dialect.classes:
        return Problem("dialect", f"the dialect {dialect!r} is not known, so the statement cannot be checked")
    if dialect in ("mysql", "singlestore", "doris", "starrocks") and re.search(r"/\*M?!", sql):
        return Problem("executable-comment", "a comment of the form /*! ... */ is run by the server")
    if re.search(r"\bU&[\"']", sql, re.IGNORECASE):
        return Problem("unicode-escape", 'a U&"..." identifier can hide a name')
    return _nesting_problem(sql)


def _nesting_problem(sql: str) -> Problem | None:
    depth = deepest = 0
    for character in sql:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    if deepest > MAX_NESTING:
        return Problem("nesting", f"the statement nests {deepest} levels deep; {MAX_NESTING} are allowed")
    return None


def _parse(sql: str, dialect: str) -> exp.Expr | Problem:
    try:
        with _quiet_parser():
            statements = [tree for tree in sqlglot.parse(sql, read=dialect) if tree is not None]
    except sqlglot.errors.ParseError as error:
        return _syntax_problem(sql, error)
    except sqlglot.errors.SqlglotError as error:
        return Problem("syntax", f"the statement cannot be read: {str(error).splitlines()[0]}")
    except RecursionError:
        return Problem("nesting", "the statement nests too deep to be checked")
    statements = [tree for tree in statements if not isinstance(tree, exp.Semicolon)]
    if not statements:
        return Problem("empty", "there is no statement to run")
    if len(statements) > 1:
        return Problem(
            "one-statement",
            f"{len(statements)} statements were given; one is run at a time",
            hint="Put each statement in a cell of its own.",
        )
    return statements[0]


@contextmanager
def _quiet_parser() -> Iterator[None]:
    """Sqlglot logs a warning for each statement it keeps opaque; here that is a refusal with a reason."""
    logger = logging.getLogger("sqlglot")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _syntax_problem(sql: str, error: sqlglot.errors.ParseError) -> Problem:
    detail = error.errors[0] if error.errors else {}
    description = str(detail.get("description") or "the text is not valid").rstrip(". ")
    return Problem("syntax", f"the SQL cannot be read: {description}", position=_offset(sql, detail))


def _offset(sql: str, detail: dict[str, Any]) -> int | None:
    line, column = detail.get("line"), detail.get("col")
    if not line or column is None:
        return None
    starts = [0, *(match.end() for match in re.finditer("\n", sql))]
    if line > len(starts):
        return None
    highlight = str(detail.get("highlight") or "")
    return int(max(starts[line - 1], starts[line - 1] + column - max(1, len(highlight))))


def _facts(sql: str, dialect: str, tree: exp.Expr) -> Analysis:
    effects: list[Effect] = []
    tables: list[TableUse] = []
    functions: list[str] = []
    paths: list[str] = []
    unreadable = False
    if not isinstance(tree, READING_ROOTS):
        effects.append(_effect(tree))
    ctes = {cte.alias_or_name.casefold() for cte in tree.find_all(exp.CTE)}
    try:
        nodes = list(tree.walk())
    except RecursionError:
        return Analysis(sql, dialect, Problem("nesting", "the statement nests too deep to be checked"))
    for node in nodes:
        if isinstance(node, WRITING_NODES) and node is not tree:
            effects.append(_effect(node))
        elif isinstance(node, exp.Table):
            _table_facts(node, ctes, tables, paths)
        elif isinstance(node, exp.Func):
            name = _function_name(node)
            functions.append(name)
            if _FILE_READERS.match(name):
                literals = list(_literal_paths(node))
                paths.extend(literals)
                unreadable |= not literals
    return Analysis(
        sql,
        dialect,
        effects=tuple(dict.fromkeys(effects)),
        tables=tuple(dict.fromkeys(tables)),
        functions=tuple(dict.fromkeys(functions)),
        paths=tuple(dict.fromkeys(paths)),
        unreadable_path=unreadable,
        tree=tree,
    )


def _table_facts(node: exp.Table, ctes: set[str], tables: list[TableUse], paths: list[str]) -> None:
    if not isinstance(node.this, exp.Identifier):
        return
    name = node.name
    if not node.db and name.casefold() in ctes:
        return
    whole = ".".join(part.name for part in node.parts)
    if node.this.quoted and _PATH.search(whole):
        paths.append(whole)
    else:
        tables.append(TableUse(name, node.db or None, node.catalog or None))


def _function_name(node: exp.Func) -> str:
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    return str(node.meta.get("name") or node.sql_name()).lower()


def _literal_paths(node: exp.Func) -> Iterator[str]:
    first = next(iter(node.args.get("expressions") or []), None) or node.this
    items = first.expressions if isinstance(first, exp.Array) else [first]
    if all(isinstance(item, exp.Literal) and item.is_string for item in items):
        yield from (item.name for item in items)


def _effect(node: exp.Expr) -> Effect:
    if isinstance(node, exp.Command):
        return Effect(str(node.this).upper(), "")
    if isinstance(node, exp.Lock):
        return Effect("FOR UPDATE" if node.args.get("update") else "FOR SHARE", "")
    if isinstance(node, (exp.Column, exp.Alias)):
        return Effect(node.sql().split()[0].upper(), "")
    target = node.find(exp.Table)
    verb = {"TRUNCATETABLE": "TRUNCATE", "INTO": "SELECT INTO"}.get(node.key.upper(), node.key.upper())
    return Effect(verb, target.sql() if target is not None else "")
