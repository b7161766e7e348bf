"""1,000,000 rows x 8 mixed columns into pandas: CPU and the memory that the process gains at its peak."""

from __future__ import annotations

import gc
import json
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import psutil

from tests.benchmarks.select_1 import magic

ROWS = 1_000_000
COLUMNS = """
    i AS id, (i * 7919) % 1000 AS small, i * 1.5 AS amount, (i % 100)::double / 3 AS ratio,
    'name ' || (i % 1000) AS name, 'a somewhat longer text number ' || i AS note,
    (date '2020-01-01' + (i % 1000)::int)::varchar AS day,
    CASE WHEN i % 3 = 0 THEN NULL ELSE 'group ' || i % 7 END AS kind
"""
QUERY = "select * from measured"


def make(engine: str, folder: Path) -> str:
    source = duckdb.connect(str(folder / "x.duckdb"))
    source.execute(f"CREATE TABLE measured AS SELECT {COLUMNS} FROM range({ROWS}) t(i)")
    if engine == "duckdb":
        source.close()
        return str(folder / "x.duckdb")
    rows = source.execute("SELECT * FROM measured").fetchall()
    names = [column[0] for column in source.description]
    target = sqlite3.connect(folder / "x.db")
    target.execute(
        "CREATE TABLE measured (id INTEGER, small INTEGER, amount REAL, ratio REAL, "
        "name TEXT, note TEXT, day TEXT, kind TEXT)"
    )
    target.executemany(f"INSERT INTO measured VALUES ({','.join('?' * len(names))})", [
        (row[0], row[1], float(row[2]), *row[3:]) for row in rows
    ])  # fmt: skip
    target.commit()
    target.close()
    source.close()
    return str(folder / "x.db")


def native(engine: str, path: str) -> Callable[[], object]:
    """The best native path of FACTS section 3."""
    if engine == "duckdb":
        connection = duckdb.connect(path, read_only=True)
        return lambda: connection.sql(QUERY).to_arrow_table().to_pandas()
    from adbc_driver_sqlite import dbapi

    adbc = dbapi.connect(path)

    def fetch() -> object:
        with adbc.cursor() as cursor:
            cursor.execute(QUERY)
            return cursor.fetch_arrow_table().to_pandas()

    return fetch


def call(peer: str, engine: str, path: str) -> Callable[[], object]:
    if peer == "raw":
        return native(engine, path)
    if peer == "jupysql":
        shell_call = magic("sql", "sql", f"{engine}:///{path}")
    else:
        shell_call = magic("iopsdata_jupyter", "connect", f"{engine}:///{path}")
    from IPython.core.interactiveshell import InteractiveShell

    del shell_call
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


if __name__ == "__main__":
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for engine in ("duckdb", "sqlite"):
            (Path(folder) / engine).mkdir()
            try:
                cpu, memory = measure(call(sys.argv[1], engine, make(engine, Path(folder) / engine)))
            except Exception as error:  # noqa: BLE001 - a peer that fails is a result
                print(f"{sys.argv[1]} on {engine}: {error}", file=sys.stderr)
                continue
            figures[f"{ROWS:,} rows, {engine}, CPU ms"] = cpu
            figures[f"{ROWS:,} rows, {engine}, peak MiB"] = memory
    print("FIGURES", json.dumps(figures))
