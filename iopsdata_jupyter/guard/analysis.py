"""What a statement would do, read from its text and its parse tree. Pure: no database, no policy.

The only place that turns SQL text into facts for the guard. Whatever the parser cannot vouch for (several
statements, an opaque command, text that a server may read otherwise) becomes a `Problem`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import TokenType, exp

from iopsdata_jupyter.guard.calls import called_names
from iopsdata_jupyter.guard.dialects import family, known_dialect
from iopsdata_jupyter.guard.facts import Effect, TableUse, facts_of
from iopsdata_jupyter.guard.lexis import first_difference, gap_end
from iopsdata_jupyter.guard.metadata import is_catalog_statement
from iopsdata_jupyter.guard.nesting import nesting_problem
from iopsdata_jupyter.guard.text import Problem, text_problem

CACHED_CHARACTERS = 20_000
"""Longest text whose analysis is kept: a tree takes a hundred times the memory of its text."""

_EXPLAIN = re.compile(
    r"EXPLAIN\s+(?:QUERY\s+PLAN\s+|\([\w\s,]*\)\s*|ANALYZE\s+|VERBOSE\s+|EXTENDED\s+|PARTITIONS\s+"
    r"|FORMAT\s*=\s*\w+\s+|FORMATTED\s+|COST\s+|CODEGEN\s+)*",
    re.IGNORECASE,
)
_ROWS = re.compile(r"VALUES\s*\(", re.IGNORECASE)


@dataclass(frozen=True)
class Analysis:
    """What a statement says; `decide` judges it."""

    sql: str
    dialect: str
    """sqlglot's name, or what was given where it is not known."""
    problem: Problem | None = None
    effects: tuple[Effect, ...] = ()
    tables: tuple[TableUse, ...] = ()
    functions: tuple[str, ...] = ()
    """Names of the functions called, lower case, as the text has them."""
    withheld: tuple[str, ...] = ()
    """System tables that hold secrets, and settings that might."""
    paths: tuple[str, ...] = ()
    """Files, globs and URLs that the statement reads by name."""
    unreadable_path: bool = False
    """Whether a file-reading function has an argument that is not a literal."""
    bulk: str = ""
    """A function that would make more than `functions.MAX_BULK` of something in one call."""
    tree: exp.Expr | None = None
    """None where there is a problem, and for SHOW and PRAGMA."""


def analyze(sql: str, dialect: str) -> Analysis:
    """Facts about `sql`, which must be one statement in `dialect` (sqlglot's name, or a usual one)."""
    return _kept(sql, dialect) if len(sql) <= CACHED_CHARACTERS else _analyze(sql, dialect)


def _analyze(sql: str, dialect: str) -> Analysis:
    known = known_dialect(dialect)
    if known is None:
        reason = f"the dialect {dialect!r} is not known, so the statement cannot be checked"
        return Analysis(sql, dialect, Problem("dialect", reason))
    if problem := text_problem(sql, executable_comments=family(known) == "mysql"):
        return Analysis(sql, known, problem)
    if is_catalog_statement(sql, known):
        return Analysis(sql, known)
    try:
        return _parsed(sql, known)
    except RecursionError:
        return Analysis(sql, known, Problem("nesting", "the statement nests too deep to be checked"))


_kept = lru_cache(maxsize=256)(_analyze)


def _parsed(sql: str, dialect: str) -> Analysis:
    text = _readable(_without_explain(sql, dialect), dialect)
    reader = sqlglot.Dialect.get_or_raise(dialect)
    try:
        with _quiet_parser():
            tokens = reader.tokenize(text)
            if problem := nesting_problem(tokens, reader.parser_class):
                return Analysis(sql, dialect, problem)
            tree = _only_statement(reader.parser().parse(tokens, text))
    except sqlglot.errors.ParseError as error:
        return Analysis(sql, dialect, _syntax_problem(sql, error))
    except RecursionError:
        raise
    except Exception as error:  # noqa: BLE001  sqlglot lets TypeError and IndexError out for some wrong SQL
        reason = (
            str(error).split("\n", maxsplit=1)[0] if isinstance(error, sqlglot.errors.SqlglotError) else ""
        )
        return Analysis(sql, dialect, Problem("syntax", f"the SQL cannot be read: {reason or 'not valid'}"))
    if isinstance(tree, Problem):
        return Analysis(sql, dialect, tree)
    return _analysis(sql, text, dialect, tokens, tree)


def _analysis(sql: str, text: str, dialect: str, tokens: Sequence[Any], tree: exp.Expr) -> Analysis:
    facts = facts_of(tree, text, dialect)
    if isinstance(facts, Problem):
        return Analysis(sql, dialect, facts)
    effects = facts.effects
    if family(dialect) == "mysql" and any(token.token_type == TokenType.COLON_EQ for token in tokens):
        effects = (*effects, Effect("SET", "a user variable"))
    if not isinstance(tree, exp.Command) and (found := first_difference(text, tokens, dialect)):
        return Analysis(sql, dialect, Problem("ambiguous", found.reason, position=found.position))
    return Analysis(
        sql,
        dialect,
        effects=effects,
        tables=facts.tables,
        functions=called_names(text, tokens, tree, dialect),
        withheld=facts.withheld,
        paths=facts.paths,
        unreadable_path=facts.unreadable_path,
        bulk=facts.bulk,
        tree=tree,
    )


def _without_explain(sql: str, dialect: str) -> str:
    """What EXPLAIN explains, at its own offsets; EXPLAIN ANALYZE runs it, so all of it is judged alike."""
    start = gap_end(sql, dialect)
    found = _EXPLAIN.match(sql, start)
    return " " * found.end() + sql[found.end() :] if found else sql


def _readable(text: str, dialect: str) -> str:
    """MariaDB's `VALUES (1), (2)`, which sqlglot cannot read, as a SELECT of the same rows and length."""
    start = gap_end(text, dialect)
    if family(dialect) == "mysql" and _ROWS.match(text, start):
        return f"{text[:start]}SELECT{text[start + 6 :]}"
    return text


def _only_statement(statements: Sequence[exp.Expr | None]) -> exp.Expr | Problem:
    given = [tree for tree in statements if tree is not None and not isinstance(tree, exp.Semicolon)]
    if not given:
        return Problem("empty", "there is no statement to run")
    if len(given) > 1:
        return Problem(
            "one-statement",
            f"{len(given)} statements were given; one is run at a time",
            hint="Put each statement in a cell of its own.",
        )
    return given[0]


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
