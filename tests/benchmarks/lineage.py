"""Column lineage: CPU milliseconds of ours, of sqlglot's parse and one qualify (raw), and of sqllineage."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from tests.benchmarks.lineage_queries import queries, schema
from tests.benchmarks.measure import cpu_ms

INTO = "insert into result "
"""Before each query, since sqllineage tells columns of statements that write."""
WIDE = "select " + ", ".join(f"a.c{n} + b.c{n} as s{n}" for n in range(1000)) + " from a join b on a.k = b.k"
CHAIN = (
    "with q0 as (select a, b, k from base), "
    + ", ".join(
        f"q{n} as (select p.a, p.b + d.b as b, p.k from q{n - 1} p join dim{n} d on p.k = d.k)"
        for n in range(1, 200)
    )
    + " select * from q199"
)
LARGE_NOTEBOOK = 500
EACH_SHAPE = "lineage of 9 queries, usual mode"


def ours() -> dict[str, Callable[[], object]]:
    from iopsdata_jupyter.lineage import lineage

    known = schema()

    def run(number: int) -> None:
        for _, sql in queries()[:number]:
            assert lineage(INTO + sql, "duckdb", schema=known).column_edges

    return {
        "lineage of 99 queries": lambda: run(99),
        EACH_SHAPE: lambda: run(9),
        "lineage of 1,000 columns": lambda: lineage(WIDE, "duckdb").column_edges,
        "lineage of 200 CTEs in a chain": lambda: lineage(CHAIN, "duckdb").column_edges,
        "one cell of 500 runs again, new graph": one_cell_of_many(),
    }


def one_cell_of_many() -> Callable[[], object]:
    """A cell in the middle of a notebook, SQL and Python by turns, and the whole graph after it."""
    from iopsdata_jupyter.lineage.cells import NotebookCell
    from iopsdata_jupyter.lineage.notebook import NotebookLineage

    notebook = NotebookLineage()
    for place in range(LARGE_NOTEBOOK):
        notebook.run(NotebookCell(f"c{place}", _cell(place), place, place))

    def again() -> None:
        notebook.run(NotebookCell("c250", _cell(250) + "\n", 250, LARGE_NOTEBOOK))
        assert len(notebook.graph().nodes) > LARGE_NOTEBOOK / 2

    return again


def _cell(place: int) -> str:
    if place % 2 == 0:
        before = f"join f{place - 1} using (id)" if place else ""
        query = f"select id, sum(amount) as total from t{place} {before} where ok group by id"
        return f"%%sql -o f{place}\n{query}"
    frame = f"f{place}"
    return f"{frame} = f{place - 1}.assign(net=lambda d: d.total * 0.8)\n{frame} = {frame}[{frame}.net > 1]"


def raw() -> dict[str, Callable[[], object]]:
    import sqlglot
    from sqlglot.optimizer.qualify import qualify

    known = {table: dict.fromkeys(columns, "int") for table, columns in schema().items()}

    def all_queries() -> None:
        for _, sql in queries():
            qualify(sqlglot.parse_one(sql, read="duckdb"), schema=known, dialect="duckdb")

    def one(sql: str) -> Callable[[], object]:
        return lambda: qualify(
            sqlglot.parse_one(sql, read="duckdb"), dialect="duckdb", validate_qualify_columns=False
        )

    return {
        "lineage of 99 queries": all_queries,
        "lineage of 1,000 columns": one(WIDE),
        "lineage of 200 CTEs in a chain": one(CHAIN),
    }


def sqllineage() -> dict[str, Callable[[], object]]:
    """All in its quicker mode, which uses sqlparse and is deprecated; one of each shape in its usual one."""
    from sqllineage.runner import LineageRunner

    def run(number: int, dialect: str) -> None:
        for _, sql in queries()[:number]:
            LineageRunner(INTO + sql, dialect=dialect).get_column_lineage()

    return {
        "lineage of 99 queries": lambda: run(99, "non-validating"),
        EACH_SHAPE: lambda: run(9, "ansi"),
    }


if __name__ == "__main__":
    cases = {"raw": raw, "iopsdata": ours, "sqllineage": sqllineage}[sys.argv[1]]()
    repetitions = 1 if sys.argv[1] == "sqllineage" else 3
    figures = {name: cpu_ms(call, calls=1, repetitions=repetitions) for name, call in cases.items()}
    print("FIGURES " + json.dumps(figures))
