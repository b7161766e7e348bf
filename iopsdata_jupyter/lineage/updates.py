"""UPDATE, MERGE and DELETE: statements that change rows where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from iopsdata_jupyter.lineage.flows import MutableOrigins, Origins, add_all
from iopsdata_jupyter.lineage.models import STAR
from iopsdata_jupyter.lineage.relations import Relation, Scope, Source
from iopsdata_jupyter.lineage.sources import add_from, add_joins, add_source

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.facts import Facts


def update(tree: exp.Expr, facts: Facts, scope: Scope | None) -> None:
    """UPDATE with FROM, joins or subqueries."""
    facts.kind = "UPDATE"
    inside = facts.queries.opened(tree, scope)
    target = _changed_table(tree, inside, facts)
    shape = _shape(tree, inside, facts)
    for assignment in tree.expressions:
        _assign(assignment, target, inside, shape, facts)


def _changed_table(tree: exp.Expr, inside: Scope, facts: Facts) -> str:
    """The key of the table that changes; it is a source of values, but not one that is read."""
    table = tree.this
    before = dict(facts.context.reads)
    add_from(tree, inside, facts.queries)
    named = inside.source((facts.queries.key_of(table.this),)) if _is_alias(table) else None
    if named is not None and named.relation.table is not None:
        key = named.relation.table
        _unread(key, inside, before, facts)
        facts.touch(key)
        add_joins(table, inside, facts.queries)
        return key
    through = inside.ctes.get(facts.queries.key_of(table.this)) if _is_alias(table) else None
    if through is not None and len(through.rows) == 1:  # T-SQL changes a table through a CTE
        key = through.rows[0]
        facts.context.reads.pop(key, None)
        facts.touch(key)
        inside.sources.insert(0, Source(facts.queries.key_of(table.this), through))
        return key
    key = facts.target(table)
    alias = table.args.get("alias")
    name = (
        facts.queries.key_of(alias.this)
        if alias is not None and alias.this
        else facts.queries.key_of(table.this)
    )
    path = tuple(facts.queries.key_of(part) for part in table.parts) if alias is None else ()
    inside.sources.insert(0, Source(name, facts.context.relation(key), path))
    add_joins(table, inside, facts.queries)
    return key


def _is_alias(table: exp.Expr) -> bool:
    return isinstance(table.this, exp.Identifier) and not table.args.get("db") and not table.args.get("alias")


def _unread(key: str, inside: Scope, before: dict[str, None], facts: Facts) -> None:
    """Takes the changed table off the tables read, unless it stands in FROM twice."""
    times = sum(1 for source in inside.sources if source.relation.table == key)
    if times == 1 and key not in before:
        facts.context.reads.pop(key, None)


def _shape(tree: exp.Expr, inside: Scope, facts: Facts) -> Origins:
    found: MutableOrigins = dict(inside.shape)
    for source in inside.sources:
        add_all(found, source.relation.indirect)
    where = tree.args.get("where")
    if where is not None:
        add_all(found, facts.queries.origins(where.this, inside, "FILTER"))
    return found


def _assign(assignment: exp.Expr, target: str, inside: Scope, shape: Origins, facts: Facts) -> None:
    """One `column = value` of SET, also for several columns at once."""
    left, right = assignment.this, assignment.args.get("expression")
    if right is None:
        return
    if isinstance(left, (exp.Tuple, exp.Paren)):
        columns = left.expressions if isinstance(left, exp.Tuple) else [left.this]
        _assign_several(columns, right, target, inside, shape, facts)
        return
    origins = facts.queries.origins(right, inside)
    if facts.context.spans.is_compound(left):
        own: MutableOrigins = dict(origins)
        add_all(own, facts.queries.origins(left, inside, "TRANSFORMATION"))
        origins = own
    _set(left, origins, right, target, inside, shape, facts)


def _assign_several(
    columns: list[exp.Expr], right: exp.Expr, target: str, inside: Scope, shape: Origins, facts: Facts
) -> None:
    if isinstance(right, exp.Tuple):
        for column, value in zip(columns, right.expressions, strict=False):
            _set(column, facts.queries.origins(value, inside), value, target, inside, shape, facts)
        return
    relation = facts.queries.resolve(right, inside)
    together: MutableOrigins = dict(shape)
    add_all(together, relation.indirect)
    for column, output in zip(columns, relation.outputs, strict=False):
        _set(column, output.origins, output.node, target, inside, together, facts)


def _set(
    column: exp.Expr,
    origins: Origins,
    node: exp.Expr | None,
    target: str,
    inside: Scope,
    shape: Origins,
    facts: Facts,
) -> None:
    identifier = column.this if isinstance(column, exp.Column) else column
    if isinstance(column, exp.Dot):
        identifier = next(iter(column.find_all(exp.Identifier)), column)
    if not isinstance(identifier, exp.Identifier):
        return
    table = target
    qualifier = column.args.get("table") if isinstance(column, exp.Column) else None
    named = inside.source((facts.queries.key_of(qualifier),)) if qualifier is not None else None
    if named is not None and named.relation.table not in (None, target):
        # MySQL changes several joined tables in one statement.
        table = named.relation.table or target
        facts.touch(table)
    facts.write(table, identifier.name, facts.queries.key_of(identifier), origins, shape, node)


def merge(tree: exp.Expr, facts: Facts, scope: Scope | None) -> None:
    """MERGE: its WHEN branches update the target or insert into it."""
    facts.kind = "MERGE"
    inside = facts.queries.opened(tree, scope)
    table = tree.this
    target = facts.target(table)
    alias = table.args.get("alias")
    name = (
        facts.queries.key_of(alias.this)
        if alias is not None and alias.this
        else facts.queries.key_of(table.this)
    )
    add_source(tree.args["using"], inside, facts.queries)
    source = inside.sources[0]
    path = tuple(facts.queries.key_of(part) for part in table.parts) if alias is None else ()
    inside.sources.append(Source(name, facts.context.relation(target), path))
    shape: MutableOrigins = dict(source.relation.indirect)
    if tree.args.get("on") is not None:
        add_all(shape, facts.queries.origins(tree.args["on"], inside, "JOIN"))
    whens = tree.args.get("whens")
    for when in whens.expressions if whens is not None else ():
        _branch(when, target, source, inside, shape, facts)


def _branch(when: exp.Expr, target: str, source: Source, inside: Scope, shape: Origins, facts: Facts) -> None:
    condition = when.args.get("condition")
    if condition is not None:
        together: MutableOrigins = dict(shape)
        add_all(together, facts.queries.origins(condition, inside, "FILTER"))
        shape = together
    then = when.args.get("then")
    if isinstance(then, exp.Update):
        for assignment in then.expressions:
            if isinstance(assignment, exp.Star):
                _all_columns(target, source.relation, shape, facts)
            else:
                _assign(assignment, target, inside, shape, facts)
    elif isinstance(then, exp.Insert):
        # An unqualified name in the INSERT branch can only mean the source.
        _merge_insert(then, target, source, Scope(inside.ctes, inside.parent, sources=[source]), shape, facts)


def _merge_insert(
    then: exp.Expr, target: str, source: Source, inside: Scope, shape: Origins, facts: Facts
) -> None:
    columns, values = then.this, then.args.get("expression")
    if isinstance(columns, (exp.Star, exp.Var)) or (columns is None and values is None):
        _all_columns(target, source.relation, shape, facts)
        return
    if values is None:
        return
    items = values.expressions if isinstance(values, exp.Tuple) else [values]
    outputs = [output for item in items for output in facts.queries.projected(item, inside)]
    names = []
    if columns is not None:
        listed = columns.expressions if isinstance(columns, exp.Tuple) else [columns]
        identifiers = [item.this if isinstance(item, exp.Column) else item for item in listed]
        names = [(identifier.name, facts.queries.key_of(identifier)) for identifier in identifiers]
    facts.insert(target, Relation(outputs, shape), names)


def _all_columns(target: str, relation: Relation, shape: Origins, facts: Facts) -> None:
    for output in relation.outputs:
        facts.write(target, output.name, output.key, output.origins, shape, output.node)


def delete(tree: exp.Expr, facts: Facts, scope: Scope | None) -> None:
    """DELETE: what other tables decide about it shapes all columns of the tables."""
    facts.kind = "DELETE"
    inside = facts.queries.opened(tree, scope)
    named = tree.args.get("tables") or [tree.this]
    if not isinstance(tree.this, exp.Expr) and tree.args.get("using"):
        raise ValueError("a table to delete from is missing")
    before = dict(facts.context.reads)
    if tree.args.get("tables") and isinstance(tree.this, exp.Expr):
        add_source(tree.this, inside, facts.queries)
    elif not _stands_in_using(named[0], tree, facts):
        _add_deleted(named[0], inside, facts)
    for using in tree.args.get("using") or ():
        add_source(using, inside, facts.queries)
    keys = [_deleted(table, inside, before, facts) for table in named]
    facts.removed += keys
    shape = _shape(tree, inside, facts)
    if facts.context.reads:
        for key in keys:
            found: MutableOrigins = {}
            add_all(found, {origin: doubt for origin, doubt in shape.items() if origin[0] not in keys})
            facts.touch(key)
            facts.write(key, STAR, STAR, found)


def _stands_in_using(table: exp.Expr, tree: exp.Expr, facts: Facts) -> bool:
    """MySQL's `DELETE FROM a USING a JOIN b`: the table is among those behind USING."""
    if table.alias:
        return False
    names = (
        one.alias or one.name for using in tree.args.get("using") or () for one in using.find_all(exp.Table)
    )
    fold = facts.context.fold
    return fold(table.name, False) in {fold(name, False) for name in names}  # noqa: FBT003


def _add_deleted(table: exp.Expr, inside: Scope, facts: Facts) -> None:
    key = facts.context.key(table)  # type: ignore[arg-type]
    alias = facts.context.fold(table.alias or table.name, False)  # noqa: FBT003
    inside.sources.append(Source(alias, facts.context.relation(key)))
    add_joins(table, inside, facts.queries)


def _deleted(table: exp.Expr, inside: Scope, before: dict[str, None], facts: Facts) -> str:
    """The key of a table whose rows go, which may be named by its alias; it is not one that is read."""
    found = inside.source((facts.queries.key_of(table.this),)) if _is_alias(table) else None
    if found is None or found.relation.table is None:
        return facts.context.key(table)  # type: ignore[arg-type]
    _unread(found.relation.table, inside, before, facts)
    return found.relation.table
