"""A figure for every entity, those without a row of it included: an outer join to the figures by key."""

from __future__ import annotations

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Filter
from iopsdata_jupyter.text_to_sql.offline.analytic.predicates import Predicates
from iopsdata_jupyter.text_to_sql.offline.analytic.scope import CannotWriteError, Scope

_OWN = frozenset({"value", "unknown", "compare", "columns", "missing", "flag", "like"})
"""Conditions that may be on the entity itself; those leave entities out rather than rows of the figure."""
_FIGURES = "figures"


class Everyone(Predicates):
    """Writes a draft with `every`."""

    def statement(self) -> exp.Select:
        """The statement.

        Raises:
            CannotWriteError: more is asked than figures of entities under conditions.
        """
        draft, ground = self.draft, self.scene.ground
        entity = self.settled.column(draft.dimensions[0].target)
        key, path = ground.key(entity), self.scene.paths.path(self.settled.grain, entity)
        if key is None or not path or any(hop.many or hop.more for hop in path) or self._asks_more():
            raise CannotWriteError
        outside = tuple(c for c in draft.filters if self._of_entity(c, entity))
        inside = tuple(c for c in draft.filters if c not in outside)
        scope = Scope(self.scene, entity, qualified=True)
        name = self.schema.columns[key].name
        figures = self._figures_by_key(entity, name, inside)
        shown = self.entity(scope, entity) or [scope.column(key)]
        conditions = self.conditions(scope, outside)
        if scope.hops or len({name, *self._aliases()}) != len(draft.measures) + 1:
            raise CannotWriteError
        on = exp.EQ(this=scope.column(key), expression=_of_figures(scope, name))
        values = [self._value_or_zero(scope, place) for place in range(len(draft.measures))]
        select = exp.select(*shown, *values).from_(scope.source(entity))
        select = select.join(figures.subquery(_FIGURES), on=on, join_type="left")
        select = select.where(exp.and_(*conditions)) if conditions else select
        return self._sorted(select, shown)

    def _asks_more(self) -> bool:
        draft = self.draft
        beside = draft.having or draft.limit or draft.share or draft.combined or draft.growth or draft.within
        ratios = any(measure.aggregate == "ratio" for measure in draft.measures)
        return bool(beside or draft.hidden or draft.shown or ratios or not draft.measures)

    def _of_entity(self, condition: Filter, entity: int) -> bool:
        """Whether a condition is on the entity rather than on the rows of the figure.

        Raises:
            CannotWriteError: it is neither plainly.
        """
        if condition.kind == "period":
            return False
        if condition.kind not in _OWN or condition.measure:
            raise CannotWriteError
        table = self.schema.columns[self.settled.column(condition.target)].table
        if table not in (entity, self.settled.grain):
            raise CannotWriteError
        return table == entity

    def _figures_by_key(self, entity: int, name: str, inside: tuple[Filter, ...]) -> exp.Select:
        def make(inner: Scope) -> exp.Select:
            key = self.key_of(inner, entity)
            figures = [self.figure(inner, measure) for measure in self.draft.measures]
            named = [exp.alias_(f, a) for f, a in zip(figures, self._aliases(), strict=True)]
            conditions = self.conditions(inner, inside)
            select = inner.joined(exp.select(exp.alias_(key, inner.name(name)), *named))
            select = select.where(exp.and_(*conditions)) if conditions else select
            return select.group_by(key.copy())

        return self.level(self.settled.grain, make)

    def _aliases(self) -> list[str]:
        return [self.alias(measure) for measure in self.draft.measures]

    def _value_or_zero(self, scope: Scope, place: int) -> exp.Expr:
        """None of a thing is zero of it; an average over none is missing."""
        measure, alias = self.draft.measures[place], self._aliases()[place]
        value = _of_figures(scope, alias)
        if self.aggregate(measure) not in ("count", "countd", "sum"):
            return value
        zero = exp.Coalesce(this=value, expressions=[exp.Literal.number(0)])
        return exp.alias_(zero, alias)

    def _sorted(self, select: exp.Select, shown: list[exp.Expr]) -> exp.Select:
        order = self.draft.order
        if order is None:
            return select
        if isinstance(order.target, Choice) and order.target.kind == "name":
            by: exp.Expr = shown[-1].copy()
        elif order.target is None:
            by = exp.column(self._aliases()[0])
        else:
            raise CannotWriteError
        return select.order_by(exp.Ordered(this=by, desc=order.descending, nulls_first=False))


def _of_figures(scope: Scope, name: str) -> exp.Column:
    return exp.Column(this=scope.name(name), table=exp.to_identifier(_FIGURES))
