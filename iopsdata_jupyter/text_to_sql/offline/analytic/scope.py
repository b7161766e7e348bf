"""One level of a statement: its tables, joins and names."""

from __future__ import annotations

import re

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.offline.analytic.paths import Hop
from iopsdata_jupyter.text_to_sql.offline.analytic.resolve import Scene
from iopsdata_jupyter.text_to_sql.offline.lexicon import RESERVED

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_PLAIN_LOWER = re.compile(r"[a-z_][a-z0-9_]*\Z")


class CannotWriteError(Exception):
    """A reading that no sound statement can be written for; the question is left to others."""


class Scope:
    """One level of a statement: the tables joined to its grain so far."""

    def __init__(self, scene: Scene, grain: int, *, qualified: bool) -> None:
        self.scene = scene
        self.grain = grain
        self.qualified = qualified
        self.hops: list[Hop] = []
        self.tables = {grain}

    def join(self, table: int) -> None:
        """Makes a table part of the level."""
        path = self.scene.paths.path(self.grain, table)
        if path is None:
            raise CannotWriteError
        for hop in path:
            if hop.target not in self.tables:
                self.hops.append(hop)
                self.tables.add(hop.target)

    def column(self, index: int) -> exp.Expr:
        """A column, its table joined."""
        info = self.scene.ground.schema.columns[index]
        self.join(info.table)
        return self.plain(index)

    def plain(self, index: int) -> exp.Expr:
        """A column of a table that is joined already."""
        schema = self.scene.ground.schema
        info = schema.columns[index]
        table = self.name(schema.tables[info.table].name) if self.qualified else None
        return exp.Column(this=self.name(info.name), table=table)

    def name(self, text: str) -> exp.Identifier:
        """A name, quoted where the dialect needs it."""
        plain = _PLAIN_LOWER if self.scene.ground.schema.dialect == "postgres" else _PLAIN
        return exp.to_identifier(text, quoted=not plain.match(text) or text.upper() in RESERVED)

    def source(self, index: int) -> exp.Table:
        """A table as it stands in FROM."""
        table = self.scene.ground.schema.tables[index].table
        return exp.Table(
            this=self.name(table.name),
            db=self.name(table.schema) if table.schema else None,
            catalog=self.name(table.database) if table.database else None,
        )

    def joined(self, select: exp.Select) -> exp.Select:
        """The select with FROM and JOINs."""
        select = select.from_(self.source(self.grain))
        for hop in self.hops:
            pairs = ((hop.near, hop.far), *hop.more)
            on = exp.and_(*(exp.EQ(this=self._qualified(a), expression=self._qualified(b)) for a, b in pairs))
            select = select.join(self.source(hop.target), on=on, join_type="")
        return select

    def _qualified(self, index: int) -> exp.Expr:
        info = self.scene.ground.schema.columns[index]
        return exp.Column(
            this=self.name(info.name), table=self.name(self.scene.ground.schema.tables[info.table].name)
        )

    @property
    def multiplied(self) -> bool:
        """Whether a row of the grain may stand in several joined rows."""
        return any(hop.many for hop in self.hops)
