"""Ten thousand queries leave no memory and no handle behind."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from iopsdata_jupyter.session import Session

QUERIES = 10_000


def handles(process: psutil.Process) -> int:
    return len(process.open_files()) + process.num_threads()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_ten_thousand_queries_leave_nothing_behind(engine: str, tmp_path: Path) -> None:
    session = Session()
    session.connect(f"{engine}:///{tmp_path}/x.db", access="read_write")
    session.sql("create table t as select 1 as a, 'x' as b")
    process = psutil.Process()
    for _ in range(1_000):
        session.sql("select * from t")
    memory, open_before = process.memory_info().rss, handles(process)
    for number in range(QUERIES):
        session.sql(f"select a + {number} as a, b from t")
    assert process.memory_info().rss - memory < 20 * 2**20
    assert handles(process) <= open_before + 1
    session.connections.close_all()
