"""Profiles beside what else describes a table; each case in a process of its own, so that memory is its own.

| case | beside ("bare") |
|---|---|
| 10,000,000 rows x 20 columns of parquet | DuckDB's SUMMARIZE |
| 1,000,000 rows x 8 of pandas | `describe(include="all")` |
| 100,000 rows x 18 of pandas | skrub's TableReport |
| 1,000,000 rows x 8 of PostgreSQL, CPU of client and server | one count(*), count(distinct) pass |

`python -m tests.benchmarks.profile raw|iopsdata [CASE]`; the parquet file is kept in the temporary folder.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb
import pandas as pd
import psutil

PARQUET_ROWS = int(os.environ.get("IOPS_BENCH_ROWS", "10_000_000"))
PARQUET = Path(tempfile.gettempdir()) / f"iops-profile-bench-{PARQUET_ROWS}.parquet"
PARQUET_COLUMNS = """
    i AS id, (i * 7919) % 1000 AS small_int, (random() * 1e6)::INT AS mid_int,
    (random() * 2e9)::BIGINT AS big_int, random() AS ratio, round(exp(random() * 8), 2) AS amount,
    (random() * 1000)::DECIMAL(10, 2) AS price,
    CASE WHEN random() < 0.1 THEN NULL ELSE sqrt(-2 * ln(random() + 1e-12)) END AS normal,
    random() < 0.3 AS flag, DATE '2018-01-01' + (random() * 2500)::INT AS day,
    TIMESTAMP '2020-01-01' + to_seconds((random() * 1e8)::BIGINT) AS moment,
    'user' || (random() * 3e6)::INT || '@example.org' AS email,
    ['Bergen', 'Lund', 'Oslo', 'Paris', 'Berlin'][1 + (i % 5)] AS city,
    'group ' || (random() * 500)::INT AS team,
    CASE WHEN random() < 0.4 THEN NULL ELSE 'a note with words ' || (random() * 2e5)::INT END AS note,
    uuid() AS uid, chr(65 + (random() * 25)::INT) AS letter, (random() * 255)::UTINYINT AS byte,
    CASE WHEN random() < 0.02 THEN '' ELSE 'sku-' || lpad(((random() * 1e5)::INT)::VARCHAR, 6, '0') END
        AS sku,
    (i // 1000)::INT AS batch
"""
EIGHT = """
    i AS id, (random() * 1000)::INT AS small, round(random() * 1e5, 2) AS amount, random() AS ratio,
    'name ' || (random() * 1000)::INT AS name,
    'a somewhat longer text number ' || (random() * 1e6)::INT AS note,
    TIMESTAMP '2020-01-01' + to_minutes(i) AS moment,
    CASE WHEN random() < 0.3 THEN NULL ELSE 'group ' || (random() * 7)::INT END AS kind
"""


def frame(rows: int, columns: int = 8) -> pd.DataFrame:
    """Mixed columns; more than eight repeat the mixture with other values."""
    database = duckdb.connect()
    base = database.sql(f"SELECT {EIGHT} FROM range({rows}) t(i)").df()
    parts = [base] + [
        base.sample(frac=1, random_state=number, ignore_index=True) for number in range(columns // 8)
    ]
    joined = pd.concat([part.add_suffix(f"_{number}") for number, part in enumerate(parts)], axis=1)
    return joined.iloc[:, :columns]


def parquet(peer: str) -> Callable[[], object]:
    if not PARQUET.exists():
        duckdb.sql(
            f"COPY (SELECT {PARQUET_COLUMNS} FROM range({PARQUET_ROWS}) t(i)) TO '{PARQUET}' (FORMAT parquet)"
        )
    if peer == "raw":
        return lambda: duckdb.connect().sql(f"SUMMARIZE '{PARQUET}'").fetchall()
    return lambda: profiled(str(PARQUET))


def million(peer: str) -> Callable[[], object]:
    data = frame(1_000_000)
    return (lambda: data.describe(include="all")) if peer == "raw" else lambda: profiled(data)


def hundred_thousand(peer: str) -> Callable[[], object]:
    data = frame(100_000, 18)
    if peer == "raw":
        from skrub import TableReport

        return lambda: TableReport(data, verbose=0).html()
    return lambda: profiled(data).to_html()


def profiled(target: object) -> object:
    from iopsdata_jupyter.session import Session

    session = Session(notebook_settings={"statement_timeout_s": 0})
    started = time.perf_counter()

    def first(profile: object) -> None:
        FIRST.append(time.perf_counter() - started)

    return session.profiles.of(target, on_update=first)


FIRST: list[float] = []
"""Wall seconds from the call to each stage."""


def measured(work: Callable[[], object], others: Callable[[], float] = lambda: 0.0) -> dict[str, float]:
    """CPU seconds of this process and of `others`, and the peak of its memory."""
    before, other = time.process_time(), others()
    work()
    figures = {"CPU s": time.process_time() - before + others() - other}
    figures["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if FIRST:
        figures["first picture, wall s"] = FIRST[0]
        figures["second picture, wall s"] = FIRST[min(1, len(FIRST) - 1)]
    return figures


def postgresql(peer: str) -> dict[str, float]:
    import adbc_driver_postgresql.dbapi

    from iopsdata_jupyter.session import Session
    from tests.services.postgresql import PASSWORD, PostgreSQLServer

    with PostgreSQLServer() as server:
        database = server.new_database()
        rows = duckdb.sql(f"SELECT {EIGHT} FROM range(1000000) t(i)").to_arrow_table()
        with adbc_driver_postgresql.dbapi.connect(server.dsn(database)) as native:
            with native.cursor() as cursor:
                cursor.adbc_ingest("measured", rows)
            native.commit()
        server.run("analyze measured", database)
        if peer == "raw":
            counted = ", ".join(f"count(distinct {name})" for name in rows.column_names)
            sql = f"select count(*), {counted} from measured"
            return measured(lambda: server.run(sql, database), cpu_of_servers)
        session = Session(notebook_settings={"statement_timeout_s": 0})
        connection = session.connect(server.url(database), connect_args={"password": PASSWORD})
        session.profiles.of("select 1 as one", connection=connection)
        return measured(lambda: session.profiles.of("measured", connection=connection), cpu_of_servers)


def cpu_of_servers() -> float:
    """CPU seconds of the children of this process and of those that have ended."""
    me = psutil.Process()
    times = []
    for child in me.children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # a backend that has just ended counts with its parent
            times.append(child.cpu_times())
    ended = me.cpu_times()
    return sum(spent.user + spent.system + spent.children_user + spent.children_system for spent in times) + (
        ended.children_user + ended.children_system
    )


CASES: dict[str, tuple[str, Callable[[str], Callable[[], object]] | None]] = {
    "parquet": (f"parquet {PARQUET_ROWS:,} x 20", parquet),
    "million": ("pandas 1,000,000 x 8", million),
    "hundred": ("pandas 100,000 x 18", hundred_thousand),
    "postgresql": ("PostgreSQL 1,000,000 x 8", None),
}


def one(peer: str, case: str) -> dict[str, float]:
    """The figures of one case in this process."""
    title, make = CASES[case]
    if make is None:
        figures = postgresql(peer)
    else:
        work = make(peer)
        if peer == "iopsdata":
            profiled(pd.DataFrame({"warm": [1, 2], "up": ["a", "b"]}))  # imports are measured by `load`
            FIRST.clear()
        figures = measured(work)
    return {f"{title}, {name}": value for name, value in figures.items()}


def main() -> None:
    peer = sys.argv[1]
    if len(sys.argv) > 2:
        print("FIGURES " + json.dumps(one(peer, sys.argv[2])))
        return
    figures: dict[str, float] = {}
    for case in CASES:
        command = [sys.executable, "-m", "tests.benchmarks.profile", peer, case]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode:
            print(ran.stderr.strip().splitlines()[-1:], file=sys.stderr)
            continue
        figures |= json.loads(ran.stdout.split("FIGURES ", 1)[1])
    print("FIGURES " + json.dumps(figures))


if __name__ == "__main__":
    main()
