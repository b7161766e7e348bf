"""One open connection through SQLAlchemy: statements, transactions, cancelling."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import exc

from iopsdata_jupyter.connections.drivers.no_frames import NoFrames
from iopsdata_jupyter.connections.drivers.sqlalchemy import loading
from iopsdata_jupyter.connections.drivers.sqlalchemy.engines import PACKAGES, Engine, Package, engine_of
from iopsdata_jupyter.connections.drivers.sqlalchemy.failures import missing, translated, unopened
from iopsdata_jupyter.connections.drivers.sqlalchemy.values import record_batch
from iopsdata_jupyter.connections.models import (
    Capabilities,
    ConnectionConfig,
    LoadMode,
    Parameters,
    ServerInfo,
    Stream,
)
from iopsdata_jupyter.connections.placeholders import rewrite
from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 20_000

_QUERY = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*(?:SELECT|WITH|VALUES|TABLE)\b", re.IGNORECASE | re.DOTALL
)
_BEGIN = re.compile(r"\s*(?:BEGIN|START\s+TRANSACTION)\b", re.IGNORECASE)
_END = re.compile(r"\s*(?:COMMIT|ROLLBACK|END|ABORT)\b(?!\s+TO\b)", re.IGNORECASE)


class SQLAlchemyConnection(NoFrames):
    """One connection of an engine; `close` disposes of the engine only where it is owned."""

    engine = "this engine"

    readable_folders: tuple[Path, ...] = ()

    def __init__(
        self,
        config: ConnectionConfig,
        native: sa.Connection,
        engine: Engine,
        is_busy: Callable[[], bool] | None = None,
    ) -> None:
        """`is_busy` tells whether somebody else has a transaction open on the same DBAPI connection."""
        self.config = config
        self.dialect = engine.dialect
        self.capabilities = Capabilities(
            "colon", transactions=engine.begins, loads=True, explain=engine.explain or "EXPLAIN"
        )
        self._native = native
        self._engine = engine
        self._package = PACKAGES.get(native.dialect.driver, Package())
        self._is_busy = is_busy
        # What the DBAPI package raises past SQLAlchemy, while rows are fetched, is among them.
        self._errors: tuple[type[BaseException], ...] = (
            exc.SQLAlchemyError,
            native.dialect.loaded_dbapi.Error,
            OSError,
        )
        self._cursor: Any = None
        self._result: sa.CursorResult[Any] | None = None
        self._begun = False
        self._sending = False
        sa.event.listen(native, "before_cursor_execute", self._note_cursor)

    def __repr__(self) -> str:
        return f"<SQLAlchemy connection {self.config.name!r}, {self.config.access}>"

    def inspector(self) -> sa.Inspector:
        """SQLAlchemy's reflection, for the catalog reader; `finish` ends what it leaves open."""
        self.finish()
        return sa.inspect(self._native)

    def execute(self, sql: str, parameters: Parameters) -> Stream:
        import pyarrow as pa

        if self._sending:
            raise ExecutionError(
                "The statement before this one was given up, and the server is still at it.",
                sql=sql,
                hint="Wait for it, or open the connection again with %connect.",
            )
        self.finish()
        self._require_idle(sql)
        self._sending = True
        try:
            result = self._started(sql, parameters)
        finally:
            self._sending = False
        if not result.returns_rows:
            self.finish()
            return Stream(pa.schema([]), iter(()))
        batches = self._batches(result, sql)
        first = next(batches)
        return Stream(first.schema, _chained(first, batches))

    def _require_idle(self, sql: str) -> None:
        """Passes where a rollback undoes nobody else's work."""
        if self._is_busy is not None and not self._begun and self._is_busy():
            raise ExecutionError(
                "The notebook's own transaction is open on this connection.",
                sql=sql,
                hint="Commit it or roll it back first.",
            )

    def _started(self, sql: str, parameters: Parameters) -> sa.CursorResult[Any]:
        text, values = spelled(sql, self.dialect, self._native.dialect.paramstyle, parameters)
        # A cursor of the server lives in a transaction and takes nothing but a query.
        streams = self._is_read_only and bool(_QUERY.match(sql))
        options = {"stream_results": streams, "no_parameters": not parameters}
        try:
            if self._is_read_only and self._engine.read_only:
                self._native.exec_driver_sql(self._engine.read_only)
            self._result = self._native.exec_driver_sql(text, values, execution_options=options)
        except self._errors as error:
            raise self._failed(error, sql) from None
        self._note_transaction(sql)
        return self._result

    @property
    def _is_read_only(self) -> bool:
        return self.config.access == "read_only"

    def _batches(self, result: sa.CursorResult[Any], sql: str) -> Iterator[pa.RecordBatch]:
        """Batches, the first of which may be empty."""
        names = list(result.keys())
        try:
            if self._package.arrow:
                yield from _arrow_batches(result.cursor, self._package)
                return
            rows: Sequence[Any] = result.fetchmany(BATCH_ROWS)
            yield record_batch(names, rows)
            while rows and (rows := result.fetchmany(BATCH_ROWS)):
                yield record_batch(names, rows)
        except self._errors as error:
            raise self._failed(error, sql) from None
        finally:
            if self._result is result:
                self.finish()

    def _failed(self, error: BaseException, sql: str, before: str = "") -> ExecutionError:
        self.finish()
        return translated(error, sql, self.config, before=before)

    def finish(self) -> None:
        """Ends what runs: the rows that are left are dropped and a read-only transaction is rolled back."""
        result, self._result, self._cursor = self._result, None, None
        with suppress(*self._errors):
            if result is not None:
                result.close()
            if self._native.in_transaction() and not self._begun:
                self._native.rollback() if self._is_read_only else self._native.commit()

    def _note_cursor(self, _connection: Any, cursor: Any, *_rest: Any) -> None:
        self._cursor = cursor

    def _note_transaction(self, sql: str) -> None:
        if self._engine.begins and not self._is_read_only:
            self._begun = bool(_BEGIN.match(sql)) or (self._begun and not _END.match(sql))

    def interrupt(self) -> None:
        cursor = self._cursor
        if cursor is None or not self._package.cancels:
            return
        with suppress(*self._errors):
            place = cursor if self._package.cancels == "cursor" else self._native.connection.dbapi_connection
            getattr(place, self._package.method)()

    def syntax_error(self, sql: str) -> ExecutionError | None:
        if not self._engine.explain:
            return None
        before = f"{self._engine.explain}\n"
        names = rewrite(sql, self.dialect, None, lambda name: "NULL".ljust(len(name) + 1)[: len(name) + 1])
        self.finish()
        try:
            self._native.exec_driver_sql(before + names, execution_options={"no_parameters": True}).close()
        except self._errors as error:
            told = self._failed(error, sql, before)
            return (
                told
                if re.search(r"syntax|incomplete|unrecognized token|mismatched", told.message, re.IGNORECASE)
                else None
            )
        self.finish()
        return None

    def in_transaction(self) -> bool:
        return self._begun

    def load(self, table: str, rows: pa.Table, mode: LoadMode) -> int:
        if self._is_read_only:
            raise ExecutionError("The connection is read-only.", hint="Connect with `--write` to load data.")
        self.finish()
        # All rows or none: in autocommit mode each would stay by itself.
        begins = self._engine.begins and not self._begun
        try:
            if begins:
                self._native.exec_driver_sql("BEGIN")
            loading.load(self._native, table, rows, mode)
            if begins:
                self._native.exec_driver_sql("COMMIT")
        except self._errors as error:
            if begins:
                with suppress(*self._errors):
                    self._native.exec_driver_sql("ROLLBACK")
            raise self._failed(error, f"INSERT INTO {table}") from None
        self.finish()
        return int(rows.num_rows)

    def describe(self) -> ServerInfo:
        started = time.perf_counter()
        self.finish()
        try:
            self._native.scalar(sa.select(1))
        except self._errors as error:
            raise self._failed(error, "SELECT 1") from None
        latency_ms = 1000 * (time.perf_counter() - started)
        self.finish()
        numbers = getattr(self._native.dialect, "server_version_info", None) or ()
        version = ".".join(str(number) for number in numbers)
        user = self._native.engine.url.username
        return ServerInfo(f"{self._native.dialect.name} {version}".strip(), latency_ms, user=user)

    def close(self) -> None:
        if self._native.closed:
            return
        self.finish()
        sa.event.remove(self._native, "before_cursor_execute", self._note_cursor)
        with suppress(*self._errors):
            self._native.close()
        if self.config.owned:
            self._native.engine.dispose()


def open_connection(config: ConnectionConfig) -> SQLAlchemyConnection:
    """Opens the URL of the configuration with an engine of its own."""
    try:
        url = sa.make_url(config.target)
    except exc.ArgumentError:
        raise ConnectionFailed(
            "SQLAlchemy cannot read the URL.", hint="Its form is scheme://user:password@host:port/database."
        ) from None
    engine = engine_of(url.get_backend_name())
    try:
        made = sa.create_engine(
            _whole(url, config),
            hide_parameters=True,
            poolclass=sa.pool.NullPool,
            connect_args=_connect_args(config, url),
        )
    except (exc.NoSuchModuleError, ImportError):
        raise missing(url.get_backend_name(), engine) from None
    except (exc.SQLAlchemyError, TypeError) as error:
        raise unopened(config, error) from None
    return over(made, config, engine)


def _whole(url: sa.URL, config: ConnectionConfig) -> sa.URL:
    """The URL with the secrets that were taken out of it."""
    secrets = {name: value for name, value in config.options.items() if isinstance(value, Secret)}
    if config.password is not None:
        url = url.set(password=config.password.reveal())
    return url.update_query_dict({name: value.reveal() for name, value in secrets.items()})


def _connect_args(config: ConnectionConfig, url: sa.URL) -> dict[str, Any]:
    given = {name: value for name, value in config.options.items() if not isinstance(value, Secret)}
    # Statements run in worker threads, one at a time.
    return {"check_same_thread": False, **given} if url.get_backend_name() == "sqlite" else given


def over(
    made: sa.Engine,
    config: ConnectionConfig,
    engine: Engine,
    *,
    is_busy: Callable[[], bool] | None = None,
) -> SQLAlchemyConnection:
    """A connection of an engine that exists.

    One that is not owned outlives it, and its pool gets the DBAPI connection back: what would change the
    session beyond a transaction is left out.

    Raises:
        ConnectionFailed: the server is not there or refuses.
    """
    try:
        native = made.connect()
    except Exception as error:  # noqa: BLE001 - a DBAPI package may raise anything while it connects
        raise unopened(config, error) from None
    connection = SQLAlchemyConnection(config, native, engine, is_busy)
    if config.owned and config.access == "read_only" and engine.read_only_session:
        native.exec_driver_sql(engine.read_only_session)
    connection.finish()
    if config.access == "read_write":
        # Where the engine has no autocommit mode, `finish` commits each statement instead.
        with suppress(exc.ArgumentError, NotImplementedError):
            native.execution_options(isolation_level="AUTOCOMMIT")
    return connection


def _arrow_batches(cursor: Any, package: Package) -> Iterator[pa.RecordBatch]:
    if package.arrow == "batches":
        for table in cursor.fetch_arrow_batches():
            yield from table.to_batches()
        return
    while True:
        table = cursor.fetchmany_arrow(BATCH_ROWS)
        yield from table.to_batches() or [_empty(table)]
        if not table.num_rows:
            return


def _empty(table: pa.Table) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_pylist([], schema=table.schema)


def _chained(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from rest


def spelled(
    sql: str, dialect: str, style: str, parameters: Parameters
) -> tuple[str, Mapping[str, Any] | tuple[Any, ...]]:
    """The text and values as a DBAPI of that parameter style takes them; untouched without binds."""
    if not parameters:
        return sql, ()
    if style == "named":
        return sql, dict(parameters)
    if style == "pyformat":
        text = rewrite(sql, dialect, parameters, lambda name: f"%({name})s", _percent)
        return text, dict(parameters)
    order: list[str] = []
    marks = {"qmark": "?", "format": "%s", "numeric": ":{}", "numeric_dollar": "${}"}

    def spell(name: str) -> str:
        order.append(name)
        return marks[style].format(len(order))

    text = rewrite(sql, dialect, parameters, spell, _percent if style == "format" else str)
    return text, tuple(parameters[name] for name in order)


def _percent(text: str) -> str:
    return text.replace("%", "%%")
