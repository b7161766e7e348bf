"""SQL as a Query sketch, where the sketch language can say it."""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query

_COMPARE: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.GT: ">",
    exp.LT: "<",
    exp.GTE: ">=",
    exp.LTE: "<=",
    exp.Like: "like",
}
_FLIP = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "=", "!=": "!="}
_AGGREGATES: dict[type[exp.Expr], str] = {
    exp.Count: "count",
    exp.Sum: "sum",
    exp.Avg: "avg",
    exp.Min: "min",
    exp.Max: "max",
}
_COMBINE = {exp.Union: "union", exp.Intersect: "intersect", exp.Except: "except"}


class Unsupported(Exception):
    """The sketch language cannot say this statement."""


def parse_sketch(sql: str, schema: SchemaIndex, dialect: str = "sqlite") -> Query:
    """The sketch of a statement.

    Raises:
        Unsupported: the sketch language cannot say it.
    """
    try:
        return _Parser(schema).query(sqlglot.parse_one(sql.rstrip("; "), read=dialect))
    except sqlglot.errors.SqlglotError as error:
        raise Unsupported(f"parse {error}") from None


class _Parser:
    def __init__(self, schema: SchemaIndex) -> None:
        self.schema = schema
        self.by_name = {table.name.casefold(): table.index for table in schema.tables}
        if len(self.by_name) < len(schema.tables):
            raise Unsupported("tables of one name in several schemas")

    def query(self, tree: exp.Expr) -> Query:
        if isinstance(tree, exp.Subquery):
            tree = tree.this
        if isinstance(tree, exp.SetOperation):
            left, right = self.query(tree.this), self.query(tree.expression)
            if left.other or right.other or tree.args.get("order") or tree.args.get("limit"):
                raise Unsupported("deep set operation")
            from dataclasses import replace

            return replace(left, combine=_COMBINE[type(tree)], other=right)
        if not isinstance(tree, exp.Select):
            raise Unsupported(type(tree).__name__)
        return _Select(self, tree).parse()


class _Select:
    def __init__(self, parser: _Parser, tree: exp.Select) -> None:
        self.parser = parser
        self.schema = parser.schema
        self.tree = tree
        self.aliases: dict[str, int] = {}
        self.from_tables: list[int] = []

    def parse(self) -> Query:
        tree = self.tree
        self._from()
        joined = self._joined_columns()
        select = tuple(item for e in tree.expressions for item in self.items(e))
        where, either = self._conditions(tree.args.get("where"))
        group = tree.args.get("group")
        columns = tuple(self.column(e) for e in group.expressions) if group else ()
        having, both = self._conditions(tree.args.get("having"))
        if both:
            raise Unsupported("or in having")
        order, descending = self._order()
        limit = tree.args.get("limit")
        count = int(limit.expression.this) if limit else None
        query = Query(
            select, bool(tree.args.get("distinct")), where, either, columns, having, order, descending, count
        )
        return self._with_tables(query, joined)

    def _from(self) -> None:
        source = self.tree.args.get("from_") or self.tree.args.get("from")
        if source is None:
            raise Unsupported("no from")
        for part in [source.this, *(join.this for join in self.tree.args.get("joins") or ())]:
            if not isinstance(part, exp.Table):
                raise Unsupported("from subquery")
            index = self.parser.by_name.get(part.name.casefold())
            if index is None:
                raise Unsupported("table")
            if index in self.from_tables:
                raise Unsupported("self join")
            self.aliases[part.alias_or_name.casefold()] = index
            self.from_tables.append(index)

    def _named(self, alias: str) -> int:
        if alias.casefold() not in self.aliases:
            raise Unsupported("table of another level")
        return self.aliases[alias.casefold()]

    def _joined_columns(self) -> list[int]:
        if any(join.side for join in self.tree.args.get("joins") or ()):
            raise Unsupported("outer join")
        return []

    def column(self, node: exp.Expr) -> int:
        derived = self._derived(node)
        if derived is not None:
            return derived
        if not isinstance(node, exp.Column):
            raise Unsupported(f"column {type(node).__name__}")
        tables = [self._named(node.table)] if node.table.casefold() in self.aliases else self.from_tables
        for table in tables:
            for index in self.schema.tables[table].columns:
                if self.schema.columns[index].name.casefold() == node.name.casefold():
                    return index
        raise Unsupported("unknown column")

    def _derived(self, node: exp.Expr) -> int | None:
        """A time bucket or a product, where the schema index has it."""
        if isinstance(node, exp.Mul):
            sources, kind = {self.column(node.left), self.column(node.right)}, "product"
        elif isinstance(node, exp.TimeToStr):
            inner = node.this.this if isinstance(node.this, exp.TsOrDsToTimestamp) else node.this
            sources, kind = {self.column(inner)}, "year" if node.args["format"].name == "%Y" else "month"
        elif isinstance(node, (exp.Anonymous, exp.Quarter)) and (
            isinstance(node, exp.Quarter) or node.name.lower() == "quarter"
        ):
            inner = node.this if isinstance(node, exp.Quarter) else node.expressions[0]
            sources, kind = (
                {self.column(inner.this if isinstance(inner, exp.TsOrDsToDate) else inner)},
                "quarter",
            )
        else:
            return None
        return next(
            (c.index for c in self.schema.columns if c.derived == kind and set(c.sources) == sources), None
        )

    def items(self, node: exp.Expr) -> list[Item]:
        if isinstance(node, exp.Alias):
            node = node.this
        if isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star)):
            tables = self.from_tables if isinstance(node, exp.Star) else [self._named(node.table)]
            return [Item(c) for t in tables for c in self.schema.tables[t].columns]
        return [self.item(node)]

    def item(self, node: exp.Expr) -> Item:
        if isinstance(node, exp.Paren):
            return self.item(node.this)
        if type(node) in _AGGREGATES:
            return self._aggregate(node)
        return Item(self.column(node))

    def _aggregate(self, node: exp.Expr) -> Item:
        name, inner, distinct = _AGGREGATES[type(node)], node.this, False
        if isinstance(inner, exp.Distinct):
            inner, distinct = inner.expressions[0], True
        if isinstance(inner, exp.Paren):
            inner = inner.this
        if name == "count" and (isinstance(inner, exp.Star) or not distinct):
            table = (
                self._counted()
                if isinstance(inner, exp.Star)
                else self.schema.columns[self.column(inner)].table
            )
            return Item(STAR, "count", table=table)
        return Item(self.column(inner), name, distinct)

    def _counted(self) -> int:
        """The table on the many side of the joins: the one that no other table of the query refers to."""
        referred = {
            self.schema.columns[edge.right].table
            for edge in self.schema.edges
            if self.schema.columns[edge.left].table in self.from_tables
            and self.schema.columns[edge.left].table != self.schema.columns[edge.right].table
        }
        leaves = [table for table in self.from_tables if table not in referred]
        return leaves[0] if leaves else self.from_tables[-1]

    def _conditions(self, clause: exp.Expr | None) -> tuple[tuple[Condition, ...], bool]:
        if clause is None:
            return (), False
        kinds = {type(node) for node in clause.find_all(exp.And, exp.Or) if node.parent_select is self.tree}
        if len(kinds) > 1:
            raise Unsupported("and/or")
        node = clause.this
        connector = next(iter(kinds), exp.And)
        parts = list(node.flatten()) if isinstance(node, (exp.And, exp.Or)) else [node]
        found = [self.condition(part) for part in parts if not self._is_join(part)]
        return tuple(found), connector is exp.Or

    def _is_join(self, node: exp.Expr) -> bool:
        return isinstance(node, exp.EQ) and all(
            isinstance(side, exp.Column) and not _text(side) for side in (node.this, node.expression)
        )

    def condition(self, node: exp.Expr) -> Condition:
        negated = isinstance(node, exp.Not)
        if negated:
            node = node.this
        if isinstance(node, exp.Paren):
            node = node.this
        if isinstance(node, exp.Is):
            nots = negated or isinstance(node.expression, exp.Not)
            return Condition(self.item(node.this), "not null" if nots else "null")
        if isinstance(node, exp.In):
            return self._membership(node, "not in" if negated else "in")
        if isinstance(node, exp.Between):
            return Condition(
                self.item(node.this),
                "between",
                (self._value(node.args["low"]), self._value(node.args["high"])),
            )
        if type(node) not in _COMPARE:
            raise Unsupported(f"condition {type(node).__name__}")
        operator = _COMPARE[type(node)]
        if negated:
            operator = {"like": "not like", "=": "!="}.get(operator, "?")
        left, right = node.this, node.expression
        if isinstance(left, exp.Literal) and isinstance(right, exp.Column):
            left, right, operator = right, left, _FLIP.get(operator, operator)
        if isinstance(right, exp.Subquery):
            return Condition(self.item(left), operator, query=self._nested(right))
        return Condition(self.item(left), operator, (self._value(right),))

    def _membership(self, node: exp.In, operator: str) -> Condition:
        if node.args.get("query") is not None:
            return Condition(self.item(node.this), operator, query=self._nested(node.args["query"]))
        return Condition(self.item(node.this), operator, tuple(self._value(e) for e in node.expressions))

    def _nested(self, node: exp.Expr) -> Query:
        return self.parser.query(node)

    def _value(self, node: exp.Expr) -> str | int | float:
        if isinstance(node, exp.Neg):
            return -self._value(node.this)  # type: ignore[operator]
        if isinstance(node, exp.Column) and _text(node):
            return node.name
        if isinstance(node, exp.Literal):
            if node.is_string:
                return str(node.this)
            return float(node.this) if "." in node.this else int(node.this)
        raise Unsupported(f"value {type(node).__name__}")

    def _order(self) -> tuple[tuple[Item, ...], bool]:
        order = self.tree.args.get("order")
        if order is None:
            return (), False
        directions = {bool(e.args.get("desc")) for e in order.expressions}
        if len(directions) > 1:
            raise Unsupported("mixed order")
        return tuple(self.item(e.this) for e in order.expressions), directions.pop()

    def _with_tables(self, query: Query, joined: list[int]) -> Query:
        from dataclasses import replace

        used = {
            self.schema.columns[item.column].table if item.column != STAR else item.table
            for item in query.items()
        }
        return replace(query, tables=tuple(sorted(set(self.from_tables) - used)))


def _text(node: exp.Column) -> bool:
    """SQLite reads a double-quoted name that is no column as a string."""
    return bool(node.args["this"].args.get("quoted")) and not node.table
