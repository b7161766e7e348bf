"""`select 1` to a DataFrame."""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.measure import cpu_ms, shell


def raw(engine: str, path: str) -> Callable[[], object]:
    if engine == "duckdb":
        import duckdb

        connection = duckdb.connect()
        return lambda: connection.sql("select 1 as a").df()
    import pandas as pd

    native = sqlite3.connect(path)

    def fetch() -> object:
        cursor = native.execute("select 1 as a")
        return pd.DataFrame(cursor.fetchall(), columns=[column[0] for column in cursor.description])

    return fetch


def magic(extension: str, connect: str, url: str) -> Callable[[], object]:
    ours = shell()
    ours.run_line_magic("load_ext", extension)
    if extension == "sql":
        ours.run_line_magic("config", "SqlMagic.autopandas = True")
        ours.run_line_magic("config", "SqlMagic.feedback = 0")
        ours.run_line_magic("config", "SqlMagic.displaycon = False")
        if url.startswith("duckdb"):
            # Its SQLAlchemy way needs duckdb-engine, which does not work with SQLAlchemy 2.1: its native way.
            import duckdb

            ours.user_ns["native"] = duckdb.connect(url.removeprefix("duckdb:///"))
            url = "native"
    ours.run_line_magic(connect, url)
    return lambda: ours.run_line_magic("sql", "select 1 as a")


def call(peer: str, engine: str, path: str) -> Callable[[], object]:
    if peer == "raw":
        return raw(engine, path)
    url = f"{engine}:///{path if engine == 'sqlite' else ':memory:'}"
    return magic("sql", "sql", url) if peer == "jupysql" else magic("iopsdata_jupyter", "connect", url)


if __name__ == "__main__":
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "x.db")
        sqlite3.connect(path).execute("create table t (a)").connection.close()
        for engine in ("sqlite", "duckdb"):
            try:
                figures[f"select 1, {engine}, CPU ms"] = cpu_ms(call(sys.argv[1], engine, path))
            except Exception as error:  # noqa: BLE001 - a peer that fails is a result
                print(f"{sys.argv[1]} on {engine}: {error}", file=sys.stderr)
    print("FIGURES", json.dumps(figures))
