"""The same from Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import iopsdata_jupyter as iops
from iopsdata_jupyter.session import current_session


@pytest.fixture(autouse=True)
def fresh_session() -> Iterator[None]:
    current_session.cache_clear()
    yield
    current_session().connections.close_all()
    current_session.cache_clear()


def test_the_public_names_are_sorted_and_there() -> None:
    names = list(iops.__all__)
    assert names == sorted(names, key=str.swapcase) or names == sorted(names)
    assert all(getattr(iops, name) is not None for name in names)
    assert set(names) <= set(dir(iops))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        iops.nothing  # noqa: B018


def test_connect_sql_and_catalog(tmp_path: Path) -> None:
    connection = iops.connect(f"sqlite:///{tmp_path}/new.db", access="read_write")
    iops.sql("create table people (id integer primary key, name text)", connection=connection)
    iops.sql("insert into people values (1, 'Ada')", connection=connection)
    frame = iops.sql(
        "select * from people where name = :name", connection=connection, parameters={"name": "Ada"}
    )
    assert frame["id"].tolist() == [1]
    assert [table.name for table in iops.catalog(connection).tables] == ["people"]


def test_asking_without_running_gives_the_sql() -> None:
    connection = iops.connect("sample")
    answer = iops.ask("how many orders are there", connection=connection, translator="offline", execute=False)
    assert answer.dataframe is None
    assert "orders" in answer.sql
    assert 0 < answer.confidence <= 1
    assert iops.sql(answer.sql, connection=connection).iloc[0, 0] == 50_000


def test_check_needs_no_connection() -> None:
    refused = iops.check("drop table t", dialect="postgres")
    assert (refused.allowed, refused.rule) == (False, "read-only")
    assert "DROP" in refused.reason


def test_a_target_can_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_DATABASE", "sqlite://")
    assert iops.connect("$MY_DATABASE").dialect == "sqlite"
    with pytest.raises(iops.IopsDataError, match="OTHER_DATABASE is not set"):
        iops.connect("${OTHER_DATABASE}")


def test_a_function_of_one_s_own_can_be_allowed(tmp_path: Path) -> None:
    path = f"duckdb:///{tmp_path}/own.duckdb"
    iops.connect(path, name="own", access="read_write")
    iops.sql("create macro doubled(x) as 2 * x")
    iops.connect(path, name="own")
    with pytest.raises(iops.IopsDataError, match="doubled is not an allowed function"):
        iops.sql("select doubled(2) as a")
    iops.connect(path, name="own", allow_functions=["doubled"])
    assert iops.sql("select doubled(2) as a")["a"].tolist() == [4]
