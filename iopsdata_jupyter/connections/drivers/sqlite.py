"""SQLite through the standard library.

Read-only is enforced by the engine: the file is opened `mode=ro`, `query_only` is on, and an authorizer
refuses every action but reading while a statement is compiled (ATTACH and VACUUM INTO get past the others).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

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

BATCH_ROWS = 50_000
MAX_VALUE_BYTES = 10_000_000
"""Longest text or blob; one call such as randomblob(1e9) could not be interrupted."""

_READING_ACTIONS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_RECURSIVE,
}
_READING_PRAGMAS = {
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
    "database_list", "collation_list", "function_list", "compile_options", "user_version", "schema_version",
}  # fmt: skip
_FORBIDDEN_FUNCTIONS = {"load_extension", "fts3_tokenizer", "writefile", "readfile", "edit"}


class SQLiteConnection:
    """A sqlite3 connection; `dialect` is sqlglot's `sqlite`."""

    dialect = "sqlite"
    capabilities = Capabilities("colon", transactions=True, explain="EXPLAIN QUERY PLAN")
    readable_folders: tuple[Path, ...] = ()

    def __init__(self, config: ConnectionConfig, native: sqlite3.Connection) -> None:
        self.config = config
        self._native = native

    def __repr__(self) -> str:
        return f"<SQLite connection {self.config.name!r}, {self.config.access}>"

    def execute(self, sql: str, parameters: Parameters) -> Stream:
        import pyarrow as pa

        try:
            cursor = self._native.execute(sql, dict(parameters))
            first = cursor.fetchmany(BATCH_ROWS)
        except sqlite3.Error as error:
            raise _translated(error, sql) from None
        except OverflowError:
            raise ExecutionError("A bound number does not fit 64 bits.", sql=sql) from None
        if cursor.description is None:
            return Stream(pa.schema([]), iter(()))
        names = [column[0] for column in cursor.description]
        batch = _record_batch(names, first)
        return Stream(batch.schema, _batches(cursor, names, batch, sql))

    def syntax_error(self, sql: str) -> ExecutionError | None:
        try:
            self._native.execute("EXPLAIN " + sql).close()
        except sqlite3.Error as error:
            translated = _translated(error, sql)
            return translated if "yntax" in translated.message or "ncomplete" in translated.message else None
        return None

    def interrupt(self) -> None:
        self._native.interrupt()

    def register(self, name: str, frame: Any) -> None:
        raise ExecutionError(
            f"{name} is a DataFrame, and SQLite cannot read DataFrames.",
            hint="Query it in the notebook's own database: `%%sql notebook`.",
        )

    def unregister(self, name: str) -> None:
        """Nothing is ever registered."""

    def registered(self) -> set[str]:
        return set()

    def progress(self) -> float | None:
        return None

    def in_transaction(self) -> bool:
        return self._native.in_transaction

    def load(self, table: str, rows: pa.Table, mode: LoadMode) -> int:
        raise ExecutionError("SQLite connections do not load DataFrames yet.")

    def describe(self) -> ServerInfo:
        started = time.perf_counter()
        self._native.execute("SELECT 1").fetchall()
        latency_ms = 1000 * (time.perf_counter() - started)
        version = f"SQLite {sqlite3.sqlite_version}"
        return ServerInfo(version, latency_ms, can_write=self.config.access == "read_write")

    def close(self) -> None:
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
    if read_only:
        _restrict(native)
    return SQLiteConnection(config, native)


def _uri(target: str, *, read_only: bool) -> str:
    if target == ":memory:":
        return "file::memory:"
    return f"file:{quote(str(Path(target).resolve()))}?mode={'ro' if read_only else 'rwc'}"


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _restrict(native: sqlite3.Connection) -> None:
    native.execute("PRAGMA query_only = ON")
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
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _READING_PRAGMAS:
        versions = first in ("user_version", "schema_version") and second is not None
        return sqlite3.SQLITE_DENY if versions else sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _batches(
    cursor: sqlite3.Cursor, names: list[str], first: pa.RecordBatch, sql: str
) -> Iterator[pa.RecordBatch]:
    batch = first
    while batch.num_rows:
        yield batch
        try:
            rows = cursor.fetchmany(BATCH_ROWS)
        except sqlite3.Error as error:
            raise _translated(error, sql) from None
        batch = _record_batch(names, rows)


def _record_batch(names: list[str], rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.RecordBatch.from_arrays([_array(column) for column in columns], names=names)


def _array(values: Sequence[Any]) -> pa.Array:
    """SQLite types values, not columns: a column that mixes numbers and text becomes text."""
    import pyarrow as pa

    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        kinds = {type(value) for value in values if value is not None}
        if kinds == {int, float}:
            return pa.array([None if value is None else float(value) for value in values])
        return pa.array([None if value is None else _as_text(value) for value in values])


def _as_text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


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
