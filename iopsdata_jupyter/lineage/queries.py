"""Queries as relations: WITH, FROM, projections, set operations; resolved once, from the inside out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sqlglot import exp

from iopsdata_jupyter.lineage.expressions import Collector
from iopsdata_jupyter.lineage.flows import NOTHING, MutableOrigins, Origins, Written, add_all
from iopsdata_jupyter.lineage.models import CTE_MARK, STAR, Subtype
from iopsdata_jupyter.lineage.relations import Output, Relation, Scope, renamed

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.context import Context

_MOST_ROUNDS = 20
"""Rounds after which a recursive query counts as settled; each can only add origins."""


class Queries:
    """Resolves the queries of one statement."""

    def __init__(self, context: Context) -> None:
        self.context = context

    # ------------------------------------------------------------------------------------------ entry

    def resolve(self, node: exp.Expr, parent: Scope | None = None) -> Relation:
        """The relation that a query, a parenthesised one or a VALUES list is."""
        scope = self.opened(node, parent)
        while isinstance(node, (exp.Subquery, exp.Paren)) and not node.alias and not _has_tail(node):
            node = node.this
            scope = self.opened(node, scope)
        if isinstance(node, exp.Select):
            return self.selected(node, scope)
        if isinstance(node, exp.SetOperation):
            return self._set_operation(node, scope)
        return self._other(node, scope)

    def _other(self, node: exp.Expr, scope: Scope) -> Relation:
        from iopsdata_jupyter.lineage.sources import add_source

        if isinstance(node, (exp.Insert, exp.Update, exp.Delete, exp.Merge)):
            from iopsdata_jupyter.lineage.writes import returned

            return returned(node, self, scope)
        inside = Scope(scope.ctes, scope.parent, scalars=scope.scalars)
        add_source(node, inside, self)
        return Relation(list(self.star(inside, None)), _indirect_of(inside), _rows_of(inside))

    def origins(self, node: exp.Expr, scope: Scope, subtype: Subtype = "IDENTITY") -> Origins:
        """Where an expression takes its value from."""
        return Collector(scope, self.context, self.resolve).collect(node, subtype)

    # ------------------------------------------------------------------------------------------- WITH

    def opened(self, node: exp.Expr, parent: Scope | None) -> Scope:
        """A scope in which the CTEs of `node` are known."""
        outer = parent.ctes if parent is not None else {}
        scalars = parent.scalars if parent is not None else {}
        with_ = node.args.get("with_")
        if with_ is None:
            return Scope(outer, parent, scalars=scalars)
        ctes: dict[str, Relation] = dict(outer)
        scope = Scope(ctes, parent, scalars=dict(scalars))
        for cte in with_.expressions:
            self._define(cte, scope, ctes, recursive=bool(with_.args.get("recursive")))
        return scope

    def _define(self, cte: exp.Expr, scope: Scope, ctes: dict[str, Relation], *, recursive: bool) -> None:
        alias = cte.args["alias"]
        key = self.key_of(alias.this)
        if cte.args.get("scalar") and not isinstance(cte.this, exp.Select):
            # ClickHouse's `WITH a + 1 AS q`: its columns are those of the query that reads it.
            scope.scalars[key] = cte.this  # type: ignore[index]
            return
        names = self.names_of(alias)
        inside = Scope(ctes, scope.parent, scalars=scope.scalars)
        # T-SQL and Oracle write recursive CTEs without the word, as a union with themselves.
        if isinstance(cte.this, exp.SetOperation) and (recursive or _reads(cte.this, key, self)):
            relation = self._recursive(cte.this, key, names, inside, ctes)
        else:
            relation = renamed(self.resolve(cte.this, inside), names)
        ctes[key] = self._kept(relation, alias.this.name, key) if self.context.keep_ctes else relation

    def _kept(self, relation: Relation, name: str, key: str) -> Relation:
        """A CTE as a table of its own: what makes it is noted, and readers see its columns only."""
        table, spellings = CTE_MARK + key, self.context.spellings
        spellings.note_table(table, CTE_MARK + name)
        for one in relation.outputs:
            spellings.note_column(table, one.key, one.name)
            self.context.written.append(
                Written(table, one.key, one.name, one.origins, relation.indirect, one.node)
            )
        outputs = [
            Output(one.name, one.key, {(table, one.key, "IDENTITY"): None}, excluded=one.excluded)
            for one in relation.outputs
        ]
        loose: Origins | None = {(table, STAR, "IDENTITY"): None} if relation.anything is not None else None
        return Relation(outputs, rows=(table,), anything=loose)

    def _recursive(
        self, node: exp.Expr, key: str, names: list[tuple[str, str]], scope: Scope, ctes: dict[str, Relation]
    ) -> Relation:
        before = ctes.get(key)
        first = node
        while isinstance(first, exp.SetOperation):
            first = first.this
        ctes[key] = Relation()
        relation = renamed(self.resolve(first, scope), names)
        for _ in range(_MOST_ROUNDS):
            ctes[key] = relation
            again = renamed(self.resolve(node, scope), names)
            if _size(again) == _size(relation):
                break
            relation = again
        if before is not None:
            ctes[key] = before
        return relation

    # ----------------------------------------------------------------------------------------- SELECT

    def selected(self, node: exp.Expr, scope: Scope) -> Relation:
        """A SELECT in a scope that may hold sources already."""
        from iopsdata_jupyter.lineage.sources import add_from

        add_from(node, scope, self)
        self._settle_scalars(scope)
        scope.windows = {window.name.casefold(): window for window in node.args.get("windows") or ()}
        outputs = self._projections(node, scope)
        indirect = self._shaping(node, scope, outputs)
        return Relation(outputs, indirect, _rows_of(scope))

    def _settle_scalars(self, scope: Scope) -> None:
        """Named expressions of WITH, read where their columns are known."""
        settled: dict[str, Origins | exp.Expr] = {}
        for key, value in scope.scalars.items():
            inside = Scope(scope.ctes, scope.parent, scope.sources, scope.merged, scalars=settled)
            settled[key] = self.origins(value, inside) if isinstance(value, exp.Expr) else value
        scope.scalars = settled

    def _projections(self, node: exp.Expr, scope: Scope) -> list[Output]:
        outputs: list[Output] = []
        scope.aliases_first = self.context.lateral_aliases
        for projection in node.expressions:
            made = list(self.projected(projection, scope))
            outputs.extend(made)
            if len(made) == 1 and isinstance(projection, exp.Alias):
                scope.aliases.setdefault(made[0].key, made[0])
        return outputs

    def projected(self, projection: exp.Expr, scope: Scope) -> Iterator[Output]:
        """The columns that one item of a SELECT list makes."""
        if isinstance(projection, exp.Star):
            yield from self.star(scope, projection)
        elif isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star):
            yield from self.star(scope, projection.this, self._qualifier(projection))
        elif isinstance(projection, (exp.Aliases, exp.QueryTransform)):
            origins = self.origins(projection, scope)
            for name in (
                projection.expressions if isinstance(projection, exp.Aliases) else _script_names(projection)
            ):
                yield Output(name.name, self.key_of(name), origins, projection)
        elif isinstance(projection, exp.Columns):
            yield from (one for one in self.star(scope, None) if _is_chosen(one.name, projection.this))
        else:
            yield self._single(projection, scope)

    def _single(self, projection: exp.Expr, scope: Scope) -> Output:
        origins = self.origins(projection, scope)
        if isinstance(projection, exp.Alias):
            alias = projection.args["alias"]
            return Output(alias.name, self.key_of(alias), origins, projection.this)
        name = projection.this if isinstance(projection, exp.Column) else None
        if isinstance(projection, exp.Dot):
            name = projection.expression
        if isinstance(name, exp.Identifier):
            return Output(name.name, self.key_of(name), origins, projection)
        text = self.context.spans.text(projection)
        return Output(text, text.casefold(), origins, projection)

    def _qualifier(self, column: exp.Expr) -> tuple[str, ...]:
        parts = (column.args.get(name) for name in ("catalog", "db", "table"))
        return tuple(self.key_of(part) for part in parts if part is not None)

    def star(self, scope: Scope, star: exp.Expr | None, qualifier: tuple[str, ...] = ()) -> Iterator[Output]:
        """The columns of `*` or, with a qualifier, of `t.*`; unknown ones stay a star."""
        from iopsdata_jupyter.lineage.stars import modified, of_scope, of_source

        if qualifier:
            source = scope.source(qualifier)
            outputs = (
                of_source(source.relation) if source is not None else self._struct_star(qualifier, scope)
            )
        else:
            outputs = of_scope(scope)
        yield from modified(outputs, star, scope, self)

    def _struct_star(self, qualifier: tuple[str, ...], scope: Scope) -> list[Output]:
        column = exp.column(qualifier[-1], table=qualifier[0] if len(qualifier) > 1 else None)
        return [Output(STAR, STAR, self.origins(column, scope, "TRANSFORMATION"))]

    # ---------------------------------------------------------------------------- what shapes the rows

    def _shaping(self, node: exp.Expr, scope: Scope, outputs: list[Output]) -> Origins:
        found: MutableOrigins = {}
        add_all(found, _indirect_of(scope))
        arguments = node.args
        if arguments.get("where"):
            add_all(found, self.origins(arguments["where"].this, scope, "FILTER"))
        scope.aliases = {output.key: output for output in reversed(outputs)}
        scope.aliases_first = True
        for name, subtype in _CLAUSES:
            clause = arguments.get(name)
            if clause is not None:
                self._clause(clause, subtype, scope, outputs, found)
        distinct = arguments.get("distinct")
        if distinct is not None and distinct.args.get("on") is not None:
            add_all(found, self.origins(distinct.args["on"], scope, "GROUP_BY"))
        return found

    def _clause(
        self, clause: exp.Expr, subtype: Subtype, scope: Scope, outputs: list[Output], found: MutableOrigins
    ) -> None:
        for item in clause.iter_expressions():
            place = item.this if isinstance(item, exp.Ordered) else item
            if isinstance(place, exp.Literal) and place.is_int and subtype in ("GROUP_BY", "SORT"):
                at = int(place.name) - 1
                if 0 <= at < len(outputs):
                    add_all(found, outputs[at].seen(subtype))
            else:
                add_all(found, self.origins(item, scope, subtype))

    # --------------------------------------------------------------------------------- set operations

    def _set_operation(self, node: exp.Expr, scope: Scope) -> Relation:
        from iopsdata_jupyter.lineage.setops import united

        branches: list[tuple[exp.Expr, bool]] = []
        left: exp.Expr = node
        by_name = False
        while isinstance(left, exp.SetOperation):
            branches.append((left.expression, isinstance(left, exp.Except)))
            by_name = by_name or bool(left.args.get("by_name"))
            if left is not node and left.args.get("with_") is not None:
                scope = self.opened(left, scope)
            left = left.this
        branches.append((left, False))
        resolved = [(self.resolve(branch, scope), taken) for branch, taken in reversed(branches)]
        kept = [relation for relation, taken in resolved if not taken]
        relation = united(kept, [relation for relation, taken in resolved if taken], by_name=by_name)
        order = node.args.get("order")
        if order is None:
            return relation
        inside = Scope(scope.ctes, scope.parent, aliases={output.key: output for output in relation.outputs})
        found: MutableOrigins = dict(relation.indirect)
        self._clause(order, "SORT", inside, list(relation.outputs), found)
        return Relation(relation.outputs, found, relation.rows)

    # ------------------------------------------------------------------------------------------ names

    def key_of(self, identifier: exp.Expr) -> str:
        return self.context.fold(identifier.name, bool(identifier.args.get("quoted")))

    def names_of(self, alias: exp.Expr | None) -> list[tuple[str, str]]:
        """(name, key) of the columns that a table alias lists."""
        columns: Iterable[exp.Expr] = alias.args.get("columns") or () if alias is not None else ()
        identifiers = [column.this if isinstance(column, exp.ColumnDef) else column for column in columns]
        return [(identifier.name, self.key_of(identifier)) for identifier in identifiers]


_CLAUSES: tuple[tuple[str, Subtype], ...] = (
    ("group", "GROUP_BY"),
    ("having", "FILTER"),
    ("qualify", "FILTER"),
    ("connect", "JOIN"),
    ("order", "SORT"),
    ("sort", "SORT"),
)


def _is_chosen(name: str, pattern: object) -> bool:
    """Whether DuckDB's `COLUMNS('pattern')` takes a column; columns that are not known it may."""
    if name == STAR or not (isinstance(pattern, exp.Literal) and pattern.is_string):
        return True
    try:
        return re.search(pattern.name, name) is not None
    except re.error:
        return True


def _has_tail(node: exp.Expr) -> bool:
    return any(node.args.get(name) for name in ("pivots", "joins", "laterals"))


def _script_names(node: exp.Expr) -> list[exp.Expr]:
    schema = node.args.get("schema")
    columns = schema.expressions if schema is not None else []
    return [column.this if isinstance(column, exp.ColumnDef) else column for column in columns]


def _indirect_of(scope: Scope) -> Origins:
    shaping = [source.relation.indirect for source in scope.sources if source.relation.indirect]
    if not scope.shape and len(shaping) <= 1:
        return shaping[0] if shaping else NOTHING
    found: MutableOrigins = dict(scope.shape)
    for origins in shaping:
        add_all(found, origins)
    return found


def _rows_of(scope: Scope) -> tuple[str, ...]:
    return tuple(dict.fromkeys(table for source in scope.sources for table in source.relation.rows))


def _reads(node: exp.Expr, key: str, queries: Queries) -> bool:
    return any(
        not table.args.get("db")
        and isinstance(table.this, exp.Identifier)
        and queries.key_of(table.this) == key
        for table in node.find_all(exp.Table)
    )


def _size(relation: Relation) -> int:
    return sum(len(output.origins) for output in relation.outputs) + len(relation.indirect)
