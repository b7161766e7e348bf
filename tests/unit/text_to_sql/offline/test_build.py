"""SQL from sketches, in every dialect."""

from __future__ import annotations

import pytest
import sqlglot

from iopsdata_jupyter.catalog.models import Catalog, Column, ForeignKey, Table
from iopsdata_jupyter.text_to_sql.offline.build import CannotJoin, to_sql
from iopsdata_jupyter.text_to_sql.offline.joins import JoinGraph
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex, index_catalog
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query
from tests.unit.text_to_sql.offline import rental

DIALECTS = ["sqlite", "duckdb", "postgres", "mysql", "spark"]


def _column(schema: SchemaIndex, table: str, name: str, derived: str = "") -> int:
    base = schema.column_ids[table, name]
    found = (c.index for c in schema.columns if c.sources == (base,) and c.derived == derived)
    return next(found) if derived else base


def _sql(query: Query, schema: SchemaIndex) -> str:
    return to_sql(query, schema, JoinGraph(schema))


def test_a_plain_count() -> None:
    schema = index_catalog(rental.catalog())
    assert _sql(Query((Item(STAR, "count", table=1),)), schema) == "SELECT COUNT(*) FROM bikes"


def test_joins_name_their_tables() -> None:
    schema = index_catalog(rental.catalog())
    query = Query(
        (Item(_column(schema, "riders", "rider_name")),),
        where=(Condition(Item(_column(schema, "rides", "minutes")), ">", (30,)),),
    )
    assert _sql(query, schema) == (
        "SELECT riders.rider_name FROM riders JOIN rides ON rides.rider_id = riders.rider_id "
        "WHERE rides.minutes > 30"
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_months_and_years_parse_where_they_are_meant_to_run(dialect: str) -> None:
    schema = index_catalog(rental.catalog(dialect))
    month, year = (_column(schema, "rides", "ride_date", bucket) for bucket in ("month", "year"))
    query = Query(
        (Item(month), Item(STAR, "count", table=3)),
        where=(Condition(Item(year), "=", (2023,)),),
        group=(month,),
        order=(Item(month),),
    )
    assert sqlglot.parse_one(_sql(query, schema), read=dialect).find(sqlglot.exp.Group)


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("postgres", 'SELECT "Order", "unit cost", plain FROM "Group"'),
        ("mysql", "SELECT `Order`, `unit cost`, plain FROM `Group`"),
    ],
)
def test_names_are_quoted_where_they_need_it(dialect: str, expected: str) -> None:
    table = Table("Group", (Column("Order", "TEXT"), Column("unit cost", "REAL"), Column("plain", "TEXT")))
    schema = index_catalog(Catalog(dialect, (table,)))
    assert _sql(Query((Item(0), Item(1), Item(2))), schema) == expected


def test_a_value_with_a_quote_is_escaped() -> None:
    schema = index_catalog(rental.catalog())
    condition = Condition(Item(_column(schema, "riders", "rider_name")), "=", ("O'Neil",))
    sql = _sql(Query((Item(STAR, "count", table=2),), where=(condition,)), schema)
    assert sql.endswith("rider_name = 'O''Neil'")


def test_numbers_are_quoted_for_text_columns() -> None:
    schema = index_catalog(rental.catalog())
    condition = Condition(Item(_column(schema, "bikes", "model")), "=", (7,))
    assert _sql(Query((Item(STAR, "count", table=1),), where=(condition,)), schema).endswith("model = '7'")


def test_a_schema_qualifies_the_table() -> None:
    schema = index_catalog(
        Catalog("postgres", (Table("fares", (Column("amount", "NUMERIC"),), schema="billing"),))
    )
    assert _sql(Query((Item(0, "sum"),)), schema) == "SELECT SUM(amount) FROM billing.fares"


def test_set_operations_and_nesting() -> None:
    schema = index_catalog(rental.catalog())
    name, key = _column(schema, "riders", "rider_name"), _column(schema, "riders", "rider_id")
    inner = Query((Item(_column(schema, "rides", "rider_id")),), tables=(3,))
    nested = Query((Item(name),), where=(Condition(Item(key), "not in", query=inner),))
    assert (
        _sql(nested, schema)
        == "SELECT rider_name FROM riders WHERE NOT rider_id IN (SELECT rider_id FROM rides)"
    )
    combined = Query((Item(name),), combine="except", other=Query((Item(name),), tables=(3,)))
    assert " EXCEPT SELECT riders.rider_name FROM riders JOIN rides" in _sql(combined, schema)


def test_tables_that_do_not_connect_raise() -> None:
    tables = (Table("a", (Column("x", "TEXT"),)), Table("b", (Column("y", "TEXT"),)))
    with pytest.raises(CannotJoin):
        _sql(Query((Item(0), Item(1))), index_catalog(Catalog("sqlite", tables)))


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("sqlite", "SELECT AVG(amount) FROM fines"),
        ("postgres", "SELECT AVG(CAST(amount AS DOUBLE PRECISION)) FROM fines"),
    ],
)
def test_amounts_kept_as_text_are_cast_where_the_engine_does_not(dialect: str, expected: str) -> None:
    schema = index_catalog(Catalog(dialect, (Table("fines", (Column("amount", "TEXT"),)),)))
    assert _sql(Query((Item(0, "avg"),)), schema) == expected


def test_missing_keys_do_not_empty_a_not_in() -> None:
    schema = index_catalog(rental.catalog())
    inner = Query((Item(_column(schema, "rides", "bike_id")),), tables=(3,))
    outer = Query(
        (Item(_column(schema, "bikes", "model")),),
        where=(Condition(Item(_column(schema, "bikes", "bike_id")), "not in", query=inner),),
    )
    assert _sql(outer, schema) == (
        "SELECT model FROM bikes WHERE NOT bike_id IN (SELECT bike_id FROM rides WHERE NOT bike_id IS NULL)"
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_shown_beside_a_count_is_grouped_by_where_the_engine_asks_for_it(dialect: str) -> None:
    schema = index_catalog(rental.catalog(dialect))
    name, key = _column(schema, "riders", "rider_name"), _column(schema, "riders", "rider_id")
    sql = _sql(Query((Item(name), Item(STAR, "count", table=3)), group=(key,)), schema)
    grouped = sqlglot.parse_one(sql, read=dialect).args["group"].sql()
    assert ("rider_name" in grouped) == (dialect != "sqlite")


def test_a_key_of_several_columns_joins_on_all_of_them() -> None:
    seats = Table(
        "seats",
        (Column("hall", "INTEGER"), Column("seat", "INTEGER"), Column("price", "REAL")),
        primary_key=("hall", "seat"),
    )
    tickets = Table(
        "tickets",
        (Column("ticket_id", "INTEGER"), Column("hall", "INTEGER"), Column("seat", "INTEGER")),
        primary_key=("ticket_id",),
        foreign_keys=(ForeignKey(("hall", "seat"), "seats", ("hall", "seat")),),
    )
    schema = index_catalog(Catalog("sqlite", (seats, tickets)))
    columns = schema.column_ids["tickets", "ticket_id"], schema.column_ids["seats", "price"]
    query = Query(tuple(Item(column) for column in columns))
    sql = to_sql(query, schema, JoinGraph(schema))
    assert "tickets.hall = seats.hall" in sql
    assert "tickets.seat = seats.seat" in sql
