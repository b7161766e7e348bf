"""What a connection through SQLAlchemy shows, by SQLAlchemy's reflection in bulk.

The default schema where the engine has one, since a warehouse may hold thousands; every schema otherwise.
"""

from __future__ import annotations

from typing import Any, cast

from iopsdata_jupyter.catalog.models import Column, ForeignKey, Table, TableKind
from iopsdata_jupyter.connections.drivers.sqlalchemy.connection import SQLAlchemyConnection
from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.errors import ExecutionError

_SYSTEM = {"information_schema", "pg_catalog", "sys", "mysql", "performance_schema"}


def tables(connection: Connection) -> tuple[Table, ...]:
    """Tables and views with columns, keys and comments, as far as the dialect tells.

    Raises:
        ExecutionError: the engine refused a query of the reflection.
    """
    from sqlalchemy import exc

    reflected = cast(SQLAlchemyConnection, connection)
    inspector = reflected.inspector()
    try:
        schemas: list[str | None] = [None]
        if inspector.default_schema_name is None and connection.dialect != "sqlite":
            schemas = [name for name in inspector.get_schema_names() if name.lower() not in _SYSTEM]
        return tuple(table for schema in schemas for table in _schema(inspector, schema))
    except exc.SQLAlchemyError as error:
        raise ExecutionError(f"The catalog cannot be read: {type(error).__name__}.") from None
    finally:
        reflected.finish()


def _schema(inspector: Any, schema: str | None) -> list[Table]:
    from sqlalchemy.engine.reflection import ObjectKind

    columns = inspector.get_multi_columns(schema=schema, kind=ObjectKind.ANY)
    keys = inspector.get_multi_pk_constraint(schema=schema)
    foreign = inspector.get_multi_foreign_keys(schema=schema)
    comments = _comments(inspector, schema)
    views = {*inspector.get_view_names(schema=schema), *_materialized(inspector, schema)}
    return [
        _table(place, columns[place], keys.get(place), foreign.get(place, ()), comments.get(place), views)
        for place in sorted(columns, key=lambda place: place[1])
    ]


def _comments(inspector: Any, schema: str | None) -> dict[Any, str | None]:
    try:
        found = inspector.get_multi_table_comment(schema=schema)
    except NotImplementedError:
        return {}
    return {place: comment.get("text") for place, comment in found.items()}


def _materialized(inspector: Any, schema: str | None) -> list[str]:
    try:
        return list(inspector.get_materialized_view_names(schema=schema))
    except NotImplementedError:
        return []


def _table(
    place: tuple[str | None, str], columns: Any, key: Any, foreign: Any, comment: str | None, views: set[str]
) -> Table:
    schema, name = place
    kind: TableKind = "view" if name in views else "table"
    return Table(
        name=name,
        schema=schema,
        columns=tuple(_column(column) for column in columns),
        kind=kind,
        primary_key=tuple(key["constrained_columns"]) if key else (),
        foreign_keys=tuple(
            ForeignKey(
                tuple(entry["constrained_columns"]),
                entry["referred_table"],
                tuple(entry["referred_columns"]),
                entry["referred_schema"] if entry["referred_schema"] != schema else None,
            )
            for entry in foreign
        ),
        comment=comment,
    )


def _column(column: Any) -> Column:
    return Column(
        str(column["name"]), str(column["type"]).upper(), bool(column["nullable"]), column.get("comment")
    )
