"""Repair without a model, from what each engine really says of a fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.session import Session
from tests.services.engines import MAKERS, SERVERS
from tests.services.mariadb import mariadb
from tests.services.spark import spark_connect

__all__ = ["mariadb", "spark_connect"]

NAMES = ("duckdb", "sqlite", "mysql", "postgresql", "spark")
AMBIGUOUS = "select id from orders o join stores s on o.id = s.id"
GROUPING = "select city, count(*) as n from stores"


@pytest.fixture(
    params=[pytest.param(name, marks=[pytest.mark.service] * (name in SERVERS)) for name in NAMES]
)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    engine = MAKERS[request.param](request, tmp_path)
    connection = engine.open()
    yield connection
    connection.close()
    engine.clean_up()


def fixed(shop: Connection, sql: str) -> tuple[str, int | None]:
    """The notes of the repairs, and the rows of the repaired statement."""
    session = Session()
    with pytest.raises((ExecutionError, StatementRejected)):
        session.sql(sql, connection=shop)
    answer = session.questions.fix(connection=shop, translator="offline")
    return " ".join(answer.notes), answer.row_count


def test_slips_of_a_table_and_a_column(shop: Connection) -> None:
    note, rows = fixed(shop, "select sum(o.ammount) as total from ordders o")
    assert "ordders → orders" in note
    assert "ammount → amount" in note
    assert rows == 1


def test_an_ambiguous_column(shop: Connection) -> None:
    note, rows = fixed(shop, AMBIGUOUS)
    assert "o.id" in note or "+ o." in note
    assert rows == 2


def test_a_missing_grouping(shop: Connection) -> None:
    if shop.config.driver in ("sqlite", "mysql"):
        assert Session().sql(GROUPING, connection=shop).row_count == 1  # these engines pick any row
        return
    if shop.config.driver == "spark":
        pytest.skip("Sail 0.7 calls it a field that is not there, by a number")
    note, rows = fixed(shop, GROUPING)
    assert "+ GROUP BY city" in note
    assert rows == 2


CALLS = {
    "duckdb": "isnull(city, 'x')",
    "sqlite": "year('2024-05-01')",
    "mysql": "len(city)",
    "postgresql": "ifnull(city, 'x')",
    "spark": "strftime(current_date(), '%Y')",
}


def test_a_function_of_another_engine(shop: Connection) -> None:
    call = CALLS[shop.config.driver]
    sql = f"select {call} as v from stores"
    session = Session()
    try:
        session.sql(sql, connection=shop)
    except (ExecutionError, StatementRejected):
        assert session.questions.fix(connection=shop, translator="offline").row_count == 2
    else:
        pytest.fail(f"{shop.config.driver} knows {call}")


def test_sql_that_is_only_shown_is_planned_by_the_engine(shop: Connection) -> None:
    from iopsdata_jupyter.guard import Policy
    from iopsdata_jupyter.run_options import RunOptions

    runner = Session().questions._asking(shop, Policy(), RunOptions(), {}, "offline")
    runner.check("select city from stores")
    with pytest.raises(ExecutionError):
        runner.check("select city from nowhere")
