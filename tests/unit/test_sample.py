"""The sample retailer is the same everywhere and as dirty as it says it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from iopsdata_jupyter import sample
from iopsdata_jupyter.errors import ConfigurationError

TABLES = {
    "customers": 8000,
    "stores": 24,
    "products": 80,
    "orders": 50_000,
    "order_items": 114_185,
    "returns": 5_357,
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample.create(tmp_path_factory.mktemp("sample") / "retailer.duckdb")


@pytest.fixture
def retailer(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def figure(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    """The single number that `sql` gives."""
    row = connection.execute(sql).fetchone()
    assert row is not None
    return float(row[0])


def ratio(part: str, other: str) -> str:
    """SQL of the number of orders in which `part` holds to those in which `other` does."""
    return f"SELECT count(*) FILTER ({part}) / count(*) FILTER ({other}) FROM orders"


def checksum(path: Path) -> dict[str, str]:
    """A digest of each table's rows in stored order."""
    with duckdb.connect(str(path), read_only=True) as connection:
        digests = {}
        for table in TABLES:
            sql = f"SELECT md5(string_agg({table}::VARCHAR, '\n' ORDER BY rowid)) FROM {table}"
            (digests[table],) = connection.execute(sql).fetchone() or ("",)
        return digests


def test_tables_and_row_counts_are_the_announced_ones(retailer: duckdb.DuckDBPyConnection) -> None:
    tables = [row[0] for row in retailer.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    assert {table: int(figure(retailer, f"SELECT count(*) FROM {table}")) for table in tables} == TABLES


def test_two_runs_give_the_same_rows(path: Path, tmp_path: Path) -> None:
    assert checksum(sample.create(tmp_path / "again.duckdb")) == checksum(path)


def test_another_seed_gives_other_rows(path: Path, tmp_path: Path) -> None:
    assert checksum(sample.create(tmp_path / "other.duckdb", seed=2))["orders"] != checksum(path)["orders"]


def test_making_it_costs_less_than_three_seconds(tmp_path: Path) -> None:
    before = time.process_time()
    sample.create(tmp_path / "timed.duckdb")
    assert time.process_time() - before < 3.0


def test_no_scaffolding_stays_in_the_file(retailer: duckdb.DuckDBPyConnection) -> None:
    assert figure(retailer, "SELECT count(*) FROM duckdb_views() WHERE NOT internal") == 0
    assert figure(retailer, "SELECT count(*) FROM duckdb_functions() WHERE function_name LIKE 'draw%'") == 0


@pytest.mark.parametrize(
    ("sql", "low", "high"),
    [
        pytest.param("SELECT min(year(order_date)) FROM orders", 2023, 2023, id="first year"),
        pytest.param("SELECT max(order_date) - DATE '2025-12-31' FROM orders", 0, 0, id="last day"),
        pytest.param(
            ratio("month(order_date) = 12", "month(order_date) = 2"),
            2.0,
            4.0,
            id="December is the peak",
        ),
        pytest.param(
            ratio("isodow(order_date) = 6", "isodow(order_date) = 2"),
            1.4,
            2.2,
            id="Saturdays are busier than Tuesdays",
        ),
        pytest.param(
            ratio("year(order_date) = 2025", "year(order_date) = 2023"),
            1.15,
            1.6,
            id="business grows",
        ),
        pytest.param(
            "SELECT count(*) - count(DISTINCT email) FROM customers WHERE email > ''", 60, 200, id="e-mails"
        ),
        pytest.param("SELECT avg((phone IS NULL)::INT) FROM customers", 0.08, 0.16, id="phones not given"),
        pytest.param(
            "SELECT count(*) FROM customers WHERE birth_date = '1900-01-01'", 10, 100, id="default birthdays"
        ),
        pytest.param(
            "SELECT count(*) FROM orders ANTI JOIN customers USING (customer_id)", 5, 60, id="lost customers"
        ),
        pytest.param(
            "SELECT count(*) FROM returns ANTI JOIN orders USING (order_id)", 2, 40, id="mistyped orders"
        ),
        pytest.param(
            "SELECT count(*) FROM customers ANTI JOIN orders USING (customer_id)", 100, 2000, id="no orders"
        ),
        pytest.param("SELECT count(*) FROM orders WHERE total_amount > 10000", 10, 100, id="bulk orders"),
    ],
)
def test_shape_of_the_data(retailer: duckdb.DuckDBPyConnection, sql: str, low: float, high: float) -> None:
    assert low <= figure(retailer, sql) <= high


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param(
            "WITH sums AS (SELECT order_id, sum(line_total) AS amount FROM order_items GROUP BY order_id)"
            " SELECT count(*) FROM orders JOIN sums USING (order_id)"
            " WHERE total_amount <> amount + shipping_fee",
            id="an order is the sum of its lines",
        ),
        pytest.param(
            "SELECT count(*) FROM orders JOIN customers USING (customer_id) WHERE order_date < signup_date",
            id="no order before its account",
        ),
        pytest.param(
            "SELECT count(*) FROM returns JOIN orders USING (order_id) WHERE return_date <= order_date",
            id="no return before its order",
        ),
        pytest.param(
            "SELECT count(*) FROM orders WHERE channel = 'in_store' AND shipped_at IS NOT NULL",
            id="in-store purchases are carried home",
        ),
    ],
)
def test_no_row_contradicts_another(retailer: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert figure(retailer, sql) == 0


def test_clean_keys_are_declared_and_broken_ones_are_explained(retailer: duckdb.DuckDBPyConnection) -> None:
    declared = retailer.execute(
        "SELECT table_name, constraint_column_names[1] FROM duckdb_constraints()"
        " WHERE constraint_type = 'FOREIGN KEY'"
    ).fetchall()
    assert sorted(declared) == [
        ("order_items", "order_id"),
        ("order_items", "product_id"),
        ("orders", "store_id"),
        ("returns", "product_id"),
    ]
    comments = retailer.execute(
        "SELECT comment FROM duckdb_columns() WHERE (table_name, column_name)"
        " IN (('orders', 'customer_id'), ('returns', 'order_id'))"
    ).fetchall()
    assert [comment.startswith("Refers to ") for (comment,) in comments] == [True, True]


def test_ensure_makes_the_file_once(tmp_path: Path) -> None:
    made = sample.ensure(tmp_path)
    stamp = made.stat().st_mtime_ns
    assert sample.ensure(tmp_path) == made
    assert made.stat().st_mtime_ns == stamp
    assert [entry.name for entry in made.parent.iterdir()] == ["retailer.duckdb"]


def test_a_new_format_is_made_beside_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "create", lambda path: path)
    old = sample.ensure(tmp_path)
    monkeypatch.setattr(sample, "FORMAT_VERSION", sample.FORMAT_VERSION + 1)
    assert sample.ensure(tmp_path) != old


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "sample").write_text("a file where the folder belongs")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        sample.ensure(tmp_path)
