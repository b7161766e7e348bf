"""What psycopg and libpq complain about, as errors with a way out. No message holds a secret."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import psycopg
from psycopg import errors

from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.connections.server_urls import read_server_url
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError, did_you_mean

_LOST = (
    errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, errors.IdleSessionTimeout,
    errors.IdleInTransactionSessionTimeout, errors.ConnectionFailure, errors.ProtocolViolation,
)  # fmt: skip

_REFUSALS: tuple[tuple[str, str, str], ...] = (
    (
        r"password authentication failed",
        "{server} refused the password of user {user}.",
        (
            "Check user and password. It may stand in the URL (special characters percent-encoded), in the "
            "environment variable PGPASSWORD or in a .pgpass file."
        ),
    ),
    (
        r"no password supplied",
        "{server} wants a password for user {user}, and none was given.",
        (
            "Put it into the URL (postgresql://user:password@host/db), the environment variable PGPASSWORD "
            "or a .pgpass file."
        ),
    ),
    (
        r'role "(?P<name>[^"]*)" does not exist',
        "{server} knows no user {name}.",
        "Check the user in the URL.",
    ),
    (
        r"could not translate host name|failed to resolve|Name or service not known|nodename nor servname",
        "There is no host {host}.",
        "Check the host's name in the URL, and that this machine may look it up (VPN, DNS).",
    ),
    (
        r"Connection refused|No such file or directory",
        "Nothing answers at {server}.",
        "Check host and port, and that the server runs and listens there.",
    ),
    (
        r"timeout expired|timed out",
        "{server} did not answer in time.",
        "Check host, port and firewall; `?connect_timeout=30` in the URL waits longer.",
    ),
    (
        r"no pg_hba\.conf entry",
        "{server} does not let user {user} in from here.",
        (
            "Its pg_hba.conf has no entry for this user, database, address or encryption; "
            "`?sslmode=require` may be what it wants."
        ),
    ),
    (
        r"server does not support SSL",
        "{server} does not encrypt connections, and the URL asks for it.",
        "Leave `sslmode` out of the URL, or set it to prefer.",
    ),
    (
        r'definition of service "(?P<name>[^"]*)" not found',
        "There is no service {name}.",
        "Services stand in ~/.pg_service.conf or in the file that PGSERVICEFILE names.",
    ),
    (
        r"too many connections|remaining connection slots|too many clients",
        "{server} has no connection left.",
        "Close connections that nobody uses, or ask its administrator for more.",
    ),
)


def refused(
    config: ConnectionConfig, error: psycopg.Error, databases: Callable[[], Sequence[str]] = list
) -> ConnectionFailed:
    """Why a connection could not be opened; `databases` lists the server's databases, where it lets one."""
    text = scrubbed(str(error), config)
    if found := re.search(r'invalid (?:URI query parameter|connection option)[: ]*"([^"]*)"', text):
        return _unknown_option(found[1])
    url = read_server_url(config.target)
    if found := re.search(r'database "([^"]*)" does not exist', text):
        hint = did_you_mean(found[1], list(databases())) or "Check the name behind the last / of the URL."
        return ConnectionFailed(f"{_server(url.place)} has no database {found[1]}.", hint=hint)
    for pattern, message, hint in _REFUSALS:
        if found := re.search(pattern, text):
            names = {"server": _server(url.place), "host": url.host, "user": url.user or "(of this machine)"}
            return ConnectionFailed(message.format(**{**names, **found.groupdict()}), hint=hint)
    return ConnectionFailed(
        f"PostgreSQL could not be reached: {_first_line(text)}",
        hint=f"The connection goes to {config.target}.",
    )


def lost(config: ConnectionConfig, *, in_transaction: bool) -> ConnectionFailed:
    """The server hung up in the middle of something."""
    undone = " The open transaction was undone." if in_transaction else ""
    return ConnectionFailed(
        f"The connection {config.name!r} to the server was lost.{undone}",
        hint="Run the cell again: the next statement connects anew. Whether a statement that was writing "
        "has taken effect must be looked up."
        if config.access == "read_write"
        else "Run the cell again: the next statement connects anew.",
    )


def is_loss(error: psycopg.Error) -> bool:
    """Whether the error is about the connection rather than a statement."""
    return isinstance(error, _LOST) or (
        isinstance(error, psycopg.OperationalError) and error.sqlstate is None
    )


def translated(error: psycopg.Error, sql: str, config: ConnectionConfig, *, shift: int = 0) -> ExecutionError:
    """The server's own words; `shift` characters stood before `sql` in what the server was sent."""
    told = error.diag
    position = int(told.statement_position) - 1 - shift if told.statement_position else None
    details = " ".join(filter(None, (told.message_detail, told.message_hint)))
    message = told.message_primary or _first_line(str(error))
    return error_at(message, sql, position, config, hint=_hint(error) or details or None)


def error_at(
    message: str, sql: str, position: int | None, config: ConnectionConfig, *, hint: str | None = None
) -> ExecutionError:
    """The server's message as a sentence, with its place where that lies within `sql`."""
    if position is not None and not 0 <= position <= len(sql):
        position = None
    message = scrubbed(message, config)
    return ExecutionError(
        message[:1].upper() + message[1:] + ("" if message.endswith(".") else "."),
        sql=sql,
        position=position,
        hint=scrubbed(hint, config) if hint else None,
    )


def scrubbed(text: str, config: ConnectionConfig) -> str:
    """`text` without the connection's password, should the server or libpq have repeated it."""
    secret = config.password.reveal() if config.password else ""
    return text.replace(secret, "***") if secret else text


def _hint(error: psycopg.Error) -> str | None:
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return "The connection is read-only; `--write` allows changes."
    if isinstance(error, errors.InFailedSqlTransaction):
        return "An earlier statement of this transaction failed: run `rollback`."
    if isinstance(error, psycopg.NotSupportedError) and error.sqlstate is None:
        return "Load a DataFrame with `%sql --append TABLE`, and save a result from Python."
    if isinstance(error, errors.SyntaxError) and "multiple commands" in str(error):
        return "Send one statement at a time."
    return None


def _unknown_option(name: str) -> ConnectionFailed:
    from psycopg.pq import Conninfo

    known = [option.keyword.decode() for option in Conninfo.get_defaults()]
    return ConnectionFailed(
        f"PostgreSQL connections have no option {name!r}.",
        hint=did_you_mean(name, known) or "libpq's options are meant, such as sslmode or connect_timeout.",
    )


def _server(place: str) -> str:
    return f"PostgreSQL at {place}" if place else "PostgreSQL on this machine"


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "no reason given")
