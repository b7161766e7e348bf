"""`%sql` and `%%sql`: run SQL, return a DataFrame."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.magics.connect import connect
from iopsdata_jupyter.magics.options import (
    Option,
    Parsed,
    Syntax,
    form,
    json_object,
    listed,
    seconds,
    variable_name,
    whole_number,
)
from iopsdata_jupyter.magics.render import (
    progress_line,
    result_value,
    show_text,
    show_transaction,
)

if TYPE_CHECKING:
    from iopsdata_jupyter.connections.models import LoadMode
    from iopsdata_jupyter.execution.execute import Observer
    from iopsdata_jupyter.execution.result import Result
    from iopsdata_jupyter.session import Session

SYNTAX = Syntax(
    usage=(
        "%sql [options] [CONNECTION] [NAME <<] SQL\n"
        "%%sql [CONNECTION] [options] [NAME <<]   with the SQL below"
    ),
    options=(
        Option(
            "out", "keep the rows in the variable NAME instead of showing them", "o", "NAME", variable_name
        ),
        Option("limit", "fetch at most N rows", "l", "N", whole_number),
        Option("params", "values for `:name`, before the notebook's variables", "p", "JSON", json_object),
        Option("as", "the kind of result: pandas, polars or arrow", None, "KIND", form),
        Option("timeout", "stop the statement after S seconds (0: never)", "t", "S", seconds),
        Option("file", "run the SQL of a file", "f", "PATH"),
        Option("explain", "show the engine's plan and do not run the statement", "e"),
        Option(
            "save", "save the statement as NAME, which later statements can read like a table", "S", "NAME"
        ),
        Option("with", "saved statements that this one reads, separated by commas", "w", "NAMES"),
        Option("no-execute", "with --save: do not run the statement", "N"),
        Option("persist", "write the DataFrame NAME into a new table of that name", None, "NAME"),
        Option("persist-replace", "the same, in place of a table of that name", None, "NAME"),
        Option("append", "add the rows of the DataFrame NAME to the table of that name", None, "NAME"),
        Option("table", "when a DataFrame is written: the table's name", None, "NAME"),
        Option("connections", "list the connections"),
        Option("close", "close the connection NAME", "x", "NAME"),
        Option("section", "open the section NAME of JupySQL's connections.ini", None, "NAME"),
        Option("help", "show this", "h"),
    ),
)

_DELEGATED = ("connections", "close", "section")
"""Options that are %connect's business."""

_LOAD_MODES: dict[str, LoadMode] = {"persist": "create", "persist_replace": "replace", "append": "append"}

_URL = re.compile(r"^\s*(?:--?[\w-]+\s+\S+\s+)*[A-Za-z][\w+.]*://\S*(?:\s+--?\w[\w-]*(?:[ =]\S+)?)*\s*$")
_ASSIGN = re.compile(r"\s*([^\W\d]\w*)\s*<<\s*")
_FIRST_WORD = re.compile(r"\s*([^\W\d][\w-]*)(?:\s+|$)")


def sql(line: str, cell: str | None = None) -> Any:
    """Runs SQL on a connection, or on the notebook's DataFrames."""
    from iopsdata_jupyter.session import current_session

    if _URL.search(line):
        return connect(line) if cell is None else _sql_on_url(line, cell)
    session = current_session()
    connection, rest = _connection(line, session, whole=cell is not None)
    parsed = SYNTAX.parse(rest)
    if parsed.get("help"):
        return show_text(SYNTAX.help())
    rest = parsed.rest
    if connection is None:
        connection, rest = _connection(rest, session, whole=cell is not None)
    if delegated := next((name for name in _DELEGATED if parsed.get(name)), None):
        return connect(f"--{delegated} {parsed.get(delegated)!r}" if delegated != "connections" else "")
    if any(parsed.get(mode) for mode in _LOAD_MODES):
        return _load(parsed, connection, session)
    name, rest = _assigned(rest)
    given = _file(parsed.values["file"]) if "file" in parsed.values else cell
    with progress_line(whole_cell=cell is not None) as observer:
        result = _result(session, _statement(rest, given, session), connection, parsed, observer)
    if result is None:
        return None
    value = result_value(result, parsed.get("out") or name)
    show_transaction(session.connection(connection))
    return value


def _sql_on_url(line: str, cell: str) -> Any:
    """A cell whose magic line is a URL: connect, then run the cell."""
    connect(line)
    return sql("", cell)


def _result(
    session: Session, statement: str, connection: str | None, parsed: Parsed, observer: Observer
) -> Result | None:
    """The rows of the statement; None where it was only saved or explained."""
    from iopsdata_jupyter.run_options import RunOptions

    if saved := parsed.get("save"):
        session.snippets[saved] = statement
        if parsed.get("no_execute"):
            show_text(f"Saved as {saved}.")
            return None
    if parsed.get("explain"):
        show_text(session.explain(statement, connection=connection, parameters=parsed.get("params")))
        return None
    return session.sql(
        statement,
        connection=connection,
        parameters=parsed.get("params"),
        snippets=listed(parsed.get("with")),
        options=RunOptions(
            limit=parsed.get("limit"),
            timeout_s=parsed.get("timeout"),
            form=parsed.get("as", "pandas"),
            observer=observer,
        ),
    )


def _load(parsed: Parsed, connection: str | None, session: Session) -> None:
    given = next(option for option in _LOAD_MODES if parsed.get(option))
    name, mode = parsed.get(given), _LOAD_MODES[given]
    table = parsed.get("table") or name
    written = session.persist(name, connection=connection, table=table, mode=mode)
    show_text(f"{written:,} rows written to {table}.")


def _file(path: str) -> str:
    try:
        return Path(path).expanduser().read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {error}.", hint=f"Relative paths start at {Path.cwd()}."
        ) from None


def _connection(text: str, session: Session, *, whole: bool) -> tuple[str | None, str]:
    """A leading connection name, and what follows it.

    In a line the first word is a name only if something of that name is open or saved and SQL follows.
    """
    found = _FIRST_WORD.match(text)
    if found is None or _ASSIGN.match(text):
        return None, text
    rest = text[found.end() :]
    if session.connections.knows(found[1]) and (whole or rest.strip()):
        return found[1], rest
    return None, text


def _assigned(text: str) -> tuple[str | None, str]:
    found = _ASSIGN.match(text)
    return (found[1], text[found.end() :]) if found else (None, text)


def _statement(rest: str, cell: str | None, session: Session) -> str:
    if cell is None:
        statement = rest
    elif rest and re.fullmatch(r"[^\W\d][\w-]*", rest):
        raise session.connections.unknown(rest)
    else:
        # SQL that begins on the magic's own line goes on in the cell.
        statement = f"{rest}\n{cell}" if rest else cell
    if not statement.strip():
        raise UsageError("There is no SQL to run.", hint="Write it below %%sql, or behind %sql on one line.")
    return statement.strip()
