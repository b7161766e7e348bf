"""A statement that failed, taken apart."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from iopsdata_jupyter.catalog.models import Catalog


@dataclass(frozen=True, slots=True)
class Fault:
    """What a repair looks at; its tree is the repair's own to change."""

    sql: str
    error: str
    """What the check, the guard or the engine said."""
    tree: exp.Expr
    catalog: Catalog

    def written(self, tree: exp.Expr | None = None) -> str:
        """A tree as text, on several lines where the statement was."""
        return (tree or self.tree).sql(self.catalog.dialect, pretty="\n" in self.sql)
