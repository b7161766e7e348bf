"""Names of a statement against the catalog, before an engine sees it.

A model invents columns; this finds them, with what they were probably meant to be. It stays silent where it
cannot know (table functions, pivots, expressions without a name): the engine judges those. Scopes are
followed here: sqlglot's own hand the names of an uncorrelated subquery to the query around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.errors import ExecutionError, did_you_mean
from iopsdata_jupyter.text_to_sql.relations import (
    Relation,
    Relations,
    ancestors,
    cte_of,
    source_name,
    source_nodes,
)

_SYSTEM_SCHEMAS = frozenset({"information_schema", "pg_catalog", "sys"})
_SYSTEM_TABLES = frozenset({"sqlite_master", "sqlite_schema", "dual"})
_PSEUDO_COLUMNS = frozenset(
    {"rowid", "_rowid_", "oid", "ctid", "tableoid", "xmin", "xmax", "filename", "file_row_number"}
    | {"_metadata", "rownum", "level", "sysdate", "user", "current_user", "session_user", "localtimestamp"}
)
_DATE_PARTS = frozenset(
    {"year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond", "microsecond"}
    | {"dow", "isodow", "doy", "dayofweek", "dayofyear", "isoyear", "weekday", "yearweek", "decade", "epoch"}
    | {"century", "millennium", "yyyy", "yy", "mm", "dd", "hh", "mi", "ss"}
)
_READ_FILES = frozenset({"duckdb", "spark"})
_FILE = re.compile(r"[/\\]|\.(csv|tsv|parquet|json|jsonl|ndjson|xlsx|txt)(\.\w+)?$", re.IGNORECASE)
_SCOPES = (exp.Select, exp.SetOperation, exp.Lambda, exp.Comprehension)


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name in a statement that the catalog does not hold."""

    kind: Literal["table", "column"]
    name: str
    """As written, with what qualifies it."""
    message: str
    hint: str | None
    position: int | None
    """0-based offset into the statement's text, where the parser kept it."""
    plain: str = ""
    """The part of the name that does not exist, unquoted."""
    span: tuple[int, int] | None = None
    """Where that part stands in the text, quotes included: start and end; None where the parser lost it."""
    candidates: tuple[str, ...] = ()
    """Names that could stand in its place."""
    is_text: bool = False
    """Whether it looks like a text in the quotes of a name."""


def require_known_names(sql: str, catalog: Catalog) -> None:
    """Passes a statement whose tables and columns all exist.

    Raises:
        ExecutionError: a name does not exist, with the nearest ones that do; or the text does not parse.
    """
    try:
        tree = sqlglot.parse_one(sql, read=catalog.dialect)
    except (SqlglotError, RecursionError):
        raise ExecutionError(f"The statement does not parse as {catalog.dialect}.", sql=sql) from None
    unknown = unknown_names(tree, catalog)
    if unknown:
        first = unknown[0]
        hints = list(dict.fromkeys(name.hint for name in unknown if name.hint))
        raise ExecutionError(
            " ".join(dict.fromkeys(name.message for name in unknown)),
            sql=sql,
            position=first.position,
            hint=" ".join(hints) or None,
        )


def unknown_names(tree: exp.Expr, catalog: Catalog) -> tuple[UnknownName, ...]:
    """The tables, then the columns, that the catalog does not hold; () for statements other than queries."""
    if not isinstance(tree, exp.Query):
        return ()
    names = _Names(catalog)
    tables = [names.unknown_table(table) for table in tree.find_all(exp.Table)]
    columns = [names.unknown_column(column) for column in tree.find_all(exp.Column)]
    found = {(item.kind, item.name.casefold()): item for item in reversed([*tables, *columns]) if item}
    return tuple(sorted(found.values(), key=lambda item: (item.kind == "column", item.position or 0)))


class _Names:
    """Judges the names of one statement."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._relations = Relations(catalog)

    # --- tables

    def unknown_table(self, node: exp.Table) -> UnknownName | None:
        if not isinstance(node.this, exp.Identifier) or cte_of(node) or self._is_known(node):
            return None
        name = ".".join(part.name for part in node.parts)
        known = [table.qualified_name for table in self._catalog.tables]
        hint = did_you_mean(name, known) or did_you_mean(node.name, known)
        plain, span, candidates = node.name, _span(node.this), tuple(known)
        if node.db:
            candidates = tuple(table.name for table in self._catalog.tables if _is_in(table.schema, node.db))
        return UnknownName(
            "table", name, f"There is no table {name!r}.", hint, _position(node.this), plain, span, candidates
        )

    def _is_known(self, node: exp.Table) -> bool:
        if self._catalog.dialect in _READ_FILES and _FILE.search(node.name):
            return True  # a file: whether it may be read is the guard's business
        is_system = node.db.casefold() in _SYSTEM_SCHEMAS or node.name.casefold() in _SYSTEM_TABLES
        return is_system or self._relations.table(node) is not None

    # --- columns

    def unknown_column(self, node: exp.Column) -> UnknownName | None:
        parts = [part.name for part in node.parts]
        if isinstance(node.this, exp.Star) or self._is_exempt(node, parts) or self._resolves(node, parts):
            return None
        if len(parts) > 1 and not self._is_source(node, parts[:-1]):
            return self._unknown_source(node, parts)
        offered = self._offered(node)
        is_text = _is_meant_as_text(node)
        hint = self._elsewhere(parts[-1]) or did_you_mean(parts[-1], offered)
        if is_text:
            hint = f"A text stands in single quotes: '{node.name}'."
        return UnknownName(
            "column",
            ".".join(parts),
            f"There is no column {'.'.join(parts)!r}.",
            hint,
            _position(node.this),
            node.name,
            _span(node.this),
            tuple(self._offered_by(node, parts[-2]) if len(parts) > 1 else offered),
            is_text,
        )

    def _unknown_source(self, node: exp.Column, parts: list[str]) -> UnknownName:
        qualifier = ".".join(parts[:-1])
        sources = [name for query in _queries_around(node) for name in self._relations.sources(query)]
        message = f"{qualifier!r} in {'.'.join(parts)!r} is no table of the query."
        hint = did_you_mean(qualifier, sources)
        holding = tuple(name for name in sources if self._source_may_hold(node, name))
        span = _span(node.args["table"]) if len(parts) == 2 else None
        return UnknownName(
            "column", ".".join(parts), message, hint, _position(node.this), parts[0], span, holding
        )

    def _source_may_hold(self, node: exp.Column, source: str) -> bool:
        found = (self._relations.sources(query).get(source) for query in _queries_around(node))
        return any(relation is not None and relation.may_hold(node.name) for relation in found)

    def _is_exempt(self, node: exp.Column, parts: list[str]) -> bool:
        """Whether the name is no column at all, or one that engines add."""
        if parts[-1].casefold() in _PSEUDO_COLUMNS or node.find_ancestor(exp.Pivot):
            return True
        if isinstance(node.parent, exp.PropertyEQ | exp.Kwarg) and node.arg_key == "this":
            return True
        if self._catalog.dialect == "sqlite" and _is_meant_as_text(node):
            return True  # SQLite reads a double-quoted name that does not exist as a text
        is_bare = len(parts) == 1 and not node.this.args.get("quoted")
        return is_bare and isinstance(node.parent, exp.Func) and parts[0].casefold() in _DATE_PARTS

    def _resolves(self, node: exp.Column, parts: list[str]) -> bool:
        """Whether the nearest scope that has a say holds the name. Names outside queries are not judged."""
        scopes = list(_scopes_around(node))
        verdicts = (self._verdict(scope, node, parts) for scope in scopes)
        decided = next((verdict for verdict in verdicts if verdict is not None), None)
        return not any(isinstance(scope, exp.Query) for scope in scopes) if decided is None else decided

    def _verdict(self, scope: exp.Expr, node: exp.Column, parts: list[str]) -> bool | None:
        """True: holds it; False: holds its table, but no such column; None: ask the scope around."""
        if isinstance(scope, exp.Select):
            visible = self._visible(scope, node)
            return _bare(scope, visible, node) if len(parts) == 1 else _dotted(visible, parts)
        if isinstance(scope, exp.SetOperation):
            return self._relations.outputs(scope).may_hold(parts[0]) or None
        return parts[0].casefold() in _bound_names(scope) or None

    def _visible(self, select: exp.Select, node: exp.Column) -> dict[str, Relation]:
        """The sources of `select` without the derived table that `node` stands in: it cannot read itself."""
        own = {id(parent) for parent in ancestors(node) if _is_derived(parent)}
        hidden = {source_name(source) for source in source_nodes(select) if id(source) in own}
        return {
            name: relation for name, relation in self._relations.sources(select).items() if name not in hidden
        }

    def _is_source(self, node: exp.Column, qualifiers: list[str]) -> bool:
        aliases = {name for query in _queries_around(node) for name in self._relations.sources(query)}
        return any(qualifier.casefold() in aliases for qualifier in qualifiers)

    def _offered(self, node: exp.Column) -> list[str]:
        relations = [
            relation
            for query in _queries_around(node)
            for relation in self._relations.sources(query).values()
        ]
        return [column for relation in relations for column in relation.columns or ()]

    def _offered_by(self, node: exp.Column, source: str) -> list[str]:
        found = (self._relations.sources(query).get(source.casefold()) for query in _queries_around(node))
        return [column for relation in found if relation for column in relation.columns or ()]

    def _elsewhere(self, column: str) -> str | None:
        holders = [table.qualified_name for table in self._catalog.tables if table.column(column)]
        return f"{column} is a column of {', '.join(holders[:5])}." if holders else None


def _bare(select: exp.Select, sources: dict[str, Relation], node: exp.Column) -> bool | None:
    """A column of a source, an alias of the SELECT list, or a source as a whole row."""
    is_column = any(relation.may_hold(node.name) for relation in sources.values())
    return is_column or node.name.casefold() in sources or _is_alias(select, node) or None


def _dotted(sources: dict[str, Relation], parts: list[str]) -> bool | None:
    """source.column, schema.source.column, or column.field of a nested value."""
    for index, qualifier in enumerate(parts[:-1]):
        relation = sources.get(qualifier.casefold())
        if relation is not None:
            return relation.may_hold(parts[index + 1])
    return any(relation.may_hold(parts[0]) for relation in sources.values()) or None


def _position(identifier: exp.Expr) -> int | None:
    start = identifier.meta.get("start")
    return start if isinstance(start, int) else None


def _span(identifier: exp.Expr) -> tuple[int, int] | None:
    start, end = identifier.meta.get("start"), identifier.meta.get("end")
    return (start, end + 1) if isinstance(start, int) and isinstance(end, int) else None


def _is_in(schema: str | None, name: str) -> bool:
    return schema is None or schema.casefold() == name.casefold()


def _is_derived(node: exp.Expr) -> bool:
    return isinstance(node, exp.Subquery) or (
        isinstance(node, exp.Lateral) and isinstance(node.this, exp.Subquery)
    )


def _scopes_around(node: exp.Expr) -> Iterator[exp.Expr]:
    """The nodes around `node` that can give it meaning, nearest first.

    A common table expression does not see the query that it serves, nor a branch of a union the other one.
    """
    child = node
    for parent in ancestors(node):
        is_branch = isinstance(parent, exp.SetOperation) and child.arg_key in ("this", "expression")
        if isinstance(parent, _SCOPES) and child.arg_key != "with_" and not is_branch:
            yield parent
        child = parent


def _queries_around(node: exp.Expr) -> list[exp.Select]:
    return [scope for scope in _scopes_around(node) if isinstance(scope, exp.Select)]


def _is_alias(select: exp.Select, node: exp.Column) -> bool:
    """Whether a projection other than the one around `node` goes by its name."""
    around = {id(parent) for parent in ancestors(node)}
    aliased = [item for item in select.expressions if isinstance(item, exp.Alias) and id(item) not in around]
    return node.name.casefold() in {item.alias.casefold() for item in aliased}


def _is_meant_as_text(node: exp.Column) -> bool:
    """Whether a quoted name stands where a value is compared, as in `city = "Bern"` or `city IN ("Bern")`."""
    is_compared = isinstance(node.parent, exp.Predicate) and node.arg_key in ("expression", "expressions")
    return is_compared and len(node.parts) == 1 and bool(node.this.args.get("quoted"))


def _bound_names(scope: exp.Expr) -> set[str]:
    """The variables of a lambda or of a list comprehension."""
    bound = scope.expressions if isinstance(scope, exp.Lambda) else [scope.args.get("expression")]
    return {node.name.casefold() for node in bound if node is not None}
