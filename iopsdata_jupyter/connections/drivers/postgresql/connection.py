"""An open connection to PostgreSQL: which way a statement takes, and what it leaves behind (nothing)."""

from __future__ import annotations

import re
import time
from collections.abc import Generator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from iopsdata_jupyter.connections.drivers.no_frames import NoFrames
from iopsdata_jupyter.connections.drivers.postgresql import failures
from iopsdata_jupyter.connections.drivers.postgresql.wire import EXPLAIN, Wire
from iopsdata_jupyter.connections.models import (
    Capabilities,
    ConnectionConfig,
    LoadMode,
    Parameters,
    ServerInfo,
    Stream,
)
from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError

if TYPE_CHECKING:
    import pyarrow as pa
    from psycopg.pq.abc import PGresult

    from iopsdata_jupyter.connections.drivers.postgresql.bulk import Bulk
    from iopsdata_jupyter.connections.drivers.postgresql.values import Reader

    Results = Generator["PGresult"]

CONNECT_TIMEOUT_S = 10
BULK_ROWS = 20_000
"""Rows that the server must expect before a second connection and its binary way are worth their cost."""

_SETTINGS = "SET datestyle = ISO; SET intervalstyle = postgres"
_SETTINGS_REDSHIFT = "SET datestyle = ISO"
_READ_ONLY = "SET default_transaction_read_only = on"
_END = "ROLLBACK; SELECT pg_catalog.pg_advisory_unlock_all(); DEALLOCATE ALL"
_END_REDSHIFT = "ROLLBACK"
_QUERY = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*(?:SELECT|WITH|VALUES|TABLE)\b", re.IGNORECASE | re.DOTALL
)
_OPEN = (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)
_PRIVILEGES = """
SELECT pg_catalog.current_setting('server_version'), current_user,
  (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),
  NOT pg_catalog.pg_is_in_recovery() AND (
    pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
    OR EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
               AND pg_catalog.has_schema_privilege(oid, 'CREATE'))
    OR EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
               AND pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')))
"""


class PostgreSQLConnection(NoFrames):
    """One session; a lost one is opened anew by the next statement."""

    engine = "PostgreSQL"

    capabilities = Capabilities("numeric", transactions=True, loads=True)
    readable_folders: tuple[Path, ...] = ()

    def __init__(self, config: ConnectionConfig) -> None:
        self.config = config
        self._redshift = config.target.startswith("redshift:")
        self.dialect = "redshift" if self._redshift else "postgres"
        self._bulk: Bulk | None = None
        self._bulk_fails = self._redshift
        self._closed = False
        self._open_rows: Generator[Any] | None = None
        self._transaction = False
        self._wire = self._connected()

    def __repr__(self) -> str:
        return f"<PostgreSQL connection {self.config.name!r}, {self.config.access}>"

    def execute(self, sql: str, parameters: Parameters) -> Stream:
        _refuse_nul(sql)
        self._settle()
        try:
            if self.config.access == "read_write":
                return self._write(sql, parameters)
            return self._read(sql, parameters)
        except psycopg.Error as error:
            self._fail(error, sql)

    def syntax_error(self, sql: str) -> ExecutionError | None:
        _refuse_nul(sql)
        self._settle()
        try:
            self._wire.describe(sql)
        except psycopg.errors.SyntaxError as error:
            return failures.translated(error, sql, self.config)
        except psycopg.Error:
            return None
        return None

    def interrupt(self) -> None:
        self._wire.cancel()
        bulk = self._bulk
        if bulk is not None:
            bulk.cancel()

    def in_transaction(self) -> bool:
        return self.config.access == "read_write" and self._wire.status in _OPEN

    def load(self, table: str, rows: pa.Table, mode: LoadMode) -> int:
        from iopsdata_jupyter.connections.drivers.postgresql.loading import load

        if self.config.access != "read_write":
            raise ExecutionError(
                f"{table} cannot be written: the connection is read-only.",
                hint="`%connect ... --write` allows changes.",
            )
        self._settle()
        try:
            return load(self._wire.native, table, rows, mode)
        except psycopg.Error as error:
            self._fail(error, f"COPY {table} FROM STDIN")

    def describe(self) -> ServerInfo:
        self._settle()
        try:
            started = time.perf_counter()
            self._wire.query("SELECT 1")
            latency_ms = 1000 * (time.perf_counter() - started)
            ((version, user, superuser, can_write),) = self._wire.query(_PRIVILEGES)
        except psycopg.Error as error:
            self._fail(error, _PRIVILEGES)
        name = "Redshift" if self._redshift else "PostgreSQL"
        return ServerInfo(
            f"{name} {version.split()[0]}", latency_ms, user, can_write == "t", superuser == "t"
        )

    def close(self) -> None:
        self._closed = True
        self._give_up_bulk()
        self._wire.close()

    # ------------------------------------------------------------------------------------------ statements

    def _read(self, sql: str, parameters: Parameters) -> Stream:
        """One statement in a transaction of its own, over whichever connection suits the rows it may have."""
        estimable = not parameters and not self._bulk_fails and _QUERY.match(sql) is not None
        expected = self._begin(sql, estimable=estimable)
        if expected is not None and expected >= BULK_ROWS:
            stream = self._bulk_stream(sql)
            if stream is not None:
                return stream
            self._begin(sql, estimable=False)
        return self._stream(self._read_rows(sql, parameters), sql)

    def _begin(self, sql: str, *, estimable: bool) -> float | None:
        explained = sql if estimable else None
        try:
            return self._wire.begin_reading(explained)
        except psycopg.Error as error:
            if failures.is_loss(error):
                # The server hung up while nothing ran: nothing can be lost by asking again.
                self._wire = self._connected()
                return self._wire.begin_reading(explained)
            self._end()
            raise failures.translated(error, sql, self.config, shift=len(EXPLAIN)) from None

    def _read_rows(self, sql: str, parameters: Parameters) -> Results:
        with closing(self._wire.rows(sql, list(parameters.values()))) as results:
            try:
                yield from results
            finally:
                results.close()
                self._end()

    def _end(self) -> None:
        # A wire that is gone has nothing to roll back.
        with suppress(psycopg.Error):
            self._wire.end_reading(_END_REDSHIFT if self._redshift else _END)

    def _write(self, sql: str, parameters: Parameters) -> Stream:
        if not self._wire.alive:
            undone, self._transaction = self._transaction, False
            self._wire = self._connected()
            if undone:
                raise failures.lost(self.config, in_transaction=True)
        return self._stream(self._written_rows(sql, parameters), sql)

    def _written_rows(self, sql: str, parameters: Parameters) -> Results:
        with closing(self._wire.rows(sql, list(parameters.values()))) as results:
            try:
                yield from results
            finally:
                results.close()
                self._transaction = self._wire.status in _OPEN

    def _stream(self, results: Results, sql: str) -> Stream:
        """The first rows are fetched at once, so that a failing statement fails here."""
        import pyarrow as pa

        from iopsdata_jupyter.connections.drivers.postgresql.values import Reader

        try:
            first = next(results, None)
            if first is None or not first.nfields:
                results.close()
                return Stream(pa.schema([]), iter(()))
            reader = Reader(first)
            batch = reader.batch(first)
        except BaseException:
            # Not left to the collector: a traceback that is kept would keep the transaction.
            results.close()
            raise
        self._open_rows = results
        return Stream(batch.schema, self._batches(reader, batch, results, sql))

    def _batches(
        self, reader: Reader, first: pa.RecordBatch, results: Results, sql: str
    ) -> Generator[pa.RecordBatch]:
        try:
            yield first
            for result in results:
                if result.ntuples:
                    yield reader.batch(result)
        except psycopg.Error as error:
            self._fail(error, sql)
        finally:
            results.close()

    # ------------------------------------------------------------------------------------------------ bulk

    def _bulk_stream(self, sql: str) -> Stream | None:
        """The statement's rows through ADBC; None where it cannot serve them. Ends the transaction."""
        from iopsdata_jupyter.connections.drivers.postgresql import bulk, values

        try:
            columns = values.described(self._wire.describe(sql))
        finally:
            self._end()
        if not bulk.serves(columns):
            return None
        try:
            batches = self._bulk_connection(bulk.Bulk).batches(sql, columns)
            first = next(batches, None)
        except bulk.errors() as error:
            self._without_bulk(error, sql)
            return None
        if first is None:
            return None
        self._open_rows = batches
        return Stream(first.schema, self._bulk_batches(first, batches, sql))

    def _bulk_connection(self, make: type[Bulk]) -> Bulk:
        if self._bulk is None or self._bulk.busy:
            self._bulk = make(self._conninfo(), _READ_ONLY)
        return self._bulk

    def _bulk_batches(
        self, first: pa.RecordBatch, batches: Generator[pa.RecordBatch], sql: str
    ) -> Generator[pa.RecordBatch]:
        from iopsdata_jupyter.connections.drivers.postgresql import bulk

        try:
            yield first
            yield from batches
        except bulk.errors() as error:
            self._give_up_bulk()
            raise bulk.translated(error, sql, self.config) from None
        finally:
            batches.close()

    def _without_bulk(self, error: Exception, sql: str) -> None:
        """Nothing, if the way through psycopg may serve what ADBC could not; it raises what is final."""
        from iopsdata_jupyter.connections.drivers.postgresql import bulk

        connected = self._bulk is not None
        self._give_up_bulk()
        if connected and not bulk.is_about_copy(error):
            raise bulk.translated(error, sql, self.config) from None
        self._bulk_fails = not connected

    def _give_up_bulk(self) -> None:
        bulk, self._bulk = self._bulk, None
        # One that a thread left behind still uses is not to be pulled away from under it.
        if bulk is not None and not bulk.busy:
            bulk.close()

    # ------------------------------------------------------------------------------------------ connection

    def _settle(self) -> None:
        """Ends what an earlier statement left open because nobody read it to its end."""
        left, self._open_rows = self._open_rows, None
        with suppress(ValueError):  # it runs still, in a thread that an interrupt could not end
            if left is not None:
                left.close()

    def _connected(self) -> Wire:
        if self._closed:
            raise ConnectionFailed(
                f"The connection {self.config.name!r} is closed.", hint="`%connect` opens it again."
            )
        try:
            wire = Wire(psycopg.connect(self._conninfo(), autocommit=True))
            wire.script(_SETTINGS_REDSHIFT if self._redshift else _SETTINGS)
            if self.config.access != "read_write":
                wire.script(_READ_ONLY)
        except psycopg.Error as error:
            raise failures.refused(self.config, error, self._databases) from None
        return wire

    def _conninfo(self, **changes: str) -> str:
        """The connection in libpq's key=value form, with the password: never kept, never shown."""
        given: dict[str, Any] = {
            key: value.reveal() if isinstance(value, Secret) else value
            for key, value in self.config.options.items()
        }
        if self.config.password is not None:
            given["password"] = self.config.password.reveal()
        url = re.sub(r"^\w+:", "postgresql:", self.config.target)
        named = {**conninfo_to_dict(url), **given, **changes}
        defaults: dict[str, Any] = {
            "connect_timeout": CONNECT_TIMEOUT_S,
            "fallback_application_name": "iopsdata-jupyter",
        }
        return make_conninfo(**{**defaults, **named, "client_encoding": "utf8"})

    def _databases(self) -> list[str]:
        """Names of the server's databases, where it tells them; for an error's hint."""
        with (
            suppress(psycopg.Error),
            closing(psycopg.connect(self._conninfo(dbname="postgres"), autocommit=True)) as native,
        ):
            found = native.execute("SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate")
            return [str(name) for (name,) in found]
        return []

    def _fail(self, error: psycopg.Error, sql: str) -> NoReturn:
        if failures.is_loss(error):
            undone, self._transaction = self._transaction, False
            raise failures.lost(self.config, in_transaction=undone) from None
        raise failures.translated(error, sql, self.config) from None


def _refuse_nul(sql: str) -> None:
    """Refuses a NUL: libpq would read no further, and run another statement than was checked."""
    if "\0" in sql:
        raise ExecutionError("The statement holds a NUL character.", sql=sql, position=sql.index("\0"))
