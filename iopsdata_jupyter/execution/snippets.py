"""Saved statements as CTEs of later ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.guard import analyze

_WITH = re.compile(r"\s*WITH\s+(RECURSIVE\s+)?", re.IGNORECASE)


def with_snippets(sql: str, saved: Mapping[str, str], named: Sequence[str], dialect: str) -> str:
    """`sql` with the snippets that are `named` or read, and those that these read, before it as CTEs.

    Raises:
        UsageError: a name under which nothing was saved.
    """
    for name in named:
        if name not in saved:
            known = list(saved)
            raise UsageError(
                f"No snippet is saved as {name!r}.",
                hint=did_you_mean(name, known) or "Save one: `%%sql --save NAME` with the SQL below.",
            )
    if not saved:
        return sql
    needed = _closure([*named, *_read(sql, saved, dialect)], saved, dialect)
    if not needed:
        return sql
    ctes = ", ".join(f"{name} AS ({saved[name].strip().rstrip(';')})" for name in needed)
    begun = _WITH.match(sql)
    if begun is None:
        return f"WITH {ctes}\n{sql}"
    return f"WITH {begun[1] or ''}{ctes}, {sql[begun.end() :]}"


def _closure(names: Sequence[str], saved: Mapping[str, str], dialect: str) -> list[str]:
    """The names and all that they read, each behind those that it needs."""
    ordered: dict[str, None] = {}

    def add(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise UsageError(f"The snippets {' -> '.join((*path, name))} read each other in a circle.")
        for other in _read(saved[name], saved, dialect):
            add(other, (*path, name))
        ordered.setdefault(name)

    for name in names:
        add(name, ())
    return list(ordered)


def _read(sql: str, saved: Mapping[str, str], dialect: str) -> list[str]:
    return [
        table.name for table in analyze(sql, dialect).tables if table.schema is None and table.name in saved
    ]
