"""Live objects of the notebook as connections: they are used and never owned, so closing leaves them open.

Nothing is changed that would outlast a statement, so read-only is held by the guard, and by a rollback after
each statement where the engine has transactions; a sqlite3 connection is opened a second time instead, since
it belongs to the thread that made it, and there the engine holds it too.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.config import Access
from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.errors import UsageError

if TYPE_CHECKING:
    import sqlalchemy as sa

BY_GUARD = "Read-only is held by the guard, and by a rollback after each statement; closing leaves it open."
BY_GUARD_ALONE = "Read-only is held by the guard alone; closing leaves it open."
SECOND = "The same file, opened a second time: what is committed is seen."
COPY = "A copy of the in-memory database as it was when it was opened."


@dataclass(frozen=True, slots=True)
class _Wish:
    name: str | None
    access: Access

    def config(self, driver: str, target: str, suggested: str, note: str) -> ConnectionConfig:
        """The configuration of the adopted object."""
        shown = "" if self.access == "read_write" and note in (BY_GUARD, BY_GUARD_ALONE) else note
        return ConnectionConfig(
            self.name or _identifier(suggested), driver, target, self.access, owned=False, note=shown
        )


def is_live(given: object) -> bool:
    """Whether `adopt` takes it; imports nothing."""
    return _adopter(given) is not None


def adopt(given: object, *, name: str | None = None, access: Access = "read_only") -> Connection:
    """A connection over a SQLAlchemy engine, a DBAPI or DuckDB connection, or a Spark Connect session.

    Raises:
        UsageError: an object of another kind, or one that is in the middle of a transaction.
        ConnectionFailed: its server does not answer.
    """
    adopter = _adopter(given)
    if adopter is None:
        raise UsageError(
            f"A {type(given).__name__} is no connection.",
            hint="Give a URL, a path, a SQLAlchemy engine, a connection of sqlite3, psycopg, pymysql or "
            "DuckDB, or a Spark Connect session. A DataFrame is a table of the notebook as it is.",
        )
    return adopter(given, _Wish(name, access))


def _adopter(given: object) -> Callable[[Any, _Wish], Connection] | None:
    for kind in type(given).__mro__:
        if kind.__module__.startswith("pyspark.sql.connect.") and kind.__name__ == "SparkSession":
            return _spark
        found = _ADOPTERS.get((kind.__module__.split(".")[0], kind.__name__))
        if found is not None:
            return found
    return None


def _engine(given: Any, wish: _Wish) -> Connection:
    """An engine, or the engine of a SQLAlchemy connection: its transactions are not joined."""
    engine: sa.Engine = given.engine
    backend = engine.url.get_backend_name()
    suggested = Path(engine.url.database or engine.url.host or backend).stem
    return _over(engine, wish, suggested, None)


def _over(engine: sa.Engine, wish: _Wish, suggested: str, is_busy: Callable[[], bool] | None) -> Connection:
    import sqlalchemy as sa

    from iopsdata_jupyter.connections.drivers.sqlalchemy.connection import over
    from iopsdata_jupyter.connections.drivers.sqlalchemy.engines import engine_of

    if isinstance(engine.pool, sa.pool.SingletonThreadPool):
        raise UsageError(
            "This engine's in-memory database belongs to one thread, and statements run in another.",
            hint="Make it with create_engine(url, poolclass=StaticPool, "
            "connect_args={'check_same_thread': False}).",
        )
    kind = engine_of(engine.url.get_backend_name())
    config = wish.config("sqlalchemy", _without_secrets(engine.url), suggested, BY_GUARD)
    return over(engine, config, kind, is_busy=is_busy)


def _without_secrets(url: sa.URL) -> str:
    return url._replace(password=None).set(query={}).render_as_string()


def _sqlite(given: sqlite3.Connection, wish: _Wish) -> Connection:
    cursor = given.cursor()
    cursor.row_factory = None
    paths = {row[1]: row[2] for row in cursor.execute("PRAGMA database_list")}
    path = paths.get("main")
    if path:
        return open_connection(wish.config("sqlite", path, Path(path).stem, SECOND))
    if wish.access == "read_write":
        raise UsageError(
            "An in-memory sqlite3 database cannot be written through a second connection.",
            hint="Write with its own cursor, or keep the database in a file.",
        )
    return _sqlite_copy(given, wish)


def _sqlite_copy(given: sqlite3.Connection, wish: _Wish) -> Connection:
    folder = tempfile.mkdtemp(prefix="iopsdata-")
    path = Path(folder, "memory.db")
    # Not backup(), which waits for ever where the notebook has a transaction open.
    path.write_bytes(given.serialize())
    connection = open_connection(wish.config("sqlite", str(path), "memory", COPY))
    weakref.finalize(connection, shutil.rmtree, folder, ignore_errors=True)
    return connection


def _duckdb(given: Any, wish: _Wish) -> Connection:
    from iopsdata_jupyter.connections.drivers.duckdb import DuckDBConnection

    class Borrowed(DuckDBConnection):
        def close(self) -> None:
            for name in self.registered():
                self.unregister(name)

    return Borrowed(wish.config("duckdb", ":memory:", "duckdb", BY_GUARD_ALONE), given)


def _spark(given: Any, wish: _Wish) -> Connection:
    from iopsdata_jupyter.connections.drivers.spark.connection import SparkConnection

    return SparkConnection(wish.config("spark", "sc://", "spark", BY_GUARD_ALONE), given)


def _dbapi(url: str, is_busy: Callable[[Any], bool]) -> Callable[[Any, _Wish], Connection]:
    """Adopts the connections of one DBAPI package; one with an open transaction would be rolled back."""

    def take(given: Any, wish: _Wish) -> Connection:
        import sqlalchemy as sa

        if is_busy(given):
            raise UsageError(
                "The connection is in the middle of a transaction.", hint="Commit it or roll it back first."
            )
        engine = sa.create_engine(
            url, creator=lambda: given, poolclass=sa.pool.StaticPool, hide_parameters=True
        )
        return _over(engine, wish, engine.dialect.name, lambda: is_busy(given))

    return take


_PSYCOPG = _dbapi("postgresql+psycopg://", lambda native: bool(native.info.transaction_status))
_PSYCOPG2 = _dbapi("postgresql+psycopg2://", lambda native: bool(native.info.transaction_status))
_PYMYSQL = _dbapi("mysql+pymysql://", lambda native: bool(native.server_status & 1))
_ORACLE = _dbapi("oracle+oracledb://", lambda native: bool(native.transaction_in_progress))

# Without a way to ask for an open transaction a DBAPI connection is not taken: a rollback could undo work.
_ADOPTERS: dict[tuple[str, str], Callable[[Any, _Wish], Connection]] = {
    ("_duckdb", "DuckDBPyConnection"): _duckdb,
    ("duckdb", "DuckDBPyConnection"): _duckdb,
    ("oracledb", "Connection"): _ORACLE,
    ("psycopg", "Connection"): _PSYCOPG,
    ("psycopg2", "connection"): _PSYCOPG2,
    ("pymysql", "Connection"): _PYMYSQL,
    ("sqlalchemy", "Connection"): _engine,
    ("sqlalchemy", "Engine"): _engine,
    ("sqlite3", "Connection"): _sqlite,
}


def _identifier(text: str) -> str:
    found = re.sub(r"\W+", "_", text).strip("_").lower()
    return found if found and not found[0].isdigit() else f"db_{found}"
