"""A bicycle rental of our own: its catalog in any dialect, its values, and the same as a SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from iopsdata_jupyter.catalog.lookup import ValueMatch
from iopsdata_jupyter.catalog.models import Catalog, Column, ForeignKey, Table

DDL = """
CREATE TABLE stations (station_id INTEGER PRIMARY KEY, station_name TEXT, district TEXT, docks INTEGER);
CREATE TABLE bikes (
    bike_id INTEGER PRIMARY KEY, model TEXT, colour TEXT, purchase_price REAL, bought_on DATE
);
CREATE TABLE riders (rider_id INTEGER PRIMARY KEY, rider_name TEXT, age INTEGER, city TEXT);
CREATE TABLE rides (
    ride_id INTEGER PRIMARY KEY, rider_id INTEGER NOT NULL, bike_id INTEGER,
    start_station_id INTEGER, end_station_id INTEGER, ride_date DATE, minutes INTEGER, fare REAL
);
INSERT INTO stations VALUES
    (1, 'Mill Lane', 'Harbour', 20), (2, 'Old Gate', 'Centre', 35), (3, 'Fernhill', 'Centre', 12);
INSERT INTO bikes VALUES
    (1, 'Sparrow', 'green', 410.5, '2021-03-01'), (2, 'Sparrow', 'red', 399.0, '2022-05-10'),
    (3, 'Heron', 'green', 720.0, '2023-01-15'), (4, 'Wren', 'blue', 280.0, '2023-02-20');
INSERT INTO riders VALUES
    (1, 'Ines', 34, 'Aveiro'), (2, 'Bram', 19, 'Delft'), (3, 'Chidi', 52, 'Delft'), (4, 'Liv', 27, 'Moss');
INSERT INTO rides VALUES
    (1, 1, 1, 1, 2, '2023-03-01', 12, 2.5), (2, 1, 3, 2, 3, '2023-03-09', 40, 6.0),
    (3, 2, 1, 1, 1, '2023-07-21', 8, 2.0), (4, 3, 2, 3, 2, '2024-01-05', 31, 5.0),
    (5, 2, 3, 2, 1, '2024-02-11', 22, 3.5);
"""
_KEYS = {
    "rides": (
        ForeignKey(("rider_id",), "riders", ("rider_id",)),
        ForeignKey(("bike_id",), "bikes", ("bike_id",)),
        ForeignKey(("start_station_id",), "stations", ("station_id",)),
        ForeignKey(("end_station_id",), "stations", ("station_id",)),
    )
}


def database() -> sqlite3.Connection:
    """The rental in memory."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(DDL)
    return connection


def catalog(dialect: str = "sqlite") -> Catalog:
    """The rental's catalog."""
    connection = database()
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master ORDER BY rootpage")]
    tables = []
    for name in names:
        rows = connection.execute(f"PRAGMA table_info({name})").fetchall()
        columns = tuple(Column(row[1], row[2], not row[3]) for row in rows)
        primary = tuple(row[1] for row in rows if row[5])
        tables.append(Table(name, columns, primary_key=primary, foreign_keys=_KEYS.get(name, ())))
    connection.close()
    return Catalog(dialect, tuple(tables))


class Values:
    """The rental's text values."""

    def __init__(self) -> None:
        connection = database()
        self._known: dict[tuple[str, str], list[str]] = {}
        for table in catalog().tables:
            for column in table.columns:
                if column.type == "TEXT":
                    rows = connection.execute(f"SELECT DISTINCT {column.name} FROM {table.name} ORDER BY 1")
                    self._known[table.name, column.name] = [row[0] for row in rows]
        connection.close()

    def find(self, text: str) -> Sequence[ValueMatch]:
        wanted = text.casefold()
        return [
            ValueMatch(table, column, value)
            for (table, column), values in self._known.items()
            for value in values
            if value.casefold() == wanted
        ]

    def columns(self) -> Sequence[tuple[str, str]]:
        return list(self._known)

    def values(self, table: str, column: str) -> Sequence[str]:
        return self._known.get((table, column), ())
