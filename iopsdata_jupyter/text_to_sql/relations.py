"""What the queries of a statement read, and the columns that each source offers.

A source whose columns cannot be known here (a table function, a pivot, an expression that the engine names)
is opaque: it may hold any name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from iopsdata_jupyter.catalog.models import Catalog, Table


@dataclass(frozen=True, slots=True)
class Relation:
    """The columns that a source offers."""

    columns: tuple[str, ...] | None
    """None: not known here, so that every name is possible."""

    def may_hold(self, name: str) -> bool:
        return self.columns is None or name.casefold() in {column.casefold() for column in self.columns}


OPAQUE = Relation(None)


class Relations:
    """The sources of the queries of one statement; each is worked out once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._sources: dict[int, dict[str, Relation]] = {}
        self._open: set[int] = set()
        """Common table expressions under way: one that reads itself would never end."""

    def table(self, node: exp.Table) -> Table | None:
        """The catalog's table that the node names, or None."""
        if not node.db:
            return self._catalog.table(node.name)
        qualified = self._catalog.table(f"{node.db}.{node.name}")
        plain = self._catalog.table(node.name)
        if qualified is None and plain is not None and plain.schema is None:
            return plain  # `main.orders`, `public.orders`: the default schema has no name in the catalog
        return qualified

    def sources(self, select: exp.Select) -> dict[str, Relation]:
        """The relations of FROM and JOIN by their folded alias; opaque where two go by the same."""
        if id(select) not in self._sources:
            found: dict[str, Relation] = {}
            for node in source_nodes(select):
                name = source_name(node)
                found[name] = OPAQUE if name in found else self._relation(node)
            self._sources[id(select)] = found
        return self._sources[id(select)]

    def _relation(self, node: exp.Expr) -> Relation:
        alias_columns = tuple(node.alias_column_names)
        if node.args.get("pivots"):
            return OPAQUE
        if isinstance(node, exp.Subquery):
            return Relation(alias_columns) if alias_columns else self.outputs(node.this)
        if isinstance(node, exp.Values) and alias_columns:
            return Relation(alias_columns)
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
            return OPAQUE
        return self._table_relation(node, alias_columns)

    def _table_relation(self, node: exp.Table, alias_columns: tuple[str, ...]) -> Relation:
        cte = cte_of(node)
        table = None if cte else self.table(node)
        if cte:
            relation = self._cte_relation(cte)
        else:
            relation = Relation(tuple(column.name for column in table.columns)) if table else OPAQUE
        if relation.columns is None or not (relation.columns or alias_columns):
            return OPAQUE
        return Relation(alias_columns + relation.columns[len(alias_columns) :])

    def _cte_relation(self, cte: exp.CTE) -> Relation:
        if cte.alias_column_names:
            return Relation(tuple(cte.alias_column_names))
        if id(cte) in self._open:
            return OPAQUE
        self._open.add(id(cte))
        try:
            return self.outputs(cte.this)
        finally:
            self._open.discard(id(cte))

    def outputs(self, query: exp.Expr) -> Relation:
        """The names that a query gives to the one around it; opaque if the engine names one of them."""
        if isinstance(query, exp.Subquery):
            return self._relation(query)
        if isinstance(query, exp.SetOperation):
            left, right = self.outputs(query.this), self.outputs(query.expression)
            return Relation(left.columns + right.columns) if left.columns and right.columns else OPAQUE
        if not isinstance(query, exp.Select) or not query.expressions:
            return OPAQUE
        named = [self._projected(query, projection) for projection in query.expressions]
        return OPAQUE if None in named else Relation(tuple(name for group in named for name in group or ()))

    def _projected(self, select: exp.Select, projection: exp.Expr) -> tuple[str, ...] | None:
        if isinstance(projection, exp.Star):
            relations = list(self.sources(select).values())
        elif isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star):
            relations = [self.sources(select).get(projection.table.casefold(), OPAQUE)]
        else:
            return (projection.alias_or_name,) if isinstance(projection, exp.Alias | exp.Column) else None
        star = projection if isinstance(projection, exp.Star) else projection.this
        if star.args.get("rename") or any(relation.columns is None for relation in relations):
            return None
        return tuple(column for relation in relations for column in relation.columns or ())


def ancestors(node: exp.Expr) -> Iterator[exp.Expr]:
    """The nodes around `node`, nearest first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def source_name(node: exp.Expr) -> str:
    """The folded name by which a query refers to a source; empty where it has none."""
    return node.alias_or_name.casefold()


def source_nodes(select: exp.Select) -> Iterator[exp.Expr]:
    """The nodes of FROM, JOIN and LATERAL VIEW."""
    from_ = select.args.get("from_")
    joined = [*([from_] if from_ else []), *(select.args.get("joins") or [])]
    for clause in joined:
        yield from _with_nested_joins(clause.this)
    yield from select.args.get("laterals") or []


def _with_nested_joins(node: exp.Expr) -> Iterator[exp.Expr]:
    """A source and those joined to it inside parentheses."""
    is_group = (
        isinstance(node, exp.Subquery | exp.Paren) and isinstance(node.this, exp.Table) and not node.alias
    )
    if is_group:
        yield from _with_nested_joins(node.this)
    else:
        yield node
    for join in node.args.get("joins") or []:
        yield from _with_nested_joins(join.this)


def cte_of(node: exp.Table) -> exp.CTE | None:
    """The common table expression that a table's name means at this place, or None."""
    inside = {id(parent) for parent in ancestors(node)}
    clauses = [parent.args.get("with_") for parent in ancestors(node)] if not node.db else []
    for clause in clauses:
        if isinstance(clause, exp.With):
            # Inside its own body the name means the table that it hides, but for a recursive one.
            visible = [cte for cte in clause.expressions if clause.recursive or id(cte) not in inside]
            found = next((cte for cte in visible if cte.alias.casefold() == node.name.casefold()), None)
            if isinstance(found, exp.CTE):
                return found
    return None
