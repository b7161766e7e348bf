"""What a question asks for, before it is settled which table or column each word means.

A reference is a `Choice` between the columns or tables that words may name; `resolve.py` settles them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from iopsdata_jupyter.text_to_sql.offline.analytic.periods import Period

Span = tuple[int, int]
"""First word and the one after the last."""


@dataclass(frozen=True, slots=True)
class Option:
    """One meaning that words may have."""

    index: int
    """Of a column or table; of the metric's own list for a metric."""
    cost: float
    """0 for the exact name, more for looser readings."""
    value: str = ""
    """The value as the data holds it, for words that are a value of the column."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The meanings of some words, best first."""

    kind: str
    """table, column, metric or date (the default date of what is counted; has no options)."""
    options: tuple[Option, ...]
    span: Span
    name: str = ""
    """Of the metric, or the bucket of a date."""
    own: bool = False
    """Whether only columns of the entity itself are meant, as an adjective means them: `the longest film`."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: rows counted, or a column or metric aggregated."""

    aggregate: str
    """count, countd, sum, avg, min, max; empty where the question leaves it open; ratio for `per`."""
    target: Choice
    per: Dimension | None = None
    """Over whose different values a ratio is taken: `average number of orders per customer`."""
    span: Span = (0, 0)
    counted: bool = False
    """Whether the words ask how many: `the most defects` is the sum of a column of defects."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """What rows are grouped by: a column, an entity (a table) or a bucket of time."""

    target: Choice
    bucket: str = ""
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on the rows. Which fields matter depends on `kind`."""

    kind: str
    """value, unknown (it does not occur), compare, columns (two of a row), period, missing, flag, related,
    context, average, like, either (one of `inner` is enough)."""
    target: Choice
    negated: bool = False
    operator: str = ""
    numbers: tuple[float | int, ...] = ()
    period: Period | None = None
    inner: tuple[Filter, ...] = ()
    """Conditions on the related rows, for `related`."""
    more: tuple[Choice, ...] = ()
    """Further values, for `value`: one of them is enough; the other column, for `columns`."""
    measure: Measure | None = None
    """What is compared in place of a column, for `compare` on groups."""
    text: str = ""
    span: Span = (0, 0)
    per: Choice | None = None
    """The entity whose own average a row is compared with, for `average`."""


@dataclass(frozen=True, slots=True)
class Order:
    """How rows are sorted."""

    descending: bool
    target: Choice | Measure | Dimension | None = None
    """None: by the measure, else by what is shown."""
    span: Span = (0, 0)


@dataclass(frozen=True)
class Draft:
    """A whole question."""

    measures: tuple[Measure, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    shown: tuple[Choice, ...] = ()
    """Columns to list."""
    subject: Choice | None = None
    """The table whose rows are listed."""
    filters: tuple[Filter, ...] = ()
    order: Order | None = None
    limit: int | None = None
    skipped: int = 0
    """Rows left out before the first: one for `the second largest`."""
    distinct: bool = False
    hidden: bool = False
    """Whether the measure only ranks: `which region has the most orders` shows the region."""
    share: bool = False
    """Whether measures are shown as percentages of their total."""
    part: tuple[Filter, ...] = ()
    """The conditions whose share is asked: `what percentage of orders were cancelled`."""
    having: tuple[Filter, ...] = ()
    """Conditions on the groups that the dimensions make."""
    within: tuple[Dimension, ...] = ()
    """The groups in each of which the first `limit` are wanted: `top 3 products in each region`."""
    combined: str = ""
    """`-` or `/`: the two measures are one figure, the first with the second taken off or divided by it."""
    growth: bool = False
    """Whether each figure is compared with that of the period before."""
    whether: bool = False
    """Whether the number is asked for a yes or no."""
    every: bool = False
    """Whether entities without a row of the figure are shown too."""

    def but(self, **changes: object) -> Draft:
        """A copy with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def choices(self) -> Iterator[tuple[Choice, Choice | None]]:
        """Every reference, with the related table inside whose condition it stands."""
        if self.subject:
            yield self.subject, None
        for measure in self.measures:
            yield from _of_measure(measure, None)
        for dimension in (*self.dimensions, *self.within):
            yield dimension.target, None
        for choice in self.shown:
            yield choice, None
        for condition in (*self.filters, *self.part, *self.having):
            yield from _of_filter(condition, None)
        if self.order:
            yield from _of_order(self.order.target)


def _of_measure(measure: Measure, home: Choice | None) -> Iterator[tuple[Choice, Choice | None]]:
    yield measure.target, home
    if measure.per:
        yield measure.per.target, home


def _of_filter(condition: Filter, home: Choice | None) -> Iterator[tuple[Choice, Choice | None]]:
    yield condition.target, home
    for choice in condition.more:
        yield choice, home
    inside = condition.target if condition.kind in ("related", "context") else home
    for inner in condition.inner:
        near = condition.kind == "related" and inner.kind in ("value", "flag") and inner.per == inside
        yield from _of_filter(replace(inner, per=None) if near else inner, inside)
    if condition.measure:
        yield from _of_measure(condition.measure, inside)
    if condition.per:
        yield condition.per, home


def _of_order(target: Choice | Measure | Dimension | None) -> Iterator[tuple[Choice, Choice | None]]:
    if isinstance(target, Choice):
        yield target, None
    elif isinstance(target, Measure):
        yield from _of_measure(target, None)
    elif isinstance(target, Dimension):
        yield target.target, None


@dataclass(frozen=True)
class Settled:
    """Which option each choice came to, and the table whose rows the figures are taken over."""

    grain: int
    picks: dict[Choice, Option] = field(hash=False)
    cost: float = 0.0
    margin: float = 1.0
    """How much worse the next best reading is."""
    others: dict[Choice, tuple[Option, ...]] = field(default_factory=dict, hash=False)
    """Readings of equal standing that were passed over."""

    def column(self, choice: Choice) -> int:
        """The column or table index that a choice came to."""
        return self.picks[choice].index
