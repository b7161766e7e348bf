"""Invented names are found, with what they were meant to be; everything else passes."""

from __future__ import annotations

import time

import pytest
import sqlglot

from iopsdata_jupyter.catalog.models import Catalog, Column, Table
from iopsdata_jupyter.errors import ExecutionError
from iopsdata_jupyter.text_to_sql.validation import require_known_names, unknown_names


def table(name: str, *columns: str, schema: str | None = None) -> Table:
    return Table(name, tuple(Column(column) for column in columns), schema=schema)


TABLES = (
    table("customers", "customer_id", "full_name", "country", "address"),
    table("orders", "order_id", "customer_id", "store_id", "order_date", "amount", "tags", "detail"),
    table("stores", "store_id", "city", "region"),
    table("order_items", "order_id", "product_id", "quantity", "unit_price"),
    table("visits", "visit_id", "seen_at", schema="web"),
    table("Mixed Case", "A Column", "plain"),
    table("anything"),
)


def catalog(dialect: str) -> Catalog:
    return Catalog(dialect, TABLES)


def names(sql: str, dialect: str = "duckdb") -> list[str]:
    tree = sqlglot.parse_one(sql, read=dialect)
    return [unknown.name for unknown in unknown_names(tree, catalog(dialect))]


@pytest.mark.parametrize(
    ("sql", "unknown"),
    [
        pytest.param("SELECT amont FROM orders", ["amont"], id="column"),
        pytest.param("SELECT o.amont FROM orders AS o", ["o.amont"], id="column of an alias"),
        pytest.param("SELECT orders.city FROM orders", ["orders.city"], id="column of another table"),
        pytest.param("SELECT * FROM order", ["order"], id="table"),
        pytest.param("SELECT x, y FROM ordrs", ["ordrs"], id="columns of an unknown table are not judged"),
        pytest.param("SELECT * FROM shop.orders", [], id="default schema by name"),
        pytest.param("SELECT * FROM shop.visits", ["shop.visits"], id="another schema"),
        pytest.param("SELECT orders.amount FROM orders AS o", ["orders.amount"], id="hidden by its alias"),
        pytest.param("SELECT s.city FROM orders AS o", ["s.city"], id="alias that is not there"),
        pytest.param("SELECT amount FROM orders WHERE regoin = 'x'", ["regoin"], id="where"),
        pytest.param("SELECT sum(amount) FROM orders GROUP BY regoin", ["regoin"], id="group by"),
        pytest.param("SELECT amount FROM orders ORDER BY sorted", ["sorted"], id="order by"),
        pytest.param("SELECT 1 FROM orders o JOIN stores s ON o.store = s.store_id", ["o.store"], id="join"),
        pytest.param("SELECT count(*) OVER (PARTITION BY town) FROM stores", ["town"], id="window"),
        pytest.param("SELECT a FROM (SELECT amount AS b FROM orders)", ["a"], id="name a subquery lacks"),
        pytest.param(
            "SELECT t.a FROM (SELECT amount AS b FROM orders) AS t", ["t.a"], id="alias of a subquery"
        ),
        pytest.param(
            "WITH t AS (SELECT amount FROM orders) SELECT city FROM t", ["city"], id="name a CTE lacks"
        ),
        pytest.param(
            "WITH t AS (SELECT amont FROM orders) SELECT amont FROM t", ["amont"], id="inside a CTE"
        ),
        pytest.param(
            "WITH t(x) AS (SELECT amount FROM orders) SELECT amount FROM t", ["amount"], id="renamed CTE"
        ),
        pytest.param(
            "SELECT amount FROM orders UNION SELECT town FROM stores", ["town"], id="second of a union"
        ),
        pytest.param("SELECT (SELECT max(town) FROM stores) FROM orders", ["town"], id="scalar subquery"),
        pytest.param(
            "SELECT 1 FROM orders WHERE EXISTS (SELECT 1 FROM stores WHERE a = b)", ["a", "b"], id="exists"
        ),
        pytest.param(
            "SELECT list_transform(tags, x -> x + z) FROM orders", ["z"], id="free name in a lambda"
        ),
        pytest.param(
            "WITH orders AS (SELECT amount FROM orders) SELECT store_id FROM orders",
            ["store_id"],
            id="shadow",
        ),
        pytest.param(
            "SELECT city, town FROM stores, odrers", ["odrers"], id="unknown table hides what it may hold"
        ),
        pytest.param("SELECT * FROM 'secrets.csv'", [], id="a file is the guard's business"),
        pytest.param("SELECT year FROM orders", ["year"], id="a date part alone is a column"),
    ],
)
def test_unknown_names_are_found(sql: str, unknown: list[str]) -> None:
    assert names(sql) == unknown


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        pytest.param("duckdb", "SELECT 1", id="no table"),
        pytest.param("duckdb", "SELECT * FROM orders", id="star"),
        pytest.param("duckdb", "SELECT ORDERS.Amount FROM Orders", id="case"),
        pytest.param("duckdb", "FROM orders SELECT amount", id="from first"),
        pytest.param("duckdb", "FROM orders", id="from only"),
        pytest.param("duckdb", "SELECT main.orders.amount FROM main.orders", id="schema in a column"),
        pytest.param("duckdb", "SELECT visits.seen_at, web.visits.visit_id FROM web.visits", id="schema"),
        pytest.param("duckdb", 'SELECT m."A Column", plain FROM "Mixed Case" AS m', id="quoted"),
        pytest.param("duckdb", "SELECT whatever, a.b FROM anything AS a", id="table with unknown columns"),
        pytest.param("duckdb", "SELECT address.zip, c.address.zip FROM customers AS c", id="struct field"),
        pytest.param("duckdb", "SELECT amount * 2 AS twice, twice + 1 FROM orders", id="lateral alias"),
        pytest.param(
            "duckdb", "SELECT amount AS a FROM orders WHERE a > 1 GROUP BY a HAVING a > 2", id="aliases"
        ),
        pytest.param("duckdb", "SELECT count(*) AS n FROM orders ORDER BY n DESC", id="order by alias"),
        pytest.param(
            "duckdb",
            "SELECT city, sum(amount) FROM orders JOIN stores USING (store_id) GROUP BY ALL",
            id="all",
        ),
        pytest.param(
            "duckdb",
            "SELECT store_id FROM orders UNION SELECT store_id FROM stores ORDER BY store_id",
            id="union",
        ),
        pytest.param("duckdb", "SELECT s FROM (SELECT sum(amount) AS s FROM orders) AS t", id="subquery"),
        pytest.param(
            "duckdb", "SELECT max FROM (SELECT max(amount) FROM orders)", id="name made by the engine"
        ),
        pytest.param(
            "duckdb", "SELECT t.amount, t.order_id FROM (SELECT * FROM orders) AS t", id="star in a subquery"
        ),
        pytest.param(
            "duckdb", "SELECT t.city FROM (SELECT o.*, s.city FROM orders o, stores s) AS t", id="table star"
        ),
        pytest.param(
            "duckdb", "SELECT * EXCLUDE (tags) REPLACE (amount / 2 AS amount) FROM orders", id="star options"
        ),
        pytest.param(
            "duckdb", "SELECT total FROM (SELECT * RENAME (amount AS total) FROM orders)", id="rename"
        ),
        pytest.param("duckdb", "SELECT columns('.*_id') FROM orders", id="columns()"),
        pytest.param(
            "duckdb",
            "WITH t AS (SELECT amount AS a FROM orders), u AS (SELECT a FROM t) SELECT a FROM u",
            id="CTE",
        ),
        pytest.param(
            "duckdb",
            "WITH t(a, b) AS (SELECT amount, tags FROM orders) SELECT t.a, b FROM t",
            id="CTE columns",
        ),
        pytest.param(
            "duckdb", "WITH orders AS (SELECT amount AS x FROM orders) SELECT x FROM orders", id="CTE shadows"
        ),
        pytest.param(
            "duckdb",
            "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r",
            id="recursion",
        ),
        pytest.param(
            "duckdb",
            "WITH RECURSIVE r(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM r) SELECT r.k FROM r",
            id="recursion with column names",
        ),
        pytest.param(
            "duckdb",
            "SELECT full_name FROM customers c"
            " WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.customer_id)",
            id="correlated",
        ),
        pytest.param(
            "duckdb", "SELECT (SELECT max(amount) FROM orders) AS top FROM stores", id="scalar subquery"
        ),
        pytest.param(
            "duckdb", "SELECT 1 FROM stores WHERE store_id IN (SELECT store_id FROM orders)", id="in"
        ),
        pytest.param(
            "duckdb",
            "SELECT l.m FROM stores s, LATERAL (SELECT max(amount) AS m FROM orders) AS l",
            id="lateral",
        ),
        pytest.param("duckdb", "SELECT i FROM range(10) AS t(i)", id="table function"),
        pytest.param("duckdb", "SELECT tag FROM orders, unnest(tags) AS u(tag)", id="unnest"),
        pytest.param("duckdb", "SELECT unnest(tags) AS tag FROM orders", id="unnest in the list"),
        pytest.param("duckdb", "SELECT x, a FROM range(2), (SELECT amount AS a FROM orders)", id="nameless"),
        pytest.param("duckdb", "SELECT [x * 2 FOR x IN tags IF x > 1] FROM orders", id="comprehension"),
        pytest.param("duckdb", "SELECT list_filter(tags, (x, i) -> x > i) FROM orders", id="lambda"),
        pytest.param("duckdb", "SELECT struct_pack(a := amount) FROM orders", id="named argument"),
        pytest.param("duckdb", "SELECT {'a': amount}.a FROM orders", id="struct"),
        pytest.param("duckdb", "SELECT orders FROM orders", id="whole row"),
        pytest.param(
            "duckdb", "SELECT sum(amount) OVER w FROM orders WINDOW w AS (ORDER BY order_date)", id="window"
        ),
        pytest.param(
            "duckdb",
            "SELECT amount FROM orders QUALIFY row_number() OVER (ORDER BY amount) = 1",
            id="qualify",
        ),
        pytest.param(
            "duckdb",
            "SELECT date_part(year, order_date), date_trunc('month', order_date) FROM orders",
            id="dates",
        ),
        pytest.param(
            "duckdb", "SELECT extract(year FROM order_date), current_date FROM orders", id="extract"
        ),
        pytest.param("duckdb", "SELECT * FROM (PIVOT orders ON store_id USING sum(amount))", id="pivot"),
        pytest.param("duckdb", "SELECT v FROM (VALUES (1, 2)) AS t(v, w)", id="values"),
        pytest.param(
            "duckdb",
            "SELECT a.amount FROM (orders a JOIN stores b ON a.store_id = b.store_id)",
            id="parentheses",
        ),
        pytest.param("duckdb", "SELECT o.x FROM orders AS o(x)", id="renamed columns"),
        pytest.param("duckdb", "SELECT table_name FROM information_schema.tables", id="system table"),
        pytest.param("sqlite", "SELECT rowid, city FROM stores", id="rowid"),
        pytest.param("sqlite", "SELECT name FROM sqlite_master", id="sqlite_master"),
        pytest.param("sqlite", "SELECT value FROM orders, json_each(orders.tags)", id="json_each"),
        pytest.param("postgres", "SELECT e.value FROM orders o, jsonb_each(o.detail) AS e", id="jsonb_each"),
        pytest.param("postgres", "SELECT g FROM generate_series(1, 3) AS g", id="series"),
        pytest.param("postgres", "SELECT array(SELECT city FROM stores) FROM orders", id="array subquery"),
        pytest.param("postgres", "SELECT (address).zip FROM customers", id="composite"),
        pytest.param("mysql", 'SELECT city FROM stores WHERE region = "North"', id="text in double quotes"),
        pytest.param("mysql", "SELECT DATE_ADD(order_date, INTERVAL 1 MONTH) FROM orders", id="interval"),
        pytest.param(
            "spark", "SELECT k, v FROM orders LATERAL VIEW explode(detail) e AS k, v", id="lateral view"
        ),
        pytest.param("snowflake", "SELECT dateadd(month, 1, order_date) FROM orders", id="date part"),
        pytest.param("duckdb", "DELETE FROM nowhere", id="the guard's business"),
    ],
)
def test_names_that_exist_pass(dialect: str, sql: str) -> None:
    assert names(sql, dialect) == []


@pytest.mark.parametrize(
    ("sql", "hint"),
    [
        pytest.param("SELECT amont FROM orders", "Did you mean amount?", id="near column"),
        pytest.param(
            "SELECT quantity FROM orders", "quantity is a column of order_items.", id="column elsewhere"
        ),
        pytest.param("SELECT 1 FROM order_item", "Did you mean order_items or orders?", id="near table"),
        pytest.param("SELECT order.amount FROM orders", "Did you mean orders?", id="near alias"),
        pytest.param("SELECT visit_id FROM visit", "Did you mean web.visits?", id="table of a schema"),
    ],
)
def test_hints_name_what_was_probably_meant(sql: str, hint: str) -> None:
    with pytest.raises(ExecutionError) as caught:
        require_known_names(sql, catalog("duckdb"))
    assert caught.value.hint == hint


def test_the_error_says_where_and_names_everything_unknown() -> None:
    sql = "SELECT amont,\n  citty FROM orders"
    with pytest.raises(
        ExecutionError, match=r"There is no column 'amont'\. There is no column 'citty'\."
    ) as caught:
        require_known_names(sql, catalog("duckdb"))
    assert caught.value.position == sql.index("amont")


def test_text_in_double_quotes_is_told_from_a_column() -> None:
    with pytest.raises(ExecutionError) as caught:
        require_known_names('SELECT city FROM stores WHERE region = "North"', catalog("duckdb"))
    assert caught.value.hint == "A text stands in single quotes: 'North'."


@pytest.mark.parametrize(
    ("sql", "unknown"),
    [
        ('SELECT city FROM stores WHERE region = "North"', []),
        ('SELECT city FROM stores WHERE region IN ("North", "South") OR city LIKE "B%"', []),
        ('SELECT "citty" FROM stores', ["citty"]),
        ("SELECT city FROM stores WHERE \"regoin\" = 'North'", ["regoin"]),
        ('SELECT max("citty") FROM stores', ["citty"]),
    ],
)
def test_sqlite_text_in_double_quotes_passes_only_where_a_value_is_compared(
    sql: str, unknown: list[str]
) -> None:
    """Elsewhere SQLite would quietly give the misspelt name itself as the answer."""
    assert names(sql, "sqlite") == unknown


def test_text_that_does_not_parse_is_an_error() -> None:
    with pytest.raises(ExecutionError, match="does not parse"):
        require_known_names("SELECT (", catalog("duckdb"))


def test_it_costs_a_few_milliseconds() -> None:
    big = Catalog("duckdb", tuple(table(f"t{n}", *(f"c{m}" for m in range(30))) for n in range(1000)))
    sql = (
        "WITH a AS (SELECT c1, c2 AS x FROM t1)"
        " SELECT a.x, t2.c3, sum(t3.c4) FROM a, t2 JOIN t3 USING (c5) GROUP BY ALL"
    )
    require_known_names(sql, big)
    before = time.process_time()
    for _ in range(20):
        require_known_names(sql, big)
    assert (time.process_time() - before) / 20 < 0.01
