"""What the grammar knows of a schema: how an entity is shown, which date is its own, what revenue is.

Made once a catalog (see `prepared.py`); nothing here depends on a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import MONEY, REVERSALS, TRANSACTIONS
from iopsdata_jupyter.text_to_sql.offline.schema import ColumnInfo, SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.values import ValueIndex

Formula = int | tuple[str, "Formula", "Formula"]
"""A column's index, or an operator (`*`, `-`) over two formulas."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}.*)?\Z")
_PREFIXES = frozenset({"dim", "fact", "fct", "tbl", "stg"})
_DATE_ENDS = frozenset({"date", "at", "on", "time", "timestamp", "day", "datetime", "month"})
_OWN_DATE = phrases(
    """create | order | place | occur | happen | start | signup | sign | register | join | hire | admit |
    admission | book | record | measure | purchase | sale | sell | invoice | pay | payment | visit |
    event | open | launch | enrol | enroll | issue | take | return | request | submit | pickup |
    dispatch"""
)
_LATER_DATE = frozenset(
    {
        "ship",
        "due",
        "update",
        "modify",
        "birth",
        "end",
        "close",
        "deliver",
        "delivery",
        "cancel",
        "expire",
        "expiry",
        "delete",
        "discharge",
        "last",
        "next",
        "resolve",
        "finish",
        "complete",
        "leave",
        "renewal",
    }
)
_CODES = frozenset({"number", "code", "sku", "plate", "isbn"})
_STATES = phrases(
    """discontinued | archived | deleted | enabled | disabled | verified | subscribed | blocked | banned |
    suspended | published | approved | expired | retired | active | featured | obsolete | taxable | locked |
    refunded"""
)
"""Names of number columns that hold yes or no where the database has no type for it."""
_SOLD = frozenset({"ticket", "booking", "reservation", "rental", "ride", "trip", "sale", "sell"})
_PERSON = (
    (("first", "name"), ("give", "name"), ("forename",)),
    (("last", "name"), ("surname",), ("family", "name")),
)
"""The words of the two columns that name a person."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One way to compute a business measure, over the rows of one table."""

    table: int
    formula: Formula
    cost: float


class Ground:
    """A schema and its values, as the grammar asks about them."""

    def __init__(self, schema: SchemaIndex, values: ValueIndex, samples: dict[int, str]) -> None:
        """`samples` holds one value of each text column whose values are known."""
        self.schema = schema
        self.values = values
        self._samples = samples
        self._shown: dict[int, tuple[int, ...]] = {}
        self._keys: dict[int, int | None] = {}
        self._measures: dict[int, list[ColumnInfo]] = {}

    def table_words(self, table: int) -> tuple[str, ...]:
        """The words of a table's name without warehouse prefixes."""
        words = self.schema.tables[table].words
        return words[1:] if len(words) > 1 and words[0] in _PREFIXES else words

    def key(self, table: int) -> int | None:
        """The column that identifies a row, where it is one: the primary key, or a column named as one."""
        if table not in self._keys:
            self._keys[table] = self._key(table)
        return self._keys[table]

    def _key(self, table: int) -> int | None:
        info = self.schema.tables[table]
        if info.keys:
            return info.keys[0] if len(info.keys) == 1 else None
        own = set(self.table_words(table))
        for index in info.columns:
            words = set(self.schema.columns[index].words)
            if words == {"id"} or ("id" in words and words - {"id"} == own):
                return index
        return None

    def is_unique(self, column: int) -> bool:
        """Whether a column identifies the rows of its table."""
        return self.key(self.schema.columns[column].table) == column

    def is_date(self, column: int) -> bool:
        """Whether a column holds dates, by type or by how its values look."""
        info = self.schema.columns[column]
        if info.kind == "date":
            return True
        return info.kind == "text" and bool(_ISO_DATE.match(self._samples.get(column, "")))

    def is_measure(self, column: int) -> bool:
        """Whether a column holds figures rather than keys or flags."""
        info = self.schema.columns[column]
        if info.kind != "number" or info.primary or info.foreign or info.derived:
            return False
        return info.words[-1] not in ("id", "key", "code", "zip") and not self.is_flag(column)

    def is_flag(self, column: int) -> bool:
        """Whether a column holds yes or no."""
        info = self.schema.columns[column]
        return info.kind == "bool" or (
            info.kind == "number"
            and (info.words[0] in ("be", "have", "is", "has", "was") or info.name.casefold() in _STATES)
        )

    @cached_property
    def flags(self) -> tuple[int, ...]:
        """The columns that hold yes or no."""
        return tuple(c.index for c in self.schema.real_columns if self.is_flag(c.index))

    @cached_property
    def dated(self) -> tuple[int, ...]:
        """The columns that hold dates."""
        return tuple(c.index for c in self.schema.real_columns if self.is_date(c.index))

    def shown(self, table: int) -> tuple[int, ...]:
        """Columns that name an entity to a reader: empty for a table of plain facts."""
        if table not in self._shown:
            self._shown[table] = self._names(table)
        return self._shown[table]

    def _names(self, table: int) -> tuple[int, ...]:
        columns = [self.schema.columns[index] for index in self.schema.tables[table].columns]
        person = [c.index for forms in _PERSON for c in columns if c.words in forms]
        if len(person) == 2:
            key = self.key(table)
            return (key, *person) if key is not None else tuple(person)
        own = set(self.table_words(table))
        same = [c.index for c in columns if set(c.words) == own and c.kind == "text" and not c.foreign]
        if same:
            return (same[0],)
        for wanted in ({"name"}, {"title"}, {"label"}, {"full"}, {"company"}):
            named = [c for c in columns if wanted & set(c.words) and not c.foreign and c.kind == "text"]
            best = sorted(named, key=lambda c: (not set(c.words) - wanted <= own, len(c.words), c.index))
            if best:
                return (best[0].index,)
        return self._code(table, columns)

    def _code(self, table: int, columns: list[ColumnInfo]) -> tuple[int, ...]:
        """`part_number` of parts: what names a thing that has no name; facts with a date are shown whole."""
        if self.dates(table):
            return ()
        own = set(self.table_words(table))
        named = [
            c.index
            for c in columns
            if _CODES & set(c.words) and set(c.words) - _CODES <= own and c.kind == "text" and not c.foreign
        ]
        return (named[0],) if named else ()

    def dates(self, table: int) -> tuple[int, ...]:
        """The date columns of a table, the one that says when a row happened first."""
        found = [i for i in self.schema.tables[table].columns if self.is_date(i)]
        return tuple(sorted(found, key=self._lateness))

    def _lateness(self, column: int) -> tuple[int, int]:
        info = self.schema.columns[column]
        words = {stem(word) for word in info.words}
        if words & {stem(word) for word in _LATER_DATE}:
            return 3, column
        own = {stem(word) for word in self.table_words(info.table)}
        if words & own or not words - _DATE_ENDS:
            return 0, column
        for place, word in enumerate(_OWN_DATE):
            if stem(word) in words:
                return 1 + place // 100, column
        return 2, column

    def year_column(self, table: int) -> int | None:
        """A number column that holds years, for tables without dates."""
        for index in self.schema.tables[table].columns:
            info = self.schema.columns[index]
            if info.kind == "number" and "year" in info.words and len(info.words) <= 2:
                return index
        return None

    def reversal(self, table: int) -> bool:
        """Whether a table holds returns, plans and the like, whose figures nobody means by default."""
        return bool(REVERSALS & set(self.table_words(table)))

    @cached_property
    def parents(self) -> dict[int, tuple[int, ...]]:
        """Tables that each table refers to."""
        found: dict[int, list[int]] = {}
        for edge in self.schema.edges:
            if self.is_unique(edge.right):
                found.setdefault(self.schema.columns[edge.left].table, []).append(
                    self.schema.columns[edge.right].table
                )
        return {table: tuple(dict.fromkeys(others)) for table, others in found.items()}

    @cached_property
    def metrics(self) -> dict[str, tuple[Metric, ...]]:
        """The ways to compute each business measure, the closest to its name first."""
        made = {"revenue": self._revenue(), "quantity": self._quantity(), "profit": self._profit()}
        return {name: tuple(sorted(found, key=lambda m: (m.cost, m.table))) for name, found in made.items()}

    def _figures(self, table: int) -> list[ColumnInfo]:
        if table not in self._measures:
            own = self.schema.tables[table].columns
            self._measures[table] = [self.schema.columns[i] for i in own if self.is_measure(i)]
        return self._measures[table]

    def _revenue(self) -> Iterator[Metric]:
        for table in range(len(self.schema.tables)):
            if not self.reversal(table):
                yield from self._revenue_of(table)

    def _revenue_of(self, table: int) -> Iterator[Metric]:
        lines = self.line_value(table)
        transactional = bool(TRANSACTIONS & set(self.table_words(table)))
        for info in self._figures(table):
            words = set(info.words)
            if words & {"revenue", "turnover", "sell"} and not words & {"cost", "tax"}:
                yield Metric(table, info.index, 0.0)
            elif re.search(r"\b(revenue|turnover)\b", info.comment.casefold()):
                yield Metric(table, info.index, 0.1)
            elif (
                lines
                and words & {"total", "amount", "subtotal", "extended"}
                and not words & {"discount", "tax"}
            ):
                yield Metric(table, info.index, 0.15)
            elif (
                transactional
                and words & MONEY
                and not words & {"tax", "discount", "refund", "fee", "balance", "due"}
            ):
                yield Metric(table, info.index, 0.3)
        if lines:
            yield Metric(table, lines, 0.2)
        elif sold := self._sold(table):
            yield Metric(table, sold, 0.4)

    def _sold(self, table: int) -> int | None:
        """The price of rows that are each a sale of their own, such as tickets: dated, of another thing."""
        if not (_SOLD & set(self.table_words(table)) and self.parents.get(table) and self.dates(table)):
            return None
        prices = [c.index for c in self._figures(table) if {"price", "fare"} & set(c.words)]
        return prices[0] if len(prices) == 1 and self._quantity_column(table) is None else None

    def line_value(self, table: int) -> Formula | None:
        """Quantity times price of the rows of a table, the price from the row or from what it refers to."""
        quantity = self._quantity_column(table)
        if quantity is None or self.reversal(table):
            return None
        for home in (table, *self.parents.get(table, ())):
            price = next((c for c in self._figures(home) if "price" in c.words), None)
            if price and (home != table or self._linked(table)):
                return ("*", quantity, price.index)
        return None

    def _linked(self, table: int) -> bool:
        return bool(self.parents.get(table)) or bool(TRANSACTIONS & set(self.table_words(table)))

    def _quantity_column(self, table: int) -> int | None:
        for info in self._figures(table):
            words = set(info.words)
            if words & {"quantity", "unit", "piece"} and not words & {"price", "cost", "amount", "total"}:
                return info.index
        return None

    def _quantity(self) -> Iterator[Metric]:
        for table in range(len(self.schema.tables)):
            quantity = self._quantity_column(table)
            if quantity is not None:
                yield Metric(table, quantity, 1.0 if self.reversal(table) else 0.0)

    def _profit(self) -> Iterator[Metric]:
        for table in range(len(self.schema.tables)):
            for info in self._figures(table):
                if set(info.words) & {"profit", "margin"} and not set(info.words) & {"percent", "rate"}:
                    yield Metric(table, info.index, 0.0)
            yield from self._computed_profit(table)

    def _computed_profit(self, table: int) -> Iterator[Metric]:
        quantity = self._quantity_column(table)
        if quantity is None or self.reversal(table):
            return
        takings = [metric for metric in self._revenue_of(table) if metric.cost < 0.3]
        for home in (table, *self.parents.get(table, ())):
            cost = next((c for c in self._figures(home) if "cost" in c.words), None)
            if cost and takings:
                best = min(takings, key=lambda metric: metric.cost)
                yield Metric(table, ("-", best.formula, ("*", quantity, cost.index)), 0.2)
                return


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A crude verb stem of at least three letters: `hired`, `hire` and `hires` meet."""
    for suffix in ("ing", "ed", "es", "s", "e"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "ls" else word


def columns_of(formula: Formula) -> tuple[int, ...]:
    """The columns of a formula, left to right."""
    if isinstance(formula, int):
        return (formula,)
    return columns_of(formula[1]) + columns_of(formula[2])
