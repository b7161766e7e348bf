"""What one statement does to data, gathered while its tree is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from iopsdata_jupyter.lineage.flows import NOTHING, Doubt, Origins, Written, doubted
from iopsdata_jupyter.lineage.models import STAR
from iopsdata_jupyter.lineage.relations import Relation

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.context import Context
    from iopsdata_jupyter.lineage.queries import Queries


@dataclass
class Facts:
    """Filled by the handlers of `writes` and `updates`; all names are keys."""

    context: Context
    queries: Queries
    kind: str = "OTHER"
    removed: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    defined: dict[str, list[str]] = field(default_factory=dict)
    """Column names of the tables that the statement makes or fills, where all are known."""

    @property
    def written(self) -> list[Written]:
        return self.context.written

    @property
    def targets(self) -> list[str]:
        return list(self.context.writes)

    # ------------------------------------------------------------------------------------------ targets

    def target(self, table: exp.Expr) -> str:
        """The key of a table that is written to."""
        key = self.context.key(table)  # type: ignore[arg-type]
        self.touch(key)
        return key

    def path(self, name: str) -> str:
        """The key of a file or folder that is written to."""
        key = self.context.path_key(name)
        self.touch(key)
        return key

    def touch(self, key: str) -> None:
        self.context.writes.setdefault(key)

    def rename(self, old: str, new: exp.Table, beside: exp.Table) -> None:
        """Notes a renaming; a bare new name stays in the schema of the old one."""
        table = new.copy()
        if not table.args.get("db") and beside.args.get("db"):
            table.set("db", beside.args["db"].copy())
            if beside.args.get("catalog"):
                table.set("catalog", beside.args["catalog"].copy())
        self.renamed.append((old, self.context.key(table)))

    # ------------------------------------------------------------------------------------------ columns

    def result(self, relation: Relation) -> None:
        """The columns that a query returns."""
        for output in relation.outputs:
            self.write(None, output.name, output.key, output.origins, relation.indirect, output.node)

    def create(self, target: str, relation: Relation | None, names: Sequence[tuple[str, str]]) -> None:
        """A table or view made with the columns of `relation`, or with those that the text lists."""
        if relation is not None:
            self._fill(target, relation, names)
            if names and relation.stars:
                self.defined[target] = [name for name, _ in names]
        elif names:
            self.defined[target] = [name for name, _ in names]
            for name, key in names:
                self.context.spellings.note_column(target, key, name)

    def insert(
        self,
        target: str,
        relation: Relation,
        names: Sequence[tuple[str, str]],
        *,
        by_name: bool = False,
        fixed: frozenset[str] = frozenset(),
    ) -> None:
        """Rows of `relation` put into the columns `names`, or into all columns of the target.

        `fixed` are the keys of columns that get a constant, such as a static partition.
        """
        listed = list(names)
        partly = bool(listed) and target not in self.defined
        if not listed and not by_name:
            listed = self._positions(target, relation, fixed)
        self._fill(target, relation, listed)
        if partly:
            self.defined.pop(target, None)  # the target may have more columns than those listed

    def _positions(self, target: str, relation: Relation, fixed: frozenset[str]) -> list[tuple[str, str]]:
        """The target's columns in order, where as many are known as the query makes."""
        columns = self.context.tables.columns(self.context.spellings.table(target)) or ()
        pairs = [(name, self.context.column_key(name)) for name in columns]
        open_ = [pair for pair in pairs if pair[1] not in fixed]
        return open_ if not relation.stars and len(open_) == len(relation.outputs) else []

    def _fill(self, target: str, relation: Relation, names: Sequence[tuple[str, str]]) -> None:
        known: list[str] = []
        starred = False
        for place, output in enumerate(relation.outputs):
            starred = starred or output.key == STAR
            name, key = output.name, output.key
            origins = output.origins
            if place < len(names) and not starred:
                name, key = names[place]
            elif names and starred:
                origins = doubted(origins, Doubt(0.5, "the order of the columns behind * is not known"))
            known.append(name)
            self.write(target, name, key, origins, relation.indirect, output.node)
        if known and not starred:
            self.defined[target] = known

    def write(
        self,
        target: str | None,
        name: str,
        key: str,
        origins: Origins,
        indirect: Origins = NOTHING,
        node: exp.Expr | None = None,
    ) -> None:
        """One column of the target and where it comes from."""
        if target is not None:
            self.context.spellings.note_column(target, key, name)
        self.written.append(Written(target, key, name, origins, indirect, node))
