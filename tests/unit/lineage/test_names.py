"""Names of tables, columns and dialects."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.catalog.models import Catalog, Column, Table
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.lineage import lineage
from tests.unit.lineage.reading import tables, values


def test_tables_of_different_schemas_stay_apart() -> None:
    sources, _ = tables("select * from prod.sales.orders join dev.sales.orders as d using (id)")
    assert sources == ["dev.sales.orders", "prod.sales.orders"]


@pytest.mark.parametrize(
    ("dialect", "sql", "name"),
    [
        ("postgres", 'select * from "Odd.Name"', "Odd.Name"),
        ("tsql", "select * from [my db].dbo.[a b]", "my db.dbo.a b"),
        ("bigquery", "select * from `proj-x.d.t`", "proj-x.d.t"),
        ("bigquery", "select * from proj-x.d.t", "proj-x.d.t"),
        ("mysql", "select * from `a b`", "a b"),
        ("", "select * from `a b`", "a b"),
        ("oracle", "select * from t@far", "t@far"),
    ],
)
def test_quoted_names_are_told_without_quotes(dialect: str, sql: str, name: str) -> None:
    assert tables(sql, dialect) == ([name], [])


def test_unquoted_names_meet_in_any_case_and_keep_their_first_spelling() -> None:
    assert values("create table Sums as select A.x from base a; select X from SUMS", "snowflake") == {
        "base.x -> Sums.x",
        "base.x -> X",
    }


def test_quoted_names_differ_by_case_where_the_dialect_says_so() -> None:
    assert tables('select * from "A" join a on true', "postgres")[0] == ["A", "a"]
    assert tables('select * from "A" join a on true', "duckdb")[0] == ["A"]
    assert tables('select * from "A" join a on true', "snowflake")[0] == ["A"]


@pytest.mark.parametrize(
    "schema",
    [
        {"shop.orders": ["id", "Total"]},
        {"shop": {"orders": ["id", "Total"]}},
        {"shop": {"orders": {"id": "INT", "Total": "DECIMAL"}}},
        Catalog("postgres", (Table("orders", (Column("id"), Column("Total")), schema="shop"),)),
    ],
    ids=["dotted", "nested", "with types", "catalog"],
)
@pytest.mark.parametrize("table", ["orders", "shop.orders", "db.shop.orders", "SHOP.Orders"])
def test_schema_tells_columns(schema: object, table: str) -> None:
    edges = lineage(f"select * from {table}", "postgres", schema=schema).column_edges
    assert [edge.target_column for edge in edges] == ["id", "Total"]


def test_schema_name_that_two_tables_share_tells_nothing() -> None:
    assert values("select * from t", schema={"a.t": ["x"], "b.t": ["y"]}) == {"t.* -> *"}


@pytest.mark.parametrize(
    "typed",
    ["ansi", "postgresql", "sparksql", "Spark SQL", "SQL Server", "mariadb", "greenplum", "db2",
     "mssql", "T-SQL",
     "hive", "vertica", "netezza", "flink", "impala", "BigQuery", "prestodb", "plsql", None, ""],
)  # fmt: skip
def test_dialects_go_by_the_names_that_people_type(typed: str | None) -> None:
    assert lineage("select a from t", typed).sources == ("t",)


def test_unknown_dialect_is_told_with_near_names() -> None:
    with pytest.raises(UsageError, match="'postgrez' is not known") as caught:
        lineage("select 1", "postgrez")
    assert "postgres" in str(caught.value.hint)


def test_schema_of_another_shape_is_refused() -> None:
    with pytest.raises(UsageError, match="mapping or a catalog"):
        lineage("select 1", schema=["t"])
