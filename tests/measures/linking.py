"""How many questions keep every table they need when a catalog is linked and cut to a budget of tokens.

```
python -m tests.measures.linking FOLDER [--every N]
```
FOLDER holds `spider_train.jsonl` (question, db, sql) and `databases/*.sqlite`. Databases are split in halves
by the MD5 of their name: weights were chosen on the first, the second only reports. Catalogs of about 81
tables are merged from the databases of one half, and one from all of both. Schemas are the databases' names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.catalog.introspect import read_catalog
from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.catalog.models import Catalog, Table
from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.urls import parse_target
from iopsdata_jupyter.text_to_sql.linking.linker import Linker, build_linker
from iopsdata_jupyter.text_to_sql.prompt import build_prompt
from iopsdata_jupyter.text_to_sql.translator import TranslationRequest

GROUP_TABLES = 81
SMALL_BUDGET, LARGE_BUDGET = 2_000, 4_000


@dataclass(frozen=True)
class Question:
    """A question and what its SQL reads."""

    db: str
    text: str
    tables: frozenset[str]
    columns: frozenset[tuple[str, str]]


@dataclass
class Score:
    """Counts over questions."""

    questions: int = 0
    whole: int = 0
    """Questions of which every table was kept."""
    columns_too: int = 0
    """Those of which every column was kept as well."""
    cpu_s: float = 0.0
    slowest_s: float = 0.0

    def __str__(self) -> str:
        shares = (
            f"tables {self.whole / self.questions:.2%}, and columns {self.columns_too / self.questions:.2%}"
        )
        times = f"{1000 * self.cpu_s / self.questions:.1f} ms CPU, slowest {1000 * self.slowest_s:.0f} ms"
        return f"{shares} of {self.questions:,} questions; {times}"


def main() -> None:
    """Prints one line a catalog and half."""
    arguments = _arguments()
    catalogs = _catalogs(arguments.folder / "databases")
    questions = list(_questions(arguments.folder / "spider_train.jsonl", catalogs))[:: arguments.every]
    for half, name in enumerate(("develop", "report")):
        own = [question for question in questions if _half(question.db) == half]
        score = Score()
        for group in _groups([db for db in catalogs if _half(db) == half], catalogs):
            asked = [question for question in own if question.db in group]
            _measure(_merged(_filled(group, catalogs), catalogs), asked, SMALL_BUDGET, score)
        print(f"{name:<8} {GROUP_TABLES} tables, {SMALL_BUDGET:,} tokens: {score}")
        whole, score = _merged(list(catalogs), catalogs), Score()
        _measure(whole, own, LARGE_BUDGET, score)
        print(f"{name:<8} {len(whole.tables)} tables, {LARGE_BUDGET:,} tokens: {score}")
    _speed(_merged(list(catalogs), catalogs), questions[:: max(1, len(questions) // 350)])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every N-th question")
    return parser.parse_args()


def _half(db: str) -> int:
    return int(hashlib.md5(db.encode()).hexdigest(), 16) % 2


def _catalogs(folder: Path) -> dict[str, Catalog]:
    found = {}
    for path in sorted(folder.glob("*.sqlite")):
        connection = open_connection(parse_target(str(path), name="measured", access="read_only"))
        found[path.stem] = read_catalog(connection)
        connection.close()
    return found


def _questions(path: Path, catalogs: dict[str, Catalog]) -> Iterator[Question]:
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["db"] not in catalogs:
            continue
        tables, columns = _needed(entry["sql"][0], catalogs[entry["db"]])
        if tables:
            yield Question(entry["db"], entry["question"], tables, columns)


def _needed(sql: str, catalog: Catalog) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    try:
        tree = sqlglot.parse_one(sql, read="sqlite")
    except SqlglotError:
        return frozenset(), frozenset()
    names = {node.name.casefold() for node in tree.find_all(exp.Table)}
    used = {node.name.casefold() for node in tree.find_all(exp.Column)}
    tables = [table for table in catalog.tables if table.name.casefold() in names]
    columns = {
        (t.name, column.name) for t in tables for column in t.columns if column.name.casefold() in used
    }
    return frozenset(table.name for table in tables), frozenset(columns)


def _groups(dbs: Iterable[str], catalogs: dict[str, Catalog]) -> list[list[str]]:
    """Databases in an order by hash, put together up to about `GROUP_TABLES` tables."""
    groups: list[list[str]] = [[]]
    size = 0
    for db in sorted(dbs, key=lambda name: hashlib.md5(f"group {name}".encode()).hexdigest()):
        count = len(catalogs[db].tables)
        if groups[-1] and size + count > GROUP_TABLES + 3:
            groups.append([])
            size = 0
        groups[-1].append(db)
        size += count
    return groups


def _filled(group: list[str], catalogs: dict[str, Catalog]) -> list[str]:
    """The group with databases of either half added where it is short of `GROUP_TABLES`."""
    filled = list(group)
    missing = GROUP_TABLES - sum(len(catalogs[db].tables) for db in group)
    for db, catalog in catalogs.items():
        if db not in filled and len(catalog.tables) <= missing:
            filled.append(db)
            missing -= len(catalog.tables)
    return filled


def _merged(dbs: list[str], catalogs: dict[str, Catalog]) -> Catalog:
    tables: list[Table] = []
    for db in dbs:
        for table in catalogs[db].tables:
            keys = tuple(replace(key, target_schema=db) for key in table.foreign_keys)
            tables.append(replace(table, schema=db, foreign_keys=keys))
    return Catalog("sqlite", tuple(tables))


def _measure(catalog: Catalog, questions: list[Question], budget: int, score: Score) -> None:
    for question in questions:
        started = time.process_time()
        request = TranslationRequest(question.text, catalog, NoValues())
        prompt = build_prompt(request, marker="0" * 16, max_schema_tokens=budget)
        seconds = time.process_time() - started
        told = _told(prompt.messages[-1].content)
        needed = {f"{question.db}.{table}" for table in question.tables}
        whole = needed <= told.keys()
        score.questions += 1
        score.whole += whole
        score.columns_too += whole and all(
            column in told[f"{question.db}.{table}"] for table, column in question.columns
        )
        score.cpu_s += seconds
        score.slowest_s = max(score.slowest_s, seconds)


def _told(prompt: str) -> dict[str, set[str]]:
    """Columns by table, as they stand in the prompt itself."""
    block = prompt.partition(">\n")[2].partition("\n</data")[0]
    found: dict[str, set[str]] = {}
    for text in block.split("\nCREATE TABLE "):
        head, _, body = text.removeprefix("CREATE TABLE ").partition(" (")
        lines = [line for line in body.splitlines()[1:] if line != ");"]
        items = [item.strip() for line in lines for item in line.split(",")]
        names = {_unquoted(item) for item in items if item and not item.startswith(("PRIMARY", "FOREIGN"))}
        found[head.replace('"', "")] = names
    return found


def _unquoted(item: str) -> str:
    return item[1:].partition('"')[0] if item.startswith('"') else item.partition(" ")[0]


def _speed(catalog: Catalog, questions: list[Question]) -> None:
    """CPU of linking alone at 1,000 tables: made by repeating tables under other schemas."""
    copies = [replace(table, schema=f"{table.schema}_again") for table in catalog.tables]
    large = Catalog("sqlite", (catalog.tables + tuple(copies))[:1_000])
    started = time.process_time()
    linker: Linker = build_linker(large)
    built = time.process_time() - started
    times = []
    for question in questions:
        started = time.process_time()
        linker.link(TranslationRequest(question.text, large, NoValues()))
        times.append(1000 * (time.process_time() - started))
    times.sort()
    share = f"median {times[len(times) // 2]:.1f}, 95 % under {times[int(0.95 * len(times))]:.1f}"
    print(
        f"1,000 tables: index {1000 * built:.0f} ms CPU, once; link {share}, slowest {times[-1]:.0f} ms CPU"
    )


if __name__ == "__main__":
    main()
