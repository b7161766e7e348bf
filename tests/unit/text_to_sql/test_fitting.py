"""What stays of a catalog under a budget of tokens, and in which detail."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.catalog.models import Column, Table
from iopsdata_jupyter.text_to_sql.fitting import fit, fit_whole
from iopsdata_jupyter.text_to_sql.linking.linker import LinkedTable
from iopsdata_jupyter.text_to_sql.schema_text import Detail, near_columns, table_text
from iopsdata_jupyter.text_to_sql.tokens import token_count

TABLES = tuple(
    LinkedTable(
        Table(
            f"table_{number}",
            tuple(Column(f"column_{place}", "INTEGER", comment="A remark") for place in range(12)),
            primary_key=("column_11",),
        ),
        10.0 - number,
        holding=frozenset({"column_9"}),
    )
    for number in range(10)
)


def render(linked: LinkedTable, detail: Detail) -> str:
    return table_text(linked.table, "duckdb", detail, named=linked.named)


@pytest.mark.parametrize("budget", [0, 50, 200, 500, 1_000, 1_500])
def test_the_budget_is_kept(budget: int) -> None:
    fitted = fit(TABLES, budget, render)
    assert sum(map(token_count, fitted.texts)) <= budget
    assert len(fitted.texts) + len(fitted.left_out) == len(TABLES)


def test_everything_is_told_in_full_where_it_fits() -> None:
    whole = fit_whole(TABLES, 100_000, render)
    assert whole is not None
    assert whole.texts == tuple(render(table, "full") for table in TABLES)
    assert (whole.left_out, whole.shortened) == ((), 0)
    assert fit_whole(TABLES, 500, render) is None


def test_far_columns_go_before_tables_do() -> None:
    in_full = token_count(render(TABLES[0], "full"))
    fitted = fit(TABLES, 4 * in_full, render)
    assert len(fitted.texts) > 4
    assert fitted.shortened > 0


def test_the_likeliest_tables_stay_and_are_told_in_most_detail() -> None:
    fitted = fit(TABLES, 900, render)
    assert fitted.left_out == tuple(table.table.name for table in TABLES[len(fitted.texts) :])
    assert len(fitted.texts[0]) == max(map(len, fitted.texts))


def test_the_columns_that_stay_are_the_named_ones_and_the_keys() -> None:
    kept = [column.name for column in near_columns(TABLES[0].table, TABLES[0].named)]
    assert {"column_9", "column_11"} <= set(kept)
    assert len(kept) == 6
    assert "and 6 more columns" in render(TABLES[0], "near")


def test_all_named_columns_stay_however_many_they_are() -> None:
    named = {f"column_{place}" for place in range(10)}
    assert {column.name for column in near_columns(TABLES[0].table, named)} >= named


def test_levels_below_full_tell_no_comment() -> None:
    assert "A remark" in render(TABLES[0], "full")
    assert "A remark" not in render(TABLES[0], "lean")
    assert render(TABLES[0], "lean").count("column_") == 12
