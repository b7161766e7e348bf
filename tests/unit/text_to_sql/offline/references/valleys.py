"""Valleys, villages and paths between them: no key is declared, only values say what refers to what."""

from __future__ import annotations

import sqlite3

from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared, prepare
from iopsdata_jupyter.text_to_sql.offline.training.cases import Values, read_catalog

_VALLEYS = ("arda", "brenn", "colm", "dorin", "ester", "fallow", "garth", "hollin", "ister")
_ACROSS = [("arda", "ester"), ("ester", "arda"), ("arda", "garth"), ("garth", "arda")]
_DDL = """
CREATE TABLE valley (valley_name TEXT, area REAL, inhabitants INT, seat TEXT);
CREATE TABLE village (village_name TEXT, population INT, valley_name TEXT);
CREATE TABLE stream (stream_name TEXT, length INT, crosses TEXT);
CREATE TABLE adjacency (valley_name TEXT, adjoins TEXT);
"""


def connection() -> sqlite3.Connection:
    """The valleys in memory."""
    made = sqlite3.connect(":memory:")
    made.executescript(_DDL)
    for place, valley in enumerate(_VALLEYS):
        made.execute(
            "INSERT INTO valley VALUES (?, ?, ?, ?)", (valley, 10.0 + place, 900 - 7 * place, f"{valley}ton")
        )
        villages = [(f"{valley}ton", 100 + place, valley), (f"upper {valley}", 40 + 3 * place, valley)]
        made.executemany("INSERT INTO village VALUES (?, ?, ?)", villages)
        following = _VALLEYS[(place + 1) % len(_VALLEYS)]
        made.executemany("INSERT INTO adjacency VALUES (?, ?)", [(valley, following), (following, valley)])
        made.execute("INSERT INTO stream VALUES (?, ?, ?)", ("silver", 80, valley))
    made.executemany("INSERT INTO adjacency VALUES (?, ?)", _ACROSS)
    made.executemany("INSERT INTO stream VALUES (?, ?, ?)", [("black", 30, "colm"), ("black", 30, "dorin")])
    return made


def prepared() -> Prepared:
    """What the translator keeps of the valleys."""
    made = connection()
    catalog = read_catalog(made)
    return prepare(catalog, Values(made, catalog), {})
