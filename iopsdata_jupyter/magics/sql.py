"""`%sql` and `%%sql`: run SQL, return a DataFrame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.magics.options import Option, Syntax, json_object, seconds, variable_name, whole_number
from iopsdata_jupyter.magics.render import result_value, show_text

if TYPE_CHECKING:
    import pandas as pd

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
        Option("timeout", "stop the statement after S seconds (0: never)", "t", "S", seconds),
        Option("help", "show this", "h"),
    ),
)

_ASSIGN = re.compile(r"\s*([^\W\d]\w*)\s*<<\s*")
_FIRST_WORD = re.compile(r"\s*([^\W\d][\w-]*)(?:\s+|$)")


def sql(line: str, cell: str | None = None) -> pd.DataFrame | None:
    """Runs one SQL statement on a connection, or on the notebook's DataFrames."""
    from iopsdata_jupyter.session import current_session

    session = current_session()
    connection, rest = _connection(line, session, whole=cell is not None)
    parsed = SYNTAX.parse(rest)
    if parsed.get("help"):
        show_text(SYNTAX.help())
        return None
    rest = parsed.rest
    if connection is None:
        connection, rest = _connection(rest, session, whole=cell is not None)
    name, rest = _assigned(rest)
    statement = _statement(rest, cell, session)
    result = session.sql(
        statement,
        connection=connection,
        parameters=parsed.get("params"),
        limit=parsed.get("limit"),
        timeout_s=parsed.get("timeout"),
    )
    return result_value(result, parsed.get("out") or name)


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
