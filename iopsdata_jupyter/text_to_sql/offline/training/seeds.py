"""Databases and questions of our own that weights also learn from: business data, short wording, time."""

from __future__ import annotations

import random
import re
import sqlite3
from pathlib import Path

VALUES: dict[str, list[str]] = {
    "first_name": ["Nora", "Iven", "Tuva", "Marek", "Salma", "Odd", "Petra", "Yusuf"],
    "last_name": ["Haug", "Lind", "Okoye", "Brandt", "Silva", "Moreau"],
    "city": ["Oslo", "Bergen", "Lyon", "Graz", "Porto", "Ghent"], "country": ["Norway", "France",
    "Austria", "Portugal", "Belgium"],
    "segment": ["private", "business", "public"], "region": ["North", "South", "East", "West"],
    "store_name": ["Harbour", "Old Mill", "Station Square", "Hilltop", "Riverside"], "status": ["open",
    "paid", "cancelled", "shipped"],
    "product_name": ["Desk Lamp", "Wool Rug", "Oak Chair", "Kettle", "Tea Towel", "Bread Knife", "Blue Vase"],
    "category": ["lighting", "textiles", "furniture", "kitchen"], "channel": ["web", "store", "phone"],
    "reason": ["damaged", "wrong size", "late"], "plan_name": ["Starter", "Team",
    "Scale"], "tier": ["basic", "premium"],
    "company_name": ["Fjord Analytics", "Nimbus Foods", "Corvid Press", "Halden Steel", "Larch Bank"],
    "industry": ["finance", "retail", "media", "energy"], "priority": ["low", "normal",
    "urgent"], "agent": ["Ada", "Bo", "Cleo"],
    "doctor_name": ["Dr Falk", "Dr Mbeki", "Dr Rossi", "Dr Nakamura"], "specialty": ["cardiology",
    "dermatology", "surgery"],
    "patient_name": ["Ella Berg", "Tom Reyes", "Mina Sato", "Karl Vogt", "Ann Doyle"], "gender": ["F", "M"],
    "outcome": ["completed", "no show", "rescheduled"], "depot_name": ["Kiel", "Varna", "Trieste"],
    "carrier_name": ["Swift Haul", "Blue Line", "Norrland Freight"], "kind": ["loss", "delay", "damage"],
}  # fmt: skip


def _read_databases() -> dict[str, str]:
    parts = re.split(r"^-- database (\w+)$", _text("seed_databases.sql"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _read_questions() -> list[tuple[str, str, str]]:
    found = re.findall(r"^-- (\w+): (.+)\n(SELECT .+);$", _text("seed_questions.sql"), flags=re.MULTILINE)
    return [(database, question, sql) for database, question, sql in found]


def _text(name: str) -> str:
    return (Path(__file__).parent / name).read_text()


DATABASES = _read_databases()
"""Definitions by database."""
QUESTIONS = _read_questions()
"""(database, question, SQL)."""


def make_database(name: str, rows: int = 40) -> sqlite3.Connection:
    """A seed database in memory; the same name gives the same rows."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(DATABASES[name])
    rng = random.Random(name)  # noqa: S311 - rows, not secrets
    tables = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rootpage")
    ]
    for table in tables:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        for number in range(1, rows + 1):
            values = [_value(rng, column, number, rows) for column in columns]
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)
    connection.commit()
    return connection


def _value(
    rng: random.Random, column: tuple[int, str, str, int, object, int], number: int, rows: int
) -> object:
    name, kind, key = column[1], column[2], column[5]
    if key == 1 and name != "order_id":
        return number
    if name == "order_id" or name.endswith("_id"):
        return number if key else rng.randint(1, rows * 3 // 4)
    if name in VALUES:
        return rng.choice(VALUES[name])
    if kind in ("DATE", "TIMESTAMP"):
        return (
            None
            if name == "cancelled_on" and rng.random() < 0.5
            else f"{rng.randint(2012, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        )
    if kind == "INTEGER":
        return rng.randint(1, 90)
    return f"{name} {number}" if kind == "TEXT" else round(rng.uniform(1, 1500), 2)
