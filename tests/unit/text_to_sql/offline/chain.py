"""A catalog of any number of tables, each of which refers to the one before it."""

from __future__ import annotations

from iopsdata_jupyter.catalog.models import Catalog, Column, ForeignKey, Table
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex, index_catalog


def chain(size: int) -> SchemaIndex:
    """Tables `t0`, `t1` and so on."""
    return index_catalog(Catalog("sqlite", tuple(_link(number) for number in range(size))))


def _link(number: int) -> Table:
    columns = (Column("id", "INTEGER"), Column("previous", "INTEGER"))
    keys = (ForeignKey(("previous",), f"t{number - 1}", ("id",)),) if number else ()
    return Table(f"t{number}", columns, primary_key=("id",), foreign_keys=keys)
