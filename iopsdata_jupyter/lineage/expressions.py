"""Which columns an expression reads, and in what part: value, condition, window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sqlglot import exp

from iopsdata_jupyter.lineage.columns import column_origins
from iopsdata_jupyter.lineage.flows import MutableOrigins, Origins, add, add_all, is_direct, through
from iopsdata_jupyter.lineage.models import STAR, Subtype
from iopsdata_jupyter.lineage.relations import Relation, Scope

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.context import Context

Resolve = Callable[[exp.Expr, Scope], Relation]
"""How a query inside an expression is resolved."""

Step = tuple[exp.Expr, Subtype]

_ONE_ROW = (exp.First, exp.Last, exp.FirstValue, exp.LastValue, exp.NthValue, exp.Lag, exp.Lead, exp.AnyValue)
"""Functions that hand on the value of one row, though sqlglot files them under aggregates."""

_LEAVES: tuple[type[exp.Expr], ...] = (
    exp.Literal,
    exp.Identifier,
    exp.Var,
    exp.DataType,
    exp.Null,
    exp.Boolean,
)


class Collector:
    """Collects the origins of one expression. A stack in place of recursion: `a + b + ...` nests deep."""

    def __init__(self, scope: Scope, context: Context, resolve: Resolve) -> None:
        self.scope = scope
        self.context = context
        self.resolve = resolve
        self.found: MutableOrigins = {}
        self.bound: set[str] = set()

    def collect(self, node: exp.Expr, subtype: Subtype = "IDENTITY") -> Origins:
        """The origins of `node`; IDENTITY where it is nothing but a column."""
        while isinstance(node, (exp.Alias, exp.Paren)):
            node = node.this
        if isinstance(node, exp.Column) and not isinstance(node.this, exp.Star):
            return column_origins(node, self.scope, self.context, subtype)
        if isinstance(node, exp.Parameter):
            return self._by_place(node, subtype)
        stack: list[Step] = [(node, "TRANSFORMATION" if subtype == "IDENTITY" else subtype)]
        while stack:
            self._visit(*stack.pop(), stack)
        return self.found

    def _visit(self, node: exp.Expr, subtype: Subtype, stack: list[Step]) -> None:
        if isinstance(node, exp.Column):
            self._column(node, subtype)
        elif isinstance(node, _LEAVES):
            return
        elif isinstance(node, exp.Query):
            self._query(node, subtype)
        else:
            stack.extend(reversed(list(self._parts(node, subtype))))

    def _column(self, node: exp.Column, subtype: Subtype) -> None:
        if isinstance(node.this, exp.Star):
            self._rows(subtype, node.table)
        elif self.bound and not node.table and node.name.casefold() in self.bound:
            return
        else:
            add_all(self.found, column_origins(node, self.scope, self.context, subtype))

    def _query(self, node: exp.Expr, subtype: Subtype) -> None:
        relation = self.resolve(node, self.scope)
        for output in relation.outputs:
            add_all(self.found, output.seen(subtype))
        add_all(self.found, through(relation.indirect, subtype))

    def _rows(self, subtype: Subtype, qualifier: str = "") -> None:
        """`count(*)`: no column, but the rows of every relation in the FROM clause."""
        for source in self.scope.sources:
            if qualifier and source.key != self.context.fold(qualifier, False):  # noqa: FBT003
                continue
            for table in source.relation.rows:
                add(self.found, (table, STAR, subtype), None)

    def _parts(self, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
        handler = _HANDLERS.get(type(node))
        if handler is not None:
            yield from handler(self, node, subtype)
        elif isinstance(node, exp.Star):
            self._rows(subtype)
        elif isinstance(node, exp.AggFunc) and not isinstance(node, _ONE_ROW):
            yield from self._aggregate(node, subtype)
        else:
            yield from _children(node, subtype)

    def _aggregate(self, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
        inner: Subtype = "AGGREGATION" if is_direct(subtype) else subtype
        for child in node.iter_expressions():
            if isinstance(child, exp.Order):
                if isinstance(child.this, exp.Expr):  # `array_agg(x ORDER BY y)` hangs x under the order
                    yield child.this, inner
                yield from ((ordered, "WINDOW") for ordered in child.expressions)
            else:
                yield child, inner

    def _window(self, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
        yield node.this, subtype
        shape: Subtype = "WINDOW" if is_direct(subtype) else subtype
        named = self.scope.windows.get(node.alias.casefold()) if node.args.get("alias") else None
        for part in (node, named):
            if part is not None:
                yield from ((item, shape) for item in part.args.get("partition_by") or ())
                if part.args.get("order"):
                    yield part.args["order"], shape

    def _lambda(self, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
        self.bound.update(parameter.name.casefold() for parameter in node.expressions)
        yield node.this, subtype

    def _comprehension(self, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
        self.bound.add(node.expression.name.casefold())
        yield from _children(node, subtype)

    def _parameter(self, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
        add_all(self.found, self._by_place(node, subtype))
        return iter(())

    def _by_place(self, node: exp.Expr, subtype: Subtype) -> Origins:
        """Snowflake's `$1`: a column of a staged file by its place."""
        if self.context.dialect != "snowflake" or not node.name.isdigit() or len(self.scope.sources) != 1:
            return {}
        return {(table, f"${node.name}", subtype): None for table in self.scope.sources[0].relation.rows}


def _children(node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
    for child in node.iter_expressions():
        yield child, subtype


def _conditional(subtype: Subtype) -> Subtype:
    return "CONDITIONAL" if is_direct(subtype) else subtype


def _case(_: Collector, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
    if node.this is not None:
        yield node.this, _conditional(subtype)
    for branch in node.args.get("ifs") or ():
        yield branch, subtype
    if node.args.get("default") is not None:
        yield node.args["default"], subtype


def _if(_: Collector, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
    yield node.this, _conditional(subtype)
    for name in ("true", "false"):
        if node.args.get(name) is not None:
            yield node.args[name], subtype


def _filter(_: Collector, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
    yield node.this, subtype
    yield node.expression, _conditional(subtype)


def _within_group(_: Collector, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
    yield node.this, subtype
    inner: Subtype = "AGGREGATION" if is_direct(subtype) else subtype
    for ordered in node.expression.iter_expressions():
        yield ordered, inner


def _exists(_: Collector, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
    yield from _children(node, _conditional(subtype))


def _cast(_: Collector, node: exp.Expr, subtype: Subtype) -> Iterator[Step]:
    yield node.this, subtype


_HANDLERS: dict[type[exp.Expr], Callable[[Collector, exp.Expr, Subtype], Iterator[Step]]] = {
    exp.Case: _case,
    exp.If: _if,
    exp.Filter: _filter,
    exp.WithinGroup: _within_group,
    exp.Exists: _exists,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Window: Collector._window,  # noqa: SLF001 - the table of this very class
    exp.Lambda: Collector._lambda,  # noqa: SLF001
    exp.Comprehension: Collector._comprehension,  # noqa: SLF001
    exp.Parameter: Collector._parameter,  # noqa: SLF001
}
