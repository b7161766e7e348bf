"""What a FROM clause can hold: relations with their columns and where those come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iopsdata_jupyter.lineage.flows import (
    NOTHING,
    MutableOrigins,
    Origins,
    add_all,
    of_column,
    through,
)
from iopsdata_jupyter.lineage.models import STAR, Subtype

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(slots=True)
class Output:
    """A column of a relation."""

    name: str
    """As the text spells it; `*` for the columns of a relation that are not known."""
    key: str
    origins: Origins
    node: exp.Expr | None = None
    """The expression that makes it, where the text has one."""
    excluded: frozenset[str] = frozenset()
    """Keys that a star does not bring."""
    _through: dict[Subtype, Origins] = field(default_factory=dict)

    def seen(self, subtype: Subtype) -> Origins:
        """The origins behind a step of that subtype; kept, since many columns read one."""
        if subtype == "IDENTITY":
            return self.origins
        if subtype not in self._through:
            self._through[subtype] = through(self.origins, subtype)
        return self._through[subtype]


@dataclass(slots=True)
class Relation:
    """Columns, what shapes all of them, and whose rows they are."""

    outputs: Sequence[Output] = ()
    indirect: Origins = field(default_factory=lambda: NOTHING)
    """What decides over rows: joins, filters, groups, order."""
    rows: tuple[str, ...] = ()
    """Keys of the tables whose rows this counts."""
    anything: Origins | None = None
    """Where a column comes from that is not among the outputs; None: there is none such."""
    table: str | None = None
    """The key of the base table that this is."""
    _index: dict[str, Output] | None = None

    def _by_key(self) -> dict[str, Output]:
        if self._index is None:
            self._index = {}
            for output in self.outputs:
                if output.key != STAR:
                    self._index.setdefault(output.key, output)
        return self._index

    @property
    def stars(self) -> list[Output]:
        return [output for output in self.outputs if output.key == STAR]

    @property
    def closed(self) -> bool:
        """Whether every column is known."""
        return self.anything is None and not self.stars

    def known(self, key: str) -> Output | None:
        """The column of that key, if it is known to be here."""
        return self._by_key().get(key)

    def alike(self, key: str) -> Output | None:
        """The one known column whose name differs from `key` in case only."""
        folded = key.casefold().strip('"')
        found = [output for other, output in self._by_key().items() if other.casefold().strip('"') == folded]
        return found[0] if len(found) == 1 else None

    def behind_stars(self, key: str) -> list[Output]:
        """The column as each unexpanded star would bring it."""
        return [
            Output(key, key, of_column(star.origins, key)) for star in self.stars if key not in star.excluded
        ]


def base_table(key: str, columns: Iterable[tuple[str, str]] | None) -> Relation:
    """A table by its key, with the (name, key) of its columns where they are known."""
    if columns is None:
        return Relation([Output(STAR, STAR, {(key, STAR, "IDENTITY"): None})], rows=(key,), table=key)
    outputs = [Output(name, column, {(key, column, "IDENTITY"): None}) for name, column in columns]
    return Relation(outputs, rows=(key,), table=key)


def renamed(relation: Relation, names: Sequence[tuple[str, str]]) -> Relation:
    """The relation with its first columns called (name, key), as in `t (a, b)`."""
    if not names:
        return relation
    if relation.stars:
        return _named_blindly(relation, names)
    kept = [
        Output(name, key, output.origins, output.node)
        for (name, key), output in zip(names, relation.outputs, strict=False)
    ]
    rest = list(relation.outputs[len(names) :])
    if len(names) > len(relation.outputs):
        origins = relation.anything or NOTHING
        kept += [Output(name, key, origins) for name, key in names[len(relation.outputs) :]]
    return Relation([*kept, *rest], relation.indirect, relation.rows, relation.anything)


def _named_blindly(relation: Relation, names: Sequence[tuple[str, str]]) -> Relation:
    """Names by position over columns that are not known: each may come from any of them."""
    before_star: list[Output] = []
    for output in relation.outputs:
        if output.key == STAR:
            break
        before_star.append(output)
    merged: MutableOrigins = {}
    for output in relation.outputs[len(before_star) :]:
        add_all(merged, output.origins)
    outputs = [
        Output(
            name,
            key,
            before_star[place].origins if place < len(before_star) else through(merged, "TRANSFORMATION"),
        )
        for place, (name, key) in enumerate(names)
    ]
    return Relation(outputs, relation.indirect, relation.rows)


@dataclass(slots=True)
class Source:
    """A relation under the name that a query gives it."""

    key: str
    """The alias, or the table's own last name; empty where it has none."""
    relation: Relation
    path: tuple[str, ...] = ()
    """Keys of the parts of a base table's name, for `schema.table.column`."""

    def answers_to(self, qualifier: tuple[str, ...]) -> bool:
        if len(qualifier) == 1:
            return qualifier[0] == self.key
        return bool(self.path) and self.path[-len(qualifier) :] == qualifier


@dataclass(slots=True)
class Scope:
    """What the names inside one query can mean."""

    ctes: Mapping[str, Relation]
    parent: Scope | None = None
    sources: list[Source] = field(default_factory=list)
    merged: dict[str, list[Source]] = field(default_factory=dict)
    """Columns that USING or NATURAL makes one: their key to the sources that hold them."""
    aliases: dict[str, Output] = field(default_factory=dict)
    """The projections so far, which later ones may name."""
    aliases_first: bool = False
    """Whether an alias goes before a column that is not known to exist."""
    shape: MutableOrigins = field(default_factory=dict)
    """What join conditions read."""
    windows: dict[str, exp.Expr] = field(default_factory=dict)
    scalars: Mapping[str, Origins | exp.Expr] = field(default_factory=dict)
    """Named expressions, as ClickHouse's WITH has them; those not read yet as they stand in the tree."""

    def source(self, qualifier: tuple[str, ...]) -> Source | None:
        """The source that a qualifier names, here or in a query around this one."""
        scope: Scope | None = self
        while scope is not None:
            for source in scope.sources:
                if source.answers_to(qualifier):
                    return source
            scope = scope.parent
        return None
