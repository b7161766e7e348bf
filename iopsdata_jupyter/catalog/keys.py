"""Foreign keys that the names of columns suggest, for files, DataFrames and databases that declare none."""

from __future__ import annotations

import dataclasses
import re

from iopsdata_jupyter.catalog.models import ForeignKey, Table

_KEY_NAME = re.compile(r"^(?P<stem>\w+?)_?(?:id|key|code|no)$", re.IGNORECASE)


def with_inferred_keys(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """The tables, each with keys for columns named after another table's key.

    `orders.customer_id` refers to `customers.customer_id` or `customers.id` when `customer` names that
    table in singular or plural. A column that a declared key covers is left alone.
    """
    owners = {stem: table for table in tables for stem in _stems(table.name)}
    return tuple(_with_keys(table, owners) for table in tables)


def _with_keys(table: Table, owners: dict[str, Table]) -> Table:
    declared = {name.casefold() for key in table.foreign_keys for name in key.columns}
    found = [
        key
        for column in table.columns
        if column.name.casefold() not in declared and (key := _key_for(table, column.name, owners))
    ]
    return dataclasses.replace(table, foreign_keys=(*table.foreign_keys, *found)) if found else table


def _key_for(table: Table, column: str, owners: dict[str, Table]) -> ForeignKey | None:
    match = _KEY_NAME.match(column)
    owner = owners.get(match["stem"].casefold().rstrip("_")) if match else None
    if owner is None or owner.name == table.name:
        return None
    target = owner.column(column) or owner.column("id")
    if target is None or (owner.primary_key and owner.primary_key != (target.name,)):
        return None
    return ForeignKey((column,), owner.name, (target.name,), owner.schema, inferred=True)


def _stems(name: str) -> set[str]:
    """The words a key column may use for a table: `categories` -> category, `dim_store` -> store."""
    plain = re.sub(r"^(?:dim|fact|fct|stg|tbl)_", "", name.casefold())
    stems = {name.casefold(), plain}
    if plain.endswith("ies"):
        stems.add(plain[:-3] + "y")
    if plain.endswith("es"):
        stems.add(plain[:-2])
    if plain.endswith("s"):
        stems.add(plain[:-1])
    return stems
