"""Ways from a table to those that its rows refer to: joins over which no row comes out twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from iopsdata_jupyter.catalog.models import Catalog, ForeignKey, Table
from iopsdata_jupyter.text_to_sql.dialects import identifier


@dataclass(frozen=True, slots=True)
class Step:
    """One foreign key, from the table that holds it to the one that it refers to."""

    source: Table
    key: ForeignKey
    target: Table

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Columns of the source with those of the target."""
        targets = self.key.target_columns or self.target.primary_key
        return tuple(zip(self.key.columns, targets, strict=False))


def steps_from(table: Table, catalog: Catalog) -> Iterator[Step]:
    """The foreign keys of a table whose targets the catalog holds."""
    for key in table.foreign_keys:
        schema = key.target_schema or table.schema
        name = f"{schema}.{key.target_table}" if schema else key.target_table
        target = catalog.table(name) or catalog.table(key.target_table)
        if target is not None and target != table:
            yield Step(table, key, target)


def path(source: Table, target: Table, catalog: Catalog) -> tuple[Step, ...] | None:
    """The shortest way over foreign keys; () for the table itself, None where there is none."""
    queue: deque[tuple[Table, tuple[Step, ...]]] = deque([(source, ())])
    seen = {source.qualified_name}
    while queue:
        table, steps = queue.popleft()
        if table == target:
            return steps
        for step in steps_from(table, catalog):
            if step.target.qualified_name not in seen:
                seen.add(step.target.qualified_name)
                queue.append((step.target, (*steps, step)))
    return None


def name_node(name: str, dialect: str) -> exp.Identifier:
    """A name, quoted where the dialect needs it."""
    return exp.to_identifier(name, quoted=identifier(name, dialect) != name)


def table_node(table: Table, dialect: str) -> exp.Table:
    """The table as it stands in FROM."""
    names = (table.name, table.schema, table.database)
    this, db, catalog = (name_node(name, dialect) if name else None for name in names)
    return exp.Table(this=this, db=db, catalog=catalog)


def join(select: exp.Select, step: Step, source: exp.Identifier, dialect: str) -> None:
    """Joins the target of a step to what `select` calls `source`."""
    target = name_node(step.target.name, dialect)
    parts = [
        exp.EQ(
            this=exp.Column(this=name_node(near, dialect), table=source.copy()),
            expression=exp.Column(this=name_node(far, dialect), table=target.copy()),
        )
        for near, far in step.pairs
    ]
    select.join(table_node(step.target, dialect), on=exp.and_(*parts), copy=False)
