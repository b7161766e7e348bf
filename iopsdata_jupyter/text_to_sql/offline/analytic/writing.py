"""SQL from a settled question: sqlglot trees in the dialect of the connection."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.offline.analytic import clock
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Dimension, Draft, Filter, Measure, Settled
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import Formula, columns_of
from iopsdata_jupyter.text_to_sql.offline.analytic.paths import Hop
from iopsdata_jupyter.text_to_sql.offline.analytic.resolve import Scene, group_filter
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import ADDITIVE
from iopsdata_jupyter.text_to_sql.offline.lexicon import RESERVED

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_PLAIN_LOWER = re.compile(r"[a-z_][a-z0-9_]*\Z")
_AGGREGATES: dict[str, type[exp.AggFunc]] = {"sum": exp.Sum, "avg": exp.Avg, "min": exp.Min, "max": exp.Max}
_COMPARE: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "!=": exp.NEQ, ">": exp.GT, "<": exp.LT, ">=": exp.GTE, "<=": exp.LTE,
}  # fmt: skip
_AT_MOST = {"<": ">=", "<=": ">"}


class CannotWriteError(Exception):
    """A reading that no sound statement can be written for; the question is left to others."""


class Scope:
    """One level of a statement: the tables joined to its grain so far."""

    def __init__(self, scene: Scene, grain: int, *, qualified: bool) -> None:
        self.scene = scene
        self.grain = grain
        self.qualified = qualified
        self.hops: list[Hop] = []
        self.tables = {grain}

    def join(self, table: int) -> None:
        """Makes a table part of the level."""
        path = self.scene.paths.path(self.grain, table)
        if path is None:
            raise CannotWriteError
        for hop in path:
            if hop.target not in self.tables:
                self.hops.append(hop)
                self.tables.add(hop.target)

    def column(self, index: int) -> exp.Expression:
        """A column, its table joined."""
        info = self.scene.ground.schema.columns[index]
        self.join(info.table)
        return self.plain(index)

    def plain(self, index: int) -> exp.Expression:
        """A column of a table that is joined already."""
        schema = self.scene.ground.schema
        info = schema.columns[index]
        table = self.name(schema.tables[info.table].name) if self.qualified else None
        return exp.Column(this=self.name(info.name), table=table)

    def name(self, text: str) -> exp.Identifier:
        """A name, quoted where the dialect needs it."""
        plain = _PLAIN_LOWER if self.scene.ground.schema.dialect == "postgres" else _PLAIN
        return exp.to_identifier(text, quoted=not plain.match(text) or text.upper() in RESERVED)

    def source(self, index: int) -> exp.Table:
        """A table as it stands in FROM."""
        table = self.scene.ground.schema.tables[index].table
        return exp.Table(
            this=self.name(table.name),
            db=self.name(table.schema) if table.schema else None,
            catalog=self.name(table.database) if table.database else None,
        )

    def joined(self, select: exp.Select) -> exp.Select:
        """The select with FROM and JOINs."""
        select = select.from_(self.source(self.grain))
        for hop in self.hops:
            on = exp.EQ(this=self._qualified(hop.near), expression=self._qualified(hop.far))
            select = select.join(self.source(hop.target), on=on, join_type="")
        return select

    def _qualified(self, index: int) -> exp.Expression:
        info = self.scene.ground.schema.columns[index]
        return exp.Column(this=self.name(info.name), table=self.name(self.scene.ground.schema.tables[info.table].name))

    @property
    def multiplied(self) -> bool:
        """Whether a row of the grain may stand in several joined rows."""
        return any(hop.many for hop in self.hops)


class Writer:
    """Writes one settled draft."""

    def __init__(self, draft: Draft, settled: Settled, scene: Scene) -> None:
        self.draft = draft
        self.settled = settled
        self.scene = scene
        self.schema = scene.ground.schema
        self.dialect = scene.ground.schema.dialect
        self.assumed: dict[str, None] = {}
        """Notes for the reader, in order, made while writing."""

    def statement(self) -> exp.Query:
        """The whole statement.

        Raises:
            CannotWriteError: no sound statement says it.
        """
        return self._level(self.settled.grain, self._outer)

    def _level(self, grain: int, make: Callable[[Scope], exp.Select]) -> exp.Select:
        """Writes a level twice: the first time tells whether names need their table."""
        trial = Scope(self.scene, grain, qualified=True)
        make(trial)
        return make(Scope(self.scene, grain, qualified=len(trial.tables) > 1))

    def _outer(self, scope: Scope) -> exp.Select:
        if self.draft.growth:
            return self._growth(scope)
        if self.draft.measures or self.draft.having:
            return self._grouped(scope)
        return self._listed(scope)

    # lists

    def _listed(self, scope: Scope) -> exp.Select:
        shown: list[exp.Expression] = []
        subject = self.draft.subject
        if subject:
            shown.extend(self._entity(scope, self.settled.column(subject)))
        extra = [self.settled.column(choice) for choice in self.draft.shown]
        if extra and (not subject or not self._with_subject()):
            shown = []
        shown.extend(column for index in extra if (column := scope.column(index)) not in shown)
        if not shown and not self.scene.ground.dates(scope.grain):
            raise CannotWriteError
        select = exp.select(*(shown or [exp.Star()]))
        conditions = self._conditions(scope, self.draft.filters)
        order = self._list_order(scope)
        if scope.multiplied:
            raise CannotWriteError
        if not shown and len(scope.tables) > 1:
            select = exp.select(exp.Column(this=exp.Star(), table=scope.name(self.schema.tables[scope.grain].name)))
        return self._finish(scope, select, conditions, order)

    def _with_subject(self) -> bool:
        """Whether columns are shown beside the entity (`customers with their emails`) rather than alone."""
        subject = self.draft.subject
        return subject is not None and subject.span[0] < self.draft.shown[0].span[0]

    def _entity(self, scope: Scope, table: int) -> list[exp.Expression]:
        return [scope.column(index) for index in self.scene.ground.shown(table)]

    def _list_order(self, scope: Scope) -> list[exp.Expression]:
        order = self.draft.order
        if order is None:
            return []
        if isinstance(order.target, Measure):
            return [_ordered(scope.column(self.settled.column(order.target.target)), descending=order.descending)]
        target = order.target if isinstance(order.target, Choice) else None
        if target is not None and target.kind == "column":
            return [_ordered(scope.column(self.settled.column(target)), descending=order.descending)]
        if target is not None and target.kind == "date":
            return [_ordered(scope.column(self._date(scope.grain)), descending=order.descending)]
        return self._by_shown(scope, descending=order.descending)

    def _by_shown(self, scope: Scope, *, descending: bool) -> list[exp.Expression]:
        if self.draft.shown and (not self.draft.subject or self._figures_shown()):
            index = self.settled.column(self.draft.shown[-1] if self._figures_shown() else self.draft.shown[0])
            return [_ordered(scope.column(index), descending=descending)]
        names = self.scene.ground.shown(scope.grain)
        if not names:
            raise CannotWriteError
        return [_ordered(scope.column(index), descending=descending) for index in (names[1:] or names)]

    def _figures_shown(self) -> bool:
        return bool(self.draft.shown) and self.scene.ground.is_measure(self.settled.column(self.draft.shown[-1]))

    # groups and figures

    def _grouped(self, scope: Scope) -> exp.Select:
        if self._plain_ranking():
            return self._ranked_rows(scope)
        keys, shown = self._keys(scope)
        conditions = self._conditions(scope, self.draft.filters)
        figures = [self._figure(scope, measure) for measure in self.draft.measures]
        names = self._aliases()
        select = exp.select(*shown)
        if not self.draft.hidden:
            aliased = [exp.alias_(self._shared(scope, f), n) for f, n in zip(figures, names, strict=True)]
            select = select.select(*aliased)
        order = self._group_order(scope, keys, figures, names)
        having = [self._having(scope, condition) for condition in self.draft.having]
        select = self._finish(scope, select, conditions, order, keys)
        return select.having(exp.and_(*having)) if having else select

    def _plain_ranking(self) -> bool:
        """`top 5 products by list price`: rows are ranked as they are, nothing is aggregated."""
        dimensions, measures = self.draft.dimensions, self.draft.measures
        if len(dimensions) != 1 or len(measures) != 1 or dimensions[0].bucket or self.draft.limit is None:
            return False
        target = measures[0].target
        if measures[0].aggregate or target.kind != "column" or dimensions[0].target.kind != "table":
            return False
        return self.schema.columns[self.settled.column(target)].table == self.settled.column(dimensions[0].target)

    def _ranked_rows(self, scope: Scope) -> exp.Select:
        column = self.settled.column(self.draft.measures[0].target)
        table = self.settled.column(self.draft.dimensions[0].target)
        shown = self._entity(scope, table)
        measured = scope.column(column)
        if self.draft.shown:
            shown = [scope.column(self.settled.column(choice)) for choice in self.draft.shown]
        whole = not shown or bool(self.draft.shown)
        if not self.draft.hidden and not whole:
            shown.append(measured)
        conditions = self._conditions(scope, self.draft.filters)
        descending = self.draft.order is not None and self.draft.order.descending
        if self.scene.ground.is_date(column) and self.schema.columns[column].words[0] in ("birth", "hire"):
            descending = not descending
        if not shown and not self.scene.ground.dates(scope.grain):
            raise CannotWriteError
        select = exp.select(*(shown or [exp.Star()]))
        return self._finish(scope, select, conditions, [_ordered(measured, descending=descending)])

    def _keys(self, scope: Scope) -> tuple[list[exp.Expression], list[exp.Expression]]:
        keys: list[exp.Expression] = []
        shown: list[exp.Expression] = []
        for dimension in self.draft.dimensions:
            mine, visible = self._key(scope, dimension)
            keys.extend(key for key in mine if key not in keys)
            shown.extend(visible)
        return keys, shown

    def _key(self, scope: Scope, dimension: Dimension) -> tuple[list[exp.Expression], list[exp.Expression]]:
        if dimension.bucket:
            expression = self._bucket(scope, dimension)
            return [expression], [exp.alias_(expression.copy(), dimension.bucket.replace(" ", "_"))]
        if dimension.target.kind != "table":
            column = scope.column(self.settled.column(dimension.target))
            return [column], [column]
        table = self.settled.column(dimension.target)
        shown = self._entity(scope, table)
        key = self.scene.ground.key(table)
        if not shown:
            if key is None:
                raise CannotWriteError
            return [self._key_of(scope, table)] * 2, [self._key_of(scope, table)]
        if table == scope.grain and any(m.target.kind != "table" or m.aggregate == "ratio" for m in self.draft.measures):
            raise CannotWriteError
        if self.draft.shown:
            shown = [scope.column(self.settled.column(choice)) for choice in self.draft.shown]
        keyed = [scope.column(key)] if key is not None and scope.column(key) not in shown else []
        return [*keyed, *shown], shown

    def _key_of(self, scope: Scope, table: int) -> exp.Expression:
        """The key of an entity, from the rows that refer to it where that saves a join."""
        key = self.scene.ground.key(table)
        path = self.scene.paths.path(scope.grain, table)
        if key is None or path is None:
            raise CannotWriteError
        if path and path[-1].far == key and table not in scope.tables:
            return scope.column(path[-1].near)
        return scope.column(key)

    def _bucket(self, scope: Scope, dimension: Dimension) -> exp.Expression:
        literal = self._literal_bucket(dimension)
        if literal is not None:
            return scope.column(literal)
        if dimension.target.kind == "column":
            index = self.settled.column(dimension.target)
        else:
            index = self._date(scope.grain)
        text = self.schema.columns[index].kind != "date" or "CHAR" in self._type(index)
        return clock.bucket(dimension.bucket, scope.column(index), self.dialect, text=text)

    def _literal_bucket(self, dimension: Dimension) -> int | None:
        """A column that is itself called `year` or `month`, in the table that is counted."""
        if dimension.target.kind != "date":
            return None
        own = [o.index for o in dimension.target.options if self.schema.columns[o.index].table == self.settled.grain]
        if own:
            return own[0]
        if dimension.bucket == "year" and self.scene.default_date(self.settled.grain) is None:
            return self.scene.ground.year_column(self.settled.grain)
        return None

    def _type(self, index: int) -> str:
        info = self.schema.columns[index]
        column = self.schema.tables[info.table].table.column(info.name)
        return column.type.upper() if column else ""

    def _date(self, table: int) -> int:
        found = self.scene.default_date(table)
        if found is None:
            raise CannotWriteError
        self.assumed[f"the date is {self.schema.label(found)}"] = None
        return found

    def aggregate(self, measure: Measure) -> str:
        """The aggregate of a measure, chosen by its column where the question leaves it open."""
        if measure.aggregate or measure.target.kind == "metric":
            return measure.aggregate or "sum"
        info = self.schema.columns[self.settled.column(measure.target)]
        rated = {"per", "rate", "percent", "ratio", "average", "unit"} & set(info.words)
        return "sum" if ADDITIVE & set(info.words) and not rated else "avg"

    def _figure(self, scope: Scope, measure: Measure) -> exp.Expression:
        aggregate = self.aggregate(measure)
        if aggregate == "ratio":
            return self._ratio(scope, measure)
        if measure.target.kind == "table":
            return self._rows(scope, self.settled.column(measure.target))
        if measure.target.kind == "date":
            return _AGGREGATES[aggregate](this=scope.column(self._date(scope.grain)))
        if aggregate == "countd":
            return exp.Count(this=exp.Distinct(expressions=[scope.column(self.settled.column(measure.target))]))
        if aggregate not in _AGGREGATES:
            raise CannotWriteError
        return _AGGREGATES[aggregate](this=self._value(scope, self.formula(measure.target)))

    def _rows(self, scope: Scope, table: int) -> exp.Expression:
        if table == scope.grain and not scope.multiplied:
            return exp.Count(this=exp.Star())
        return exp.Count(this=exp.Distinct(expressions=[self._key_of(scope, table)]))

    def _ratio(self, scope: Scope, measure: Measure) -> exp.Expression:
        per = measure.per
        if per is None:
            raise CannotWriteError
        if measure.target.kind == "table":
            top: exp.Expression = self._rows(scope, self.settled.column(measure.target))
        else:
            top = exp.Sum(this=self._value(scope, self.formula(measure.target)))
        if per.bucket:
            below = self._bucket(scope, per)
        elif per.target.kind == "table":
            below = self._key_of(scope, self.settled.column(per.target))
        else:
            below = scope.column(self.settled.column(per.target))
        count = exp.Count(this=exp.Distinct(expressions=[below]))
        return exp.Div(this=exp.Mul(this=exp.Literal.number("1.0"), expression=top), expression=count)

    def formula(self, target: Choice) -> Formula:
        """The formula that a column or metric came to."""
        index = self.settled.column(target)
        return self.scene.ground.metrics[target.name][index].formula if target.kind == "metric" else index

    def _value(self, scope: Scope, formula: Formula) -> exp.Expression:
        if isinstance(formula, int):
            return scope.column(formula)
        left, right = self._value(scope, formula[1]), self._value(scope, formula[2])
        return exp.Mul(this=left, expression=right) if formula[0] == "*" else exp.Sub(this=left, expression=right)

    def _shared(self, scope: Scope, figure: exp.Expression) -> exp.Expression:
        """A figure as the percentage of its total, where a share was asked."""
        if not self.draft.share:
            return figure
        hundred = exp.Literal.number("100.0")
        if self.draft.part:
            return self._part(scope, figure)
        if not self.draft.dimensions:
            raise CannotWriteError
        total = exp.Window(this=exp.Sum(this=figure.copy()))
        return exp.Div(this=exp.Mul(this=hundred, expression=figure), expression=total)

    def _part(self, scope: Scope, figure: exp.Expression) -> exp.Expression:
        condition = exp.and_(*self._conditions(scope, self.draft.part))
        if scope.multiplied or not isinstance(figure, exp.Count | exp.Sum):
            raise CannotWriteError
        counted = isinstance(figure, exp.Count)
        value = exp.Literal.number(1) if counted else figure.this.copy()
        case = exp.Case().when(condition, value).else_(exp.Literal.number(0))
        return exp.Div(this=exp.Mul(this=exp.Literal.number("100.0"), expression=exp.Sum(this=case)), expression=figure)

    def _having(self, scope: Scope, condition: Filter) -> exp.Expression:
        if condition.measure:
            figure = self._figure(scope, condition.measure)
        else:
            figure = self._rows(scope, self.settled.column(condition.target))
        return _compared(figure, condition.operator, condition.numbers)

    def _aliases(self) -> list[str]:
        names: list[str] = []
        for measure in self.draft.measures:
            name = "share_percent" if self.draft.share else self.alias(measure)
            names.append(name if name not in names else f"{name}_{len(names) + 1}")
        return names

    def alias(self, measure: Measure) -> str:
        """A column name for a measure: `total_revenue`, `order_count`, `average_total_amount`."""
        aggregate = self.aggregate(measure)
        prefix = {"sum": "total", "avg": "average", "min": "lowest", "max": "highest", "ratio": "average"}
        if measure.target.kind == "table":
            noun = "_".join(self.scene.ground.table_words(self.settled.column(measure.target)))
            return f"{noun}_count" if aggregate != "ratio" else f"average_{noun}_count"
        if measure.target.kind == "date":
            return "latest_date" if aggregate == "max" else "earliest_date"
        if measure.target.kind == "metric":
            return f"{prefix[aggregate]}_{measure.target.name}"
        info = self.schema.columns[self.settled.column(measure.target)]
        name = re.sub(r"\W+", "_", info.name.casefold())
        if aggregate == "countd":
            return f"{name}_count"
        return name if name.startswith(prefix[aggregate]) else f"{prefix[aggregate]}_{name}"

    def _group_order(
        self, scope: Scope, keys: list[exp.Expression], figures: list[exp.Expression], names: list[str]
    ) -> list[exp.Expression]:
        order = self.draft.order
        if order is None:
            buckets = [self._bucket(scope, d) for d in self.draft.dimensions if d.bucket]
            return [_ordered(bucket, descending=False) for bucket in buckets]
        if not self.draft.dimensions:
            return []
        target = order.target
        if isinstance(target, Measure):
            return [_ordered(self._figure(scope, target), descending=order.descending)]
        if isinstance(target, Choice) and target.kind == "column" and not self._is_key(scope, target, keys):
            measure = Measure("", target)
            return [_ordered(self._figure(scope, measure), descending=order.descending)]
        if isinstance(target, Choice):
            return self._key_order(scope, target, keys, descending=order.descending)
        first: exp.Expression = figures[0] if self.draft.hidden or self.draft.share else exp.column(names[0])
        return [_ordered(first, descending=order.descending)]

    def _is_key(self, scope: Scope, target: Choice, keys: list[exp.Expression]) -> bool:
        return scope.column(self.settled.column(target)) in keys

    def _key_order(self, scope: Scope, target: Choice, keys: list[exp.Expression], *, descending: bool) -> list[exp.Expression]:
        if target.kind == "column":
            return [_ordered(scope.column(self.settled.column(target)), descending=descending)]
        if target.kind == "date":
            buckets = [self._bucket(scope, d) for d in self.draft.dimensions if d.bucket]
            if not buckets:
                raise CannotWriteError
            return [_ordered(bucket, descending=descending) for bucket in buckets]
        return [_ordered(keys[-1], descending=descending)]

    def _growth(self, scope: Scope) -> exp.Select:
        """Each period's figure beside its change from the period before, in percent."""
        if len(self.draft.dimensions) != 1 or not self.draft.dimensions[0].bucket or len(self.draft.measures) != 1:
            raise CannotWriteError
        inner = self._grouped(scope)
        name, when = self._aliases()[0], self.draft.dimensions[0].bucket.replace(" ", "_")
        inner.set("order", None)
        order = exp.Order(expressions=[exp.Ordered(this=exp.column(when), nulls_first=False)])
        before = exp.Window(this=exp.Lag(this=exp.column(name)), order=order)
        change = exp.paren(exp.Sub(this=exp.column(name), expression=before))
        safe = exp.Nullif(this=before.copy(), expression=exp.Literal.number(0))
        growth = exp.Div(this=exp.Mul(this=exp.Literal.number("100.0"), expression=change), expression=safe)
        outer = exp.select(exp.column(when), exp.column(name), exp.alias_(growth, "growth_percent"))
        return outer.from_(inner.subquery("periods")).order_by(exp.column(when))

    def _finish(
        self, scope: Scope, select: exp.Select, conditions: list[exp.Expression], order: list[exp.Expression], keys: list[exp.Expression] | None = None
    ) -> exp.Select:
        select = scope.joined(select)
        if conditions:
            select = select.where(exp.and_(*conditions))
        if keys:
            select = select.group_by(*dict.fromkeys(keys))
        if order:
            select = select.order_by(*order)
        if self.draft.limit is not None:
            select = select.limit(self.draft.limit)
        return select.distinct() if self.draft.distinct else select

    # conditions

    def _conditions(self, scope: Scope, filters: tuple[Filter, ...]) -> list[exp.Expression]:
        return [found for condition in filters if (found := self._condition(scope, condition)) is not None]

    def _condition(self, scope: Scope, condition: Filter) -> exp.Expression | None:
        if condition.kind == "context":
            inner = self._conditions(scope, condition.inner)
            if not inner and self.scene.paths.multiplies(scope.grain, self.settled.column(condition.target)):
                raise CannotWriteError
            return exp.and_(*inner) if inner else None
        if condition.kind == "related" or group_filter(condition):
            return self._related(scope, condition)
        if condition.kind == "period":
            return self._within(scope, condition)
        index = self.settled.column(condition.target)
        table = self.schema.columns[index].table
        if self.scene.paths.multiplies(scope.grain, table):
            return self._semi(scope, scope.grain, table, lambda inner: [self._simple(inner, condition, index)], negated=False)
        return self._simple(scope, condition, index)

    def _simple(self, scope: Scope, condition: Filter, index: int) -> exp.Expression:
        column = scope.column(index)
        if condition.kind == "value":
            return self._equals(column, condition, index)
        if condition.kind == "unknown":
            return _denied(exp.EQ(this=column, expression=exp.Literal.string(condition.text)), condition.negated)
        if condition.kind == "like":
            return _denied(exp.Like(this=column, expression=exp.Literal.string(condition.text)), condition.negated)
        if condition.kind == "flag":
            return exp.EQ(this=column, expression=self._truth(index, not condition.negated))
        if condition.kind == "missing":
            return _denied(exp.Is(this=column, expression=exp.Null()), condition.negated)
        if condition.kind == "average":
            return self._against_average(column, condition, index)
        return _compared(column, condition.operator, condition.numbers)

    def _truth(self, index: int, value: bool) -> exp.Expression:  # noqa: FBT001
        if self.schema.columns[index].kind == "bool":
            return exp.true() if value else exp.false()
        return exp.Literal.number(int(value))

    def _equals(self, column: exp.Expression, condition: Filter, index: int) -> exp.Expression:
        texts = [self.settled.picks[choice].value for choice in (condition.target, *condition.more) if self.settled.column(choice) == index]
        if len(texts) != 1 + len(condition.more):
            raise CannotWriteError
        literals: list[exp.Expression] = [exp.Literal.string(text) for text in dict.fromkeys(texts)]
        if len(literals) > 1:
            return _denied(exp.In(this=column, expressions=literals), condition.negated)
        kind = exp.NEQ if condition.negated else exp.EQ
        return kind(this=column, expression=literals[0])

    def _against_average(self, column: exp.Expression, condition: Filter, index: int) -> exp.Expression:
        table = self.schema.columns[index].table
        scope = Scope(self.scene, table, qualified=False)
        average = exp.select(exp.Avg(this=scope.plain(index))).from_(scope.source(table))
        if condition.per:
            average = self._own_average(condition.per, index)
        return _COMPARE[condition.operator](this=column, expression=average.subquery())

    def _own_average(self, per: Choice, index: int) -> exp.Select:
        """The average over the rows of the same group, as a correlated query over a second copy of the table."""
        table = self.schema.columns[index].table
        key = self._own_key(per, table)
        scope = Scope(self.scene, table, qualified=True)
        peers = scope.source(table).as_("peers")
        of = scope.plain
        mine = of(key)
        theirs, value = of(key), of(index)
        theirs.set("table", exp.to_identifier("peers"))
        value.set("table", exp.to_identifier("peers"))
        return exp.select(exp.Avg(this=value)).from_(peers).where(exp.EQ(this=theirs, expression=mine))

    def _own_key(self, per: Choice, table: int) -> int:
        if per.kind == "column":
            found = self.settled.column(per)
            if self.schema.columns[found].table != table:
                raise CannotWriteError
            return found
        path = self.scene.paths.path(table, self.settled.column(per))
        if path is None or len(path) != 1 or path[0].many:
            raise CannotWriteError
        return path[0].near

    def _within(self, scope: Scope, condition: Filter) -> exp.Expression:
        period = condition.period
        if period is None or not clock.possible(period, self.dialect):
            raise CannotWriteError
        explicit = condition.target.kind == "column"
        if not explicit and self.scene.default_date(scope.grain) is None:
            return self._within_years(scope, condition)
        index = self.settled.column(condition.target) if explicit else self._date(scope.grain)
        table = self.schema.columns[index].table
        inner = Scope(self.scene, table, qualified=False)
        newest = exp.select(exp.Max(this=inner.plain(index))).from_(inner.source(table)).subquery()
        if period.unit:
            self.assumed[f"periods are counted back from the newest {self.schema.label(index)} in the data"] = None
        text = self.schema.columns[index].kind != "date" or "CHAR" in self._type(index)
        found = clock.within(period, scope.column(index), newest, self.dialect, text=text)
        return exp.not_(exp.paren(found)) if condition.negated else found

    def _within_years(self, scope: Scope, condition: Filter) -> exp.Expression:
        period, index = condition.period, self.scene.ground.year_column(scope.grain)
        if period is None or index is None or period.unit or period.month:
            raise CannotWriteError
        first, last = period.years
        column = scope.column(index)
        if first == last:
            found: exp.Expression = exp.EQ(this=column, expression=exp.Literal.number(first or 0))
        elif first is not None and last is not None:
            found = exp.Between(this=column, low=exp.Literal.number(first), high=exp.Literal.number(last))
        else:
            kind = exp.GTE if last is None else exp.LTE
            found = kind(this=column, expression=exp.Literal.number(first or last or 0))
        return _denied(found, condition.negated)

    def _related(self, scope: Scope, condition: Filter) -> exp.Expression:
        """Whether rows of another table exist, or how many, or what they sum to, for an entity of this level."""
        anchor = self._anchor(scope)
        target = self.scene.table_of(condition.target, self.settled.picks[condition.target])
        operator = _AT_MOST.get(condition.operator, condition.operator)
        negated = condition.negated != (operator != condition.operator)
        group = None
        if condition.numbers:
            def group(inner: Scope) -> exp.Expression:
                figure = self._figure(inner, condition.measure) if condition.measure else self._counted(inner, target)
                return _compared(figure, operator, condition.numbers)
        return self._semi(scope, anchor, target, lambda inner: self._conditions(inner, condition.inner), negated=negated, group=group)

    def _denied_tables(self) -> set[int]:
        """Tables of which no rows may exist: a further condition on them cannot stand outside."""
        denied = [c.target for c in self.draft.filters if c.kind == "related" and c.negated]
        return {self.settled.column(choice) for choice in denied}

    def _counted(self, inner: Scope, target: int) -> exp.Expression:
        inner.join(target)
        path = self.scene.paths.path(inner.grain, target) or ()
        if path and not path[-1].many:
            return exp.Count(this=exp.Distinct(expressions=[self._key_of(inner, target)]))
        return exp.Count(this=exp.Star())

    def _anchor(self, scope: Scope) -> int:
        if scope.grain != self.settled.grain:
            return scope.grain
        if self.draft.subject and self.draft.subject in self.settled.picks:
            return self.settled.column(self.draft.subject)
        entity = next((d.target for d in self.draft.dimensions if d.target.kind == "table"), None)
        return self.settled.column(entity) if entity else scope.grain

    def _semi(
        self,
        scope: Scope,
        anchor: int,
        target: int,
        inside: Callable[[Scope], list[exp.Expression]],
        *,
        negated: bool,
        group: Callable[[Scope], exp.Expression] | None = None,
    ) -> exp.Expression:
        """`key IN (SELECT key FROM ...)`: an uncorrelated query, which every engine runs once."""
        path = self.scene.paths.path(anchor, target)
        if not path or not self.scene.paths.belongs(anchor, target):
            raise CannotWriteError
        if not negated and group is None and target in self._denied_tables():
            raise CannotWriteError
        first = path[0]

        def make(inner: Scope) -> exp.Select:
            key = inner.column(first.far)
            inner.join(target)
            conditions = inside(inner)
            if negated:
                conditions = [*conditions, exp.not_(exp.Is(this=key.copy(), expression=exp.Null()))]
            having = group(inner) if group else None
            select = inner.joined(exp.select(key))
            if conditions:
                select = select.where(exp.and_(*conditions))
            return select.group_by(key.copy()).having(having) if having is not None else select

        found = exp.In(this=scope.column(first.near), query=exp.Subquery(this=self._level(first.target, make)))
        return _denied(found, negated)


def _denied(found: exp.Expression, negated: bool) -> exp.Expression:  # noqa: FBT001
    return exp.not_(found) if negated else found


def _ordered(expression: exp.Expression, *, descending: bool) -> exp.Expression:
    return exp.Ordered(this=expression.copy(), desc=descending, nulls_first=False)


def _compared(left: exp.Expression, operator: str, numbers: tuple[float | int, ...]) -> exp.Expression:
    literals = [exp.Literal.number(number) for number in numbers]
    if operator == "between":
        return exp.Between(this=left, low=literals[0], high=literals[1])
    return _COMPARE[operator](this=left, expression=literals[0])


__all__ = ["CannotWriteError", "Scope", "Writer", "columns_of"]
