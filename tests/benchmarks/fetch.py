"""1,000,000 rows x 8 mixed columns into pandas: CPU and the memory that the process gains at its peak."""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import duckdb
import pandas as pd
import psutil
from IPython.core.interactiveshell import InteractiveShell

from tests.benchmarks.select_1 import magic
from tests.services.postgresql import PASSWORD, PostgreSQLServer

ROWS = 1_000_000
COLUMNS = """
    i AS id, (i * 7919) % 1000 AS small, i * 1.5 AS amount, (i % 100)::double / 3 AS ratio,
    'name ' || (i % 1000) AS name, 'a somewhat longer text number ' || i AS note,
    (date '2020-01-01' + (i % 1000)::int)::varchar AS day,
    CASE WHEN i % 3 = 0 THEN NULL ELSE 'group ' || i % 7 END AS kind
"""
QUERY = "select * from measured"


def source() -> duckdb.DuckDBPyConnection:
    """An in-memory database that holds the measured rows."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE measured AS SELECT {COLUMNS} FROM range({ROWS}) t(i)")
    return connection


def make_duckdb(folder: Path) -> str:
    connection = duckdb.connect(str(folder / "x.duckdb"))
    connection.execute(f"CREATE TABLE measured AS SELECT {COLUMNS} FROM range({ROWS}) t(i)")
    connection.close()
    return f"duckdb:///{folder}/x.duckdb"


def make_sqlite(folder: Path) -> str:
    rows = source().execute("SELECT * FROM measured").fetchall()
    target = sqlite3.connect(folder / "x.db")
    target.execute(
        "CREATE TABLE measured (id INTEGER, small INTEGER, amount REAL, ratio REAL, "
        "name TEXT, note TEXT, day TEXT, kind TEXT)"
    )
    plain = [(row[0], row[1], float(row[2]), *row[3:]) for row in rows]
    target.executemany("INSERT INTO measured VALUES (?, ?, ?, ?, ?, ?, ?, ?)", plain)
    target.commit()
    target.close()
    return f"sqlite:///{folder}/x.db"


def make_postgresql(server: PostgreSQLServer) -> str:
    database = server.new_database()
    native = adbc_driver_postgresql.dbapi.connect(server.dsn(database))
    with native.cursor() as cursor:
        rows = source().sql("SELECT * REPLACE (amount::double AS amount) FROM measured").to_arrow_table()
        cursor.adbc_ingest("measured", rows)
    native.commit()
    native.close()
    return server.url(database)


def native(engine: str, url: str) -> Callable[[], object]:
    """The best native path of FACTS section 3."""
    if engine == "duckdb":
        connection = duckdb.connect(url.removeprefix("duckdb:///"), read_only=True)
        return lambda: connection.sql(QUERY).to_arrow_table().to_pandas()
    if engine == "sqlite":
        adbc = adbc_driver_sqlite.dbapi.connect(url.removeprefix("sqlite:///"))
    else:
        adbc = adbc_driver_postgresql.dbapi.connect(url)

    def fetch() -> object:
        with adbc.cursor() as cursor:
            cursor.execute(QUERY)
            return cursor.fetch_arrow_table().to_pandas()

    return fetch


def call(peer: str, engine: str, url: str) -> Callable[[], object]:
    if peer == "raw":
        pd.DataFrame({"imported": [1]})
        return native(engine, url)
    if peer == "jupysql":
        magic("sql", "sql", url.replace("postgresql://", "postgresql+psycopg://"))
    else:
        magic("iopsdata_jupyter", "connect", url)
    # What a first statement imports is no part of what a fetch costs.
    InteractiveShell.instance().run_line_magic("sql", "select 1")
    return lambda: InteractiveShell.instance().run_line_magic("sql", QUERY)


class Peak:
    """Samples the resident size in a thread."""

    def __enter__(self) -> Peak:
        self._process = psutil.Process()
        gc.collect()
        self.before = self.peak = self._process.memory_info().rss
        self._running = True
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()
        return self

    def _sample(self) -> None:
        while self._running:
            self.peak = max(self.peak, self._process.memory_info().rss)
            time.sleep(0.005)

    def __exit__(self, *_: object) -> None:
        self._running = False
        self._thread.join()

    @property
    def mebibytes(self) -> float:
        return (self.peak - self.before) / 2**20


def measure(fetch: Callable[[], object]) -> tuple[float, float]:
    """CPU milliseconds (median of five) and the peak of the first run."""
    with Peak() as peak:
        fetch()
    seconds = []
    for _ in range(5):
        started = time.process_time()
        fetch()
        seconds.append(time.process_time() - started)
    return 1000 * statistics.median(seconds), peak.mebibytes


ENGINES = ("duckdb", "sqlite", "postgresql")


def measured_alone(peer: str, engine: str) -> dict[str, float]:
    """The figures of one engine, in a process that has done nothing else: heaps are reused."""
    command = [sys.executable, "-m", "tests.benchmarks.fetch", peer, engine]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    line = next((line for line in ran.stdout.splitlines() if "FIGURES " in line), None)
    if line is None:
        print(ran.stderr.strip()[-300:], file=sys.stderr)
        return {}
    figures: dict[str, float] = json.loads(line.split("FIGURES ", 1)[1])
    return figures


def measured(peer: str, engine: str) -> dict[str, float]:
    os.environ["PGPASSWORD"] = PASSWORD
    makers = {"duckdb": make_duckdb, "sqlite": make_sqlite}
    with tempfile.TemporaryDirectory() as folder:
        if engine in makers:
            cpu, memory = measure(call(peer, engine, makers[engine](Path(folder))))
        else:
            with PostgreSQLServer() as server:
                cpu, memory = measure(call(peer, engine, make_postgresql(server)))
    return {f"{ROWS:,} rows, {engine}, CPU ms": cpu, f"{ROWS:,} rows, {engine}, peak MiB": memory}


if __name__ == "__main__":
    found: dict[str, float] = {}
    for engine in sys.argv[2:] or ENGINES:
        found |= measured(sys.argv[1], engine) if sys.argv[2:] else measured_alone(sys.argv[1], engine)
    print("FIGURES", json.dumps(found))
