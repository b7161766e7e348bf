"""The generic driver's tables, and URLs of engines that are not here."""

from __future__ import annotations

import pytest
import sqlglot

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.drivers.sqlalchemy.engines import ENGINES
from iopsdata_jupyter.connections.urls import parse_target
from iopsdata_jupyter.errors import ConnectionFailed, UsageError


@pytest.mark.parametrize("backend", sorted(ENGINES))
def test_the_guard_can_read_every_engine_that_is_listed(backend: str) -> None:
    assert ENGINES[backend].dialect in sqlglot.Dialect.classes


@pytest.mark.parametrize(
    ("url", "driver", "target", "name"),
    [
        ("mysql://bob:S3cr3t@db:3307/shop", "mysql", "mysql://bob@db:3307/shop", "shop"),
        ("mariadb+pymysql://bob:S3cr3t@db/shop", "mysql", "mysql://bob@db/shop", "shop"),
        (
            "sc://cluster:15002/;token=S3cr3t;use_ssl=true",
            "spark",
            "sc://cluster:15002/;use_ssl=true",
            "cluster",
        ),
        ("sc://cluster", "spark", "sc://cluster", "cluster"),
        (
            "snowflake://bob:S3cr3t@acc/db/main?warehouse=w",
            "sqlalchemy",
            "snowflake://bob@acc/db/main?warehouse=w",
            "db_main",
        ),
        ("mssql+pyodbc:///?odbc_connect=PWD%3DS3cr3t", "sqlalchemy", "mssql+pyodbc:///", "mssql"),
        (
            "databricks://token:S3cr3t@host?http_path=/x",
            "sqlalchemy",
            "databricks://token@host/?http_path=/x",
            "host",
        ),
    ],
)
def test_a_url_finds_its_driver_and_loses_its_secret(url: str, driver: str, target: str, name: str) -> None:
    config = parse_target(url)
    assert (config.driver, config.target, config.name) == (driver, target, name)
    assert "S3cr3t" not in f"{config!r}{config.options}"


@pytest.mark.parametrize(
    ("url", "package"),
    [
        ("snowflake://bob:S3cr3t@acc/db", "snowflake-sqlalchemy"),
        ("bigquery://project/set", "sqlalchemy-bigquery"),
        ("oracle://bob:S3cr3t@host/db", "oracledb"),
    ],
)
def test_a_missing_package_is_named_with_its_command(url: str, package: str) -> None:
    with pytest.raises(ConnectionFailed) as caught:
        open_connection(parse_target(url))
    assert f"pip install {package}" in str(caught.value.hint)
    assert "S3cr3t" not in str(caught.value)


def test_an_unknown_engine_is_refused_with_near_names() -> None:
    with pytest.raises(UsageError) as caught:
        parse_target("snowflak://bob:S3cr3t@acc/db")
    assert "snowflake" in str(caught.value.hint)
    assert "S3cr3t" not in str(caught.value)


@pytest.mark.parametrize("url", ["sc://bob:S3cr3t@host", "sc://", "sc://host:S3cr3t"])
def test_a_spark_url_that_cannot_be_read_is_not_repeated(url: str) -> None:
    with pytest.raises(ConnectionFailed, match="cannot be read") as caught:
        parse_target(url)
    assert "S3cr3t" not in str(caught.value)
