"""Settles together what every word means: the cheapest reading whose joins multiply no figure."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Draft,
    Filter,
    Measure,
    Option,
    Settled,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import Ground, columns_of
from iopsdata_jupyter.text_to_sql.offline.analytic.paths import Paths
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import TRANSACTIONS

_MOST_READINGS = 500
_JOIN_WEIGHT = 0.9
_FAR_FILTER = 0.5
_METRIC_WEIGHT = 5.0


@dataclass(frozen=True)
class Scene:
    """What settling needs of a schema."""

    ground: Ground
    paths: Paths

    def table_of(self, choice: Choice, option: Option) -> int:
        """The table in which an option of a choice stands."""
        if choice.kind == "table":
            return option.index
        if choice.kind == "metric":
            return self.ground.metrics[choice.name][option.index].table
        return self.ground.schema.columns[option.index].table

    def counts_years(self, table: int) -> bool:
        """Whether the time of a row is a year in a column of its own, and no date nearer than that."""
        if self.ground.year_column(table) is None:
            return False
        found = self.default_date(table)
        return found is None or self.ground.schema.columns[found].table != table

    def default_date(self, table: int) -> int | None:
        """The date that `in 2024` means for rows of a table: its own, or that of the event it belongs to."""
        best: tuple[tuple[float, int], int] | None = None
        for cost, other in self.paths.near(table):
            if self.paths.multiplies(table, other):
                continue
            dates = self.ground.dates(other)
            event = bool(TRANSACTIONS & set(self.ground.table_words(other)))
            if dates and (best is None or (cost, int(not event)) < best[0]):
                best = ((cost, int(not event)), dates[0])
            if best and best[0][0] < cost:
                break
        return best[1] if best else None


def settle(draft: Draft, scene: Scene) -> Settled | None:
    """The best reading of a draft, or None where no reading holds together."""
    pairs = [(choice, home) for choice, home in dict.fromkeys(draft.choices()) if choice.options]
    choices = list(dict.fromkeys(choice for choice, _ in pairs if choice.kind not in ("date", "name")))
    if not choices:
        return None
    found: list[tuple[float, int, dict[Choice, Option]]] = []
    for options in itertools.product(*_bounded(choices)):
        picks = dict(zip(choices, options, strict=True))
        read = _read(draft, picks, pairs, scene)
        if read:
            found.append((read[0], read[1], picks))
    if not found:
        return None
    found.sort(key=lambda entry: entry[0])
    cost, grain, picks = found[0]
    margin = found[1][0] - cost if len(found) > 1 else 1.0
    return Settled(grain, picks, cost, margin, _passed_over(found))


def _bounded(choices: list[Choice]) -> list[tuple[Option, ...]]:
    most = 12
    while most > 1 and math.prod(min(most, len(choice.options)) for choice in choices) > _MOST_READINGS:
        most -= 1
    return [choice.options[:most] for choice in choices]


def _passed_over(found: list[tuple[float, int, dict[Choice, Option]]]) -> dict[Choice, tuple[Option, ...]]:
    best = found[0][2]
    others: dict[Choice, tuple[Option, ...]] = {}
    for cost, _, picks in found[1:8]:
        changed = [choice for choice in best if best[choice].index != picks[choice].index]
        if cost - found[0][0] < 0.1 and len(changed) == 1:
            others[changed[0]] = (*others.get(changed[0], ()), picks[changed[0]])
    return others


Pairs = list[tuple[Choice, Choice | None]]


def _read(draft: Draft, picks: dict[Choice, Option], pairs: Pairs, scene: Scene) -> tuple[float, int] | None:
    """Cost and grain of one reading."""
    grain = _grain(draft, picks, scene)
    if grain is None or not _adds_up(draft, picks, grain, scene):
        return None
    cost = sum(_own_cost(choice, option) for choice, option in picks.items())
    for choice, home in pairs:
        if choice not in picks:
            continue
        start = scene.table_of(home, picks[home]) if home and home is not choice else grain
        if choice in draft.shown:
            start = _entity(draft, picks, grain)
        distance = scene.paths.cost(start, scene.table_of(choice, picks[choice]))
        if math.isinf(distance):
            return None
        cost += _JOIN_WEIGHT * distance
    return cost + _nearness(draft, picks, scene), grain


def _entity(draft: Draft, picks: dict[Choice, Option], grain: int) -> int:
    """The table of the entity whose columns are listed."""
    entity = next((d.target for d in draft.dimensions if d.target.kind == "table"), draft.subject)
    return picks[entity].index if entity in picks else grain


def _own_cost(choice: Choice, option: Option) -> float:
    """A metric keeps its definition however far the tables are: only multiplied figures make it give way."""
    return option.cost if choice.kind != "metric" else _METRIC_WEIGHT * (option.cost - choice.options[0].cost)


def _nearness(draft: Draft, picks: dict[Choice, Option], scene: Scene) -> float:
    """A value before an entity belongs to it: `German customers`."""
    cost = 0.0
    for condition in (*draft.filters, *draft.part):
        for inner in (condition, *condition.inner):
            if inner.kind in ("value", "flag") and inner.per and inner.per in picks and inner.target in picks:
                near = scene.table_of(inner.per, picks[inner.per])
                cost += _FAR_FILTER * scene.paths.cost(
                    near, scene.table_of(inner.target, picks[inner.target])
                )
    return cost


def _grain(draft: Draft, picks: dict[Choice, Option], scene: Scene) -> int | None:
    """The table over whose rows the figures are taken, or whose rows are listed."""
    measures = (*draft.measures, *(c.measure for c in draft.having if c.measure))
    tables = [scene.table_of(m.target, picks[m.target]) for m in measures if m.target in picks]
    tables += [
        scene.table_of(c.target, picks[c.target]) for c in draft.having if not c.measure and c.target in picks
    ]
    if not tables:
        anchors = [
            *([draft.subject] if draft.subject else []),
            *draft.shown,
            *(d.target for d in draft.dimensions),
        ]
        tables = [scene.table_of(choice, picks[choice]) for choice in anchors[:1] if choice in picks]
    for table in dict.fromkeys(tables):
        if all(table == other or not _apart(table, other, scene) for other in tables):
            return table
    return None


def _apart(table: int, other: int, scene: Scene) -> bool:
    return scene.paths.path(table, other) is None or scene.paths.multiplies(table, other)


def _adds_up(draft: Draft, picks: dict[Choice, Option], grain: int, scene: Scene) -> bool:
    """Whether no figure is counted twice: dimensions hang on the rows of the measure, never below them."""
    targets = [*(d.target for d in draft.dimensions), *draft.shown]
    below = any(scene.paths.multiplies(grain, scene.table_of(t, picks[t])) for t in targets if t in picks)
    measures = (*draft.measures, *(c.measure for c in draft.having if c.measure))
    for measure in measures:
        if not _sound(measure, picks, grain, scene, below=below) or _of_others(measure, draft, picks, scene):
            return False
    return not (below and not measures and not draft.having)


def _of_others(measure: Measure, draft: Draft, picks: dict[Choice, Option], scene: Scene) -> bool:
    """Whether an adjective of an entity came to figures of the rows that hang on it."""
    if not measure.target.own or measure.target not in picks or not draft.dimensions:
        return False
    target = draft.dimensions[0].target
    if target.kind != "table" or target not in picks:
        return False
    return scene.paths.multiplies(picks[target].index, scene.table_of(measure.target, picks[measure.target]))


def _sound(measure: Measure, picks: dict[Choice, Option], grain: int, scene: Scene, *, below: bool) -> bool:
    if measure.target not in picks:
        return True
    if measure.per and measure.per.target in picks:
        per = scene.table_of(measure.per.target, picks[measure.per.target])
        below = below or scene.paths.multiplies(grain, per)
    counting = measure.aggregate in ("count", "countd")
    if below and not (counting and scene.ground.key(grain) is not None):
        return measure.aggregate in ("min", "max", "countd")
    table = scene.table_of(measure.target, picks[measure.target])
    if table != grain:
        return measure.aggregate in ("min", "max", "countd") or (
            counting and scene.ground.key(table) is not None
        )
    return _reachable(measure, picks, grain, scene)


def _reachable(measure: Measure, picks: dict[Choice, Option], grain: int, scene: Scene) -> bool:
    """Whether the columns of a formula are at most one row away."""
    if measure.target.kind != "metric":
        return True
    formula = scene.ground.metrics[measure.target.name][picks[measure.target].index].formula
    columns = scene.ground.schema.columns
    return all(
        not _apart(grain, columns[c].table, scene) or columns[c].table == grain for c in columns_of(formula)
    )


def group_filter(condition: Filter) -> bool:
    """Whether a condition is about groups of rows: `with more than 3 orders`, `with revenue over 1000`."""
    return bool(condition.numbers) and (condition.kind == "related" or condition.measure is not None)
