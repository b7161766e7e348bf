"""Functions of DuckDB that read files by name: which files a statement would read through them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iopsdata_jupyter.guard.lists import listed

if TYPE_CHECKING:
    from sqlglot import exp

READERS = listed("readers_duckdb")
"""They may be called with names that are written out and lie in an allowed folder."""

_SIDE_EFFECTS = frozenset(
    {"store_rejects", "rejects_table", "rejects_scan", "rejects_limit", "encryption_config"}
)
"""Options that make tables or name keys."""


def paths_read(node: exp.Func) -> tuple[str, ...] | None:
    """The files that one call reads; None where the statement does not write them out."""
    from sqlglot import exp

    arguments = list(_arguments(node))
    if not arguments or any(_option(argument) in _SIDE_EFFECTS for argument in arguments):
        return None
    first = arguments[0]
    items = first.expressions if isinstance(first, exp.Array) else [first]
    if not items or not all(isinstance(item, exp.Literal) and item.is_string for item in items):
        return None
    return tuple(str(item.this) for item in items)


def _arguments(node: exp.Func) -> Iterator[exp.Expr]:
    """In the order of the text; an Anonymous call keeps its name in `this`."""
    from sqlglot import exp

    if isinstance(node.this, exp.Expr):
        yield node.this
    yield from node.args.get("expressions") or ()


def _option(argument: exp.Expr) -> str:
    from sqlglot import exp

    named = isinstance(argument, (exp.PropertyEQ, exp.EQ, exp.Kwarg))
    return str(argument.this.name).lower() if named else ""
