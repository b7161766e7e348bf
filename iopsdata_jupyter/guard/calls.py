"""The names that a statement calls, read from its tokens and not from its tree.

The parser turns most calls into typed nodes, which no longer say how they were spelled; a name right before a
bracket cannot hide. Keywords and the names of aliases with a column list stand there too and are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.guard.dialects import family
from iopsdata_jupyter.guard.lists import listed

if TYPE_CHECKING:
    from sqlglot import exp

_KEYWORDS = listed("keywords")
_SYSTEM_SCHEMAS = {
    "postgres": frozenset({"pg_catalog"}),
    "bigquery": frozenset({"net", "safe", "hll_count", "keys", "ml_none"}),
    "tsql": frozenset({"sys"}),
    "spark": frozenset({"builtin"}),
}


def called_names(sql: str, tokens: Sequence[Any], tree: exp.Expr, dialect: str) -> tuple[str, ...]:
    """Names of the functions called, lower case, with their schema where it is not the engine's own."""
    named = Counter(_before_brackets(sql, tokens, family(dialect)))
    for alias, times in _column_lists(tree).items():
        if alias in named:
            named[alias] -= times
    called = {name: None for name, times in named.items() if times > 0}
    called.update(dict.fromkeys(_unknown_to_parser(tree, named)))
    return tuple(called)


def _before_brackets(sql: str, tokens: Sequence[Any], engine: str) -> Iterator[str]:
    from sqlglot import TokenType

    for at, token in enumerate(tokens):
        if token.token_type == TokenType.L_PAREN and at and (name := _name(sql, tokens[at - 1])):
            yield _qualified(sql, tokens, at - 1, name, engine)


def _name(sql: str, token: Any) -> str:
    """The name that a token spells; empty for signs, numbers, strings and keywords."""
    first = sql[token.start]
    if first in '"`[':
        return str(token.text).lower() if token.end > token.start else ""
    word = sql[token.start : token.end + 1]
    if (
        not (first.isalpha() or first == "_")
        or word[-1] in "'\""
        or not word.replace("$", "_").isidentifier()
    ):
        return ""
    word = word.lower()
    return "" if word in _KEYWORDS else word


def _qualified(sql: str, tokens: Sequence[Any], at: int, name: str, engine: str) -> str:
    """DuckDB calls methods on columns, `note.upper()`, so a name before the dot is no schema there."""
    if (
        engine == "duckdb"
        or at < 2
        or sql[tokens[at - 1].start] != "."
        or tokens[at - 1].end > tokens[at - 1].start
    ):
        return name
    schema = str(tokens[at - 2].text).lower()
    if schema in _SYSTEM_SCHEMAS.get(engine, ()) or not schema.replace("$", "_").isidentifier():
        return name
    return f"{schema}.{name}"


def _column_lists(tree: exp.Expr) -> Counter[str]:
    from sqlglot import exp

    return Counter(
        alias.name.lower()
        for alias in tree.find_all(exp.TableAlias)
        if alias.args.get("columns") and alias.name
    )


def _unknown_to_parser(tree: exp.Expr, named: Counter[str]) -> Iterator[str]:
    """Calls that only the tree shows, such as one that a bracketless syntax stands for."""
    from sqlglot import exp

    spelled = {name.rsplit(".", 1)[-1] for name in named}
    for node in tree.find_all(exp.Anonymous, exp.AnonymousAggFunc):
        name = str(node.name).lower()
        if name not in spelled and name not in _KEYWORDS:
            yield name
