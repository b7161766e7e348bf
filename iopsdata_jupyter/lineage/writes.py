"""What statements write: INSERT, CREATE, MERGE, UPDATE, DELETE, SELECT INTO, COPY, LOAD and their kin."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from iopsdata_jupyter.lineage.facts import Facts
from iopsdata_jupyter.lineage.flows import MutableOrigins, Origins, Written, add_all
from iopsdata_jupyter.lineage.queries import Queries
from iopsdata_jupyter.lineage.relations import Output, Relation, Scope, Source
from iopsdata_jupyter.lineage.rewrites import PlainStatement
from iopsdata_jupyter.lineage.sources import add_source
from iopsdata_jupyter.lineage.updates import delete, merge, update

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.context import Context

Names = list[tuple[str, str]]
"""(name, key) of columns."""


def facts_of(tree: exp.Expr, context: Context) -> Facts:
    """What one statement reads, writes, removes and renames."""
    facts = Facts(context, Queries(context))
    handler = _HANDLERS.get(type(tree))
    if handler is not None:
        handler(tree, facts, None)
    elif isinstance(tree, (exp.Query, exp.Values, exp.Table, exp.Pivot)):
        _query(tree, facts)
    return facts


def returned(node: exp.Expr, queries: Queries, scope: Scope) -> Relation:
    """A data-modifying statement as the query that its RETURNING makes it."""
    facts = Facts(queries.context, queries)
    _HANDLERS[type(node)](node, facts, scope)
    returning = node.args.get("returning")
    changed = facts.removed or facts.targets
    if returning is None or not changed:
        return Relation()
    target = changed[-1]
    if facts.removed:
        queries.context.read(target)  # the rows deleted are the rows returned
    inside = Scope(scope.ctes, sources=[Source(target.rpartition(".")[2], queries.context.relation(target))])
    outputs = [output for item in returning.expressions for output in queries.projected(item, inside)]
    written = {item.column: item.origins for item in facts.written if item.table == target}
    return Relation([Output(one.name, one.key, _before(one, written), one.node) for one in outputs])


def _before(output: Output, written: dict[str, Origins]) -> Origins:
    """What a returned column was written from, where the statement itself wrote it."""
    found: MutableOrigins = {}
    for (table, column, subtype), doubt in output.origins.items():
        add_all(found, written.get(column) or {(table, column, subtype): doubt})
    return found


# ------------------------------------------------------------------------------------------------- queries


def _query(tree: exp.Expr, facts: Facts) -> None:
    facts.kind = "SELECT"
    relation = facts.queries.resolve(tree)
    into = tree.args.get("into")
    target = into.this if into is not None else None
    if (
        isinstance(target, exp.Table)
        and isinstance(target.this, exp.Identifier)
        and not facts.context.in_block
    ):
        facts.kind = "SELECT INTO"
        facts.create(facts.target(target), relation, [])
    else:
        facts.result(relation)


# -------------------------------------------------------------------------------------------------- INSERT


def _insert(tree: exp.Expr, facts: Facts, scope: Scope | None) -> None:
    facts.kind = "INSERT"
    opened = facts.queries.opened(tree, scope)
    target, names = _target(tree.this, facts)
    expression = tree.expression or tree.args.get("source")  # Spark's INSERT INTO t TABLE s
    if target is None:
        return
    if not isinstance(expression, exp.Expr):
        facts.touch(target)
        return
    relation = facts.queries.resolve(expression, opened)
    _write(target, names, relation, tree, facts)


def _write(target: str, names: Names, relation: Relation, tree: exp.Expr, facts: Facts) -> None:
    partition = tree.this.args.get("partition") if isinstance(tree.this, exp.Table) else None
    fixed = frozenset(
        facts.queries.key_of(item.this.this)
        for item in (partition.expressions if partition is not None else ())
        if isinstance(item, exp.EQ) and isinstance(item.this, exp.Column)
    )
    facts.insert(target, relation, names, by_name=bool(tree.args.get("by_name")), fixed=fixed)
    _output_into(tree, facts)


def _output_into(tree: exp.Expr, facts: Facts) -> None:
    """T-SQL's OUTPUT ... INTO: the written columns go to a second table too."""
    returning = tree.args.get("returning")
    into = returning.args.get("into") if returning is not None else None
    if returning is None or not into or not facts.targets:
        return
    table = into if isinstance(into, exp.Table) else exp.Table(this=into)
    written = {item.column: item for item in facts.written if item.table == facts.targets[-1]}
    second = facts.target(table)
    for item in returning.expressions:
        key = facts.context.fold(item.alias_or_name, False)  # noqa: FBT003
        source = written.get(facts.context.fold(item.unalias().name, False))  # noqa: FBT003
        facts.context.spellings.note_column(second, key, item.alias_or_name)
        if source is not None:
            facts.written.append(Written(second, key, item.alias_or_name, source.origins, source.indirect))


def _target(node: exp.Expr, facts: Facts) -> tuple[str | None, Names]:
    """The key of what is written to, and the columns that the text lists."""
    if isinstance(node, exp.Schema):
        columns = [item.this if isinstance(item, exp.ColumnDef) else item for item in node.expressions]
        names = [
            (column.name, facts.queries.key_of(column))
            for column in columns
            if isinstance(column, exp.Identifier)
        ]
        key, _ = _target(node.this, facts)
        return key, names
    if isinstance(node, exp.Directory):
        return facts.path(node.this.name), []
    if isinstance(node, exp.Table):
        return facts.target(node), facts.queries.names_of(node.args.get("alias"))
    return None, []


def _many_inserts(tree: exp.Expr, facts: Facts, scope: Scope | None) -> None:
    """Hive's FROM ... INSERT ... INSERT and the INSERT ALL of Oracle and Snowflake."""
    facts.kind = "INSERT"
    opened = facts.queries.opened(tree, scope)
    inside = Scope(opened.ctes)
    add_source(tree.args["source"], inside, facts.queries)
    for item in tree.expressions:
        insert = item.this if isinstance(item, exp.ConditionalInsert) else item
        condition = item.expression if isinstance(item, exp.ConditionalInsert) else None
        target, names = _target(insert.this, facts)
        if target is None:
            continue
        relation = _one_of_many(insert, inside, facts)
        if condition is not None:
            relation.indirect = {**relation.indirect, **facts.queries.origins(condition, inside, "FILTER")}
        _write(target, names, relation, insert, facts)


def _one_of_many(insert: exp.Expr, inside: Scope, facts: Facts) -> Relation:
    expression = insert.expression
    if isinstance(expression, exp.Select):
        return facts.queries.selected(expression, Scope(inside.ctes, sources=list(inside.sources)))
    if isinstance(expression, exp.Values):
        row = expression.expressions[0]
        items = row.expressions if isinstance(row, exp.Tuple) else [row]
        return Relation([output for item in items for output in facts.queries.projected(item, inside)])
    source = inside.sources[0].relation
    return Relation(source.outputs, source.indirect, source.rows)


# -------------------------------------------------------------------------------------------------- CREATE


def _create(tree: exp.Expr, facts: Facts, scope: Scope | None) -> None:
    kind = str(tree.args.get("kind") or "").upper()
    facts.kind = f"CREATE {kind}".strip()
    if kind not in ("TABLE", "VIEW", "MODEL"):
        return
    target, names = _target(_created(tree), facts)
    if target is None:
        return
    path = _option_path(tree)
    if isinstance(tree.expression, exp.Expr):
        relation = facts.queries.resolve(tree.expression, facts.queries.opened(tree, scope))
        facts.create(target, relation, names)
        if kind == "VIEW":
            facts.context.reads.pop(target, None)  # a recursive view names itself
    elif _model(tree) is not None:
        _like(target, tree, facts)
    elif path is not None:
        facts.create(target, facts.context.read(facts.context.path_key(path)), names)
    else:
        facts.create(target, None, names)


def _option_path(tree: exp.Expr) -> str | None:
    """The file that Spark's `CREATE ... USING format OPTIONS (path '...')` is a view of."""
    properties = tree.args.get("properties")
    for option in properties.find_all(exp.OptionsProperty) if properties is not None else ():
        for item in option.expressions:
            if item.name.casefold() == "path" and isinstance(item.args.get("value"), exp.Literal):
                return str(item.args["value"].name)
    return None


def _created(tree: exp.Expr) -> exp.Expr:
    """What is made; ClickHouse's materialised view writes `TO` another table."""
    properties = tree.args.get("properties")
    to = properties.find(exp.ToTableProperty) if properties is not None else None
    made: exp.Expr = to.this if to is not None else tree.this
    return made


def _model(tree: exp.Expr) -> exp.Expr | None:
    """The table that LIKE or CLONE names."""
    clone = tree.args.get("clone")
    if clone is not None:
        return clone.this  # type: ignore[no-any-return]
    like = tree.find(exp.LikeProperty)
    return like.this if like is not None and isinstance(like.this, exp.Table) else None


def _like(target: str, tree: exp.Expr, facts: Facts) -> None:
    model = facts.context.read(facts.context.key(_model(tree)))  # type: ignore[arg-type]
    if tree.args.get("clone") is not None and not tree.args["clone"].args.get("shallow_definition"):
        facts.create(target, model, [])
    else:
        names = None if model.stars else [(output.name, output.key) for output in model.outputs]
        facts.create(target, None, names or [])


def _merge(tree: exp.Expr, facts: Facts, scope: Scope | None) -> None:
    merge(tree, facts, scope)
    _output_into(tree, facts)


def _cache(tree: exp.Expr, facts: Facts, scope: Scope | None) -> None:
    facts.kind = "CACHE"
    if isinstance(tree.expression, exp.Expr):
        facts.create(facts.target(tree.this), facts.queries.resolve(tree.expression, scope), [])


# ---------------------------------------------------------------------------------------------- files, DDL


def _copy(tree: exp.Expr, facts: Facts, _: Scope | None) -> None:
    facts.kind = "COPY"
    files = tree.args.get("files") or []
    if tree.args.get("kind"):
        target, names = _target(tree.this, facts)
        relations = [_file_relation(file, facts) for file in files]
        if target is not None:
            for relation in relations or [Relation()]:
                facts.insert(target, relation, names)
        return
    relation = _file_relation(tree.this, facts)
    for file in files:
        if _path_name(file).upper() not in ("STDOUT", "STDIN"):
            facts.insert(facts.path(_path_name(file)), relation, [])


def _file_relation(node: exp.Expr, facts: Facts) -> Relation:
    if isinstance(node, exp.Literal):
        return facts.context.read(facts.context.path_key(node.name))
    if isinstance(node, exp.Schema):
        inside = Scope({})
        add_source(node.this, inside, facts.queries)
        columns = [
            exp.column(column.copy()) for column in node.expressions if isinstance(column, exp.Identifier)
        ]
        return Relation([output for column in columns for output in facts.queries.projected(column, inside)])
    if isinstance(node, exp.Table):
        return facts.context.read(facts.context.key(node))
    return facts.queries.resolve(node)


def _path_name(node: exp.Expr) -> str:
    return node.name or node.sql()


def _load(tree: exp.Expr, facts: Facts, _: Scope | None) -> None:
    facts.kind = "LOAD"
    target, names = _target(tree.this, facts)
    path = tree.args.get("inpath")
    files = tree.args.get("files")
    literals = [path] if path is not None else list(files.find_all(exp.Literal)) if files is not None else []
    paths = [literal.name for literal in literals if path is not None or "/" in literal.name]
    if target is None:
        return
    facts.touch(target)
    for name in paths:
        facts.insert(target, facts.context.read(facts.context.path_key(name)), names)


def _export(tree: exp.Expr, facts: Facts, scope: Scope | None) -> None:
    facts.kind = "EXPORT"
    options = tree.args.get("options")
    uris = [item.args["value"].name for item in (options.expressions if options is not None else ())
            if item.name.casefold() == "uri"]  # fmt: skip
    relation = facts.queries.resolve(tree.this, scope)
    for uri in uris:
        facts.insert(facts.path(uri), relation, [])


def _drop(tree: exp.Expr, facts: Facts, _: Scope | None) -> None:
    facts.kind = "DROP"
    tables = tree.args.get("tables") or [tree.this]
    if str(tree.args.get("kind") or "").upper() in ("TABLE", "VIEW"):
        facts.removed += [facts.context.key(table) for table in tables if isinstance(table, exp.Table)]


def _truncate(tree: exp.Expr, facts: Facts, _: Scope | None) -> None:
    facts.kind = "TRUNCATE"
    facts.removed += [facts.context.key(table) for table in tree.expressions if isinstance(table, exp.Table)]


def _alter(tree: exp.Expr, facts: Facts, _: Scope | None) -> None:
    facts.kind = "ALTER"
    if not isinstance(tree.this, exp.Table):
        return
    old = facts.context.key(tree.this)
    for action in tree.args.get("actions") or ():
        if isinstance(action, exp.AlterRename) and isinstance(action.this, exp.Table):
            facts.rename(old, action.this, beside=tree.this)
        elif isinstance(action, exp.SwapTable):
            other = facts.context.key(action.this)
            facts.insert(facts.target(tree.this), facts.context.read(other), [])


_HANDLERS: dict[type[exp.Expr], Callable[[exp.Expr, Facts, Scope | None], None]] = {
    exp.Insert: _insert,
    exp.MultitableInserts: _many_inserts,
    exp.Create: _create,
    exp.Cache: _cache,
    exp.Copy: _copy,
    exp.LoadData: _load,
    exp.Export: _export,
    exp.Drop: _drop,
    exp.TruncateTable: _truncate,
    exp.Alter: _alter,
    exp.Merge: _merge,
    exp.Update: update,
    exp.Delete: delete,
}


# ------------------------------------------------------------------------------------ read from the text


def plain_facts(plain: PlainStatement, tree: exp.Expr | None, facts: Facts, dialect: str) -> None:
    """What a statement does that `rewrites` read from its text."""
    context = facts.context
    for old, new in plain.renames:
        before = exp.to_table(old, dialect=dialect)
        facts.rename(context.key(before), exp.to_table(new, dialect=dialect), beside=before)
    if not plain.target:
        if plain.source:
            facts.result(context.read(_named(plain.source, facts, dialect)))
        return
    if tree is None and not plain.source:
        facts.touch(_named(plain.target, facts, dialect))
        return
    if tree is not None:
        relation = facts.queries.resolve(tree)
    else:
        relation = context.read(_named(plain.source, facts, dialect))
    target = _named(plain.target, facts, dialect)
    facts.touch(target)
    facts.insert(target, relation, [])


def _named(name: str, facts: Facts, dialect: str) -> str:
    """The key of a table's name as written, or of a path in quotes."""
    if name.startswith("'"):
        return facts.context.path_key(name[1:-1])
    return facts.context.key(exp.to_table(name, dialect=dialect))
