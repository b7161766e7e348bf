"""What PyMySQL raises, in our own errors. No message of the server holds a password."""

from __future__ import annotations

import re

from pymysql import err
from pymysql.constants import CR, ER

from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError

_READ_ONLY_TRANSACTION = 1792
"""ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, which PyMySQL does not name."""
_INTERRUPTED = {ER.QUERY_INTERRUPTED, ER.QUERY_TIMEOUT, ER.STATEMENT_TIMEOUT}
_LOST = {CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST, 0}
"""0 is PyMySQL's own code for a connection that is closed."""
_SYNTAX = re.compile(r"near '(?P<rest>.*)' at line (?P<line>\d+)$", re.DOTALL)
_PREAMBLE = re.compile(r"^You have an error in your SQL syntax; check the manual .*? to use ", re.DOTALL)


def code(error: BaseException) -> int | None:
    """The server's number of the error, such as 1064; None where it has none."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, int) else None


def unopened(config: ConnectionConfig, where: str, error: BaseException) -> ConnectionFailed:
    """Why a connection could not be opened; `where` is `host:port` or a socket."""
    number = code(error)
    if number == ER.ACCESS_DENIED_ERROR:
        return ConnectionFailed(
            f"The server at {where} refused the user or the password.",
            hint="Check both; an account may also be bound to the host that it connects from.",
        )
    if number == ER.DBACCESS_DENIED_ERROR:
        return ConnectionFailed(f"The account may not use that database: {_text(error)}.")
    if number == ER.BAD_DB_ERROR:
        return ConnectionFailed(f"{_text(error)} at {where}.", hint="Check the last part of the URL.")
    if number in (CR.CR_CONN_HOST_ERROR, CR.CR_CONNECTION_ERROR, CR.CR_UNKNOWN_HOST):
        return ConnectionFailed(
            f"No MySQL or MariaDB server answers at {where}: {_reason(error)}.",
            hint="Check host and port, and whether the server runs and lets this machine in.",
        )
    return ConnectionFailed(f"{config.name} cannot be opened at {where}: {_text(error)}.")


def translated(error: BaseException, sql: str) -> ExecutionError:
    """Why a statement failed, with its place where the server told."""
    number, text = code(error), _text(error)
    if number == ER.PARSE_ERROR:
        return _syntax(text, sql)
    if number == _READ_ONLY_TRANSACTION:
        return ExecutionError(
            "The server refused a change inside a read-only transaction.",
            sql=sql,
            hint="The connection is read-only; `--write` allows changes.",
        )
    if number in _INTERRUPTED:
        return stopped(sql)
    if number in _LOST or isinstance(error, OSError):
        return ExecutionError(
            f"The connection to the server is lost: {text or 'it was closed'}.",
            sql=sql,
            hint="Open it again with %connect.",
        )
    return ExecutionError(f"{text}.", sql=sql)


def stopped(sql: str) -> ExecutionError:
    """The error of a statement that was told to stop."""
    return ExecutionError("The statement was stopped.", sql=sql, title="Stopped")


def _syntax(text: str, sql: str) -> ExecutionError:
    message = _PREAMBLE.sub("The SQL has a mistake ", text)
    found = _SYNTAX.search(text)
    if found is None:
        return ExecutionError(f"{message}.", sql=sql)
    rest = found["rest"]
    line_start = _line_start(sql, int(found["line"]))
    at = sql.find(rest, line_start) if rest else len(sql)
    message = f"The SQL has a mistake near {rest.splitlines()[0]!r}." if rest else "The SQL ends too early."
    return ExecutionError(message, sql=sql, position=at if at >= 0 else None)


def _line_start(sql: str, line: int) -> int:
    starts = [0, *(match.end() for match in re.finditer("\n", sql))]
    return starts[min(line, len(starts)) - 1]


def _text(error: BaseException) -> str:
    text = str(error.args[-1]) if error.args else type(error).__name__
    return text.rstrip(".")


def _reason(error: BaseException) -> str:
    """The operating system's words inside `Can't connect to MySQL server on 'x' ([Errno 111] ...)`."""
    inner = re.search(r"\(\[Errno -?\d+\] (.*)\)$|\((.*)\)$", _text(error))
    return next((group for group in inner.groups() if group), _text(error)) if inner else _text(error)


PYMYSQL_ERRORS = (err.Error, OSError)
"""What a call of PyMySQL may raise: its own tree, and what a socket raises."""
