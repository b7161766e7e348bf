"""Runs queries on one engine in a process of its own; prints the memory and handles that it gained."""

from __future__ import annotations

import json
import sys

import psutil

from iopsdata_jupyter.session import Session

WARM_UP = 3_000
QUERIES = 10_000


def handles(process: psutil.Process) -> int:
    return len(process.open_files()) + process.num_threads()


def main(engine: str, folder: str) -> None:
    session = Session()
    session.connect(f"{engine}:///{folder}/x.db", access="read_write")
    session.sql("create table t as select 1 as a, 'x' as b")
    process = psutil.Process()
    for number in range(-WARM_UP, QUERIES):
        if number == 0:
            memory, opened = process.memory_info().rss, handles(process)
        session.sql(f"select a + {number + WARM_UP} as a, b from t")
    gained = {"mebibytes": (process.memory_info().rss - memory) / 2**20, "handles": handles(process) - opened}
    print(json.dumps(gained))


if __name__ == "__main__":
    main(*sys.argv[1:])
