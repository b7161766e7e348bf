"""Placeholders in verified SQL: put in the place of literals, and bound by the types of their columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp

from iopsdata_jupyter.catalog.lookup import ValueLookup
from iopsdata_jupyter.catalog.models import Catalog, Column, Table
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.text_to_sql.resolving import Resolver
from iopsdata_jupyter.text_to_sql.verified.templates import period

END = "_end"
"""What the name of a period's end carries: `in {year}` becomes `>= :year` and `< :year_end`."""
_MOST_WORDS = 5
_CLAUSES = re.compile(
    r"\b(?:by|per|for|in|since|until|before|after|between|with|where|each|over|top|except|excluding)\b",
    re.IGNORECASE,
)
"""Words that begin a further clause, which is no part of a value."""
_NUMBER = re.compile(r"INT|NUM|DEC|REAL|DOUB|FLOAT|MONEY|LONG|SHORT")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parameter stands in a statement."""

    name: str
    table: Table | None
    column: Column | None
    """What it is compared with; None for a LIMIT."""


def put(sql: str, values: Mapping[str, str], dialect: str) -> str:
    """`sql` with `:name` in place of the literals that the parameters' words mean.

    Raises:
        UsageError: the statement has no such literal.
    """
    tree = sqlglot.parse_one(sql, read=dialect)
    for name, words in values.items():
        start = _literals(tree, _spellings(words))
        span = period(words)
        if not start:
            raise UsageError(
                f"{{{name}}} means {words!r}, and no value of the SQL is that.",
                hint=f"Values of the SQL: {', '.join(_shown(tree)) or 'none'}.",
            )
        if len({_context(literal) for literal in start}) > 1:
            raise UsageError(
                f"{{{name}}} means {words!r}, which stands in several places of the SQL.",
                hint="Write the SQL yourself, with :name where a value goes: `%%iops verify QUESTION`.",
            )
        end = _literals(tree, {span[1].isoformat()}) if span else []
        _swap(start, name)
        _swap(end, name + END)
    return tree.sql(dialect=dialect, pretty="\n" in sql)


def _spellings(words: str) -> set[str]:
    span = period(words)
    return {words.casefold(), words.replace(",", "").casefold(), *([span[0].isoformat()] if span else [])}


def _literals(tree: exp.Expr, spellings: set[str]) -> list[exp.Literal]:
    found = [node for node in tree.find_all(exp.Literal) if str(node.this).casefold() in spellings]
    dated = [node for node in tree.find_all(exp.Literal) if str(node.this)[:10] in spellings]
    return found or dated


def _context(literal: exp.Literal) -> str:
    """What a literal is compared with."""
    columns = literal.parent.find_all(exp.Column) if literal.parent else ()
    return ", ".join(sorted(column.sql() for column in columns))


def _swap(literals: list[exp.Literal], name: str) -> None:
    for literal in literals:
        # Rendered as it stands: every dialect has a spelling of its own for a placeholder, `:name` is ours.
        literal.replace(exp.var(f":{name}"))


def _shown(tree: exp.Expr) -> list[str]:
    return list(dict.fromkeys(node.sql() for node in tree.find_all(exp.Literal)))[:8]


def places(tree: exp.Expr, catalog: Catalog) -> Iterator[Place]:
    """Every placeholder of a statement with the column that tells its type."""
    resolver = Resolver(catalog)
    for node in tree.find_all(exp.Placeholder):
        home = next((found for column in _compared_with(node) if (found := resolver.column(column))), None)
        yield Place(str(node.this), *(home or (None, None)))


def _compared_with(node: exp.Placeholder) -> Iterator[exp.Column]:
    parent = node.parent
    while isinstance(parent, exp.Cast | exp.Paren | exp.Tuple | exp.Date | exp.TsOrDsToDate):
        parent = parent.parent
    if isinstance(parent, exp.Predicate | exp.Binary):
        yield from parent.find_all(exp.Column)


def bound(
    sql: str, words: Mapping[str, str], catalog: Catalog, values: ValueLookup
) -> Mapping[str, Any] | None:
    """Values for the statement's placeholders, typed by its columns; None where words are no such value."""
    tree = sqlglot.parse_one(sql, read=catalog.dialect)
    found: dict[str, Any] = {}
    for place in places(tree, catalog):
        value = _value(place, words, catalog.dialect, values)
        if value is None:
            return None
        found[place.name] = value
    return found


def inlined(sql: str, values: Mapping[str, Any], dialect: str) -> str:
    """`sql` with its values written out as literals: what a later question refines, or a model reads."""
    if not values:
        return sql
    tree = sqlglot.parse_one(sql, read=dialect)
    for node in list(tree.find_all(exp.Placeholder)):
        if str(node.this) in values:
            node.replace(exp.convert(values[str(node.this)]))
    return tree.sql(dialect=dialect, pretty="\n" in sql)


def _value(place: Place, words: Mapping[str, str], dialect: str, values: ValueLookup) -> Any:
    is_end = place.name not in words and place.name.endswith(END)
    text = words.get(place.name.removesuffix(END) if is_end else place.name)
    if text is None:
        return None
    kind = place.column.type.upper() if place.column else "INT"
    span = period(text)
    if span and ("DATE" in kind or "TIME" in kind or is_end):
        return _dated(span[1] if is_end else span[0], kind, dialect)
    if "DATE" in kind or "TIME" in kind:
        return None
    if _NUMBER.search(kind):
        return _number(text)
    return _text(text, place, values)


def _dated(day: dt.date, kind: str, dialect: str) -> dt.date | dt.datetime | str:
    """A day as the engine compares it: SQLite and text columns hold dates as text."""
    if dialect == "sqlite" or not ("DATE" in kind or "TIME" in kind):
        return day.isoformat()
    return dt.datetime.combine(day, dt.time()) if "TIME" in kind else day


def _number(text: str) -> int | float | None:
    plain = text.replace(",", "").replace("_", "")
    try:
        return int(plain) if re.fullmatch(r"-?\d+", plain) else float(plain)
    except ValueError:
        return None


def _text(text: str, place: Place, values: ValueLookup) -> str | None:
    """The value as the data spells it; words that are none of its values are something else."""
    plain = text.strip("'\"")
    known = (
        values.values(place.table.qualified_name, place.column.name) if place.table and place.column else ()
    )
    if known:
        return next((value for value in known if value.casefold() == plain.casefold()), None)
    is_one = len(plain.split()) <= _MOST_WORDS and (plain != text or not _CLAUSES.search(plain))
    return plain if is_one else None
