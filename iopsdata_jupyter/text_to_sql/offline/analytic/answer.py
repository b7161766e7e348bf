"""A question to SQL by the analytic grammar: read, settle, write; None where a word is left over."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iopsdata_jupyter.catalog.lookup import ValueLookup
from iopsdata_jupyter.text_to_sql.offline.analytic import describe, superiors
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Dimension,
    Draft,
    Filter,
    Measure,
    Option,
    Settled,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.everyone import Everyone
from iopsdata_jupyter.text_to_sql.offline.analytic.grammar import readings
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import Ground
from iopsdata_jupyter.text_to_sql.offline.analytic.names import Names
from iopsdata_jupyter.text_to_sql.offline.analytic.paths import Paths
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.resolve import Scene, group_filter, settle
from iopsdata_jupyter.text_to_sql.offline.analytic.writing import CannotWriteError, Writer
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.values import ValueIndex
from iopsdata_jupyter.text_to_sql.translator import Alternative, Translation

if TYPE_CHECKING:
    from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared

_RATES = ("rate", "rates", "ratio", "percentage")
"""What makes a noun of `return`, which else begins an order to show something."""
_MOST_COST = 1.1
"""Readings that strain more names than this are left to others: of those, one in three was right."""


_MOST_READINGS, _MOST_OTHERS = 6, 3
_PAIRED = 0.9


@dataclass(frozen=True)
class Analytic:
    """The grammar's state for one catalog."""

    names: Names
    scene: Scene


def analytic_for(schema: SchemaIndex, index: ValueIndex, lookup: ValueLookup) -> Analytic:
    """The grammar's state for a schema and its values."""
    samples: dict[int, str] = {}
    counts: dict[int, int] = {}
    for table, column in lookup.columns():
        place = schema.column_ids.get((table.casefold(), column.casefold()))
        values = lookup.values(table, column) if place is not None else ()
        if place is not None and values:
            samples[place], counts[place] = values[0], len(values)
    ground = Ground(schema, index, samples)
    return Analytic(Names(ground, counts), Scene(ground, Paths(ground)))


def answer(question: str, prepared: Prepared) -> Translation | None:
    """The SQL of a question whose every word has a place, else None."""
    state = prepared.analytic
    reader = Reader(question, state.names)
    if reader.word(0) == "return" and reader.word(1) in _RATES:
        return None
    pair = superiors.pairing(reader, state.scene)
    if pair is not None:
        return _paired(pair, state)
    found = list(itertools.islice(_translations(reader, state), _MOST_READINGS))
    return replace(found[0], alternatives=_others(found)) if found else None


def _translations(reader: Reader, state: Analytic) -> Iterator[Translation]:
    """What the readings of a question come to, the more specific ones first."""
    for draft in readings(reader):
        finished = _finished(draft, state)
        settled = settle(finished, state.scene) if finished else None
        if finished is None or settled is None or settled.cost > _MOST_COST:
            continue
        for read in (settled, *_second_looks(settled)):
            found = _written(finished, read, reader, state)
            if found:
                yield found


def _second_looks(settled: Settled) -> Iterator[Settled]:
    """The same reading with a word meant as its next best meaning, one at a time."""
    for choice, options in settled.others.items():
        if choice.kind == "column" and not options[0].value:
            yield replace(settled, picks={**settled.picks, choice: options[0]}, others={})


def _others(found: list[Translation]) -> tuple[Alternative, ...]:
    """Readings that differ from the first, and from each other, in SQL and in words."""
    seen = {found[0].sql, found[0].explanation}
    kept: list[Alternative] = []
    for other in found[1:]:
        if other.sql not in seen and other.explanation not in seen and len(kept) < _MOST_OTHERS:
            kept.append(Alternative(other.sql, other.explanation))
        seen.update((other.sql, other.explanation))
    return tuple(kept)


def _paired(pair: superiors.Pairing, state: Analytic) -> Translation:
    return Translation(
        sql=superiors.statement(pair, state.scene).sql(dialect=state.scene.ground.schema.dialect),
        translator="offline",
        confidence=_PAIRED,
        explanation=superiors.sentence(pair, state.scene),
        understood=pair.understood,
    )


def _finished(draft: Draft, state: Analytic) -> Draft | None:
    """A draft whose parts make a query: a dimension with no measure is a list, or groups with a condition."""
    if draft.share and not (draft.part or draft.dimensions):
        return None
    if (
        not draft.measures
        and draft.limit is not None
        and draft.order is not None
        and draft.order.target is None
    ):
        return _by_revenue(draft, state)
    if (
        draft.shown
        and draft.subject is None
        and not draft.measures
        and any(group_filter(c) for c in draft.filters)
    ):
        draft = draft.but(dimensions=tuple(Dimension(c, "", c.span) for c in draft.shown), shown=())
    if draft.measures or not draft.dimensions:
        return _looked_up(draft)
    if any(dimension.bucket for dimension in draft.dimensions):
        return None
    groups = tuple(condition for condition in draft.filters if group_filter(condition))
    if groups:
        rest = tuple(condition for condition in draft.filters if condition not in groups)
        inner = tuple(inside for condition in groups for inside in condition.inner)
        return draft.but(having=tuple(_plain(g) for g in groups), filters=(*rest, *inner), hidden=True)
    targets = tuple(dimension.target for dimension in draft.dimensions)
    names = any(t.options[0].index in state.scene.ground.shown(_home(t, state)) for t in targets if t.options)
    return draft.but(shown=targets, dimensions=(), distinct=not names)


def _by_revenue(draft: Draft, state: Analytic) -> Draft | None:
    """`top customers`: by revenue, where the data has it and the entity is one that buys or is sold."""
    metrics = state.scene.ground.metrics["revenue"]
    if not metrics or draft.subject is None or draft.shown or draft.dimensions:
        return None
    target = Choice(
        "metric", tuple(Option(place, m.cost) for place, m in enumerate(metrics)), (0, 0), "revenue"
    )
    dimension = Dimension(draft.subject, "", draft.subject.span)
    return draft.but(measures=(Measure("sum", target),), dimensions=(dimension,), subject=None)


def _home(choice: Choice, state: Analytic) -> int:
    return state.scene.table_of(choice, choice.options[0])


def _looked_up(draft: Draft) -> Draft | None:
    """`the list price of the Kite` asks for a field, not for a figure over rows."""
    measure = draft.measures[0] if len(draft.measures) == 1 else None
    open_column = measure and not measure.aggregate and measure.target.kind == "column"
    if measure is None or not open_column or draft.dimensions or draft.share:
        return draft
    if not any(condition.kind == "value" for condition in draft.filters) and draft.subject is None:
        return None
    return draft.but(measures=(), shown=(measure.target,))


def _plain(condition: Filter) -> Filter:
    return replace(condition, inner=())


def _written(draft: Draft, settled: Settled, reader: Reader, state: Analytic) -> Translation | None:
    writer = Writer(draft, settled, state.scene)
    try:
        outer = Everyone(draft, settled, state.scene) if draft.every else None
        statement = outer.statement() if outer else writer.statement()
    except CannotWriteError:
        return None
    return Translation(
        sql=statement.sql(dialect=state.scene.ground.schema.dialect),
        translator="offline",
        confidence=_confidence(settled),
        explanation=describe.sentence(draft, writer),
        assumptions=describe.assumptions(draft, settled, writer, reader),
        understood=describe.understood(draft, writer, reader),
    )


def _confidence(settled: Settled) -> float:
    strain = settled.cost / _MOST_COST
    doubt = 0.05 if settled.margin < 0.05 else 0.0
    return round(0.95 - 0.06 * strain - doubt, 3)
