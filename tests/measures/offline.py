"""The offline translator on questions over SQLite databases: accuracy, precision and time, by construct.

Databases of `spider_train.jsonl` are those that no weight was learned from (`training/cases.py` splits them
by a hash of their name); of `geoquery.jsonl` the second half. A statement is right when its result
equals that of an accepted one: the same rows, in the same order only where the accepted statement sorts.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.catalog.models import Catalog, ForeignKey
from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.text_to_sql.offline import OfflineTranslator
from iopsdata_jupyter.text_to_sql.offline.training.cases import is_learned, read_lines
from iopsdata_jupyter.text_to_sql.translator import TranslationRequest
from tests.measures.constructs import constructs
from tests.measures.databases import Databases


@dataclass(frozen=True)
class Case:
    """A question with the statements that answer it."""

    database: str
    question: str
    accepted: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    case: Case
    answered: bool
    right: bool
    seconds: float
    """CPU time of the translation; wall time says little on a shared machine."""


def report(shared: Path) -> None:
    """Prints a line a set, then the table by construct."""
    folder = shared / "text2sql" if (shared / "text2sql").is_dir() else shared / "data" / "text2sql"
    if not folder.is_dir():
        print("  the labelled questions are not beside the project; nothing was measured")
        return
    databases = Databases(folder / "databases")
    for name, cases in _sets(folder):
        outcomes = [_asked(case, databases) for case in cases]
        print(f"  {name}: {_line(outcomes)}")
        for construct, some in sorted(_by_construct(outcomes).items()):
            print(f"    {construct:<16} {_line(some, times=False)}")
    print(f"  {_large(folder, databases)}")


def _large(folder: Path, databases: Databases) -> str:
    """What questions cost on 1,000 tables: databases repeated under other schemas, no values."""
    lines = [line for line in read_lines(folder / "spider_train.jsonl") if is_learned(str(line["db"]))]
    names = dict.fromkeys(str(line["db"]) for line in lines)
    tables = [
        replace(table, schema=schema, foreign_keys=_moved(table.foreign_keys, schema))
        for copy in range(3)
        for name in names
        for schema in (f"{name}_{copy}",)
        for table in databases.open(name).catalog.tables
    ]
    large = Catalog("sqlite", tuple(tables[:1_000]))
    asked = [Case("", str(line["question"]), ()) for line in lines[:: len(lines) // 60]]
    times = [1000 * _seconds(case, large) for case in asked]
    later = sorted(times[1:])
    return (
        f"1,000 tables: first question {times[0]:.0f} ms CPU, "
        f"then median {statistics.median(later):.0f}, slowest {later[-1]:.0f}"
    )


def _moved(keys: Iterable[ForeignKey], schema: str) -> tuple[ForeignKey, ...]:
    return tuple(replace(key, target_schema=schema) for key in keys)


def _seconds(case: Case, catalog: Catalog) -> float:
    started = time.process_time()
    with contextlib.suppress(TranslationError):
        OfflineTranslator().translate(TranslationRequest(case.question, catalog, NoValues()))
    return time.process_time() - started


def _sets(folder: Path) -> Iterator[tuple[str, list[Case]]]:
    spider = [line for line in read_lines(folder / "spider_train.jsonl") if not is_learned(str(line["db"]))]
    yield "Spider, databases not learned from", list(_cases(spider, "question"))
    yield "the same, paraphrased", list(_cases(spider, "paraphrase"))
    geography = read_lines(folder / "geoquery.jsonl")
    yield "GeoQuery, second half", list(_cases(geography[len(geography) // 2 :], "question"))


def _cases(lines: Iterable[dict[str, object]], field: str) -> Iterator[Case]:
    for line in lines:
        accepted = line["sql"]
        assert isinstance(accepted, list)
        yield Case(str(line["db"]), str(line.get(field) or line["question"]), tuple(accepted))


def _asked(case: Case, databases: Databases) -> Outcome:
    opened = databases.open(case.database)
    request = TranslationRequest(case.question, opened.catalog, opened.values)
    started = time.process_time()
    try:
        sql = OfflineTranslator().translate(request).sql
    except TranslationError:
        return Outcome(case, False, False, time.process_time() - started)
    seconds = time.process_time() - started
    return Outcome(case, True, databases.judge.right(opened.connection, sql, case.accepted), seconds)


def _by_construct(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        for construct in constructs(outcome.case.accepted[0]):
            found[construct].append(outcome)
    return found


def _line(outcomes: list[Outcome], *, times: bool = True) -> str:
    right = sum(outcome.right for outcome in outcomes)
    answered = sum(outcome.answered for outcome in outcomes)
    text = (
        f"{len(outcomes):>5} questions, accuracy {right / len(outcomes):.3f}, "
        f"precision {right / max(answered, 1):.3f}, answered {answered / len(outcomes):.3f}"
    )
    if not times:
        return text
    ranked = sorted(outcome.seconds for outcome in outcomes)
    slow = ranked[int(0.95 * len(ranked))]
    return f"{text}, median {1000 * statistics.median(ranked):.0f} ms CPU, p95 {1000 * slow:.0f} ms"
