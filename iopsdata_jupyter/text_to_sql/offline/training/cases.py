"""Training cases: questions with accepted SQL over SQLite databases, from files, seeds and templates.

Databases of the file cases are split by the hash of their name: seven tenths are learned from, the rest is
held out and only ever reported on. Of geoquery the first half is learned from.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from iopsdata_jupyter.catalog.lookup import ValueMatch
from iopsdata_jupyter.catalog.models import Catalog, Column, ForeignKey, Table
from iopsdata_jupyter.text_to_sql.offline.build import CannotJoin, to_sql
from iopsdata_jupyter.text_to_sql.offline.joins import JoinGraph
from iopsdata_jupyter.text_to_sql.offline.linking import Linker
from iopsdata_jupyter.text_to_sql.offline.parsing import Unsupported, parse_sketch
from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared
from iopsdata_jupyter.text_to_sql.offline.schema import index_catalog
from iopsdata_jupyter.text_to_sql.offline.sketch import Query
from iopsdata_jupyter.text_to_sql.offline.training.seeds import DATABASES, QUESTIONS, make_database
from iopsdata_jupyter.text_to_sql.offline.training.templates import samples
from iopsdata_jupyter.text_to_sql.offline.values import ValueIndex

FOLDS = 4
_MOST_VALUES = 5_000


@dataclass(frozen=True)
class Example:
    """A question with what answers it."""

    database: str
    question: str
    accepted: tuple[str, ...]
    weight: float
    fold: int
    """Examples of one fold are never scored by models that learned from that fold."""
    kind: str
    """question, paraphrase, geo, seed or template."""
    gold: Query | None = field(default=None, compare=False)
    """The accepted sketch; None where the sketch language cannot say it."""


def hashed(text: str) -> int:
    """A number that every process agrees on."""
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), 16)


def is_learned(database: str) -> bool:
    """Whether a database belongs to the part that weights are learned from."""
    return hashed(database) % 10 < 7


class Values:
    """The distinct text values of a SQLite database, as a ValueLookup."""

    def __init__(self, connection: sqlite3.Connection, catalog: Catalog) -> None:
        self._known: dict[tuple[str, str], list[str]] = {}
        self._places: dict[str, list[ValueMatch]] = {}
        for table in catalog.tables:
            for column in table.columns:
                self._read(connection, table.name, column.name)

    def _read(self, connection: sqlite3.Connection, table: str, column: str) -> None:
        name, quoted = '"' + column.replace('"', '""') + '"', '"' + table.replace('"', '""') + '"'
        sql = (
            f"SELECT {name} FROM {quoted} WHERE typeof({name}) = 'text' "
            f"GROUP BY 1 ORDER BY count(*) DESC LIMIT {_MOST_VALUES + 1}"
        )
        rows = [row[0] for row in connection.execute(sql)]
        if rows and len(rows) <= _MOST_VALUES:
            self._known[table, column] = rows
            for value in rows:
                self._places.setdefault(_folded(value), []).append(ValueMatch(table, column, value))

    def find(self, text: str) -> Sequence[ValueMatch]:
        return self._places.get(_folded(text), ())

    def columns(self) -> Sequence[tuple[str, str]]:
        return list(self._known)

    def values(self, table: str, column: str) -> Sequence[str]:
        return self._known.get((table, column), ())


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(ch for ch in plain if not unicodedata.combining(ch)).strip()


def read_catalog(connection: sqlite3.Connection) -> Catalog:
    """The catalog of a SQLite database, in the order of its tables."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return Catalog("sqlite", tuple(_table(connection, row[0]) for row in names.fetchall()))


def _table(connection: sqlite3.Connection, name: str) -> Table:
    columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
    by_key: dict[int, list[tuple[int, int, str, str, str]]] = {}
    for row in connection.execute(f'PRAGMA foreign_key_list("{name}")'):
        by_key.setdefault(row[0], []).append(row)
    keys = [
        ForeignKey(tuple(r[3] for r in rows), rows[0][2], tuple(r[4] for r in rows if r[4]))
        for _, rows in sorted(by_key.items())
    ]
    return Table(
        name,
        tuple(Column(row[1], row[2].upper(), not row[3]) for row in columns),
        primary_key=tuple(row[1] for row in sorted(columns, key=lambda row: row[5]) if row[5]),
        foreign_keys=tuple(keys),
    )


class Databases:
    """The databases of all cases, opened and prepared once."""

    def __init__(self, folder: Path, learned: Mapping[str, Sequence[str]]) -> None:
        self._folder = folder
        self._learned = learned
        self._connections: dict[str, sqlite3.Connection] = {}
        self._prepared: dict[str, Prepared] = {}
        self.values: dict[str, Values] = {}

    def reopened(self) -> Databases:
        """The same databases over connections of this process; SQLite's do not survive a fork."""
        copy = Databases(self._folder, self._learned)
        copy._prepared, copy.values = self._prepared, self.values
        return copy

    def connection(self, name: str) -> sqlite3.Connection:
        """The open database; seed databases are made in memory."""
        if name not in self._connections:
            self._connections[name] = (
                make_database(name[5:]) if name.startswith("seed_") else self._open(name)
            )
        return self._connections[name]

    def _open(self, name: str) -> sqlite3.Connection:
        connection = sqlite3.connect(f"file:{self._folder / name}.sqlite?mode=ro", uri=True)
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        return connection

    def prepared(self, name: str) -> Prepared:
        """The linking and join state of a database."""
        if name not in self._prepared:
            connection = self.connection(name)
            catalog = read_catalog(connection)
            self.values[name] = Values(connection, catalog)
            schema = index_catalog(catalog)
            linker = Linker(schema, ValueIndex(schema, self.values[name]), self._learned)
            self._prepared[name] = Prepared(schema, JoinGraph(schema), linker, self.values[name])
        return self._prepared[name]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The cases of a JSON lines file."""
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def training_examples(databases: Databases, spider: Path, geo: Path) -> list[Example]:
    """All examples that weights may be learned from."""
    found = list(_spider(databases, spider))
    found += _geo(databases, geo)
    found += _seeds(databases)
    found += _templates(databases, sorted({example.database for example in found}))
    return found


def _gold(databases: Databases, database: str, accepted: Sequence[str]) -> Query | None:
    for sql in accepted:
        try:
            return parse_sketch(sql, databases.prepared(database).schema)
        except Unsupported:
            continue
    return None


def _spider(databases: Databases, path: Path) -> Iterator[Example]:
    for case in read_lines(path):
        database, accepted = str(case["db"]), tuple(case["sql"])
        if not is_learned(database):
            continue
        gold, fold = _gold(databases, database, accepted), hashed("f" + database) % FOLDS
        yield Example(database, str(case["question"]), accepted, 1.0, fold, "question", gold)
        if case["paraphrase"] != case["question"]:
            yield Example(database, str(case["paraphrase"]), accepted, 0.7, fold, "paraphrase", gold)


def _geo(databases: Databases, path: Path) -> Iterator[Example]:
    cases = read_lines(path)
    for case in cases[: len(cases) // 2]:
        question, accepted = str(case["question"]), tuple(case["sql"])
        gold = _gold(databases, str(case["db"]), accepted)
        yield Example(str(case["db"]), question, accepted, 0.7, _form_fold(accepted[0]), "geo", gold)


def _form_fold(sql: str) -> int:
    """A fold by the form of a statement: questions that differ in a name only must not stand in two folds."""
    return hashed(re.sub(r"\"[^\"]*\"|'[^']*'|\d+", "?", sql)) % FOLDS


def _seeds(databases: Databases) -> Iterator[Example]:
    for name, question, sql in QUESTIONS:
        prepared = databases.prepared(f"seed_{name}")
        gold = parse_sketch(sql, prepared.schema)
        accepted = (to_sql(gold, prepared.schema, prepared.graph),)
        yield Example(f"seed_{name}", question, accepted, 1.0, hashed(question) % FOLDS, "seed", gold)


def _templates(databases: Databases, names: Sequence[str]) -> Iterator[Example]:
    for name in names:
        own = name.removeprefix("seed_") in DATABASES
        limit = (14, 60) if own else (8, 14) if name == "geography" else (4, 14)
        for question, gold, sql in _made(databases, name, limit[0])[: limit[1]]:
            shared = own or name == "geography"
            fold = hashed(question) % FOLDS if shared else hashed("f" + name) % FOLDS
            yield Example(name, question, (sql,), 0.5, fold, "seed" if own else "template", gold)


def _made(databases: Databases, name: str, each: int) -> list[tuple[str, Query, str]]:
    prepared, values = databases.prepared(name), databases.values[name]
    known = {
        prepared.schema.column_ids[table.casefold(), column.casefold()]: list(values.values(table, column))
        for table, column in values.columns()
    }
    made = []
    for question, gold in samples(prepared.schema, known, name, each):
        try:
            made.append((question, gold, to_sql(gold, prepared.schema, prepared.graph)))
        except CannotJoin:
            continue
    return made
