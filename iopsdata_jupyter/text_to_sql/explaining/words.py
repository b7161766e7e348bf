"""Expressions in words: comparisons, aggregates, orders. What has no words of its own stays SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.resolving import conjuncts

MAX_CHARS = 160
"""A longer expression is cut: its statement stands beside the explanation."""

_COMPARED: dict[type[exp.Expr], str] = {
    exp.EQ: "is",
    exp.NEQ: "is not",
    exp.GT: "is more than",
    exp.GTE: "is at least",
    exp.LT: "is less than",
    exp.LTE: "is at most",
    exp.Like: "matches",
    exp.ILike: "matches, in any case,",
}
_DATED: dict[type[exp.Expr], str] = {
    exp.GT: "is after",
    exp.GTE: "is on or after",
    exp.LT: "is before",
    exp.LTE: "is on or before",
}
_AGGREGATES: dict[type[exp.Expr], str] = {
    exp.Sum: "the sum of",
    exp.Avg: "the average of",
    exp.Min: "the smallest",
    exp.Max: "the largest",
    exp.Median: "the median of",
}


class Words:
    """Words for the expressions of one statement."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect

    def sql(self, node: exp.Expr) -> str:
        """The expression as SQL in one line."""
        text = " ".join(node.sql(dialect=self._dialect, comments=False).split())
        return text if len(text) <= MAX_CHARS else text[: MAX_CHARS - 1] + "…"

    def value(self, node: exp.Expr) -> str:
        """A column, a figure or any other expression."""
        node = node.unalias().unnest()
        if isinstance(node, exp.Placeholder):
            return f":{node.this}"
        if isinstance(node, exp.Window):
            return self._window(node)
        if isinstance(node, exp.Count):
            return self._count(node)
        name = _AGGREGATES.get(type(node))
        return f"{name} {self.value(node.this)}" if name else self.sql(node)

    def _count(self, node: exp.Count) -> str:
        if isinstance(node.this, exp.Distinct):
            return f"the number of different {series([self.sql(e) for e in node.this.expressions])}"
        if node.this is None or isinstance(node.this, exp.Star | exp.Literal):
            return "the number of rows"
        return f"the number of rows that have {self.sql(node.this)}"

    def _window(self, node: exp.Window) -> str:
        parts = [self.sql(part) for part in node.args.get("partition_by") or []]
        over = f" within each {series(parts)}" if parts else ""
        order = node.args.get("order")
        sorted_by = f", in the order of {self.sql_list(order.expressions)}" if order else ""
        return f"{self.value(node.this)}{over}{sorted_by}"

    def sql_list(self, nodes: Sequence[exp.Expr]) -> str:
        """Several expressions as SQL, in words between."""
        return series([self.sql(node) for node in nodes])

    def conditions(self, node: exp.Expr) -> str:
        """A condition, its parts joined by `and`."""
        return series([self.condition(part) for part in conjuncts(node)])

    def condition(self, node: exp.Expr) -> str:
        """One condition."""
        node = node.unnest()
        if isinstance(node, exp.And):
            return self.conditions(node)
        if isinstance(node, exp.Or):
            return "either " + " or ".join(self.condition(part) for part in node.flatten())
        if isinstance(node, exp.Not):
            return self._negated(node.this.unnest())
        if isinstance(node, exp.In):
            return self._among(node, "is one of", "is among the rows of a second query")
        if isinstance(node, exp.Exists):
            return f"there is a row in {self._read_by(node)} that belongs to it"
        return self._tested(node)

    def _tested(self, node: exp.Expr) -> str:
        if isinstance(node, exp.Between):
            low, high = self.sql(node.args["low"]), self.sql(node.args["high"])
            return f"{self.value(node.this)} is from {low} to {high}"
        if isinstance(node, exp.Is):
            return f"{self.value(node.this)} is {'missing' if _is_null(node) else self.sql(node.expression)}"
        return self._compared(node)

    def _compared(self, node: exp.Expr) -> str:
        verbs = _DATED if _is_dated(node) else _COMPARED
        verb = verbs.get(type(node)) or _COMPARED.get(type(node))
        if verb is None:
            return self.sql(node)
        return f"{self.value(node.this)} {verb} {self._operand(node.expression)}"

    def _operand(self, node: exp.Expr) -> str:
        inner = node.unnest()
        if isinstance(inner, exp.Select) and len(inner.expressions) == 1:
            return f"{self.value(inner.expressions[0])} that a second query finds"
        return self.value(node)

    def _negated(self, node: exp.Expr) -> str:
        if isinstance(node, exp.In):
            return self._among(node, "is none of", "is not among the rows of a second query")
        if isinstance(node, exp.Is) and _is_null(node):
            return f"{self.value(node.this)} is present"
        if isinstance(node, exp.Exists):
            return f"there is no row in {self._read_by(node)} that belongs to it"
        if isinstance(node, exp.Like | exp.ILike):
            return f"{self.value(node.this)} does not match {self.sql(node.expression)}"
        return f"it is not so that {self.condition(node)}"

    def _among(self, node: exp.In, listed: str, queried: str) -> str:
        if node.args.get("query"):
            return f"{self.value(node.this)} {queried} ({self._read_by(node.args['query'])})"
        return f"{self.value(node.this)} {listed} {', '.join(self.sql(item) for item in node.expressions)}"

    def _read_by(self, node: exp.Expr) -> str:
        return series(list(dict.fromkeys(self.sql(table.this) for table in node.find_all(exp.Table))))

    def ordered(self, node: exp.Expr) -> str:
        """One key of an ORDER BY."""
        if not isinstance(node, exp.Ordered):
            return self.value(node)
        return f"{self.value(node.this)}{', highest first' if node.args.get('desc') else ''}"


def series(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _is_null(node: exp.Is) -> bool:
    return isinstance(node.expression, exp.Null)


def _is_dated(node: exp.Expr) -> bool:
    """Whether something is compared with a date."""
    right = node.args.get("expression")
    if isinstance(right, exp.Cast | exp.Date | exp.CurrentDate | exp.TsOrDsToDate):
        return True
    text = right.this if isinstance(right, exp.Literal) and right.is_string else ""
    return len(text) >= 8 and text[:4].isdigit() and text[4:5] == "-"
