"""Conditions on values that do not occur in the data, with the near ones that do."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from iopsdata_jupyter.catalog.lookup import ValueLookup
from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.catalog.values import MAX_DISTINCT
from iopsdata_jupyter.errors import nearest
from iopsdata_jupyter.text_to_sql.resolving import Resolver


def absent_values(tree: exp.Expr, catalog: Catalog, values: ValueLookup) -> tuple[str, ...]:
    """One sentence for each text that a column is compared with and does not hold.

    Silent where not all values of the column are known: at most `MAX_DISTINCT` are read of one.
    """
    resolver = Resolver(catalog)
    found = []
    for column, literal in _compared(tree):
        home = resolver.column(column)
        known = values.values(home[0].qualified_name, home[1].name) if home else ()
        if home is None or not known or len(known) >= MAX_DISTINCT or literal in known:
            continue
        near = nearest(literal, list(known))
        shown = f"; near it: {', '.join(repr(value) for value in near)}" if near else ""
        found.append(f"{literal!r} does not occur in {home[0].name}.{home[1].name}{shown}.")
    return tuple(dict.fromkeys(found))


def _compared(tree: exp.Expr) -> Iterator[tuple[exp.Column, str]]:
    """Columns with the texts that they have to equal."""
    for node in tree.find_all(exp.EQ, exp.In):
        sides = [node.this, *([node.expression] if isinstance(node, exp.EQ) else node.expressions)]
        columns = [side for side in sides if isinstance(side, exp.Column)]
        texts = [side.this for side in sides if isinstance(side, exp.Literal) and side.is_string]
        if len(columns) == 1:
            yield from ((columns[0], str(text)) for text in texts)
