"""Data files of one format as one table of an in-memory DuckDB, with what was found of them.

Text files are read once into the table: every later statement would parse them again. Lines that are no rows
are kept apart and counted, where a plain scan would stop or take the whole file for one column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from iopsdata_jupyter.connections.drivers import excel
from iopsdata_jupyter.connections.drivers.duckdb import DuckDBConnection, new_memory_database, view_names
from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.errors import ConnectionFailed, UsageError, did_you_mean

SHOWN_BROKEN = 20
_ROUNDS = 4
"""Times that a CSV file is read again with more columns as text, before all are read so."""

_SIGNATURES = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "excel"),
    (b"\xd0\xcf\x11\xe0", "excel"),
    (b"SQLite format 3", "SQLite"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "PDF"),
)


@dataclass(frozen=True, slots=True)
class CsvFacts:
    """How a text file was read."""

    encoding: str
    delimiter: str
    quote: str
    header: bool
    broken_count: int = 0
    broken: tuple[tuple[int, str, str], ...] = ()
    """Line, reason and text of the first lines that are no rows."""


@dataclass(frozen=True, slots=True)
class DataFiles:
    """An open table of files."""

    connection: DuckDBConnection
    table: str
    format: str
    csv: CsvFacts | None = None
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()


def open_files(paths: Sequence[Path], *, sheet: str | None = None) -> DataFiles:
    """Opens files of one format as one table, which is named after the first.

    Raises:
        ConnectionFailed: a file is missing, empty, damaged or of another format than its name says.
        UsageError: the files are of several formats, or there is no such sheet.
    """
    format_name = _one_format(paths)
    for path in paths:
        _check_content(path, format_name)
    table = next(iter(view_names(tuple(paths[:1]))))
    config = ConnectionConfig(table, "duckdb", ":memory:", files=tuple(path.resolve() for path in paths))
    native, lock = new_memory_database(config)
    try:
        if format_name == "excel":
            return _open_workbook(config, native, table, sheet)
        csv = None
        if format_name in ("csv", "tsv"):
            csv = _read_csv(native, table, paths)
        else:
            _read_other(native, table, paths, format_name)
    except duckdb.Error as error:
        raise _unreadable(paths, error) from None
    folders = lock()
    return DataFiles(DuckDBConnection(config, native, folders), table, format_name, csv)


def _one_format(paths: Sequence[Path]) -> str:
    formats = {_format(path) for path in paths}
    if len(formats) > 1:
        raise UsageError(
            f"The files have {len(formats)} formats: {', '.join(sorted(formats))}.",
            hint="Name files of one format: `%profile 'data/*.parquet'`.",
        )
    return formats.pop()


def _format(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    ending = name[name.rfind(".") :]
    if ending in excel.SUFFIXES:
        return "excel"
    return {".parquet": "parquet", ".csv": "csv", ".tsv": "tsv"}.get(ending, "json")


def _check_content(path: Path, format_name: str) -> None:
    """Refuses what its first bytes show to be something else."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise ConnectionFailed(
            f"{path.name} cannot be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from None
    if size == 0:
        raise ConnectionFailed(f"{path.name} is empty: it has 0 bytes.", hint="Write it again.")
    found = next((name for signature, name in _SIGNATURES if head.startswith(signature)), None)
    if path.name.lower().endswith(".gz"):
        if found != "gzip":
            raise ConnectionFailed(
                f"{path.name} is not compressed with gzip, as its name says.", hint="Rename it without .gz."
            )
    elif found != format_name and (found or format_name in ("parquet", "excel")):
        kind = f"a {found} file" if found else f"no {format_name} file"
        raise ConnectionFailed(
            f"{path.name} is {kind} by its content.", hint="Rename it with the ending of its format."
        )


def _open_workbook(
    config: ConnectionConfig, native: duckdb.DuckDBPyConnection, table: str, sheet: str | None
) -> DataFiles:
    sheets = excel.read_workbook(config.files[0])
    if not sheets:
        raise ConnectionFailed(f"{config.files[0].name} holds no rows.", hint="Fill a sheet and save it.")
    if sheet is not None and sheet not in sheets:
        raise UsageError(
            f"There is no sheet {sheet!r} in {config.files[0].name}.",
            hint=did_you_mean(sheet, list(sheets)) or f"Sheets: {', '.join(sheets)}.",
        )
    chosen = sheet or next(iter(sheets))
    connection = DuckDBConnection(config, native)
    connection.register(table, sheets[chosen])
    others = tuple(name for name in sheets if name != chosen)
    return DataFiles(connection, table, "excel", sheet=chosen, other_sheets=others)


def _read_other(
    native: duckdb.DuckDBPyConnection, table: str, paths: Sequence[Path], format_name: str
) -> None:
    listed = ", ".join(_quoted(str(path.resolve())) for path in paths)
    if format_name == "parquet":
        union = ", union_by_name = true" if len(paths) > 1 else ""
        native.execute(f'CREATE VIEW "{table}" AS SELECT * FROM read_parquet([{listed}]{union})')
    else:
        native.execute(f'CREATE TABLE "{table}" AS SELECT * FROM read_json_auto([{listed}])')


def _read_csv(native: duckdb.DuckDBPyConnection, table: str, paths: Sequence[Path]) -> CsvFacts:
    """Reads the files; a column in which a later value does not fit the type of the first ones is text."""
    encoding = _encoding(paths[0])
    as_text: dict[str, str] = {}
    for attempt in range(_ROUNDS):
        everything = attempt == _ROUNDS - 1
        native.execute(
            f'CREATE OR REPLACE TABLE "{table}" AS SELECT * FROM '
            f"read_csv({_csv_arguments(paths, encoding, as_text, everything=everything)})"
        )
        unfit = native.execute(
            "SELECT DISTINCT column_name FROM reject_errors WHERE error_type = 'CAST'"
        ).fetchall()
        if not unfit or everything:
            break
        as_text |= {name: "VARCHAR" for (name,) in unfit}
        native.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")
    facts = _csv_facts(native, paths[0], encoding)
    native.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")
    return facts


def _csv_arguments(
    paths: Sequence[Path], encoding: str, as_text: Mapping[str, str], *, everything: bool
) -> str:
    listed = ", ".join(_quoted(str(path.resolve())) for path in paths)
    arguments = [f"[{listed}]", "store_rejects = true", "rejects_limit = 0", f"encoding = '{encoding}'"]
    if everything:
        arguments.append("all_varchar = true")
    elif as_text:
        types = ", ".join(f"{_quoted(name)}: '{kind}'" for name, kind in as_text.items())
        arguments.append(f"types = {{{types}}}")
    if len(paths) > 1:
        arguments.append("union_by_name = true")
    return ", ".join(arguments)


def _csv_facts(native: duckdb.DuckDBPyConnection, path: Path, encoding: str) -> CsvFacts:
    scans = native.execute("SELECT delimiter, quote, has_header FROM reject_scans LIMIT 1").fetchall()
    # A scan is only kept where it rejected something; then sniffing without leave to do so finds otherwise.
    delimiter, quote, header = (
        scans
        or native.execute(
            "SELECT delimiter, quote, hasheader "
            f"FROM sniff_csv({_quoted(str(path))}, encoding = '{encoding}')"
        ).fetchall()
    )[0]
    # One line may have several errors; it is one row.
    count = native.execute("SELECT count(DISTINCT (file_id, line)) FROM reject_errors").fetchall()[0][0]
    broken = native.execute(
        "SELECT line, any_value(error_message), any_value(csv_line) FROM reject_errors "
        f"GROUP BY file_id, line ORDER BY file_id, line LIMIT {SHOWN_BROKEN}"
    ).fetchall()
    lines = tuple((int(line), str(reason).strip(), _short(text)) for line, reason, text in broken)
    return CsvFacts(
        encoding, delimiter, "" if quote in ("\x00", "(empty)") else quote, bool(header), count, lines
    )


def _short(text: object, most: int = 160) -> str:
    shown = "" if text is None else str(text)
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def _encoding(path: Path) -> str:
    """By its mark, else UTF-8 where the first MiB is, else Latin-1, of which every byte is a character."""
    import gzip

    opener = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rb") as file:
            head: bytes = file.read(2**20)
    except (OSError, EOFError):
        return "utf-8"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character that is cut at the end of the piece is no sign of another encoding.
        return "utf-8" if error.start > len(head) - 4 and len(head) == 2**20 else "latin-1"
    return "utf-8"


def _unreadable(paths: Sequence[Path], error: duckdb.Error) -> ConnectionFailed:
    name = paths[0].name if len(paths) == 1 else f"one of {len(paths)} files"
    reason = re.sub(r"^[\w ]+ Error: ", "", str(error).split("\n")[0].strip())
    return ConnectionFailed(
        f"{name} cannot be read: {reason}",
        hint="Check that the file is whole and that its ending tells its format.",
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
