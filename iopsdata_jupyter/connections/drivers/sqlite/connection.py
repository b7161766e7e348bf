"""An open SQLite file or memory: sqlite3 for control, ADBC for what turns out to be large."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from iopsdata_jupyter.connections.drivers.no_frames import NoFrames
from iopsdata_jupyter.connections.drivers.sqlite.bulk import Bulk, Stopped, Unsuitable
from iopsdata_jupyter.connections.models import (
    Capabilities,
    ConnectionConfig,
    LoadMode,
    Parameters,
    ServerInfo,
    Stream,
)
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError, ResultTooLarge

if TYPE_CHECKING:
    import pyarrow as pa

FIRST_ROWS = 5_000
"""Rows fetched on the controlled connection, whatever comes after."""
PATIENCE_S = 0.2
"""A query that takes longer to its first rows has to compute: it stays where it can be stopped."""
BATCH_ROWS = 50_000
BATCH_BYTES = 64 * 2**20
MAX_VALUE_BYTES = 10_000_000
"""Longest text or blob; one call such as randomblob(1e9) could not be interrupted."""

_QUERY = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:SELECT|WITH|VALUES)\b", re.IGNORECASE | re.DOTALL)
_UNSTABLE = re.compile(r"random|changes|last_insert_rowid", re.IGNORECASE)
_MAIN_AND_TEMP = 2
_READING_ACTIONS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_RECURSIVE,
}
_TABLE_PRAGMAS = frozenset(
    {
        "foreign_key_check", "foreign_key_list", "index_info", "index_list", "index_xinfo", "integrity_check",
        "quick_check",
        "table_info", "table_list", "table_xinfo",
    }
)  # fmt: skip
"""Pragmas that tell of the table they are given."""
_TELLING_PRAGMAS = frozenset(
    {
        "application_id", "auto_vacuum", "collation_list", "compile_options", "data_version",
        "database_list",
        "encoding", "foreign_keys", "freelist_count", "function_list", "journal_mode", "module_list",
        "page_count", "page_size", "pragma_list", "query_only", "schema_version", "synchronous",
        "user_version",
    }
)  # fmt: skip
"""Pragmas that tell, as long as they are given no value."""
_FORBIDDEN_FUNCTIONS = {"load_extension", "fts3_tokenizer", "writefile", "readfile", "edit"}


class SQLiteConnection(NoFrames):
    """A sqlite3 connection; `dialect` is sqlglot's `sqlite`."""

    engine = "SQLite"

    dialect = "sqlite"
    capabilities = Capabilities("colon", transactions=True, loads=True, explain="EXPLAIN QUERY PLAN")
    readable_folders: tuple[Path, ...] = ()

    def __init__(
        self, config: ConnectionConfig, native: sqlite3.Connection, types: sqlite3.Connection | None = None
    ) -> None:
        """`types` is a connection to the same file that may make temporary views; None: `native` itself."""
        self.config = config
        self._native = native
        self._types = types or native
        self._bulk = Bulk(str(Path(config.target).resolve())) if config.target != ":memory:" else None

    def __repr__(self) -> str:
        return f"<SQLite connection {self.config.name!r}, {self.config.access}>"

    def execute(self, sql: str, parameters: Parameters) -> Stream:
        import pyarrow as pa

        from iopsdata_jupyter.connections.drivers.sqlite import values

        # The thread's own time, which a busy machine does not stretch.
        started = time.thread_time()
        try:
            cursor = self._native.execute(sql, dict(parameters))
            rows = cursor.fetchmany(FIRST_ROWS)
            quick = time.thread_time() - started < PATIENCE_S
        except sqlite3.Error as error:
            raise _translated(error, sql) from None
        except OverflowError:
            raise ExecutionError("A bound number does not fit 64 bits.", sql=sql) from None
        if cursor.description is None:
            return Stream(pa.schema([]), iter(()))
        first = values.record_batch([column[0] for column in cursor.description], rows)
        batches = _batches(cursor, first, sql)
        if (
            self._bulk is not None
            and quick
            and len(rows) == FIRST_ROWS
            and self._is_repeatable(sql, parameters)
        ):
            batches = self._bulk_batches(self._bulk, cursor, first, sql)
        types = values.declared_types(self._types, sql) if _QUERY.match(sql) else []
        return Stream(first.schema, batches, partial(values.as_declared, types))

    def _is_repeatable(self, sql: str, parameters: Parameters) -> bool:
        """Whether another connection to the file finds the same rows."""
        if parameters or not _QUERY.match(sql) or _UNSTABLE.search(sql):
            return False
        if self.config.access == "read_only":
            return True
        attached = self._native.execute("PRAGMA database_list").fetchall()
        temporary = self._native.execute("SELECT count(*) FROM temp.sqlite_schema").fetchone()[0]
        return not self._native.in_transaction and len(attached) <= _MAIN_AND_TEMP and not temporary

    def _bulk_batches(
        self, bulk: Bulk, cursor: sqlite3.Cursor, first: pa.RecordBatch, sql: str
    ) -> Generator[pa.RecordBatch]:
        """The rows through ADBC; where it cannot go on, the cursor does, which has kept its snapshot."""
        done = 0
        try:
            for batch in bulk.batches(sql, first.nbytes / FIRST_ROWS):
                yield batch
                done += batch.num_rows
        except Stopped:
            raise ExecutionError("Interrupted.", sql=sql) from None
        except Unsuitable:
            if done < FIRST_ROWS:
                yield first.slice(done)
            _skip(cursor, done - FIRST_ROWS, sql)
            yield from _rest(cursor, first, sql)
        finally:
            cursor.close()

    def syntax_error(self, sql: str) -> ExecutionError | None:
        try:
            self._native.execute("EXPLAIN " + sql).close()
        except sqlite3.Error as error:
            translated = _translated(error, sql)
            return translated if "yntax" in translated.message or "ncomplete" in translated.message else None
        return None

    def interrupt(self) -> None:
        self._native.interrupt()
        if self._bulk is not None:
            self._bulk.interrupt()

    def in_transaction(self) -> bool:
        return self._native.in_transaction

    def load(self, table: str, rows: pa.Table, mode: LoadMode) -> int:
        from iopsdata_jupyter.connections.drivers.sqlite.loading import load

        if self.config.access != "read_write":
            raise ExecutionError(
                f"{table} cannot be written: the connection is read-only.",
                hint="`%connect ... --write` allows changes.",
            )
        try:
            return load(self._native, table, rows, mode)
        except sqlite3.Error as error:
            raise _translated(error, f"INSERT INTO {table}") from None

    def describe(self) -> ServerInfo:
        started = time.perf_counter()
        self._native.execute("SELECT 1").fetchall()
        latency_ms = 1000 * (time.perf_counter() - started)
        version = f"SQLite {sqlite3.sqlite_version}"
        return ServerInfo(version, latency_ms, can_write=self.config.access == "read_write")

    def close(self) -> None:
        self._types.close()
        self._native.close()


def connect(config: ConnectionConfig) -> SQLiteConnection:
    """Opens a file or `:memory:`.

    Raises:
        ConnectionFailed: the file is missing, unreadable or no SQLite database.
    """
    read_only = config.access == "read_only"
    if config.target != ":memory:" and read_only and not Path(config.target).exists():
        raise ConnectionFailed(
            f"There is no file {config.target}.", hint=f"Relative paths start at {Path.cwd()}."
        )
    try:
        native = sqlite3.connect(
            _uri(config.target, read_only=read_only), uri=True, check_same_thread=False, isolation_level=None
        )
        native.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error as error:
        raise ConnectionFailed(
            f"{config.target} cannot be opened: {error}.", hint="Is it a SQLite file that you may read?"
        ) from None
    native.text_factory = _text
    native.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
    if not read_only:
        return SQLiteConnection(config, native)
    _restrict(native)
    return SQLiteConnection(config, native, _type_teller(config.target))


def _type_teller(target: str) -> sqlite3.Connection | None:
    """A second connection, which never runs a query: it may make temporary views of them."""
    if target == ":memory:":
        return None
    types = sqlite3.connect(
        _uri(target, read_only=True), uri=True, check_same_thread=False, isolation_level=None
    )
    types.execute("PRAGMA temp_store = MEMORY")
    return types


def _uri(target: str, *, read_only: bool) -> str:
    if target == ":memory:":
        return "file::memory:"
    return f"file:{quote(str(Path(target).resolve()))}?mode={'ro' if read_only else 'rwc'}"


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _restrict(native: sqlite3.Connection) -> None:
    native.execute("PRAGMA query_only = ON")
    native.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    # Each table-valued function must be used once before the authorizer stands, or it cannot be used at all.
    native.execute("SELECT * FROM json_each('[]')").fetchall()
    native.execute("SELECT * FROM json_tree('[]')").fetchall()
    for pragma in ("table_info", "table_xinfo", "table_list", "foreign_key_list", "index_list", "index_info"):
        argument = "" if pragma == "table_list" else "('x')"
        native.execute(f"SELECT * FROM pragma_{pragma}{argument}").fetchall()
    native.set_authorizer(_authorize)


def _authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None
) -> int:
    if action in _READING_ACTIONS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _FORBIDDEN_FUNCTIONS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and _only_tells((first or "").lower(), second):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _only_tells(pragma: str, value: str | None) -> bool:
    return pragma in _TABLE_PRAGMAS or (pragma in _TELLING_PRAGMAS and value is None)


def _batches(cursor: sqlite3.Cursor, first: pa.RecordBatch, sql: str) -> Generator[pa.RecordBatch]:
    yield first
    if first.num_rows == FIRST_ROWS:
        yield from _rest(cursor, first, sql)


def _rest(cursor: sqlite3.Cursor, first: pa.RecordBatch, sql: str) -> Generator[pa.RecordBatch]:
    """What the cursor still has, in batches of a bounded size as far as the first rows tell."""
    from iopsdata_jupyter.connections.drivers.sqlite import values

    at_once = int(min(BATCH_ROWS, max(FIRST_ROWS, BATCH_BYTES * FIRST_ROWS // max(first.nbytes, 1))))
    while True:
        try:
            rows = cursor.fetchmany(at_once)
        except sqlite3.Error as error:
            raise _translated(error, sql) from None
        if not rows:
            return
        yield values.record_batch(first.schema.names, rows)


def _skip(cursor: sqlite3.Cursor, count: int, sql: str) -> None:
    try:
        for _ in range(max(count, 0)):
            cursor.fetchone()
    except sqlite3.Error as error:
        raise _translated(error, sql) from None


def _translated(error: sqlite3.Error, sql: str) -> ExecutionError:
    text = str(error)
    if "too big" in text or isinstance(error, sqlite3.DataError):
        return ResultTooLarge(
            f"A value is longer than {MAX_VALUE_BYTES:,} bytes.",
            sql=sql,
            hint="Select a part of it with substr().",
        )
    if "not authorized" in text or "readonly" in text:
        return ExecutionError(
            f"SQLite refused it: {text}.",
            sql=sql,
            hint="The connection is read-only; `--write` allows changes.",
        )
    return ExecutionError(text[:1].upper() + text[1:] + ".", sql=sql, position=_position(text, sql))


def _position(text: str, sql: str) -> int | None:
    """SQLite names the token, not the place: the place is known where the token stands once."""
    if 'near "' not in text:
        return len(sql) if "incomplete input" in text else None
    token = text.split('near "', 1)[1].rsplit('"', 1)[0]
    return sql.find(token) if token and sql.count(token) == 1 else None
