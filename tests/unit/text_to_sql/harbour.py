"""A harbour of our own: ships call, each call pays lines of fees. Catalog, values and SQLite database."""

from __future__ import annotations

import sqlite3

from iopsdata_jupyter.catalog.models import Catalog, Column, ForeignKey, Table
from iopsdata_jupyter.catalog.values import ValueIndex

DDL = """
CREATE TABLE ports (port_id INTEGER PRIMARY KEY, port_name TEXT, coast TEXT);
CREATE TABLE ships (ship_id INTEGER PRIMARY KEY, ship_name TEXT, flag TEXT, built INTEGER);
CREATE TABLE calls (
    call_id INTEGER PRIMARY KEY, ship_id INTEGER REFERENCES ships (ship_id),
    port_id INTEGER REFERENCES ports (port_id), call_date DATE, status TEXT, tonnage REAL
);
CREATE TABLE fees (
    fee_id INTEGER PRIMARY KEY, call_id INTEGER REFERENCES calls (call_id), kind TEXT, units INTEGER,
    unit_price REAL
);
INSERT INTO ports VALUES (1, 'Skagen', 'North'), (2, 'Gedser', 'South'), (3, 'Lemvig', 'North');
INSERT INTO ships VALUES (1, 'Alcyon', 'Malta', 1999), (2, 'Boreas', 'Norway', 2011),
    (3, 'Calypso', 'Malta', 2018);
INSERT INTO calls VALUES
    (1, 1, 1, '2023-03-01', 'paid', 100.0), (2, 1, 2, '2023-05-09', 'open', 80.0),
    (3, 2, 1, '2024-01-20', 'paid', 250.0), (4, 3, 3, '2024-02-11', 'paid', 40.0),
    (5, 2, 2, '2024-02-15', 'paid', 60.0);
INSERT INTO fees VALUES
    (1, 1, 'quay', 2, 10.0), (2, 1, 'pilot', 1, 50.0), (3, 2, 'quay', 3, 10.0), (4, 3, 'quay', 5, 10.0),
    (5, 3, 'tug', 1, 90.0), (6, 4, 'quay', 1, 12.0), (7, 5, 'pilot', 1, 55.0);
"""
_KEYS = {
    "calls": (
        ForeignKey(("ship_id",), "ships", ("ship_id",)),
        ForeignKey(("port_id",), "ports", ("port_id",)),
    ),
    "fees": (ForeignKey(("call_id",), "calls", ("call_id",)),),
}


def database() -> sqlite3.Connection:
    """The harbour in memory."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(DDL)
    return connection


def catalog(dialect: str = "sqlite") -> Catalog:
    """The harbour's catalog."""
    connection = database()
    tables = []
    for name in ("ports", "ships", "calls", "fees"):
        rows = connection.execute(f"PRAGMA table_info({name})").fetchall()
        columns = tuple(Column(row[1], row[2], not row[3]) for row in rows)
        primary = tuple(row[1] for row in rows if row[5])
        tables.append(Table(name, columns, primary_key=primary, foreign_keys=_KEYS.get(name, ())))
    connection.close()
    return Catalog(dialect, tuple(tables))


def values() -> ValueIndex:
    """The distinct values of the harbour's text columns."""
    connection = database()
    found = {}
    for table in catalog().tables:
        for column in table.columns:
            if column.type == "TEXT":
                rows = connection.execute(f"SELECT DISTINCT {column.name} FROM {table.name}").fetchall()
                found[(table.name, column.name)] = tuple(row[0] for row in rows)
    connection.close()
    return ValueIndex(found)


def rows(sql: str, **parameters: object) -> list[tuple[object, ...]]:
    """What a statement finds in the harbour."""
    connection = database()
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.close()
