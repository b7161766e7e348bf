"""SQL from a sketch: sqlglot expression trees in the dialect of the request, names quoted where needed."""

from __future__ import annotations

import re

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.offline.joins import JoinGraph
from iopsdata_jupyter.text_to_sql.offline.lexicon import RESERVED
from iopsdata_jupyter.text_to_sql.offline.schema import Edge, SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_PLAIN_LOWER = re.compile(r"[a-z_][a-z0-9_]*\Z")
_AGGREGATES: dict[str, type[exp.AggFunc]] = {
    "count": exp.Count, "sum": exp.Sum, "avg": exp.Avg, "min": exp.Min, "max": exp.Max,
}  # fmt: skip
_COMPARE: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "!=": exp.NEQ, ">": exp.GT, "<": exp.LT, ">=": exp.GTE, "<=": exp.LTE, "like": exp.Like,
}  # fmt: skip
_COMBINE: dict[str, type[exp.SetOperation]] = {
    "union": exp.Union, "intersect": exp.Intersect, "except": exp.Except,
}  # fmt: skip
_SQLITE_FORMAT = {"year": "%Y", "month": "%Y-%m", "week": "%Y-%W", "weekday": "%w", "day": "%Y-%m-%d"}


class CannotJoin(Exception):
    """The tables of a sketch do not connect; the candidate is dropped."""


def tables_of(query: Query, schema: SchemaIndex) -> tuple[int, ...]:
    """The tables that one level of a query needs, sorted."""
    found = set(query.tables)
    for item in query.items():
        if item.column != STAR:
            found.add(schema.columns[item.column].table)
        elif item.table >= 0:
            found.add(item.table)
    return tuple(sorted(found))


def to_sql(query: Query, schema: SchemaIndex, graph: JoinGraph, *, pretty: bool = False) -> str:
    """The SQL text of a sketch.

    Raises:
        CannotJoin: its tables do not connect.
    """
    return _Builder(schema, graph).query(query).sql(dialect=schema.dialect, pretty=pretty)


class _Builder:
    def __init__(self, schema: SchemaIndex, graph: JoinGraph) -> None:
        self.schema = schema
        self.graph = graph

    def query(self, query: Query) -> exp.Query:
        select = self._select(query)
        if query.other is None:
            return select
        return _COMBINE[query.combine](this=select, expression=self._select(query.other), distinct=True)

    def _select(self, query: Query) -> exp.Select:
        tables = tables_of(query, self.schema)
        tree = self.graph.tree(tables, query.via)
        if tree is None or not tree.tables:
            raise CannotJoin
        many = len(tree.tables) > 1
        select = exp.select(*(self._projection(item, many=many) for item in query.select))
        select = select.from_(self._table(tree.tables[0]))
        for table, edge in zip(tree.tables[1:], tree.edges, strict=True):
            select = select.join(self._table(table), on=self._on(edge), join_type="")
        return self._clauses(select, query, many=many)

    def _clauses(self, select: exp.Select, query: Query, *, many: bool) -> exp.Select:
        if query.where:
            parts = [self._condition(condition, many=many) for condition in query.where]
            select = select.where(exp.or_(*parts) if query.either else exp.and_(*parts))
        group = self._grouped_by(query)
        if group:
            select = select.group_by(*(self._column(column, many=many) for column in group))
        if query.having:
            select = select.having(
                exp.and_(*(self._condition(condition, many=many) for condition in query.having))
            )
        for item in query.order:
            ordered = exp.Ordered(
                this=self._item(item, many=many), desc=query.descending, nulls_first=not query.descending
            )
            select = select.order_by(ordered)
        if query.limit is not None:
            select = select.limit(query.limit)
        return select.distinct() if query.distinct else select

    def _grouped_by(self, query: Query) -> tuple[int, ...]:
        """The columns of GROUP BY: with those shown or sorted by, which only SQLite lets stand outside it."""
        figures = any(item.aggregate for item in (*query.select, *query.order)) or bool(query.having)
        if self.schema.dialect == "sqlite" or not (query.group or figures):
            return query.group
        plain = (item.column for item in (*query.select, *query.order) if not item.aggregate)
        return tuple(dict.fromkeys((*query.group, *plain)))

    def _projection(self, item: Item, *, many: bool) -> exp.Expr:
        expression = self._item(item, many=many)
        info = None if item.column == STAR else self.schema.columns[item.column]
        if info is not None and info.derived and not item.aggregate:
            return exp.alias_(expression, info.derived)
        if info is not None and info.derived == "product" and item.aggregate == "sum":
            return exp.alias_(expression, "revenue")
        return expression

    def _item(self, item: Item, *, many: bool) -> exp.Expr:
        if item.column == STAR:
            return exp.Count(this=exp.Star())
        inner: exp.Expr = self._column(item.column, many=many)
        if item.aggregate in ("sum", "avg") and self._is_text(item.column):
            inner = exp.cast(inner, "double")
        if item.distinct:
            inner = exp.Distinct(expressions=[inner])
        return _AGGREGATES[item.aggregate](this=inner) if item.aggregate else inner

    def _is_text(self, index: int) -> bool:
        """Whether a column needs a cast before it is added up; SQLite converts by itself."""
        return self.schema.columns[index].textual and self.schema.dialect != "sqlite"

    def _column(self, index: int, *, many: bool) -> exp.Expr:
        info = self.schema.columns[index]
        if info.derived == "product":
            left, right = (self._column(source, many=many) for source in info.sources)
            return exp.Mul(this=left, expression=right)
        if info.derived:
            return self._bucket(info.derived, info.sources[0], many=many)
        table = self._name(self.schema.tables[info.table].name) if many else None
        return exp.Column(this=self._name(info.name), table=table)

    def _bucket(self, bucket: str, source: int, *, many: bool) -> exp.Expr:
        column = self._column(source, many=many)
        if self.schema.dialect == "sqlite":
            return _sqlite_bucket(bucket, column)
        if "DATE" not in self._type(source) and "TIME" not in self._type(source):
            column = exp.cast(column, "date")
        if bucket == "year":
            return exp.Extract(this=exp.var("YEAR"), expression=column)
        if bucket == "weekday":
            return exp.DayOfWeek(this=column)
        return exp.TimestampTrunc(this=column, unit=exp.var(bucket.upper()))

    def _type(self, index: int) -> str:
        info = self.schema.columns[index]
        column = self.schema.tables[info.table].table.column(info.name)
        return column.type if column else ""

    def _table(self, index: int) -> exp.Table:
        table = self.schema.tables[index].table
        return exp.Table(
            this=self._name(table.name),
            db=self._name(table.schema) if table.schema else None,
            catalog=self._name(table.database) if table.database else None,
        )

    def _on(self, edge: Edge) -> exp.Expr:
        pairs = ((edge.left, edge.right), *edge.more)
        return exp.and_(
            *(
                exp.EQ(this=self._column(left, many=True), expression=self._column(right, many=True))
                for left, right in pairs
            )
        )

    def _name(self, name: str) -> exp.Identifier:
        plain = _PLAIN_LOWER if self.schema.dialect == "postgres" else _PLAIN
        return exp.to_identifier(name, quoted=not plain.match(name) or name.upper() in RESERVED)

    def _condition(self, condition: Condition, *, many: bool) -> exp.Expr:
        left = self._item(condition.item, many=many)
        operator = condition.operator
        if operator in ("null", "not null"):
            null = exp.Is(this=left, expression=exp.Null())
            return exp.not_(null) if operator == "not null" else null
        if operator in ("in", "not in"):
            inside = self._membership(left, condition)
            return exp.not_(inside) if operator == "not in" else inside
        if condition.query is not None:
            return _COMPARE[operator](this=left, expression=exp.Subquery(this=self.query(condition.query)))
        values = [self._literal(value, condition.item) for value in condition.values]
        if operator == "between":
            return exp.Between(this=left, low=values[0], high=values[1])
        if operator == "not like":
            return exp.not_(exp.Like(this=left, expression=values[0]))
        return _COMPARE[operator](this=left, expression=values[0])

    def _membership(self, left: exp.Expr, condition: Condition) -> exp.Expr:
        if condition.query is not None:
            inside = self.query(condition.query)
            if condition.operator == "not in" and isinstance(inside, exp.Select):
                inside = self._without_nulls(inside, condition.query.select[0])
            return exp.In(this=left, query=exp.Subquery(this=inside))
        return exp.In(
            this=left, expressions=[self._literal(value, condition.item) for value in condition.values]
        )

    def _without_nulls(self, inside: exp.Select, item: Item) -> exp.Select:
        """One NULL in a NOT IN list makes every comparison unknown and the result empty."""
        info = self.schema.columns[item.column]
        column = self.schema.tables[info.table].table.column(info.name)
        if item.aggregate or info.primary or column is None or not column.nullable:
            return inside
        return inside.where(exp.not_(exp.Is(this=inside.expressions[0].copy(), expression=exp.Null())))

    def _literal(self, value: str | int | float, item: Item) -> exp.Expr:
        info = None if item.column == STAR or item.aggregate else self.schema.columns[item.column]
        if info is not None and info.derived == "month" and self.schema.dialect != "sqlite":
            return exp.cast(exp.Literal.string(f"{value}-01"), "date")
        text = info is not None and info.textual and not info.derived
        if isinstance(value, str) or text:
            return exp.Literal.string(str(value))
        return exp.Literal.number(value)


def _sqlite_bucket(bucket: str, column: exp.Expr) -> exp.Expr:
    if bucket == "quarter":
        month = exp.cast(
            exp.Anonymous(this="strftime", expressions=[exp.Literal.string("%m"), column]), "int"
        )
        part = exp.Div(
            this=exp.paren(exp.Add(this=month, expression=exp.Literal.number(2))),
            expression=exp.Literal.number(3),
        )
        year = exp.Anonymous(this="strftime", expressions=[exp.Literal.string("%Y"), column.copy()])
        return exp.DPipe(
            this=exp.DPipe(this=year, expression=exp.Literal.string("-Q")), expression=exp.paren(part)
        )
    formatted = exp.Anonymous(
        this="strftime", expressions=[exp.Literal.string(_SQLITE_FORMAT[bucket]), column]
    )
    return exp.cast(formatted, "int") if bucket == "year" else formatted
