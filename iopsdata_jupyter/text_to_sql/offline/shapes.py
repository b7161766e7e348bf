"""The shape of a query: what a sketch looks like with every column, table and value taken out.

A shape is what the question's wording decides (an average, a top 3, a `more than`); which columns fill it is
decided by linking. Shapes are plain tuples of text so that weights can be kept by their parts.
"""

from __future__ import annotations

from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a query's form; each is a small vocabulary of its own."""

    select: tuple[str, ...]
    """`c` for a plain column, else the aggregate, `count*` for counted rows; plain columns first."""
    distinct: bool = False
    where: tuple[str, ...] = ()
    """The operator of each condition; `not in[]` with a nested query, `>[avg]` with a nested aggregate."""
    either: bool = False
    group: int = 0
    having: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    descending: bool = False
    limit: str = ""
    """`1`, `n`, or empty."""
    combine: str = ""
    other_where: tuple[str, ...] = ()
    """The conditions of the combined query, whose select is taken to be that of the first."""

    def parts(self) -> tuple[str, ...]:
        """The features of the shape that weights are kept for."""
        order = f"o:{','.join(self.order)} {self.descending}" if self.order else "o:"
        limit = f"l:{self.limit}"
        return (
            "s:" + ",".join(self.select),
            f"sn:{len(self.select)}",
            *(f"s1:{item}" for item in sorted(set(self.select))),
            f"d:{self.distinct}",
            f"w:{('|' if self.either else '&').join(self.where)}",
            f"wn:{len(self.where)}{self.either and len(self.where) > 1}",
            *(f"w1:{kind}" for kind in sorted(set(self.where))),
            f"g:{self.group}",
            "h:" + ",".join(self.having),
            order,
            limit,
            f"ol:{order}{limit}g{bool(self.group)}",
            f"x:{self.combine}",
            f"xw:{self.combine}{','.join(self.other_where)}",
            f"sg:{','.join(self.select)}{self.group}",
            f"all:{','.join(sorted(set(self.select)))};{','.join(self.where)};{self.group};{self.having};{order}{limit};{self.combine}",
        )


def shape_of(query: Query, schema: SchemaIndex) -> Shape:
    """The shape of a sketch."""
    select = sorted((_item(item) for item in query.select), key=lambda name: (name != "c", name))
    if is_all(query, schema):
        select = ["all"]
    other = query.other
    return Shape(
        select=tuple(select),
        distinct=query.distinct,
        where=tuple(sorted(_condition(condition) for condition in query.where)),
        either=query.either and len(query.where) > 1,
        group=min(len(query.group), 3),
        having=tuple(_condition(condition) for condition in query.having),
        order=tuple(_item(item) for item in query.order[:1]),
        descending=query.descending,
        limit="" if query.limit is None else "1" if query.limit == 1 else "n",
        combine=query.combine,
        other_where=tuple(sorted(_condition(condition) for condition in other.where)) if other else (),
    )


def is_all(query: Query, schema: SchemaIndex) -> bool:
    """Whether the query selects every column of one table."""
    first = query.select[0].column
    if first == STAR or any(item.aggregate for item in query.select):
        return False
    columns = schema.tables[schema.columns[first].table].columns
    return len(columns) > 1 and tuple(item.column for item in query.select) == columns


def _item(item: Item) -> str:
    if item.column == STAR:
        return "count*"
    return (item.aggregate or "c") + ("d" if item.distinct else "")


def _condition(condition: Condition) -> str:
    left = "" if not condition.item.aggregate else _item(condition.item)
    if condition.query is None:
        return left + condition.operator
    inner = ",".join(_item(item) for item in condition.query.select)
    where = "|" + ",".join(sorted(c.operator for c in condition.query.where)) if condition.query.where else ""
    return f"{left}{condition.operator}[{inner if inner != 'c' else ''}{where}]"
