from __future__ import annotations

from dataclasses import replace

import pytest

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.semantics.definition import define, problem
from tests.unit.text_to_sql import harbour


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return harbour.catalog()


def test_the_base_is_the_table_from_which_all_others_are_one_row_away(catalog: Catalog) -> None:
    metric = Metric("income", "sum(units * unit_price)", filters=("calls.status = 'paid'",))
    found = define(metric, catalog)
    assert found.base.name == "fees"
    assert {table.name for table in found.tables} == {"fees", "calls"}
    assert found.expression.sql() == "SUM(fees.units * fees.unit_price)"


def test_a_bare_column_belongs_to_a_table_that_is_named(catalog: Catalog) -> None:
    found = define(Metric("load", "sum(calls.tonnage) / count(distinct port_id)"), catalog)
    assert found.expression.sql("sqlite") == "SUM(calls.tonnage) / COUNT(DISTINCT calls.port_id)"


@pytest.mark.parametrize(
    ("metric", "told"),
    [
        (Metric("m", "sum(fees.unit_prise)"), "names a column that is not there: fees.unit_prise"),
        (Metric("m", "sum(fee.units)"), "names a table that is not there: fee"),
        (Metric("m", "sum(ship_id)"), "leaves open which column is meant: ships.ship_id, calls.ship_id"),
        (Metric("m", "fees.units * 2"), "gives no single figure"),
        (Metric("m", "sum(fees.units) + fees.unit_price"), "gives no single figure"),
        (Metric("m", "sum(fees.units), 1"), "is more than one expression"),
        (Metric("m", "sum(fees.units) from fees"), "is more than one expression"),
        (Metric("m", "(select sum(units) from fees)"), "is more than one expression"),
        (Metric("m", "sum(fees.units"), "does not parse"),
        (Metric("m", "count(*)"), "names no table"),
        (Metric("m", "count(*)", grain="boats"), "names a table that is not there: boats"),
        (Metric("m", "sum(fees.units)", filters=("ports.cost = 1",)), "not there: ports.cost"),
        (Metric("m", "sum(ports.port_id) * sum(ships.built)"), "counted twice"),
        (Metric("m", "sum(fees.units)", grain="ships"), "counted twice"),
    ],
)
def test_what_the_catalog_cannot_hold_is_said(catalog: Catalog, metric: Metric, told: str) -> None:
    assert told in (problem(metric, catalog) or "")


def test_rows_of_a_table_are_counted_with_a_grain(catalog: Catalog) -> None:
    assert problem(Metric("visits", "count(*)", grain="calls"), catalog) is None


def test_a_metric_breaks_with_its_column(catalog: Catalog) -> None:
    metric = Metric("income", "sum(fees.units * fees.unit_price)")
    assert problem(metric, catalog) is None
    fees = catalog.tables[-1]
    without = replace(fees, columns=tuple(c for c in fees.columns if c.name != "units"))
    with pytest.raises(UsageError, match=r"fees\.units"):
        define(metric, Catalog(catalog.dialect, (*catalog.tables[:-1], without)))
