"""`%lineage` in a real shell: cells are noted as they run, and asked about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from iopsdata_jupyter.cell_log import current_log
from tests.functional.conftest import Shell


@pytest.fixture(autouse=True)
def _fresh_log() -> Iterator[None]:
    current_log.cache_clear()
    yield
    current_log.cache_clear()


@pytest.fixture
def cells(shell: Shell) -> object:
    """Runs a cell as a notebook does: with its id, and kept in the history."""

    def run(cell_id: str, code: str) -> object:
        result = shell.native.run_cell(code, store_history=True, cell_id=cell_id)
        return result.result if result.success else result

    run("load", "import pandas as pd\norders = pd.DataFrame({'id': [1, 2], 'amount': [3.0, 4.0]})")
    run("sum", "%%sql -o total\nselect sum(amount) as revenue from orders")
    run("net", "total['net'] = total.revenue * 0.8")
    return run


def names(graph: object) -> list[tuple[str, str]]:
    return [(node.name, node.cell) for node in graph.nodes]


def test_cells_that_ran_are_the_graph(cells: object) -> None:
    view = cells("ask", "%lineage")
    assert names(view.graph) == [("orders", "load"), ("total", "sum"), ("total", "net")]
    assert "net" in [flow.target_column for flow in view.graph.flows]


def test_impact_of_a_column_is_a_table_and_an_object(cells: object) -> None:
    view = cells("ask", "%lineage --downstream orders.amount")
    assert [(item.name, item.columns) for item in view.impact.items] == [
        ("total", ("revenue",)),
        ("total", ("net", "revenue")),
    ]
    assert "2 dataframes depend on orders.amount" in str(view)
    upstream = cells("ask", "%lineage --upstream total.net")
    assert ("orders", ("amount",)) in [(item.name, item.columns) for item in upstream.impact.items]


def test_cell_that_ran_again_makes_later_ones_stale(cells: object) -> None:
    cells("sum", "%%sql -o total\nselect sum(amount) + 1 as revenue from orders")
    view = cells("ask", "%lineage")
    assert [node.cell for node in view.graph.nodes if node.stale] == ["net"]
    assert "(stale)" in str(view)


def test_cell_that_failed_changes_nothing(cells: object) -> None:
    cells("net", "total['net'] = nothing_of_that_name")
    assert ("total", "net") in names(cells("ask", "%lineage").graph)


def test_answer_of_a_question_is_traced_by_the_sql_that_ran(cells: object) -> None:
    cells("c", "%connect sample")
    cells("q", "%%ask --offline -o monthly\nhow many orders per year")
    reached = cells("ask", "%lineage --downstream orders.order_date").impact
    assert ("monthly", "q") in [(item.name, item.cell) for item in reached.items]


def test_sql_of_a_cell_is_read_and_not_run(cells: object) -> None:
    view = cells("ask", "%%lineage --dialect tsql\nselect a into #t from s\nselect b from #t")
    assert [node.name for node in view.graph.nodes][:2] == ["#t", "s"]
    assert cells("ask", "%lineage drop table orders").graph.nodes == ()


def test_bundle_has_a_drawing_and_plain_text_and_escapes_names(cells: object) -> None:
    cells("bad", "orders['<b onload=x>'] = 1")
    view = cells("ask", "%lineage")
    bundle = view._repr_mimebundle_()
    assert "<svg" in bundle["text/html"]
    assert "<b onload" not in bundle["text/html"]
    assert bundle["text/plain"] == str(view)


@pytest.mark.parametrize(
    ("form", "begins"), [("mermaid", "flowchart"), ("dot", "digraph"), ("json", "{"), ("html", "<!DOCTYPE")]
)
def test_forms_are_printed(cells: object, shell: Shell, form: str, begins: str) -> None:
    assert shell.run(f"%lineage --format {form}").text.startswith(begins)


def test_notebooks_of_a_folder_join(cells: object, tmp_path: Path) -> None:
    cells("write", f"orders.to_parquet({str(tmp_path / 'o.parquet')!r})")
    path = tmp_path / "other.ipynb"
    cell = {"cell_type": "code", "id": "x", "source": "d = pd.read_parquet('o.parquet')"}
    path.write_text(json.dumps({"cells": [cell], "nbformat": 4}))
    view = cells("ask", f"%lineage {path}")
    assert names(view.graph) == [("o.parquet", ""), ("d", "x")]
    assert cells("ask", f"%lineage --downstream orders.amount --folder {tmp_path}").impact.items


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%lineage --downstream nothing.amount", "nothing named nothing.amount"),
        ("%lineage --downstream a --upstream b", "exclude each other"),
        ("%lineage --format png", "one of text"),
        ("%lineage --downstrem a", "There is no option"),
    ],
)
def test_mistakes_are_explained(cells: object, shell: Shell, line: str, said: str) -> None:
    assert said in shell.run(line).text


def test_loading_twice_notes_each_cell_once(cells: object, shell: Shell) -> None:
    shell.run("%reload_ext iopsdata_jupyter")
    cells("once", "x = orders.head()")
    assert names(cells("ask", "%lineage").graph).count(("x", "once")) == 1


def test_other_notebooks_verified_queries_and_metrics_are_found(
    cells: object, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells("c", "%connect sample")
    monkeypatch.setenv("JPY_SESSION_NAME", "/work/report.ipynb")
    cells("r", "%%sql\nselect max(total_amount) from orders")
    monkeypatch.setenv("JPY_SESSION_NAME", "/work/this.ipynb")
    cells("here", "%%sql\nselect min(total_amount) from orders")
    cells("m", "%iops metrics add takings = sum(orders.total_amount)")
    reached = cells("ask", "%lineage --downstream orders.total_amount").impact
    assert reached.notebooks == ("/work/report.ipynb",)
    assert "takings" in [item.name for item in reached.items if item.kind == "metric"]
