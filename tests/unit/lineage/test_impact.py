"""If a column changes, what breaks: over scripts, notebooks, folders and what a team keeps."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.lineage import lineage
from iopsdata_jupyter.lineage.impact import impact
from iopsdata_jupyter.lineage.ipynb import cells_of, folder_graph, notebook_graph
from iopsdata_jupyter.lineage.knowledge import history, metrics, verified_queries
from iopsdata_jupyter.lineage.node_graph import joined_graphs
from iopsdata_jupyter.lineage.script_nodes import node_graph
from iopsdata_jupyter.store.records import HistoryEntry, Metric, VerifiedQuery
from tests.unit.lineage.notebooks import graph

SCRIPT = """
create view paid as select id, amount as sum_paid, status from orders where status = 'paid';
insert into mart (total) select sum(sum_paid) from paid;
select id from orders order by placed_at
"""


def write_notebook(path: Path, *sources: str, counts: tuple[int | None, ...] = ()) -> Path:
    cells = [
        {
            "cell_type": "code",
            "id": f"id-{place}",
            "source": source.splitlines(keepends=True),
            "metadata": {},
            "execution_count": counts[place] if counts else None,
            "outputs": [],
        }
        for place, source in enumerate(sources)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


def told(found: object) -> list[tuple[str, str, tuple[str, ...], bool]]:
    return [(item.kind, item.name, item.columns, item.direct) for item in found.items]


def test_views_and_tables_of_a_script() -> None:
    found = node_graph(lineage(SCRIPT))
    assert told(impact(found, "orders.amount")) == [
        ("view", "paid", ("sum_paid",), True),
        ("table", "mart", ("total",), True),
    ]
    assert told(impact(found, "orders.status")) == [
        ("view", "paid", ("status",), True),
        ("table", "mart", (), False),
    ]
    assert told(impact(found, "orders.placed_at")) == [("query", "result", (), False)]
    assert told(impact(found, "mart.total", "upstream"))[0] == ("view", "paid", ("sum_paid",), True)


def test_column_that_nothing_reads_breaks_nothing_and_a_slip_is_named() -> None:
    found = node_graph(lineage(SCRIPT))
    assert not impact(found, "orders.comment")
    assert "amount" in str(impact(found, "orders.amuont"))
    with pytest.raises(UsageError, match="nothing named ordres"):
        impact(found, "ordres.amount")


def test_rows_that_are_counted_do_not_hang_on_a_column() -> None:
    found = node_graph(lineage("create table n as select count(*) as rows from orders"))
    assert not impact(found, "orders.amount")
    assert told(impact(found, "orders"))


def test_star_hands_every_column_on() -> None:
    found = node_graph(lineage("create table copy as select * from orders; select total from copy"))
    assert told(impact(found, "orders.total")) == [
        ("table", "copy", ("total",), True),
        ("query", "result", ("total",), True),
    ]


def test_path_that_cannot_be_followed_says_so() -> None:
    found = graph("df = pd.read_csv('x.csv', usecols=['a'])", "other = clean(df)", "other.to_csv('y.csv')")
    items = {item.name: item for item in impact(found, "x.csv.a").items}
    assert items["df"].confidence == 1
    assert items["y.csv"].confidence < 1
    assert "not certain" in str(impact(found, "x.csv.a"))


def test_loop_in_the_graph_comes_to_an_end() -> None:
    found = node_graph(lineage("insert into a select x from b; insert into b select x from a"))
    assert {item.name for item in impact(found, "a.x").items} == {"a", "b"}


# ------------------------------------------------------------------------------------------------- files


def test_notebook_file_is_read_without_running_it(tmp_path: Path) -> None:
    path = write_notebook(
        tmp_path / "report.ipynb",
        "%connect shop.duckdb",
        "%%sql -o df\nselect a from orders",
        "raise SystemExit(1)",
    )
    found = notebook_graph(path)
    assert [(node.kind, node.name, node.notebook, node.cell) for node in found.nodes] == [
        ("table", "orders", "", ""),
        ("dataframe", "df", "report.ipynb", "id-1"),
    ]


def test_cells_that_ran_before_their_input_are_stale(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "n.ipynb", "a = pd.read_csv('x.csv')", "b = a[['x']]", counts=(7, 3))
    assert [node.name for node in notebook_graph(path).nodes if node.stale] == ["b"]


def test_answer_that_a_notebook_keeps_is_read_from_its_card(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "n.ipynb", "%%ask -o df\nhow much in all")
    data = json.loads(path.read_text())
    card = {"sql": "select sum(amount) as s from orders", "cell": "%%sql sample\nselect ..."}
    data["cells"][0]["outputs"] = [
        {"output_type": "display_data", "data": {"application/vnd.iopsdata.answer+json": card}}
    ]
    path.write_text(json.dumps(data))
    assert told(impact(notebook_graph(path), "orders.amount")) == [("dataframe", "df", ("s",), True)]


def test_folder_tells_which_notebooks_read_a_column(tmp_path: Path) -> None:
    write_notebook(
        tmp_path / "load.ipynb",
        "%connect shop.duckdb --as shop",
        "%%sql -o df\nselect id, amount from orders",
        "df.to_parquet('data/orders.parquet')",
    )
    write_notebook(
        tmp_path / "team" / "plot.ipynb", "d = pd.read_parquet('../data/orders.parquet')\nd.amount.plot()"
    )
    write_notebook(
        tmp_path / "team" / "other.ipynb", "d = pd.read_parquet('../data/orders.parquet')\nd.id.plot()"
    )
    write_notebook(
        tmp_path / ".ipynb_checkpoints" / "load-checkpoint.ipynb", "%%sql\nselect amount from orders"
    )
    (tmp_path / "broken.ipynb").write_text("{")
    found = folder_graph(tmp_path)
    reached = impact(found, "orders.amount")
    assert reached.notebooks == ("load.ipynb", "team/other.ipynb", "team/plot.ipynb")
    assert [item.name for item in reached.items if item.kind == "cell"] == ["cell 1"]
    assert any("broken.ipynb" in note for note in found.notes)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": [3]}', '{"cells": {}}', "\xff"])
def test_file_that_is_no_notebook_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.ipynb"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match="is no notebook"):
        cells_of(path)


# ------------------------------------------------------------------------------------- what a team keeps


def test_verified_queries_and_metrics_hang_on_columns() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    asked = VerifiedQuery(
        "revenue by city", "select city, sum(amount) as s from orders group by 1", "shop", "duckdb", at
    )
    kept = [
        Metric(
            "revenue", "sum(order_items.quantity * order_items.price)", filters=("orders.status = 'paid'",)
        ),
        Metric("broken", "sum("),
    ]
    found = joined_graphs([verified_queries([asked]), metrics(kept, "shop", "duckdb")])
    assert told(impact(found, "orders.amount")) == [("verified_query", "revenue by city", ("s",), True)]
    assert told(impact(found, "order_items.price")) == [("metric", "revenue", ("revenue",), True)]
    assert told(impact(found, "orders.status")) == [("metric", "revenue", (), False)]
    assert any("broken" in note for note in found.notes)


def test_history_tells_other_notebooks() -> None:
    entries = [
        HistoryEntry(
            datetime(2026, 1, 1, tzinfo=UTC), "shop", "sql", "select amount from orders", notebook="a.ipynb"
        ),
        HistoryEntry(
            datetime(2026, 1, 2, tzinfo=UTC), "shop", "sql", "select id from orders", notebook="b.ipynb"
        ),
    ]
    assert impact(history(entries, lambda _: "duckdb"), "orders.amount").notebooks == ("a.ipynb",)


# ------------------------------------------------------------------------------------------------- forms


HOSTILE = "<img src=x onerror=alert(1)>"


def test_names_from_data_are_escaped_in_every_drawing() -> None:
    found = node_graph(lineage(f'select "{HOSTILE}" as a from "{HOSTILE}"'))
    assert HOSTILE not in found.to_html()
    assert HOSTILE not in found.to_dot()
    assert HOSTILE not in found.to_mermaid()
    assert HOSTILE not in impact(found, HOSTILE).table_html()


def test_events_of_a_notebook_hold_columns_and_datasets() -> None:
    found = graph("df = pd.read_csv('x.csv', usecols=['a'])", "df.to_parquet('y.parquet')")
    events = found.to_openlineage(namespace="n", job="j")
    assert [event["job"]["name"] for event in events] == ["j.c1", "j.c2"]
    fields = events[1]["outputs"][0]["facets"]["columnLineage"]["fields"]
    assert fields["a"]["inputFields"][0]["name"] == "notebook#df"


def test_ctes_are_steps_of_their_own_where_they_are_kept() -> None:
    sql = """
    with paid as (select id, amount as paid_amount from orders where status = 'paid'),
         paid_twice as (select paid_amount * 2 as double from paid)
    select double, count(*) as n from paid_twice"""
    found = node_graph(lineage(sql, keep_ctes=True))
    assert {(node.kind, node.name) for node in found.nodes} == {
        ("table", "orders"), ("query", "result"), ("cte", "paid"), ("cte", "paid_twice"),
    }  # fmt: skip
    assert {one.node.name for one in found.downstream("orders.amount")} == {"paid", "paid_twice", "result"}
    assert told(impact(found, "orders.amount")) == [("query", "result", ("double",), True)]
    assert told(impact(found, "orders.status")) == [("query", "result", (), False)]
    assert lineage(sql, keep_ctes=True).sources == lineage(sql).sources == ("orders",)


def test_kept_cte_is_no_table_of_its_name() -> None:
    found = node_graph(
        lineage("with orders as (select a from shop.orders) select a from orders", keep_ctes=True)
    )
    assert {(node.kind, node.name) for node in found.nodes} == {
        ("table", "shop.orders"), ("cte", "orders"), ("query", "result"),
    }  # fmt: skip
