from __future__ import annotations

import pytest
import sqlglot

from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.semantics.definition import define
from iopsdata_jupyter.text_to_sql.semantics.expansion import holds
from tests.unit.text_to_sql import harbour

CATALOG = harbour.catalog()
INCOME = define(Metric("income", "sum(fees.units * fees.unit_price)"), CATALOG)
PAID = define(Metric("paid", INCOME.metric.expression, filters=("calls.status = 'paid'",)), CATALOG)
JOIN = "fees f JOIN calls c ON f.call_id = c.call_id"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT sum(units * unit_price) FROM fees",
        "SELECT SUM(f.unit_price * f.units) AS x FROM fees AS f",
        'SELECT kind, sum("units" * "unit_price") FROM fees GROUP BY kind',
        "WITH m AS (SELECT call_id, sum(units * unit_price) AS s FROM fees GROUP BY 1) SELECT max(s) FROM m",
        f"SELECT c.status, sum((f.units) * f.unit_price) FROM {JOIN} GROUP BY 1",
    ],
)
def test_the_definition_is_seen_however_it_is_written(sql: str) -> None:
    assert holds(sqlglot.parse_one(sql, read="sqlite"), INCOME, CATALOG)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT sum(unit_price) FROM fees",
        "SELECT sum(units) * sum(unit_price) FROM fees",
        "SELECT avg(units * unit_price) FROM fees",
        "SELECT sum(units * unit_price * 1.0) FROM fees",
        "SELECT sum(tonnage) FROM calls",
        "SELECT 'sum(fees.units * fees.unit_price)'",
    ],
)
def test_another_figure_is_not_taken_for_it(sql: str) -> None:
    assert not holds(sqlglot.parse_one(sql, read="sqlite"), INCOME, CATALOG)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (f"SELECT sum(f.units * f.unit_price) FROM {JOIN} WHERE c.status = 'paid'", True),
        (f"SELECT sum(f.units * f.unit_price) FROM {JOIN} WHERE 'paid' = c.status AND c.tonnage > 3", True),
        (f"SELECT sum(CASE WHEN c.status = 'paid' THEN f.units * f.unit_price END) FROM {JOIN}", True),
        (f"SELECT sum(f.units * f.unit_price) FROM {JOIN}", False),
        (f"SELECT sum(f.units * f.unit_price) FROM {JOIN} WHERE c.status = 'open'", False),
        (f"SELECT sum(f.units * f.unit_price) FROM {JOIN} WHERE c.status = 'paid' OR c.tonnage > 3", False),
    ],
)
def test_the_filters_belong_to_the_definition(sql: str, expected: bool) -> None:
    assert holds(sqlglot.parse_one(sql, read="sqlite"), PAID, CATALOG) is expected
