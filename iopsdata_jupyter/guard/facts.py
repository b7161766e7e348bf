"""One walk over a parse tree: what it changes, which tables and files it reads, what it asks for in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from iopsdata_jupyter.guard.dialects import family
from iopsdata_jupyter.guard.files import READERS, paths_read
from iopsdata_jupyter.guard.functions import BULK, MAX_BULK, SAFE_SETTINGS, SETTING_READERS
from iopsdata_jupyter.guard.nodes import harmless_types, reading_roots
from iopsdata_jupyter.guard.relations import as_path, is_withheld
from iopsdata_jupyter.guard.text import Problem

MAX_DEPTH = 1000
"""Levels of a tree; the engines stop at about as many."""

_READING_HINTS = frozenset({"FORCESCAN", "FORCESEEK", "INDEX", "NOEXPAND", "NOLOCK", "READPAST"})
_VERBS = {
    "TRUNCATETABLE": "TRUNCATE",
    "INTO": "SELECT INTO",
    "NEXTVALUEFOR": "NEXT VALUE FOR",
    "LOADDATA": "LOAD DATA",
}


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


@dataclass(slots=True)
class _Collected:
    effects: dict[Effect, None] = field(default_factory=dict)
    tables: dict[TableUse, None] = field(default_factory=dict)
    withheld: dict[str, None] = field(default_factory=dict)
    paths: dict[str, None] = field(default_factory=dict)
    unreadable_path: bool = False
    bulk: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the walk found."""

    effects: tuple[Effect, ...]
    tables: tuple[TableUse, ...]
    withheld: tuple[str, ...]
    paths: tuple[str, ...]
    unreadable_path: bool
    bulk: str


def facts_of(tree: exp.Expr, text: str, dialect: str) -> Facts | Problem:
    """The facts of the statement in `text`; a Problem where it is too deep to be walked."""
    found, harmless = _Collected(), harmless_types()
    if type(tree) not in reading_roots():
        found.effects[_effect(tree)] = None
    ctes: set[str] = set()
    named: list[exp.Table] = []
    for node, depth in _walk(tree):
        if depth > MAX_DEPTH:
            return Problem("nesting", f"the statement nests more than {MAX_DEPTH} levels deep")
        kind = type(node)
        if kind not in harmless and node is not tree:
            found.effects[_effect(node)] = None
        if kind is exp.Table:
            named.append(node)  # type: ignore[arg-type]
        elif kind is exp.CTE:
            ctes.add(node.alias_or_name.casefold())
        elif isinstance(node, exp.Func):
            _function_facts(node, _function_name(node, text), dialect, found)
        elif kind in _SPECIAL:
            _special_facts(node, dialect, found)
    for table in named:
        _table_facts(table, ctes, dialect, found)
    return Facts(
        tuple(found.effects), tuple(found.tables), tuple(found.withheld), tuple(found.paths),
        found.unreadable_path, found.bulk,
    )  # fmt: skip


def _walk(tree: exp.Expr) -> Iterator[tuple[exp.Expr, int]]:
    """Every node with its depth, in the order of the text."""
    stack = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        stack.extend((child, depth + 1) for child in node.iter_expressions(reverse=True))


def _table_facts(node: exp.Table, ctes: set[str], dialect: str, found: _Collected) -> None:
    """A name that a CTE has somewhere may still mean the table elsewhere, so secrets and files come first."""
    parts = tuple(part.name for part in node.parts)
    if len(parts) > 3 and family(dialect) == "tsql":
        found.withheld[".".join(parts)] = None
    if not isinstance(node.this, exp.Identifier):
        if isinstance(node.this, exp.Literal):
            found.paths[str(node.this.this)] = None
        elif not isinstance(node.this, (exp.Func, exp.Dot, exp.Parameter, exp.Placeholder, exp.Table)):
            found.effects[Effect("READ", node.sql(dialect))] = None
        return
    if (path := as_path(parts, dialect)) is not None:
        found.paths[path] = None
        return
    if is_withheld(node.name, node.db or None, dialect):
        found.withheld[".".join(parts)] = None
    if node.db or node.name.casefold() not in ctes:
        found.tables[TableUse(node.name, node.db or None, node.catalog or None)] = None


def _function_facts(node: exp.Func, name: str, dialect: str, found: _Collected) -> None:
    if name in READERS and family(dialect) == "duckdb":
        paths = paths_read(node)
        found.unreadable_path |= paths is None
        found.paths.update(dict.fromkeys(paths or ()))
    elif name in SETTING_READERS:
        first = next(iter(node.expressions), None)
        if not isinstance(first, exp.Literal) or str(first.this).lower() not in SAFE_SETTINGS:
            found.withheld[name] = None
    elif name in BULK and any(_is_huge(literal) for literal in node.find_all(exp.Literal)):
        found.bulk = found.bulk or name


def _function_name(node: exp.Func, text: str) -> str:
    """As the text has it: a typed node such as Pad no longer says whether it was rpad or lpad."""
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    start, end = node.meta.get("start"), node.meta.get("end")
    spelled = str(node.sql_name()) if start is None or end is None else text[start : end + 1]
    return spelled.strip('"`[]').lower()


def _is_huge(literal: exp.Literal) -> bool:
    """A number, or the digits of a width in a format such as `%2000000000d`."""
    text = str(literal.this)
    if literal.is_string:
        digits = "".join(character if character.isdigit() else " " for character in text).split()
        return "%" in text and any(len(run) > 7 for run in digits)
    try:
        return float(text) > MAX_BULK
    except ValueError:
        return True


_SPECIAL = frozenset({exp.Column, exp.Select, exp.Summarize, exp.WithTableHint})


def _special_facts(node: exp.Expr, dialect: str, found: _Collected) -> None:
    if isinstance(node, exp.WithTableHint):
        taken = [hint.name.upper() for hint in node.expressions if hint.name.upper() not in _READING_HINTS]
        found.effects.update({Effect("LOCK", name): None for name in taken})
    elif isinstance(node, exp.Select) and node.args.get("settings"):
        found.effects[Effect("SETTINGS", "")] = None
    elif isinstance(node, exp.Summarize) and isinstance(node.this, exp.Literal):
        found.paths[str(node.this.this)] = None
    elif isinstance(node, exp.Column) and _is_sequence(node, dialect):
        found.effects[Effect("NEXT VALUE FOR", node.table)] = None


def _is_sequence(column: exp.Column, dialect: str) -> bool:
    """Oracle, Snowflake and others step a sequence by naming its column."""
    stepped = column.name.casefold() in ("nextval", "currval")
    return stepped and bool(column.table) and family(dialect) not in ("postgres", "duckdb", "sqlite")


def _effect(node: exp.Expr) -> Effect:
    if isinstance(node, exp.Command):
        return Effect(str(node.this).upper(), "")
    if isinstance(node, exp.Lock):
        return Effect("FOR UPDATE" if node.args.get("update") else "FOR SHARE", "")
    if isinstance(node, (exp.Column, exp.Alias)):
        return Effect((node.sql().split() or ["?"])[0].upper(), "")
    target = node.find(exp.Table)
    verb = _VERBS.get(node.key.upper(), node.key.upper())
    return Effect(verb, target.sql() if target is not None else "")
