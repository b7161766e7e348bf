"""SQL cells, files and DataFrames from cell to cell; running again, editing, going stale."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.lineage.cells import NotebookCell, Ran
from iopsdata_jupyter.lineage.notebook import NotebookLineage
from tests.unit.lineage.notebooks import direct, graph, indirect, notebook


def test_table_flows_through_sql_python_and_sql_into_a_file() -> None:
    found = graph(
        "%connect shop.duckdb",
        "%%sql -o paid\nselect id, amount, city from orders where status = 'paid'",
        "paid['net'] = paid.amount * 0.8",
        "%%sql by_city <<\nselect city, sum(net) as total from paid group by city",
        "by_city.to_parquet('by_city.parquet')",
    )
    names = [(node.kind, node.name, node.cell) for node in found.nodes]
    assert names == [
        ("table", "orders", ""), ("dataframe", "paid", "c2"), ("dataframe", "paid", "c3"),
        ("dataframe", "by_city", "c4"), ("file", "by_city.parquet", "c5"),
    ]  # fmt: skip
    reached = {(one.node.name, one.column) for one in found.downstream("orders.amount") if one.direct}
    assert {("by_city", "total"), ("by_city.parquet", "total")} <= reached
    assert "FILTER orders.status -> paid.?" in indirect(found)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("%%sql -o df\nselect a from t", "df"),
        ("%%sql --out df\nselect a from t", "df"),
        ("%%sql df <<\nselect a from t", "df"),
        ("%%sql shop --limit 5 df <<\nselect a from t", "df"),
        ("%sql -o df select a from t", "df"),
        ("%sql df << select a from t", "df"),
        ("df = %sql select a from t", "df"),
        ("%%sql --params '{\"x\": 1}' -o df\nselect a from t where b = :x", "df"),
    ],
)
def test_every_way_to_keep_rows_makes_a_frame(source: str, name: str) -> None:
    found = graph("%connect shop.duckdb --as shop", source)
    assert f"t.a -> {name}.a" in direct(found)


def test_rows_that_are_only_shown_are_a_query_node() -> None:
    found = graph("%%sql\nselect a + 1 as b from t")
    node = next(node for node in found.nodes if node.kind == "query")
    assert (node.columns, node.cell, node.sql) == (("b",), "c1", "select a + 1 as b from t")


def test_frame_goes_before_a_table_of_its_name_only_where_the_engine_sees_frames() -> None:
    made = "t = pd.DataFrame({'a': [1]})"
    assert "t.a -> df.a" in direct(graph(made, "%%sql -o df\nselect a from t"))
    kinds = [node.kind for node in graph(made, "%%sql -o df\nselect a from t").nodes]
    assert "table" not in kinds
    elsewhere = graph(made, "%connect postgresql://host/db", "%%sql -o df\nselect a from t")
    assert "table" in [node.kind for node in elsewhere.nodes]


def test_table_of_the_database_goes_before_a_frame_of_its_name() -> None:
    found = graph(
        "%connect shop.duckdb", "%%sql -o orders\nselect a from orders", "%%sql -o df\nselect a from orders"
    )
    sources = [found.by_id[flow.source].kind for flow in found.flows if found.by_id[flow.target].name == "df"]
    assert sources == ["table"]


def test_tables_of_the_same_name_on_two_connections_stay_apart() -> None:
    found = graph(
        "%connect prod.duckdb\n%connect dev.duckdb",
        "%%sql prod -o a\nselect x from orders",
        "%%sql dev -o b\nselect x from orders",
    )
    assert [(node.name, node.connection) for node in found.nodes if node.kind == "table"] == [
        ("orders", "prod"), ("orders", "dev"),
    ]  # fmt: skip


def test_persisted_frame_is_a_table_that_later_sql_reads() -> None:
    found = graph(
        "%connect shop.duckdb --write", "df = pd.read_csv('x.csv', usecols=['a'])",
        "%sql --persist df --table mart", "%%sql -o out\nselect * from mart",
    )  # fmt: skip
    assert {"df.a -> mart.a", "mart.a -> out.a"} <= direct(found)


def test_saved_statement_is_read_like_a_table() -> None:
    found = graph(
        "%%sql --save paid --no-execute\nselect a from t", "%%sql -o df\nselect a + 1 as b from paid"
    )
    assert direct(found) == {"t.a -> df.b"}


def test_script_makes_its_tables_and_returns_the_last_rows() -> None:
    found = graph("%%sql -o df\ncreate table m as select a as b from t; select b + 1 as c from m")
    assert {"t.a -> m.b", "m.b -> df.c"} <= direct(found)


def test_statements_that_were_seen_go_before_the_text() -> None:
    seen = NotebookLineage()
    seen.run(
        NotebookCell(
            "c", "%%ask -o df\nhow much", 1, 1, (Ran("select sum(a) as s from t", "shop", "duckdb"),)
        )
    )
    assert direct(seen.graph()) == {"t.a -> df.s"}


def test_frames_of_the_kernel_tell_columns_and_what_is_no_frame() -> None:
    seen = NotebookLineage()
    seen.run(NotebookCell("a", "df = pd.read_csv('x.csv')\nfig = draw(df)", 1, 1, frames={"df": ("p", "q")}))
    assert {node.name: node.columns for node in seen.graph().nodes} == {"x.csv": ("p", "q"), "df": ("p", "q")}


def test_statement_that_cannot_be_read_is_noted() -> None:
    assert any("cell 1" in note for note in graph("%%sql\nselect from where").notes)


# ------------------------------------------------------------------------------------------- running again


def test_running_a_cell_again_replaces_its_part() -> None:
    found = notebook("df = pd.read_csv('old.csv')", "out = df[['a']]")
    found.run(NotebookCell("c1", "df = pd.read_csv('new.csv')", 1, 3))
    found.run(NotebookCell("c2", "out = df[['b']]", 2, 4))
    assert direct(found.graph()) == {"new.csv.* -> df.*", "df.b -> out.b"}


def test_cell_that_changes_its_own_input_reads_what_was_there_before_it() -> None:
    found = notebook("df = pd.read_csv('x.csv', usecols=['a'])", "df = df.rename(columns={'a': 'b'})")
    for run in (3, 4):
        found.run(NotebookCell("c2", "df = df.rename(columns={'a': 'b'})", 2, run))
    assert direct(found.graph()) == {"x.csv.a -> df.a", "df.a -> df.b"}
    assert found.stale() == frozenset()


def test_name_that_an_edited_cell_no_longer_sets_is_gone() -> None:
    found = notebook("df = pd.read_csv('x.csv')", "out = df[['a']]")
    found.run(NotebookCell("c1", "other = pd.read_csv('x.csv')", 1, 3))
    found.run(NotebookCell("c2", "out = df[['a']]", 2, 4))
    assert not any("-> out" in one for one in direct(found.graph()))


def test_deleted_cell_leaves_nothing() -> None:
    found = notebook("df = pd.read_csv('x.csv')", "df.to_csv('y.csv')")
    found.forget("c2")
    assert [node.name for node in found.graph().nodes] == ["x.csv", "df"]
    assert notebook().graph().nodes == ()


@pytest.mark.parametrize(
    ("second", "third"),
    [
        ("b = a[['x']]", "b.plot()"),
        ("%%sql -o b\nselect x from a", "%%sql\nselect x from b"),
        ("a.to_csv('f.csv')", "c = pd.read_csv('f.csv')"),
    ],
    ids=["python", "sql", "file"],
)
def test_cells_behind_a_cell_that_ran_again_are_stale_until_they_run(second: str, third: str) -> None:
    first = "a = pd.read_csv('src.csv', usecols=['x'])"
    found = notebook(first, second, third)
    assert found.stale() == frozenset()
    found.run(NotebookCell("c1", first, 1, 4))
    assert found.stale() == {"c2", "c3"}
    assert {node.cell for node in found.graph().nodes if node.stale} == {"c2", "c3"}
    found.run(NotebookCell("c2", second, 2, 5))
    assert found.stale() == {"c3"}
    found.run(NotebookCell("c3", third, 3, 6))
    assert found.stale() == frozenset()


def test_import_that_runs_again_makes_nothing_stale() -> None:
    found = notebook("import pandas as pd", "df = pd.read_csv('x.csv')")
    found.run(NotebookCell("c1", "import pandas as pd", 1, 3))
    assert found.stale() == frozenset()
