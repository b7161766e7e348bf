"""Keys, buckets and figures of a settled question, as expressions."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.offline.analytic import clock
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Dimension,
    Draft,
    Measure,
    Settled,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import Formula
from iopsdata_jupyter.text_to_sql.offline.analytic.resolve import Scene
from iopsdata_jupyter.text_to_sql.offline.analytic.scope import CannotWriteError, Scope
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import ADDITIVE

_AGGREGATES: dict[str, type[exp.AggFunc]] = {"sum": exp.Sum, "avg": exp.Avg, "min": exp.Min, "max": exp.Max}
COMPARE: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    ">": exp.GT,
    "<": exp.LT,
    ">=": exp.GTE,
    "<=": exp.LTE,
}


class Terms:
    """Writes the parts of one settled draft that conditions and selections share."""

    def __init__(self, draft: Draft, settled: Settled, scene: Scene) -> None:
        self.draft = draft
        self.settled = settled
        self.scene = scene
        self.schema = scene.ground.schema
        self.dialect = scene.ground.schema.dialect
        self.assumed: dict[str, None] = {}
        """Notes for the reader, in order, made while writing."""

    def level(self, grain: int, make: Callable[[Scope], exp.Select]) -> exp.Select:
        """Writes a level twice: the first time tells whether names need their table."""
        trial = Scope(self.scene, grain, qualified=True)
        make(trial)
        return make(Scope(self.scene, grain, qualified=len(trial.tables) > 1))

    def entity(self, scope: Scope, table: int) -> list[exp.Expr]:
        return [scope.column(index) for index in self.scene.ground.shown(table)]

    def key_of(self, scope: Scope, table: int) -> exp.Expr:
        """The key of an entity, from the rows that refer to it where that saves a join."""
        key = self.scene.ground.key(table)
        path = self.scene.paths.path(scope.grain, table)
        if key is None or path is None:
            raise CannotWriteError
        if path and path[-1].far == key and table not in scope.tables:
            return scope.column(path[-1].near)
        return scope.column(key)

    def bucket(self, scope: Scope, dimension: Dimension) -> exp.Expr:
        literal = self._literal_bucket(dimension)
        if literal is not None:
            return scope.column(literal)
        if dimension.target.kind == "column":
            index = self.settled.column(dimension.target)
        else:
            index = self.date(scope.grain)
        text = self.schema.columns[index].kind != "date" or "CHAR" in self.type(index)
        return clock.bucket(dimension.bucket, scope.column(index), self.dialect, text=text)

    def _literal_bucket(self, dimension: Dimension) -> int | None:
        """A column that is itself called `year` or `month`, in the table that is counted."""
        if dimension.target.kind != "date":
            return None
        own = [
            o.index
            for o in dimension.target.options
            if self.schema.columns[o.index].table == self.settled.grain
        ]
        if own:
            return own[0]
        if dimension.bucket == "year" and self.scene.counts_years(self.settled.grain):
            return self.scene.ground.year_column(self.settled.grain)
        return None

    def type(self, index: int) -> str:
        info = self.schema.columns[index]
        column = self.schema.tables[info.table].table.column(info.name)
        return column.type.upper() if column else ""

    def date(self, table: int) -> int:
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
        return "sum" if (measure.counted or ADDITIVE & set(info.words)) and not rated else "avg"

    def figure(self, scope: Scope, measure: Measure) -> exp.Expr:
        aggregate = self.aggregate(measure)
        if aggregate == "ratio":
            return self._ratio(scope, measure)
        if measure.target.kind == "table":
            return self.rows(scope, self.settled.column(measure.target))
        if measure.target.kind == "date":
            return _AGGREGATES[aggregate](this=scope.column(self.date(scope.grain)))
        if aggregate == "countd":
            return exp.Count(
                this=exp.Distinct(expressions=[scope.column(self.settled.column(measure.target))])
            )
        if aggregate not in _AGGREGATES:
            raise CannotWriteError
        return _AGGREGATES[aggregate](this=self._value(scope, self.formula(measure.target)))

    def rows(self, scope: Scope, table: int) -> exp.Expr:
        if table == scope.grain and not scope.multiplied:
            return exp.Count(this=exp.Star())
        return exp.Count(this=exp.Distinct(expressions=[self.key_of(scope, table)]))

    def _ratio(self, scope: Scope, measure: Measure) -> exp.Expr:
        per = measure.per
        if per is None:
            raise CannotWriteError
        if measure.target.kind == "table":
            top: exp.Expr = self.rows(scope, self.settled.column(measure.target))
        else:
            top = exp.Sum(this=self._value(scope, self.formula(measure.target)))
        if per.bucket:
            below = self.bucket(scope, per)
        elif per.target.kind == "table":
            below = self.key_of(scope, self.settled.column(per.target))
        else:
            below = scope.column(self.settled.column(per.target))
        count = exp.Count(this=exp.Distinct(expressions=[below]))
        return exp.Div(this=exp.Mul(this=exp.Literal.number("1.0"), expression=top), expression=count)

    def formula(self, target: Choice) -> Formula:
        """The formula that a column or metric came to."""
        index = self.settled.column(target)
        return self.scene.ground.metrics[target.name][index].formula if target.kind == "metric" else index

    def _value(self, scope: Scope, formula: Formula) -> exp.Expr:
        if isinstance(formula, int):
            return scope.column(formula)
        left, right = self._value(scope, formula[1]), self._value(scope, formula[2])
        return (
            exp.Mul(this=left, expression=right)
            if formula[0] == "*"
            else exp.Sub(this=left, expression=right)
        )

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


def compared(left: exp.Expr, operator: str, numbers: tuple[float | int, ...]) -> exp.Expr:
    literals = [exp.Literal.number(number) for number in numbers]
    if operator == "between":
        return exp.Between(this=left, low=literals[0], high=literals[1])
    return COMPARE[operator](this=left, expression=literals[0])
