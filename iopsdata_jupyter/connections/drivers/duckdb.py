"""DuckDB, spoken to natively: database files, the notebook's in-memory database, data files as views.

Read-only is enforced by the engine: the file is opened read-only, access to other files is switched off
and the configuration is locked, so that no statement can undo it. What that still lets through (temporary
objects, variables, prepared statements) is refused by the kind of statement that DuckDB's own parser tells.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from iopsdata_jupyter.connections.drivers import excel
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

BATCH_ROWS = 100_000

_OFFLINE = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
_ACKNOWLEDGEMENTS = (["Count"], ["Success"])
"""Columns in which DuckDB answers a statement that is no query and has no RETURNING."""
_READING = frozenset({"SELECT", "RELATION", "MULTI"})
"""Kinds of statement, as DuckDB names them; MULTI is what it makes of PIVOT."""
_ROLLED_BACK = frozenset({"EXPLAIN", "MULTI"})
_GAP = r"(?:\s|--[^\n]*\n|/\*.*?\*/)"
_EXPLAIN = re.compile(
    rf"{_GAP}*EXPLAIN\b(?:{_GAP}|\bANALYZE\b|\([^()]*\)(?=\s*\w))*", re.IGNORECASE | re.DOTALL
)
_READING_PRAGMAS = re.compile(
    r"(?:show(?:_\w+)?|table_info|storage_info|metadata_info|database_(?:list|size)|version|platform|collations|functions)"
)
_PRAGMA = re.compile(rf"{_GAP}*PRAGMA\s+(\w+)", re.IGNORECASE | re.DOTALL)
_ERROR_KIND = re.compile(r"^(?:Parser|Binder|Catalog|Conversion|Invalid Input) Error: ")
_MEMORY_HINT = "Select fewer columns or rows, or aggregate in the query."


class DuckDBConnection:
    """A native connection; `dialect` is sqlglot's `duckdb`."""

    dialect = "duckdb"
    capabilities = Capabilities(
        "dollar", reads_frames=True, transactions=True, tells_progress=True, loads=True
    )

    def __init__(
        self, config: ConnectionConfig, native: duckdb.DuckDBPyConnection, folders: tuple[Path, ...] = ()
    ) -> None:
        self.config = config
        self.readable_folders = folders
        self._native = native
        self._transaction_open = False
        self._reader: pa.RecordBatchReader | None = None
        self._frames: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<DuckDB connection {self.config.name!r}, {self.config.access}>"

    def execute(self, sql: str, parameters: Parameters) -> Stream:
        import pyarrow as pa

        if self._reader is not None:
            # A result that was not read to its end blocks the next statement.
            self._reader.close()
        try:
            statement = self._only_statement(sql)
            if self.config.access == "read_only" and _kind(statement) in _ROLLED_BACK:
                return self._run_and_undo(statement, parameters)
            # None for a statement without rows, whatever the stub says.
            values = dict(parameters) or None
            relation: duckdb.DuckDBPyRelation | None = self._native.sql(statement, params=values)
            self._follow_transaction(sql)
            if relation is None:
                return Stream(pa.schema([]), iter(()))
            self._reader = reader = relation.to_arrow_reader(BATCH_ROWS)
        except duckdb.Error as error:
            raise _translated(error, sql) from None
        if reader.schema.names in _ACKNOWLEDGEMENTS and _is_no_query(statement, sql):
            reader.read_all()
            return Stream(pa.schema([]), iter(()))
        return Stream(reader.schema, _batches(reader, sql))

    def _only_statement(self, sql: str) -> duckdb.Statement:
        """The one statement of `sql`, as DuckDB itself reads it; on a read-only connection one that reads."""
        statements = self._native.extract_statements(sql)
        if len(statements) != 1:
            raise ExecutionError(
                f"{len(statements)} statements were given; one is run at a time.",
                sql=sql,
                hint="Put each statement in a cell of its own.",
            )
        if self.config.access == "read_only" and not _reads(self._native, statements[0]):
            raise ExecutionError(
                f"{_kind(statements[0])} is not a read, and this connection is read-only.",
                sql=sql,
                hint="The connection is read-only; `--write` allows changes.",
            )
        return statements[0]

    def _run_and_undo(self, statement: duckdb.Statement, parameters: Parameters) -> Stream:
        """EXPLAIN ANALYZE runs what it explains, and PIVOT makes a type: both end in a rollback."""
        self._native.begin()
        try:
            table = self._native.sql(statement, params=dict(parameters) or None).to_arrow_table()
        finally:
            self._native.rollback()
        return Stream(table.schema, iter(table.to_batches()))

    def syntax_error(self, sql: str) -> ExecutionError | None:
        try:
            self._native.extract_statements(sql)
        except duckdb.Error as error:
            return _translated(error, sql)
        return None

    def interrupt(self) -> None:
        self._native.interrupt()

    def register(self, name: str, frame: Any) -> None:
        try:
            self._native.register(name, frame)
        except duckdb.Error as error:
            raise ExecutionError(
                f"The DataFrame {name} cannot be read: {_first_line(error)}",
                hint="Give its columns plain types, or leave it out with `del`.",
            ) from None
        self._frames[name] = frame

    def unregister(self, name: str) -> None:
        if self._frames.pop(name, None) is not None:
            self._native.unregister(name)

    def registered(self) -> set[str]:
        return set(self._frames)

    def progress(self) -> float | None:
        done = self._native.query_progress()
        return done / 100 if done > 0 else None

    def in_transaction(self) -> bool:
        return self._transaction_open

    def _follow_transaction(self, sql: str) -> None:
        """DuckDB does not tell whether a transaction is open: what began and ended it is remembered."""
        first = re.match(r"\s*(\w*)", sql)
        word = first[1].upper() if first else ""
        if word in ("BEGIN", "START"):
            self._transaction_open = True
        elif word in ("COMMIT", "END", "ROLLBACK", "ABORT"):
            self._transaction_open = False

    def load(self, table: str, rows: pa.Table, mode: LoadMode) -> int:
        name = ".".join(f'"{part.replace(chr(34), chr(34) * 2)}"' for part in table.split("."))
        actions = {
            "create": f"CREATE TABLE {name} AS",
            "replace": f"CREATE OR REPLACE TABLE {name} AS",
            "append": f"INSERT INTO {name} BY NAME",
        }
        action = actions[mode]
        try:
            self._native.register("__iopsdata_rows", rows)
            self._native.execute(f"{action} SELECT * FROM __iopsdata_rows")
        except duckdb.Error as error:
            raise _translated(error, action) from None
        finally:
            self._native.unregister("__iopsdata_rows")
        return int(rows.num_rows)

    def describe(self) -> ServerInfo:
        started = time.perf_counter()
        self._native.execute("SELECT 1").fetchall()
        latency_ms = 1000 * (time.perf_counter() - started)
        return ServerInfo(
            f"DuckDB {duckdb.__version__}", latency_ms, can_write=self.config.access == "read_write"
        )

    def close(self) -> None:
        self._frames.clear()
        self._native.close()


def _kind(statement: duckdb.Statement) -> str:
    try:
        return statement.type.name
    except ValueError:  # a kind of statement that the Python package does not know yet
        return "UNKNOWN"


def _reads(native: duckdb.DuckDBPyConnection, statement: duckdb.Statement) -> bool:
    kind = _kind(statement)
    if kind == "PRAGMA":
        found = _PRAGMA.match(statement.query)
        return bool(found and _READING_PRAGMAS.fullmatch(found[1].lower()))
    if kind == "EXPLAIN":
        explained = native.extract_statements(_EXPLAIN.sub("", statement.query, count=1))
        return len(explained) == 1 and _kind(explained[0]) in _READING
    return kind in _READING


def connect(config: ConnectionConfig) -> DuckDBConnection:
    """Opens a file, `:memory:`, or the data files of the configuration as views.

    Raises:
        ConnectionFailed: the file is missing, locked, damaged or of another kind.
    """
    if config.target != ":memory:":
        return DuckDBConnection(config, _open_file(config))
    native = _native(config)
    folders = _folders(config)
    _allow_folders(native, folders)
    for name, path in view_names(config.files).items():
        if path.name.lower().endswith(excel.SUFFIXES):
            for table, rows in excel.read_sheets(name, path).items():
                native.register(table, rows)
        else:
            _create_view(native, name, path)
    return DuckDBConnection(config, native, folders)


def _native(config: ConnectionConfig) -> duckdb.DuckDBPyConnection:
    """The database with the user's own settings, such as `memory_limit`, under those that must hold.

    Raises:
        ConnectionFailed: DuckDB refuses the file or a setting.
    """
    own = {name: str(value) for name, value in config.options.items() if name != "folders"}
    read_only = config.access == "read_only" and config.target != ":memory:"
    try:
        return duckdb.connect(config.target, read_only=read_only, config={**own, **_OFFLINE})
    except duckdb.Error as error:
        raise _unopened(config, error) from None


def open_for_frames() -> DuckDBConnection:
    """A connection for DataFrames, which it alone sees; all of them share one empty database.

    Opening a database takes 15 ms of CPU and closing it 7, a cursor next to nothing (DuckDB 2.0).
    """
    return DuckDBConnection(ConnectionConfig("frame", "duckdb", ":memory:"), _empty_database().cursor())


@lru_cache(maxsize=1)
def _empty_database() -> duckdb.DuckDBPyConnection:
    native = _native(ConnectionConfig("frames", "duckdb", ":memory:"))
    _allow_folders(native, ())
    return native


def new_memory_database(
    config: ConnectionConfig,
) -> tuple[duckdb.DuckDBPyConnection, Callable[[], tuple[Path, ...]]]:
    """An empty database, and what locks it to the folders of `config.files`, which it gives."""
    native = _native(config)
    folders = _folders(config)

    def lock() -> tuple[Path, ...]:
        _allow_folders(native, folders)
        return folders

    return native, lock


def _open_file(config: ConnectionConfig) -> duckdb.DuckDBPyConnection:
    read_only = config.access == "read_only"
    if read_only and not Path(config.target).exists():
        raise ConnectionFailed(
            f"There is no file {config.target}.", hint="`%connect PATH --write` makes a new DuckDB file."
        )
    native = _native(config)
    if read_only:
        _lock(native)
    return native


def _lock(native: duckdb.DuckDBPyConnection) -> None:
    native.execute("SET enable_external_access = false")
    native.execute("SET lock_configuration = true")


def _folders(config: ConnectionConfig) -> tuple[Path, ...]:
    named = {Path(folder).resolve() for folder in config.options.get("folders", ())}
    return tuple(sorted({path.parent for path in config.files} | named))


def _allow_folders(native: duckdb.DuckDBPyConnection, folders: tuple[Path, ...]) -> None:
    listed = ", ".join(_quoted(str(folder)) for folder in folders)
    native.execute(f"SET allowed_directories = [{listed}]")
    _lock(native)


def view_names(files: tuple[Path, ...]) -> dict[str, Path]:
    """A table name for each data file: its stem, numbered where two files share one."""
    names: dict[str, Path] = {}
    for path in files:
        stem = re.sub(r"\W+", "_", path.name.split(".")[0]).strip("_") or "file"
        name, number = stem, 2
        while name in names:
            name, number = f"{stem}_{number}", number + 1
        names[name] = path
    return names


def _create_view(native: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    try:
        native.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {_reader(path)}')
    except duckdb.Error as error:
        raise ConnectionFailed(
            f"{path.name} cannot be read: {_first_line(error)}",
            hint="Check that the file is whole and that its ending tells its format.",
        ) from None


def _reader(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    function = {".parquet": "read_parquet", ".csv": "read_csv", ".tsv": "read_csv"}.get(
        name[name.rfind(".") :], "read_json_auto"
    )
    return f"{function}({_quoted(str(path))})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _batches(reader: Any, sql: str) -> Iterator[Any]:
    import pyarrow as pa

    try:
        yield from reader
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise _translated(error, sql) from None


def _first_line(error: BaseException) -> str:
    return str(error).split("\n")[0].strip()


def _unopened(config: ConnectionConfig, error: duckdb.Error) -> ConnectionFailed:
    text = _first_line(error)
    if "configuration parameter" in text or "configuration option" in text:
        return ConnectionFailed(
            f"DuckDB has no setting of that name: {text}",
            hint="duckdb.org/docs/configuration lists them, such as memory_limit and threads.",
        )
    if "different configuration" in text:
        return ConnectionFailed(
            f"{config.target} is already open in this kernel with other access.",
            hint="Close that connection first: `%connect --close NAME`.",
        )
    if "lock" in text.lower():
        return ConnectionFailed(
            f"{config.target} is in use by another process that writes to it.",
            hint="Close it there, or work on a copy of the file.",
        )
    return ConnectionFailed(f"{config.target} cannot be opened: {text}", hint="Is it a DuckDB file?")


def _translated(error: BaseException, sql: str) -> ExecutionError:
    text = str(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return ResultTooLarge(_first_line(error), sql=sql, hint=_MEMORY_HINT)
    message = _ERROR_KIND.sub("", _first_line(error))
    candidates = re.search(r"^Candidate bindings: (.*)$", text, re.MULTILINE)
    hint = f"Near: {candidates[1]}." if candidates else None
    return ExecutionError(message, sql=sql, position=_position(text, sql), hint=hint)


def _position(text: str, sql: str) -> int | None:
    """The offset that DuckDB's `LINE n: ...` and its caret point at."""
    found = re.search(r"^(LINE (\d+): )(.*)\n( *)\^", text, re.MULTILINE)
    if not found:
        return None
    shown = found[3].removeprefix("...").removesuffix("...")
    cut = len(found[3]) - len(found[3].removeprefix("..."))
    starts = [0, *(match.end() for match in re.finditer("\n", sql))]
    line = int(found[2])
    at = sql.find(shown, starts[line - 1]) if line <= len(starts) else -1
    return at + len(found[4]) - len(found[1]) - cut if at >= 0 else None


def _is_no_query(statement: duckdb.Statement, sql: str) -> bool:
    return _kind(statement) not in _READING and "RETURNING" not in sql.upper()
