"""Which table each column of a query belongs to, by the catalog; and the same query with that written out."""

from __future__ import annotations

from sqlglot import exp

from iopsdata_jupyter.catalog.models import Catalog, Column, Table
from iopsdata_jupyter.text_to_sql.relations import Relations, cte_of, source_name, source_nodes


class Resolver:
    """Finds the catalog's tables and columns behind the names of one statement."""

    def __init__(self, catalog: Catalog) -> None:
        self._relations = Relations(catalog)

    def tables(self, select: exp.Select) -> dict[str, Table]:
        """The catalog's tables that a query reads itself, by the folded name it calls them."""
        found: dict[str, Table] = {}
        for node in source_nodes(select):
            table = self._table(node)
            if table is not None:
                found[source_name(node)] = table
        return found

    def _table(self, node: exp.Expr) -> Table | None:
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier) or cte_of(node):
            return None
        return self._relations.table(node)

    def read(self, tree: exp.Expr) -> tuple[Table, ...]:
        """Every table of the catalog that a statement reads, each once, by name."""
        nodes = [table for node in tree.find_all(exp.Table) if (table := self._table(node))]
        return tuple(sorted(set(nodes), key=lambda table: table.qualified_name))

    def source(self, node: exp.Column) -> str | None:
        """The folded name of the table around `node` that holds its column; None where that is open."""
        select = node.find_ancestor(exp.Select)
        while isinstance(select, exp.Select):
            tables = self.tables(select)
            if node.table:
                name = node.table.casefold()
                if name in tables:
                    return name
            else:
                holders = [name for name, table in tables.items() if table.column(node.name)]
                if len(holders) == 1:
                    return holders[0]
            select = select.find_ancestor(exp.Select)
        return None

    def column(self, node: exp.Column) -> tuple[Table, Column] | None:
        """The catalog's column that a name means, with its table; None where that is not known."""
        source = self.source(node)
        select = node.find_ancestor(exp.Select)
        while source is not None and isinstance(select, exp.Select):
            table = self.tables(select).get(source)
            column = table.column(node.name) if table else None
            if table and column:
                return table, column
            select = select.find_ancestor(exp.Select)
        return None


def conjuncts(tree: exp.Expr) -> list[exp.Expr]:
    """Copies of the conditions that all have to hold, whatever parentheses stand around them."""
    tree = tree.unnest()
    if not isinstance(tree, exp.And):
        return [tree.copy()]
    return [*conjuncts(tree.this), *conjuncts(tree.expression)]


def qualified(tree: exp.Expr, catalog: Catalog) -> exp.Expr:
    """A copy in which each column of a known table is written with its table's name."""
    tree = tree.copy()
    resolver = Resolver(catalog)
    for node in list(tree.find_all(exp.Column)):
        if node.table or isinstance(node.this, exp.Star) or _is_output(node):
            continue
        source = resolver.source(node)
        select = node.find_ancestor(exp.Select)
        if source is not None and isinstance(select, exp.Select):
            node.set("table", _name_of(source, select))
    return tree


def _is_output(node: exp.Column) -> bool:
    """Whether a name in ORDER BY means what is shown under that name."""
    select = node.find_ancestor(exp.Select)
    ordered = node.find_ancestor(exp.Order)
    if ordered is None or not isinstance(select, exp.Select):
        return False
    return node.name.casefold() in {
        item.alias.casefold() for item in select.expressions if isinstance(item, exp.Alias)
    }


def _name_of(source: str, select: exp.Select | None) -> exp.Identifier:
    """The identifier by which a query, or one around it, calls a source."""
    while isinstance(select, exp.Select):
        for node in source_nodes(select):
            if source_name(node) == source:
                alias = node.args.get("alias")
                named = alias.this if isinstance(alias, exp.TableAlias) else node.this
                return named.copy() if isinstance(named, exp.Identifier) else exp.to_identifier(source)
        select = select.find_ancestor(exp.Select)
    return exp.to_identifier(source)
