"""Conditions as SQL: on rows, on related rows, on groups."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.offline.analytic import clock
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Filter,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.resolve import group_filter
from iopsdata_jupyter.text_to_sql.offline.analytic.scope import CannotWriteError, Scope
from iopsdata_jupyter.text_to_sql.offline.analytic.terms import COMPARE, Terms, compared

_AT_MOST = {"<": ">=", "<=": ">"}


class Predicates(Terms):
    """Writes the conditions of one settled draft."""

    def conditions(self, scope: Scope, filters: tuple[Filter, ...]) -> list[exp.Expr]:
        return [found for condition in filters if (found := self._condition(scope, condition)) is not None]

    def _condition(self, scope: Scope, condition: Filter) -> exp.Expr | None:
        if condition.kind == "context":
            inner = self.conditions(scope, condition.inner)
            if not inner and self.scene.paths.multiplies(scope.grain, self.settled.column(condition.target)):
                raise CannotWriteError
            return exp.and_(*inner) if inner else None
        if condition.kind == "either":
            return exp.paren(exp.or_(*self.conditions(scope, condition.inner)))
        if condition.kind == "related" or group_filter(condition):
            return self._related(scope, condition)
        if condition.kind == "period":
            return self._within(scope, condition)
        index = self.settled.column(condition.target)
        table = self.schema.columns[index].table
        if self.scene.paths.multiplies(scope.grain, table):
            if condition.target.own:
                raise CannotWriteError
            return self._semi(
                scope,
                scope.grain,
                table,
                lambda inner: [self._simple(inner, condition, index)],
                negated=False,
            )
        return self._simple(scope, condition, index)

    def _simple(self, scope: Scope, condition: Filter, index: int) -> exp.Expr:
        column = scope.column(index)
        if condition.kind == "value":
            return self._equals(column, condition, index)
        if condition.kind == "flag":
            return exp.EQ(this=column, expression=self._truth(index, not condition.negated))
        if condition.kind == "columns":
            return self._of_one_row(scope, condition, index)
        if condition.kind == "average":
            return self._against_average(column, condition, index)
        if condition.kind == "compare":
            return compared(column, condition.operator, condition.numbers)
        return _denied(_matched(column, condition), condition.negated)

    def _of_one_row(self, scope: Scope, condition: Filter, index: int) -> exp.Expr:
        other = self.settled.column(condition.more[0])
        if self.schema.columns[other].table != self.schema.columns[index].table or other == index:
            raise CannotWriteError
        return COMPARE[condition.operator](this=scope.column(index), expression=scope.column(other))

    def _truth(self, index: int, value: bool) -> exp.Expr:  # noqa: FBT001
        if self.schema.columns[index].kind == "bool":
            return exp.true() if value else exp.false()
        return exp.Literal.number(int(value))

    def _equals(self, column: exp.Expr, condition: Filter, index: int) -> exp.Expr:
        texts = [
            self.settled.picks[choice].value
            for choice in (condition.target, *condition.more)
            if self.settled.column(choice) == index
        ]
        if len(texts) != 1 + len(condition.more):
            raise CannotWriteError
        literals: list[exp.Expr] = [exp.Literal.string(text) for text in dict.fromkeys(texts)]
        if len(literals) > 1:
            return _denied(exp.In(this=column, expressions=literals), condition.negated)
        kind = exp.NEQ if condition.negated else exp.EQ
        return kind(this=column, expression=literals[0])

    def _against_average(self, column: exp.Expr, condition: Filter, index: int) -> exp.Expr:
        table = self.schema.columns[index].table
        scope = Scope(self.scene, table, qualified=False)
        average = exp.select(exp.Avg(this=scope.plain(index))).from_(scope.source(table))
        if condition.per:
            average = self._own_average(condition.per, index)
        return COMPARE[condition.operator](this=column, expression=average.subquery())

    def _own_average(self, per: Choice, index: int) -> exp.Select:
        """The average over the rows of the same group, as a correlated query over the same table."""
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
        if path is None or len(path) != 1 or path[0].many or path[0].more:
            raise CannotWriteError
        return path[0].near

    def _within(self, scope: Scope, condition: Filter) -> exp.Expr:
        period = condition.period
        if period is None or not clock.possible(period, self.dialect):
            raise CannotWriteError
        explicit = condition.target.kind == "column"
        if not explicit and self.scene.counts_years(scope.grain):
            return self._within_years(scope, condition)
        index = self.settled.column(condition.target) if explicit else self.date(scope.grain)
        table = self.schema.columns[index].table
        inner = Scope(self.scene, table, qualified=False)
        newest = exp.select(exp.Max(this=inner.plain(index))).from_(inner.source(table)).subquery()
        if period.unit:
            self.assumed[
                f"periods are counted back from the newest {self.schema.label(index)} in the data"
            ] = None
        text = self.schema.columns[index].kind != "date" or "CHAR" in self.type(index)
        found = clock.within(period, scope.column(index), newest, self.dialect, text=text)
        return exp.not_(exp.paren(found)) if condition.negated else found

    def _within_years(self, scope: Scope, condition: Filter) -> exp.Expr:
        period, index = condition.period, self.scene.ground.year_column(scope.grain)
        if period is None or index is None or period.unit or period.month:
            raise CannotWriteError
        first, last = period.years
        column = scope.column(index)
        if first == last:
            found: exp.Expr = exp.EQ(this=column, expression=exp.Literal.number(first or 0))
        elif first is not None and last is not None:
            found = exp.Between(this=column, low=exp.Literal.number(first), high=exp.Literal.number(last))
        else:
            kind = exp.GTE if last is None else exp.LTE
            found = kind(this=column, expression=exp.Literal.number(first or last or 0))
        return _denied(found, condition.negated)

    def _related(self, scope: Scope, condition: Filter) -> exp.Expr:
        """Whether rows of another table exist, or how many, or what they sum to, for each entity."""
        anchor = self._anchor(scope)
        target = self.scene.table_of(condition.target, self.settled.picks[condition.target])
        operator = condition.operator
        if condition.measure is None or self.aggregate(condition.measure) in ("sum", "count", "countd"):
            operator = _AT_MOST.get(operator, operator)
        negated = condition.negated != (operator != condition.operator)
        group = None
        if condition.numbers:

            def group(inner: Scope) -> exp.Expr:
                figure = (
                    self.figure(inner, condition.measure)
                    if condition.measure
                    else self._counted(inner, target)
                )
                return compared(figure, operator, condition.numbers)

        return self._semi(
            scope,
            anchor,
            target,
            lambda inner: self.conditions(inner, condition.inner),
            negated=negated,
            group=group,
        )

    def _denied_tables(self) -> set[int]:
        """Tables of which no rows may exist: a further condition on them cannot stand outside."""
        denied = [c.target for c in self.draft.filters if c.kind == "related" and c.negated and not c.inner]
        return {self.settled.column(choice) for choice in denied}

    def _counted(self, inner: Scope, target: int) -> exp.Expr:
        inner.join(target)
        path = self.scene.paths.path(inner.grain, target) or ()
        if path and not path[-1].many:
            return exp.Count(this=exp.Distinct(expressions=[self.key_of(inner, target)]))
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
        inside: Callable[[Scope], list[exp.Expr]],
        *,
        negated: bool,
        group: Callable[[Scope], exp.Expr] | None = None,
    ) -> exp.Expr:
        """`key IN (SELECT key FROM ...)`: an uncorrelated query, which every engine runs once."""
        path = self.scene.paths.path(anchor, target)
        if not path or path[0].more or not self.scene.paths.belongs(anchor, target):
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

        found = exp.In(this=scope.column(first.near), query=exp.Subquery(this=self.level(first.target, make)))
        return _denied(found, negated)


def _matched(column: exp.Expr, condition: Filter) -> exp.Expr:
    """A column that is missing, matches a pattern, or is a text that the data does not hold."""
    if condition.kind == "missing":
        return exp.Is(this=column, expression=exp.Null())
    kind = exp.Like if condition.kind == "like" else exp.EQ
    return kind(this=column, expression=exp.Literal.string(condition.text))


def _denied(found: exp.Expr, negated: bool) -> exp.Expr:  # noqa: FBT001
    return exp.not_(found) if negated else found
