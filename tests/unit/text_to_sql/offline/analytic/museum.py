"""A museum of our own invention: halls, exhibits, guides, tours, tickets and donations, a few rows each."""

from __future__ import annotations

import sqlite3

_SCHEMA = """
CREATE TABLE halls (hall_id INTEGER PRIMARY KEY, hall_name TEXT, wing TEXT, area NUMERIC);
CREATE TABLE exhibits (
    exhibit_id INTEGER PRIMARY KEY, title TEXT, hall_id INTEGER REFERENCES halls (hall_id), era TEXT,
    insured_value NUMERIC, planned_visitors INTEGER, actual_visitors INTEGER, installed_on DATE,
    promised_on DATE
);
CREATE TABLE guides (
    guide_id INTEGER PRIMARY KEY, full_name TEXT, language TEXT, wage NUMERIC, retired INTEGER
);
CREATE TABLE tours (
    tour_id INTEGER PRIMARY KEY, exhibit_id INTEGER REFERENCES exhibits (exhibit_id),
    guide_id INTEGER REFERENCES guides (guide_id), held_on DATE, minutes INTEGER, complaints INTEGER
);
CREATE TABLE tickets (
    ticket_id INTEGER PRIMARY KEY, exhibit_id INTEGER REFERENCES exhibits (exhibit_id), sold_on DATE,
    price NUMERIC, tariff TEXT
);
CREATE TABLE donations (
    donation_id INTEGER PRIMARY KEY, hall_id INTEGER REFERENCES halls (hall_id), donor TEXT, donated_on DATE,
    amount NUMERIC
);
INSERT INTO halls VALUES
    (1, 'Dome', 'East', 300), (2, 'Cellar', 'East', 120), (3, 'Attic', 'West', 90), (4, 'Lobby', 'West', 200);
INSERT INTO exhibits VALUES
    (1, 'Bronze Age', 1, 'ancient', 900, 100, 140, '2023-02-01', '2023-01-15'),
    (2, 'Sails', 1, 'modern', 400, 80, 60, '2023-03-01', '2023-03-10'),
    (3, 'Looms', 2, 'modern', 300, 50, 55, '2024-01-05', '2024-01-20'),
    (4, 'Coins', 2, 'ancient', 700, 60, NULL, '2024-06-01', '2024-05-30'),
    (5, 'Maps', 3, 'baroque', 500, 40, 30, '2022-05-01', '2022-05-01');
INSERT INTO guides VALUES
    (1, 'Ada Moor', 'German', 30, 0), (2, 'Ben Pike', 'French', 40, 0), (3, 'Cleo Reed', 'French', 20, 1);
INSERT INTO tours VALUES
    (1, 1, 1, '2023-01-10', 60, 1), (2, 1, 2, '2023-05-10', 30, 4), (3, 2, 1, '2024-02-10', 90, 1),
    (4, 3, 1, '2024-03-10', 45, 1), (5, 5, 2, '2022-07-10', 45, 0), (6, 1, 1, '2024-08-10', 45, 0);
INSERT INTO tickets VALUES
    (1, 1, '2022-03-01', 10, 'full'), (2, 1, '2023-03-02', 6, 'reduced'), (3, 2, '2023-04-01', 12, 'full'),
    (4, 3, '2024-03-05', 10, 'full'), (5, 5, '2024-03-07', 8, 'reduced'), (6, 2, '2024-07-01', 12, 'full');
INSERT INTO donations VALUES
    (1, 1, 'Ruiz', '2023-03-01', 50), (2, 1, 'Sato', '2024-03-01', 70), (3, 3, 'Ruiz', '2024-04-01', 5);
"""


def museum() -> sqlite3.Connection:
    """The database, in memory."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(_SCHEMA)
    return connection
