"""Joins the statements of a script: what passes through a table that the script itself fills.

Order counts: a table that is read before it is written comes from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from iopsdata_jupyter.lineage.flows import combined
from iopsdata_jupyter.lineage.models import DIRECT_SUBTYPES, STAR, ColumnEdge, StatementLineage, Subtype

Cell = tuple[str | None, str]
"""(table, column)"""
_Roots = dict[tuple[str | None, str, Subtype], ColumnEdge]

_INSIDE_EXPRESSIONS = (*DIRECT_SUBTYPES, "WINDOW", "CONDITIONAL")


@dataclass(frozen=True, slots=True)
class TableFlow:
    """The tables of a script by what it does to them."""

    sources: tuple[str, ...]
    """Read, and not made by an earlier statement."""
    targets: tuple[str, ...]
    """Written, and not only a step towards another table."""
    intermediate: tuple[str, ...]
    """Written, and read by a later statement that writes."""


def table_flow(statements: Sequence[StatementLineage]) -> TableFlow:
    """Sources, targets and what lies between, each sorted by name."""
    sources: set[str] = set()
    made: dict[str, bool] = {}
    passed: set[str] = set()
    for one in statements:
        fresh = {name for name in one.sources if name not in made or name in one.targets}
        sources |= fresh - (set(made) - set(one.targets))
        if one.targets:
            passed |= {name for name in one.sources if name in made and name not in one.targets}
        for name in one.targets:
            made[name] = made.get(name, False) or bool(one.sources)
            passed.discard(name)
        _remove_and_rename(one, made, passed)
    return TableFlow(
        tuple(sorted(sources)),
        tuple(sorted(set(made) - passed)),
        tuple(sorted(passed)),
    )


def _remove_and_rename(one: StatementLineage, made: dict[str, bool], passed: set[str]) -> None:
    if one.kind == "DROP":
        for name in one.removed:
            if not made.get(name, True) and name not in passed:
                del made[name]
    moved = [(new, made.pop(old), old in passed) for old, new in one.renamed if old in made]
    for new, flows, was_passed in moved:
        made[new] = flows
        passed.discard(new)
        if was_passed:
            passed.add(new)
    passed.difference_update(old for old, _ in one.renamed if old not in made)


def end_to_end(statements: Sequence[StatementLineage]) -> tuple[ColumnEdge, ...]:
    """Edges from columns outside the script to the columns that it leaves behind or returns."""
    units = [part for one in statements for part in one.parts or (one,)]
    if len(units) == 1:
        return units[0].column_edges
    state = _State()
    for unit in units:
        state.apply(unit)
    return tuple(state.edges())


@dataclass
class _State:
    """The columns made so far, each with the outside columns it comes from."""

    roots: dict[tuple[Cell, int], _Roots] = field(default_factory=dict)
    """By target column; the number keeps apart the columns that different queries return."""
    made: set[str] = field(default_factory=set)
    used: set[Cell] = field(default_factory=set)

    def apply(self, unit: StatementLineage) -> None:
        fresh: dict[tuple[Cell, int], _Roots] = {}
        for edge in unit.column_edges:
            place = unit.index if edge.target_table is None else -1
            collected = fresh.setdefault(((edge.target_table, edge.target_column), place), {})
            for key, root in self._traced(edge):
                collected.setdefault(key, root)
        for made, roots in fresh.items():
            self.roots.setdefault(made, {}).update(roots)
            self.used.discard(made[0])
        self.made.update(unit.targets)
        self._rename(unit)

    def _traced(self, edge: ColumnEdge) -> Iterator[tuple[tuple[str | None, str, Subtype], ColumnEdge]]:
        cell: Cell = (edge.source_table, edge.source_column)
        if edge.source_table in self.made:
            held = cell if (cell, -1) in self.roots else (edge.source_table, STAR)
            known = self.roots.get((held, -1))
            if known is not None:
                if edge.target_table is not None and edge.subtype in _INSIDE_EXPRESSIONS:
                    self.used.add(held)
                yield from self._behind(edge, known, named=cell != held)
                return
        yield (*cell, edge.subtype), edge

    def _behind(
        self, edge: ColumnEdge, known: _Roots, *, named: bool
    ) -> Iterator[tuple[tuple[str | None, str, Subtype], ColumnEdge]]:
        for (table, column, inner), root in known.items():
            if named and column == STAR:
                column = edge.source_column  # noqa: PLW2901 - a star hands each column on under its name
            subtype = combined(edge.subtype, inner)
            surer = edge if edge.confidence <= root.confidence else root
            yield (
                (table, column, subtype),
                edge._replace(
                    source_table=table,
                    source_column=column,
                    kind="DIRECT" if subtype in DIRECT_SUBTYPES else "INDIRECT",
                    subtype=subtype,
                    confidence=surer.confidence,
                    reason=surer.reason,
                ),
            )

    def _rename(self, unit: StatementLineage) -> None:
        names = dict(unit.renamed)
        if not names:
            return
        moved: dict[tuple[Cell, int], _Roots] = {}
        for ((table, column), place), roots in self.roots.items():
            new = names.get(table or "", table)
            moved[(new, column), place] = {
                key: edge._replace(target_table=new) for key, edge in roots.items()
            }
        self.roots = moved
        self.made = {names.get(name, name) for name in self.made}

    def edges(self) -> Iterator[ColumnEdge]:
        for (cell, place), roots in self.roots.items():
            if place >= 0 or cell not in self.used:
                yield from roots.values()
