"""The same table gives the same dtypes on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.execution.execute import Limits, execute
from iopsdata_jupyter.execution.parameters import Bound
from tests.services.postgresql import PostgreSQLServer

KINDS = [
    # column, declared, value, dtype, dtype with a null
    ("whole", "bigint", "7", "int64", "Int64"),
    ("small", "smallint", "7", "int16", "Int16"),
    ("plain", "integer", "7", "int32", "Int32"),
    ("money", "decimal(10, 2)", "1.50", "decimal128(10, 2)[pyarrow]", "decimal128(10, 2)[pyarrow]"),
    ("ratio", "double precision", "0.25", "float64", "float64"),
    ("single", "real", "0.25", "float32", "float32"),
    ("flag", "boolean", "true", "bool", "boolean"),
    ("label", "varchar(10)", "'é'", "str", "str"),
    ("day", "date", "'2024-01-31'", "datetime64[ms]", "datetime64[ms]"),
    ("moment", "timestamp", "'2024-01-31 10:00:00.5'", "datetime64[us]", "datetime64[us]"),
    (
        "zoned", "timestamp with time zone", "'2024-01-31 10:00:00+00:00'", "datetime64[us, UTC]",
        "datetime64[us, UTC]",
    ),
    ("clock", "time", "'10:00:00'", "object", "object"),
    ("tag", "uuid", "'c0ffee00-0000-0000-0000-000000000001'", "str", "str"),
    ("doc", "json", "'{\"a\":1}'", "str", "str"),
    ("raw", "{bytes}", "{raw}", "object", "object"),
    ("span", "interval", "interval '1 month 2 days'", "object", "object"),
    ("items", "integer[]", "{list}", "list<item: int32>[pyarrow]", "list<item: int32>[pyarrow]"),
]  # fmt: skip
WORDS = {
    "duckdb": {"bytes": "blob", "raw": "'\\x00\\xFF'::blob", "list": "[1, 2]"},
    "postgresql": {"bytes": "bytea", "raw": "'\\x00ff'::bytea", "list": "array[1, 2]"},
    "sqlite": {"bytes": "blob", "raw": "x'00ff'", "list": "null"},
}
UNTYPED_BY_SQLITE = {
    # SQLite knows one size of whole number and of float, and neither times, spans nor lists.
    "small": ("int64", "Int64"), "plain": ("int64", "Int64"), "single": ("float64", "float64"),
    "clock": ("str", "str"), "span": None, "items": None,
}  # fmt: skip


def script(engine: str) -> str:
    kinds = [kind for kind in KINDS if expected(engine, kind) is not None]
    words = WORDS[engine]
    columns = ", ".join(f"{name} {declared.format(**words)}" for name, declared, *_ in kinds)
    values = ", ".join(word_in(value, words) for _, _, value, *_ in kinds)
    nulls = ", ".join("null" for _ in kinds)
    return (
        f"create table kinds (id integer, {columns}); insert into kinds values (1, {values}), (2, {nulls});"
    )


def word_in(value: str, words: dict[str, str]) -> str:
    return words[value[1:-1]] if value in ("{raw}", "{list}") else value


def expected(engine: str, kind: tuple[str, str, str, str, str]) -> tuple[str, str] | None:
    name, _, _, dtype, nullable = kind
    return UNTYPED_BY_SQLITE.get(name, (dtype, nullable)) if engine == "sqlite" else (dtype, nullable)


@pytest.fixture(params=["duckdb", "sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    engine = str(request.param)
    config = ConnectionConfig("kinds", engine, str(tmp_path / "kinds.db"), access="read_write")
    if engine == "postgresql":
        server: PostgreSQLServer = request.getfixturevalue("postgresql")
        config = server.config(server.new_database(), access="read_write")
    opened = open_connection(config)
    for statement in script(engine).strip(";").split(";"):
        execute(opened, Bound(statement, {}), Limits())
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", KINDS, ids=[kind[0] for kind in KINDS])
def test_a_declared_column_has_one_dtype(
    connection: Connection, kind: tuple[str, str, str, str, str]
) -> None:
    wanted = expected(connection.config.driver, kind)
    if wanted is None:
        return
    name = kind[0]
    for where, dtype in (("where id = 1", wanted[0]), ("", wanted[1])):
        sql = f"select {name} as v from kinds {where}"
        assert str(execute(connection, Bound(sql, {}), Limits()).frame["v"].dtype) == dtype


def test_values_are_the_same_everywhere(connection: Connection) -> None:
    sql = (
        "select money, flag, label, day, moment, zoned, raw, cast(tag as varchar(40)) from kinds where id = 1"
    )
    cells = execute(connection, Bound(sql, {}), Limits()).frame.iloc[0].tolist()
    assert [str(cell) for cell in cells] == [
        "1.50", "True", "é", "2024-01-31 00:00:00", "2024-01-31 10:00:00.500000", "2024-01-31 10:00:00+00:00",
        "b'\\x00\\xff'", "c0ffee00-0000-0000-0000-000000000001",
    ]  # fmt: skip
    assert isinstance(cells[3], pd.Timestamp)
