"""Metrics in the tree of a statement: put in exactly as they are defined, or shown to be there exactly.

The offline translator is given a column that stands for a metric; `expand` puts the definition in its place.
A model writes the expression itself; `holds` compares it with the definition.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from iopsdata_jupyter.catalog.models import Catalog, Table
from iopsdata_jupyter.text_to_sql.key_paths import join, name_node, path
from iopsdata_jupyter.text_to_sql.relations import source_nodes
from iopsdata_jupyter.text_to_sql.resolving import Resolver, conjuncts, qualified
from iopsdata_jupyter.text_to_sql.semantics.definition import Definition


class CannotExpandError(Exception):
    """A statement that leaves a metric out, or uses it in a way that its definition does not say."""


def expand(tree: exp.Expr, standing: Mapping[str, Definition], catalog: Catalog) -> exp.Expr:
    """A copy in which the sum of each column named in `standing` is the metric itself.

    Raises:
        CannotExpandError: such a column is used otherwise or not at all, or joins would count rows twice.
    """
    tree = qualified(tree, catalog)
    missing = set(standing)
    for select in list(tree.find_all(exp.Select)):
        used = {name: _figures(select, name) for name in standing}
        for name, figures in used.items():
            if figures:
                missing.discard(name)
                _put(select, figures, standing[name], catalog, alone=_is_alone(select, standing))
    if missing or any(
        column.name in standing and not _is_alias(column) for column in tree.find_all(exp.Column)
    ):
        raise CannotExpandError
    return tree


def _figures(select: exp.Select, name: str) -> list[exp.Sum]:
    found = (column.parent for column in select.find_all(exp.Column) if column.name == name)
    return [node for node in found if isinstance(node, exp.Sum) and node.find_ancestor(exp.Select) is select]


def _is_alias(column: exp.Column) -> bool:
    """Whether a name in ORDER BY means a projection."""
    select = column.find_ancestor(exp.Select)
    return isinstance(select, exp.Select) and column.name in {item.alias for item in select.expressions}


def _is_alone(select: exp.Select, standing: Mapping[str, Definition]) -> bool:
    """Whether all figures of a query are metrics with the same filters, which can then stand in WHERE."""
    inner = {node for node in select.find_all(exp.AggFunc) if node.find_ancestor(exp.Select) is select}
    names = {column.name for node in inner for column in node.find_all(exp.Column)}
    kinds = {tuple(standing[name].metric.filters) if name in standing else None for name in names}
    return len(kinds) == 1 and all(list(node.find_all(exp.Column)) for node in inner)


def _put(
    select: exp.Select, figures: list[exp.Sum], definition: Definition, catalog: Catalog, *, alone: bool
) -> None:
    names = _joined(select, definition, catalog)
    filters = [_named(tree, names) for tree in definition.filters]
    expression = _named(definition.expression, names)
    if filters and not alone:
        for aggregate in list(expression.find_all(exp.AggFunc)):
            _limit(aggregate, filters)
    elif filters:
        where = select.args.get("where")
        before = conjuncts(where.this) if where else []
        select.set("where", exp.Where(this=exp.and_(*before, *filters)))
    for figure in figures:
        figure.replace(_grouped(expression, figure).copy())


def _grouped(expression: exp.Expr, figure: exp.Expr) -> exp.Expr:
    """The expression, in parentheses where it stands inside another one."""
    is_whole = isinstance(figure.parent, exp.Alias | exp.Select | exp.Ordered | exp.Predicate)
    return exp.paren(expression) if isinstance(expression, exp.Binary) and not is_whole else expression


def _joined(select: exp.Select, definition: Definition, catalog: Catalog) -> dict[str, exp.Identifier]:
    """What the query calls each table of the metric; those that are missing are joined."""
    tables = Resolver(catalog).tables(select)
    names = {table.qualified_name: _called(select, name) for name, table in tables.items()}
    if definition.base.qualified_name not in names:
        raise CannotExpandError
    for table in definition.tables:
        _join_up(select, names, definition.base, table, catalog)
    return names


def _join_up(
    select: exp.Select, names: dict[str, exp.Identifier], base: Table, table: Table, catalog: Catalog
) -> None:
    steps = path(base, table, catalog)
    if steps is None:
        raise CannotExpandError
    for step in steps:
        target = step.target.qualified_name
        if target not in names:
            join(select, step, names[step.source.qualified_name], catalog.dialect)
            names[target] = name_node(step.target.name, catalog.dialect)


def _called(select: exp.Select, source: str) -> exp.Identifier:
    node = next(node for node in source_nodes(select) if node.alias_or_name.casefold() == source)
    alias = node.args.get("alias")
    found = alias.this if isinstance(alias, exp.TableAlias) else node.this
    return found.copy() if isinstance(found, exp.Identifier) else exp.to_identifier(node.alias_or_name)


def _named(tree: exp.Expr, names: Mapping[str, exp.Identifier]) -> exp.Expr:
    """A copy whose tables go by the names that the query has for them."""
    tree = tree.copy()
    plain = {name.rsplit(".", 1)[-1].casefold(): node for name, node in names.items()}
    for column in tree.find_all(exp.Column):
        column.set("table", plain[column.table.casefold()].copy())
    return tree


def _limit(aggregate: exp.AggFunc, filters: list[exp.Expr]) -> None:
    """Lets an aggregate see only the rows that pass; CASE works in every dialect, FILTER in some."""
    inner = aggregate.this
    condition = exp.and_(*(tree.copy() for tree in filters))
    if isinstance(inner, exp.Distinct):
        inner.set("expressions", [_case(condition, item) for item in inner.expressions])
    elif inner is None or isinstance(inner, exp.Star):
        aggregate.set("this", _case(condition, exp.Literal.number(1)))
    else:
        aggregate.set("this", _case(condition, inner.copy()))


def _case(condition: exp.Expr, value: exp.Expr) -> exp.Case:
    return exp.Case(ifs=[exp.If(this=condition.copy(), true=value)])


# --- what a model wrote


def holds(tree: exp.Expr, definition: Definition, catalog: Catalog) -> bool:
    """Whether a statement computes the metric exactly: the expression and every filter, in one query."""
    expression = _canonical(definition.expression)
    wanted = {_canonical(tree) for tree in definition.filters}
    plain = _with_table_names(qualified(tree, catalog), catalog)
    for select in plain.find_all(exp.Select):
        own = [node for node in select.walk() if node.find_ancestor(exp.Select) is select]
        texts = {_canonical(node) for node in own if isinstance(node, exp.AggFunc | exp.Binary | exp.Func)}
        if expression in texts and wanted <= _conditions(select):
            return True
        if wanted and _canonical(_limited(definition)) in texts:
            return True
    return False


def _limited(definition: Definition) -> exp.Expr:
    tree = definition.expression.copy()
    for aggregate in list(tree.find_all(exp.AggFunc)):
        _limit(aggregate, list(definition.filters))
    return tree


def _with_table_names(tree: exp.Expr, catalog: Catalog) -> exp.Expr:
    """A copy in which tables go by their own names, so that two statements can be compared."""
    tree = tree.copy()
    resolver = Resolver(catalog)
    found = [(column, resolver.column(column)) for column in tree.find_all(exp.Column)]
    for column, home in found:
        if home:
            column.set("table", exp.to_identifier(home[0].name))
            column.set("db", None)
    return tree


def _conditions(select: exp.Select) -> set[str]:
    where = select.args.get("where")
    if where is None:
        return set()
    return {_canonical(part) for part in conjuncts(where.this)}


def _canonical(tree: exp.Expr) -> str:
    """Text that is the same for trees that mean the same: no quotes, no case, operands in order."""
    tree = tree.unnest().copy()
    for identifier in tree.find_all(exp.Identifier):
        identifier.set("this", identifier.name.casefold())
        identifier.set("quoted", None)
    for paren in list(tree.find_all(exp.Paren)):
        paren.replace(paren.this)
    for node in reversed(list(tree.find_all(exp.Mul, exp.Add, exp.EQ))):
        left, right = node.this, node.expression
        if left.sql() > right.sql():
            node.set("this", right)
            node.set("expression", left)
    return tree.sql(comments=False)
