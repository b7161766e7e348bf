"""One open MySQL or MariaDB connection: statements, cancelling, transactions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pymysql
from pymysql import converters
from pymysql.constants import ER, SERVER_STATUS
from pymysql.cursors import SSCursor

from iopsdata_jupyter.connections.drivers.mysql import loading
from iopsdata_jupyter.connections.drivers.mysql.address import Address
from iopsdata_jupyter.connections.drivers.mysql.failures import (
    PYMYSQL_ERRORS,
    code,
    stopped,
    translated,
    unopened,
)
from iopsdata_jupyter.connections.drivers.no_frames import NoFrames
from iopsdata_jupyter.connections.models import (
    Capabilities,
    ConnectionConfig,
    LoadMode,
    Parameters,
    ServerInfo,
    Stream,
)
from iopsdata_jupyter.connections.placeholders import rewrite
from iopsdata_jupyter.errors import ExecutionError

if TYPE_CHECKING:
    import pyarrow as pa

    from iopsdata_jupyter.connections.drivers.mysql.columns import Column, Row

BATCH_ROWS = 20_000
LOOK_UP_ROWS = 1_000
"""Rows after which the fetching thread looks whether it was told to stop."""
KILL_AGAIN_S = 0.2
"""A KILL that comes before the statement has begun is lost: it is sent again after this many seconds."""

Native = Any
"""PyMySQL has no types of its own."""

# Values stay bytes: without decoders PyMySQL makes no Python objects of them.
_ENCODERS = {kind: encode for kind, encode in converters.conversions.items() if isinstance(kind, type)}


class _Cursor(SSCursor):  # type: ignore[misc] # PyMySQL has no types
    """A streaming cursor that tells what the protocol says of its columns."""

    def fields(self) -> Sequence[Any]:
        return self._result.fields if self._result is not None else ()

    def has_rows_left(self) -> bool:
        return self._result is not None and bool(self._result.unbuffered_active)


class MySQLConnection(NoFrames):
    """One connection; KILL QUERY goes over a second one that `open_another` makes."""

    engine = "MySQL"

    dialect = "mysql"
    capabilities = Capabilities("colon", transactions=True, loads=True)
    readable_folders: tuple[Path, ...] = ()

    def __init__(self, config: ConnectionConfig, native: Native, open_another: Callable[[], Native]) -> None:
        self.config = config
        self._native = native
        self._open_another = open_another
        self._cursor: _Cursor | None = None
        self._killed_at = 0.0

    def __repr__(self) -> str:
        return f"<MySQL connection {self.config.name!r}, {self.config.access}>"

    def execute(self, sql: str, parameters: Parameters) -> Stream:
        import pyarrow as pa

        from iopsdata_jupyter.connections.drivers.mysql import columns

        self._finish()
        cursor = self._started(sql, parameters)
        if cursor.description is None:
            self._finish()
            return Stream(pa.schema([]), iter(()))
        first = self._rows(cursor, sql)
        found = columns.settled(cursor.fields(), first)
        return Stream(columns.schema(found), self._batches(cursor, found, first, sql))

    def _started(self, sql: str, parameters: Parameters) -> _Cursor:
        """A cursor on the running statement, inside a read-only transaction where the access asks for one."""
        text = _spelled(sql, parameters)
        try:
            if self.config.access == "read_only":
                self._native.query("START TRANSACTION READ ONLY")
            cursor: _Cursor = self._native.cursor(_Cursor)
            self._cursor = cursor
            cursor.execute(text, dict(parameters) if parameters else None)
        except PYMYSQL_ERRORS as error:
            raise self._failed(error, sql) from None
        except (TypeError, KeyError, AttributeError):
            self._finish()
            raise ExecutionError("A value of that type cannot be bound in MySQL.", sql=sql) from None
        return cursor

    def _rows(self, cursor: _Cursor, sql: str) -> Sequence[Row]:
        rows: list[Row] = []
        try:
            while len(rows) < BATCH_ROWS and (some := cursor.fetchmany(LOOK_UP_ROWS)):
                rows += some
                if self._killed_at:
                    self._finish()
                    raise stopped(sql)
        except PYMYSQL_ERRORS as error:
            raise self._failed(error, sql) from None
        return rows

    def _batches(
        self, cursor: _Cursor, columns: Sequence[Column], first: Sequence[Row], sql: str
    ) -> Iterator[pa.RecordBatch]:
        from iopsdata_jupyter.connections.drivers.mysql.columns import record_batch

        rows = first
        try:
            while rows:
                yield record_batch(columns, rows)
                rows = self._rows(cursor, sql)
        finally:
            if self._cursor is cursor:
                self._finish()

    def _failed(self, error: BaseException, sql: str) -> ExecutionError:
        self._finish()
        with suppress(*PYMYSQL_ERRORS):
            # An error tells no transaction status, and a deadlock ends the transaction.
            self._native.ping(reconnect=False)
        return translated(error, sql)

    def _finish(self) -> None:
        """Ends what runs. Rows that nobody fetched are not read: the server is told to stop sending."""
        cursor, self._cursor = self._cursor, None
        if cursor is None:
            return
        self._killed_at = 0.0
        with suppress(*PYMYSQL_ERRORS):
            if cursor.has_rows_left():
                self._kill()
            cursor.close()
        if self.config.access == "read_only":
            self._roll_back()

    def _roll_back(self) -> None:
        for _attempt in range(2):
            try:
                self._native.rollback()
            except pymysql.err.Error as error:
                # A KILL that came too late hits this statement, once.
                if code(error) != ER.QUERY_INTERRUPTED:
                    return
            else:
                return

    def interrupt(self) -> None:
        if self._cursor is None or time.monotonic() - self._killed_at < KILL_AGAIN_S:
            return
        self._killed_at = time.monotonic()
        with suppress(*PYMYSQL_ERRORS):
            self._kill()

    def _kill(self) -> None:
        with self._open_another() as other, other.cursor() as cursor:
            cursor.execute(f"KILL QUERY {self._native.thread_id()}")

    def syntax_error(self, sql: str) -> ExecutionError | None:
        """PREPARE parses and resolves names, and runs nothing."""
        self._finish()
        marked = rewrite(sql, "mysql", None, lambda name: "?" + " " * len(name))
        try:
            with self._native.cursor() as cursor:
                cursor.execute("PREPARE iopsdata FROM %s", (marked,))
                cursor.execute("DEALLOCATE PREPARE iopsdata")
        except PYMYSQL_ERRORS as error:
            if code(error) == ER.PARSE_ERROR:
                told = translated(error, marked)
                return ExecutionError(told.message, sql=sql, position=told.position, hint=told.hint)
        return None

    def in_transaction(self) -> bool:
        open_one = bool(self._native.server_status & SERVER_STATUS.SERVER_STATUS_IN_TRANS)
        return open_one and self.config.access == "read_write"

    def load(self, table: str, rows: pa.Table, mode: LoadMode) -> int:
        if self.config.access == "read_only":
            raise ExecutionError("The connection is read-only.", hint="Connect with `--write` to load data.")
        self._finish()
        try:
            return loading.load(self._native, table, rows, mode)
        except PYMYSQL_ERRORS as error:
            raise self._failed(error, f"INSERT INTO {table}") from None

    def describe(self) -> ServerInfo:
        started = time.perf_counter()
        self._value("SELECT 1")
        latency_ms = 1000 * (time.perf_counter() - started)
        version = self._native.get_server_info().removeprefix("5.5.5-")
        product = "MariaDB" if "MariaDB" in version else "MySQL"
        grants = self._column("SHOW GRANTS")
        return ServerInfo(
            f"{product} {version.split('-')[0]}",
            latency_ms,
            user=self._value("SELECT CURRENT_USER()"),
            can_write=any(_WRITING & privileges(grant) for grant in grants),
            is_superuser=any(_is_powerful(grant) for grant in grants),
        )

    def _value(self, sql: str) -> str:
        return str(self._column(sql)[0])

    def _column(self, sql: str) -> list[Any]:
        return [value for batch in self.execute(sql, {}).batches for value in batch.column(0).to_pylist()]

    def close(self) -> None:
        with suppress(*PYMYSQL_ERRORS):
            self._finish()
        if self._native.open:
            self._native.close()


def _spelled(sql: str, parameters: Parameters) -> str:
    """The text as PyMySQL fills it in: `%(name)s`, and `%%` for a percent sign; untouched without binds."""
    if not parameters:
        return sql
    return rewrite(sql, "mysql", parameters, lambda name: f"%({name})s", lambda text: text.replace("%", "%%"))


_WRITING = {
    "ALL PRIVILEGES", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "INDEX", "FILE", "TRIGGER",
    "EXECUTE", "EVENT", "CREATE VIEW", "CREATE ROUTINE", "ALTER ROUTINE", "CREATE USER", "SUPER",
}  # fmt: skip
_POWERFUL = {"ALL PRIVILEGES", "SUPER", "FILE", "CREATE USER", "SHUTDOWN"}


def privileges(grant: str) -> set[str]:
    """What one line of SHOW GRANTS gives, upper case; a role's line gives nothing."""
    if " ON " not in grant:
        return set()
    given = grant.removeprefix("GRANT ").split(" ON ", 1)[0]
    return {privilege.split("(")[0].strip().upper() for privilege in given.split(",")}


def _is_powerful(grant: str) -> bool:
    return " ON *.* " in grant and bool(_POWERFUL & privileges(grant))


def open_connection(config: ConnectionConfig) -> MySQLConnection:
    """Opens `mysql://user@host:port/database`.

    Raises:
        ConnectionFailed: the server is not there or refuses.
        UsageError: an option that this driver does not know.
    """
    address = Address.of(config)

    def open_another() -> Native:
        return pymysql.connect(
            **address.arguments,
            password=config.password.reveal() if config.password else "",
            charset="utf8mb4",
            use_unicode=False,
            conv=_ENCODERS,
            cursorclass=SSCursor,
            autocommit=True,
            local_infile=False,
        )

    try:
        native = open_another()
        _bound_time(native, address)
        if config.access == "read_only":
            # DDL commits the transaction that it stands in; what comes after it is read-only too.
            native.query("SET SESSION TRANSACTION READ ONLY")
    except PYMYSQL_ERRORS as error:
        raise unopened(config, address.display, error) from None
    return MySQLConnection(config, native, open_another)


def _bound_time(native: Native, address: Address) -> None:
    """The server's own limit on a statement, which holds also when this process is gone."""
    seconds = address.statement_timeout_s
    if seconds is None:
        return
    maria = "MariaDB" in native.get_server_info()
    setting = f"max_statement_time = {seconds:g}" if maria else f"max_execution_time = {seconds * 1000:.0f}"
    native.query(f"SET SESSION {setting}")
