"""What SQLAlchemy and the DBAPI packages below it raise, in our own errors, without a secret."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import exc

from iopsdata_jupyter.connections.drivers.sqlalchemy.engines import Engine
from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError

_LINE = re.compile(r"^LINE (?P<line>\d+): (?P<shown>.*)\n(?P<blanks> *)\^", re.MULTILINE)
_NEAR = re.compile(r"near [\"'](?P<token>[^\"'\n]+)")
_STOPPED = re.compile(
    r"interrupted|cancel+ed|cancel+ing statement|query execution was interrupted", re.IGNORECASE
)
_REFUSED = re.compile(r"read-?only|readonly|query_only", re.IGNORECASE)


def missing(backend: str, engine: Engine) -> ConnectionFailed:
    """SQLAlchemy's dialect or the DBAPI package is not installed."""
    return ConnectionFailed(
        f"A package that SQLAlchemy needs for {backend} is not installed.",
        hint=f"Install it and open the connection again: pip install {engine.install}",
    )


def unopened(config: ConnectionConfig, error: BaseException) -> ConnectionFailed:
    """Why a connection could not be opened, with what is secret in the message blotted out."""
    return ConnectionFailed(
        f"{config.name} cannot be opened: {_blotted(message(error), config)}",
        hint="Check the host, the port, the database and the account in the URL.",
    )


def translated(
    error: BaseException, sql: str, config: ConnectionConfig, *, before: str = ""
) -> ExecutionError:
    """Why a statement failed; `before` is what stood before it in the text that was sent."""
    whole = str(getattr(error, "orig", None) or error)
    told = _blotted(message(error), config)
    if _STOPPED.search(told):
        return ExecutionError("The statement was stopped.", sql=sql, title="Stopped")
    hint = "The connection is read-only; `--write` allows changes." if _REFUSED.search(told) else None
    return ExecutionError(told, sql=sql, position=_position(whole, sql, before), hint=hint)


def message(error: BaseException) -> str:
    """The first line of what the DBAPI package says; SQLAlchemy's own wrapping repeats the statement."""
    original: Any = error.orig if isinstance(error, exc.DBAPIError) else error
    # MySQL's packages put a number before the text.
    told = original.args[-1] if original.args and isinstance(original.args[0], int) else original
    line = (str(told).strip() or type(original).__name__).splitlines()[0]
    return line[:1].upper() + line[1:].rstrip(".") + "."


def _blotted(text: str, config: ConnectionConfig) -> str:
    secrets = [config.password, *(value for value in config.options.values() if isinstance(value, Secret))]
    for secret in secrets:
        if secret is not None and secret.reveal():
            text = text.replace(secret.reveal(), "***")
    return text


def _position(text: str, sql: str, before: str) -> int | None:
    if found := _LINE.search(text):
        starts = [0, *(match.end() for match in re.finditer("\n", sql))]
        line = int(found["line"]) - before.count("\n")
        column = len(found["blanks"]) - len(f"LINE {found['line']}: ")
        shown = found["shown"].removeprefix("...").removesuffix("...")
        cut = 3 if found["shown"].startswith("...") else 0
        at = sql.find(shown, starts[line - 1]) if 0 < line <= len(starts) else -1
        return at + column - cut if at >= 0 else None
    if "incomplete input" in text:
        return len(sql)
    near = _NEAR.search(text)
    return sql.find(near["token"]) if near and sql.count(near["token"]) == 1 else None
