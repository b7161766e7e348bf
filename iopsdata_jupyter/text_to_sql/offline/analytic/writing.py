"""SQL from a settled question: sqlglot trees in the dialect of the connection."""

from __future__ import annotations

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Dimension,
    Filter,
    Measure,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.predicates import Predicates
from iopsdata_jupyter.text_to_sql.offline.analytic.scope import CannotWriteError, Scope
from iopsdata_jupyter.text_to_sql.offline.analytic.terms import compared

_PLACE = "place_in_group"
"""The column that numbers rows within their group; it is not shown."""


class Writer(Predicates):
    """Writes one settled draft."""

    def statement(self) -> exp.Query:
        """The whole statement.

        Raises:
            CannotWriteError: no sound statement says it.
        """
        return self.level(self.settled.grain, self._outer)

    def _outer(self, scope: Scope) -> exp.Select:
        if self.draft.growth:
            return self._growth(scope)
        if self.draft.measures or self.draft.having:
            return self._grouped(scope)
        return self._listed(scope)

    def _listed(self, scope: Scope) -> exp.Select:
        if self.draft.within:
            raise CannotWriteError
        shown: list[exp.Expr] = []
        subject = self.draft.subject
        if subject:
            shown.extend(self.entity(scope, self.settled.column(subject)))
        extra = [self.settled.column(choice) for choice in self.draft.shown]
        if extra and (not subject or not self._with_subject()):
            shown = []
        shown.extend(column for index in extra if (column := scope.column(index)) not in shown)
        if not shown and not self.scene.ground.dates(scope.grain):
            raise CannotWriteError
        select = exp.select(*(shown or [exp.Star()]))
        conditions = self.conditions(scope, self.draft.filters)
        order = self._list_order(scope)
        if scope.multiplied:
            raise CannotWriteError
        if not shown and len(scope.tables) > 1:
            select = exp.select(
                exp.Column(this=exp.Star(), table=scope.name(self.schema.tables[scope.grain].name))
            )
        return self._finish(scope, select, conditions, order)

    def _with_subject(self) -> bool:
        """Whether columns are shown beside the entity (`customers with their emails`) rather than alone."""
        subject = self.draft.subject
        return subject is not None and subject.span[0] < self.draft.shown[0].span[0]

    def _list_order(self, scope: Scope) -> list[exp.Expr]:
        order = self.draft.order
        if order is None:
            return []
        if isinstance(order.target, Measure):
            return [
                _ordered(scope.column(self.settled.column(order.target.target)), descending=order.descending)
            ]
        target = order.target if isinstance(order.target, Choice) else None
        if target is not None and target.kind == "column":
            return [_ordered(scope.column(self.settled.column(target)), descending=order.descending)]
        if target is not None and target.kind == "date":
            return [_ordered(scope.column(self.date(scope.grain)), descending=order.descending)]
        return self._by_shown(scope, descending=order.descending)

    def _by_shown(self, scope: Scope, *, descending: bool) -> list[exp.Expr]:
        if self.draft.shown and (not self.draft.subject or self._figures_shown()):
            index = self.settled.column(
                self.draft.shown[-1] if self._figures_shown() else self.draft.shown[0]
            )
            return [_ordered(scope.column(index), descending=descending)]
        names = self.scene.ground.shown(scope.grain)
        if not names:
            raise CannotWriteError
        return [_ordered(scope.column(index), descending=descending) for index in (names[1:] or names)]

    def _figures_shown(self) -> bool:
        return bool(self.draft.shown) and self.scene.ground.is_measure(
            self.settled.column(self.draft.shown[-1])
        )

    def _grouped(self, scope: Scope) -> exp.Select:
        if self.draft.within:
            return self._first_of_each(scope)
        if self.draft.combined and (self.draft.growth or self.draft.share):
            raise CannotWriteError
        if self.plain_ranking():
            return self._ranked_rows(scope)
        keys, shown = self._keys(scope)
        conditions = self.conditions(scope, self.draft.filters)
        figures = self._figures(scope)
        names = self._aliases()
        select = exp.select(*shown)
        if not self.draft.hidden:
            aliased = [exp.alias_(self._shared(scope, f), n) for f, n in zip(figures, names, strict=True)]
            select = select.select(*aliased)
        order = self._group_order(scope, keys, figures, names)
        having = [self._having(scope, condition) for condition in self.draft.having]
        select = self._finish(scope, select, conditions, order, keys)
        return select.having(exp.and_(*having)) if having else select

    def _figures(self, scope: Scope) -> list[exp.Expr]:
        """The figures of the measures; one where two are taken together."""
        measures = self.draft.measures
        figures = [self.figure(scope, measure) for measure in measures]
        if not self.draft.combined:
            return figures
        if len(measures) != 2 or not all(self._is_sound(measure, scope) for measure in measures):
            raise CannotWriteError
        if self.draft.combined == "-":
            return [exp.Sub(this=figures[0], expression=figures[1])]
        top = exp.Mul(this=exp.Literal.number("1.0"), expression=figures[0])
        return [exp.Div(this=top, expression=exp.Nullif(this=figures[1], expression=exp.Literal.number(0)))]

    def _is_sound(self, measure: Measure, scope: Scope) -> bool:
        """Whether a measure can be taken together with another: of the rows at hand, and no sum of rates."""
        if self.scene.table_of(measure.target, self.settled.picks[measure.target]) != scope.grain:
            return False
        if measure.target.kind != "column" or self.aggregate(measure) != "sum":
            return True
        words = self.schema.columns[self.settled.column(measure.target)].words
        return not {"percent", "rate", "ratio", "percentage"} & set(words)

    def _first_of_each(self, scope: Scope) -> exp.Select:
        """`top 3 products in each region`: rows numbered within each group, the first of them kept."""
        draft = self.draft
        several = len(draft.measures) != 1 or draft.skipped
        if draft.order is None or draft.limit is None or several or draft.share:
            raise CannotWriteError
        keys, parts = self._keys(scope, draft.within)
        if self.plain_ranking():
            whole = Writer(draft.but(within=(), hidden=False), self.settled, self.scene)
            inner = whole._ranked_rows(scope)
            inner.set("expressions", [*parts, *inner.expressions])
            ranked_by: exp.Expr = scope.column(self.settled.column(draft.measures[0].target))
        else:
            dimensions = (*draft.within, *draft.dimensions)
            flat = draft.but(within=(), dimensions=dimensions, order=None, limit=None, hidden=False)
            whole = Writer(flat, self.settled, self.scene)
            inner = whole._grouped(scope)
            ranked_by = self.figure(scope, draft.measures[0])
        return self._numbered(scope, inner, keys, len(parts), ranked_by)

    def _numbered(
        self, scope: Scope, inner: exp.Select, keys: list[exp.Expr], parts: int, ranked_by: exp.Expr
    ) -> exp.Select:
        draft = self.draft
        names = [expression.alias_or_name for expression in inner.expressions]
        if len(set(names)) < len(names) or _PLACE in names or "*" in names or draft.order is None:
            raise CannotWriteError
        ties = [expression.unalias().copy() for expression in inner.expressions[parts:-1]]
        order = [_ordered(ranked_by, descending=draft.order.descending)]
        order += [_ordered(tie, descending=False) for tie in ties]
        number = exp.Window(
            this=exp.RowNumber(),
            partition_by=[key.copy() for key in keys],
            order=exp.Order(expressions=order),
        )
        inner.set("order", None)
        inner.set("limit", None)
        inner = inner.select(exp.alias_(number, _PLACE))
        columns = [exp.Column(this=scope.name(name)) for name in names]
        kept = exp.LTE(this=exp.column(_PLACE), expression=exp.Literal.number(draft.limit))
        outer = exp.select(*columns).from_(inner.subquery("ranked")).where(kept)
        return outer.order_by(
            *(_ordered(c, descending=False) for c in (*columns[:parts], exp.column(_PLACE)))
        )

    def plain_ranking(self) -> bool:
        """`top 5 products by list price`: rows are ranked as they are, nothing is aggregated."""
        dimensions, measures = self.draft.dimensions, self.draft.measures
        if len(dimensions) != 1 or len(measures) != 1 or dimensions[0].bucket or self.draft.limit is None:
            return False
        target = measures[0].target
        if measures[0].aggregate or target.kind != "column" or dimensions[0].target.kind != "table":
            return False
        return self.schema.columns[self.settled.column(target)].table == self.settled.column(
            dimensions[0].target
        )

    def _ranked_rows(self, scope: Scope) -> exp.Select:
        column = self.settled.column(self.draft.measures[0].target)
        table = self.settled.column(self.draft.dimensions[0].target)
        shown = self.entity(scope, table)
        measured = scope.column(column)
        if self.draft.shown:
            shown = [scope.column(self.settled.column(choice)) for choice in self.draft.shown]
        whole = not shown or bool(self.draft.shown)
        if not self.draft.hidden and not whole:
            shown.append(measured)
        conditions = self.conditions(scope, self.draft.filters)
        descending = self.draft.order is not None and self.draft.order.descending
        if self.scene.ground.is_date(column) and self.schema.columns[column].words[0] in ("birth", "hire"):
            descending = not descending
        if not shown and not self.scene.ground.dates(scope.grain):
            raise CannotWriteError
        select = exp.select(*(shown or [exp.Star()]))
        return self._finish(scope, select, conditions, [_ordered(measured, descending=descending)])

    def _keys(
        self, scope: Scope, dimensions: tuple[Dimension, ...] | None = None
    ) -> tuple[list[exp.Expr], list[exp.Expr]]:
        keys: list[exp.Expr] = []
        shown: list[exp.Expr] = []
        for dimension in self.draft.dimensions if dimensions is None else dimensions:
            mine, visible = self._key(scope, dimension)
            keys.extend(key for key in mine if key not in keys)
            shown.extend(visible)
        return keys, shown

    def _key(self, scope: Scope, dimension: Dimension) -> tuple[list[exp.Expr], list[exp.Expr]]:
        if dimension.bucket:
            expression = self.bucket(scope, dimension)
            return [expression], [exp.alias_(expression.copy(), dimension.bucket.replace(" ", "_"))]
        if dimension.target.kind != "table":
            column = scope.column(self.settled.column(dimension.target))
            return [column], [column]
        table = self.settled.column(dimension.target)
        shown = self.entity(scope, table)
        key = self.scene.ground.key(table)
        if table == scope.grain or (not shown and key is None):
            raise CannotWriteError
        if not shown:
            return [self.key_of(scope, table)] * 2, [self.key_of(scope, table)]
        if self.draft.shown:
            shown = [scope.column(self.settled.column(choice)) for choice in self.draft.shown]
        keyed = [scope.column(key)] if key is not None and scope.column(key) not in shown else []
        return [*keyed, *shown], shown

    def _shared(self, scope: Scope, figure: exp.Expr) -> exp.Expr:
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

    def _part(self, scope: Scope, figure: exp.Expr) -> exp.Expr:
        condition = exp.and_(*self.conditions(scope, self.draft.part))
        if scope.multiplied or not isinstance(figure, exp.Count | exp.Sum):
            raise CannotWriteError
        counted = isinstance(figure, exp.Count)
        value = exp.Literal.number(1) if counted else figure.this.copy()
        case = exp.Case().when(condition, value).else_(exp.Literal.number(0))
        return exp.Div(
            this=exp.Mul(this=exp.Literal.number("100.0"), expression=exp.Sum(this=case)), expression=figure
        )

    def _having(self, scope: Scope, condition: Filter) -> exp.Expr:
        if condition.measure:
            figure = self.figure(scope, condition.measure)
        else:
            figure = self.rows(scope, self.settled.column(condition.target))
        return compared(figure, condition.operator, condition.numbers)

    def _aliases(self) -> list[str]:
        if self.draft.combined:
            return ["difference" if self.draft.combined == "-" else "ratio"]
        names: list[str] = []
        for measure in self.draft.measures:
            name = "share_percent" if self.draft.share else self.alias(measure)
            names.append(name if name not in names else f"{name}_{len(names) + 1}")
        return names

    def _group_order(
        self, scope: Scope, keys: list[exp.Expr], figures: list[exp.Expr], names: list[str]
    ) -> list[exp.Expr]:
        order = self.draft.order
        if order is None:
            buckets = [self.bucket(scope, d) for d in self.draft.dimensions if d.bucket]
            return [_ordered(bucket, descending=False) for bucket in buckets]
        if not self.draft.dimensions:
            return []
        target = order.target
        if isinstance(target, Measure):
            return [_ordered(self.figure(scope, target), descending=order.descending)]
        if isinstance(target, Choice) and target.kind == "column" and not self._is_key(scope, target, keys):
            measure = Measure("", target)
            return [_ordered(self.figure(scope, measure), descending=order.descending)]
        if isinstance(target, Choice):
            return self._key_order(scope, target, keys, descending=order.descending)
        first: exp.Expr = figures[0] if self.draft.hidden or self.draft.share else exp.column(names[0])
        return [_ordered(first, descending=order.descending)]

    def _is_key(self, scope: Scope, target: Choice, keys: list[exp.Expr]) -> bool:
        return scope.column(self.settled.column(target)) in keys

    def _key_order(
        self, scope: Scope, target: Choice, keys: list[exp.Expr], *, descending: bool
    ) -> list[exp.Expr]:
        if target.kind == "column":
            return [_ordered(scope.column(self.settled.column(target)), descending=descending)]
        if target.kind == "date":
            buckets = [self.bucket(scope, d) for d in self.draft.dimensions if d.bucket]
            if not buckets:
                raise CannotWriteError
            return [_ordered(bucket, descending=descending) for bucket in buckets]
        return [_ordered(keys[-1], descending=descending)]

    def _growth(self, scope: Scope) -> exp.Select:
        """Each period's figure beside its change from the period before, in percent."""
        if (
            len(self.draft.dimensions) != 1
            or not self.draft.dimensions[0].bucket
            or len(self.draft.measures) != 1
        ):
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
        self,
        scope: Scope,
        select: exp.Select,
        conditions: list[exp.Expr],
        order: list[exp.Expr],
        keys: list[exp.Expr] | None = None,
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
        if self.draft.skipped:
            select = select.offset(self.draft.skipped)
        return select.distinct() if self.draft.distinct else select


def _ordered(expression: exp.Expr, *, descending: bool) -> exp.Expr:
    return exp.Ordered(this=expression.copy(), desc=descending, nulls_first=False)


__all__ = ["CannotWriteError", "Writer"]
