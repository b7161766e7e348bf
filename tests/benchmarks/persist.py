"""A DataFrame of 1,000,000 rows x 8 columns written into a new table of PostgreSQL, in wall seconds.

Wall time, because most of the work is the server's.
"""

from __future__ import annotations

import json
import os
import sys
import time

from IPython.core.interactiveshell import InteractiveShell

from tests.benchmarks.fetch import source
from tests.benchmarks.measure import shell
from tests.services.postgresql import PASSWORD, PostgreSQLServer


def write(peer: str, url: str) -> float:
    frame = source().sql("SELECT * REPLACE (amount::double AS amount) FROM measured").df()
    if peer == "jupysql":
        raise SystemExit("JupySQL persists by DataFrame.to_sql, which stands in the column `bare`")
    if peer == "raw":
        import sqlalchemy

        engine = sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        started = time.perf_counter()
        frame.to_sql("written", engine, index=False)
        return time.perf_counter() - started
    ours = shell()
    ours.run_line_magic("load_ext", "iopsdata_jupyter")
    ours.run_line_magic("connect", f"{url} --write")
    InteractiveShell.instance().user_ns["written"] = frame
    started = time.perf_counter()
    ours.run_line_magic("sql", "--persist written")
    return time.perf_counter() - started


if __name__ == "__main__":
    os.environ["PGPASSWORD"] = PASSWORD
    with PostgreSQLServer() as server:
        seconds = write(sys.argv[1], server.url(server.new_database()))
    print("FIGURES", json.dumps({"1,000,000 rows persisted, postgresql, wall ms": 1000 * seconds}))
