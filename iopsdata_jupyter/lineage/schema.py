"""The columns that are known of tables, from a catalog, from a mapping or from earlier statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.errors import UsageError

Schema = Mapping[str, Any] | Catalog | None
"""Columns by table (`{"schema.table": ["column"]}`), the same nested by schema, or a catalog."""


class KnownTables:
    """Looks columns up by a table's name, without regard to case.

    A shorter or longer name finds a table where only one table fits: `orders` finds `shop.orders`.
    """

    def __init__(self, schema: Schema = None) -> None:
        self._columns: dict[str, tuple[str, ...]] = {}
        self._by_suffix: dict[str, set[str]] = {}
        for name, columns in _entries(schema):
            self.learn(name, columns)

    def learn(self, name: str, columns: Sequence[str]) -> None:
        """Keeps the columns of a table; a later word replaces an earlier one."""
        key = name.casefold()
        self._columns[key] = tuple(columns)
        for suffix in _suffixes(key):
            self._by_suffix.setdefault(suffix, set()).add(key)

    def forget(self, name: str) -> None:
        self._columns.pop(name.casefold(), None)

    def columns(self, name: str) -> tuple[str, ...] | None:
        """The columns of the table in order; None where they are not known."""
        key = name.casefold()
        if key in self._columns:
            return self._columns[key]
        longer = [other for other in self._by_suffix.get(key, ()) if other in self._columns]
        if len(longer) == 1:
            return self._columns[longer[0]]
        for suffix in _suffixes(key):
            if suffix in self._columns and "." in suffix:
                return self._columns[suffix]
        return None


def _suffixes(key: str) -> list[str]:
    parts = key.split(".")
    return [".".join(parts[start:]) for start in range(1, len(parts))]


def _entries(schema: Schema) -> list[tuple[str, Sequence[str]]]:
    if schema is None:
        return []
    if isinstance(schema, Catalog):
        return [(table.qualified_name, [column.name for column in table.columns]) for table in schema.tables]
    if not isinstance(schema, Mapping):
        raise UsageError(
            f"A schema is a mapping or a catalog, not {type(schema).__name__}.",
            hint='For example {"shop.orders": ["id", "amount"]}.',
        )
    return list(_flattened(schema, ()))


def _flattened(node: Mapping[str, Any], path: tuple[str, ...]) -> list[tuple[str, Sequence[str]]]:
    found: list[tuple[str, Sequence[str]]] = []
    for name, value in node.items():
        if isinstance(value, Mapping) and any(
            isinstance(inner, (Mapping, list, tuple)) for inner in value.values()
        ):
            found.extend(_flattened(value, (*path, name)))
        elif isinstance(value, str):
            raise UsageError(f"The columns of {name} are a text; a list is needed.")
        else:
            found.append((".".join((*path, name)), [str(column) for column in value]))
    return found
