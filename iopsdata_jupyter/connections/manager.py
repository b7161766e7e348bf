"""Which connections are open in this kernel, and which is current."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.errors import ConnectionFailed, UsageError, did_you_mean

NOTEBOOK = "notebook"
"""Name of the in-memory DuckDB in which the notebook's DataFrames are tables."""


class ConnectionManager:
    """Open connections by name. `notebook` opens by itself when it is first asked for."""

    def __init__(self) -> None:
        self._open: dict[str, Connection] = {}
        self._current = NOTEBOOK

    def open(self, config: ConnectionConfig) -> Connection:
        """Opens `config` under its name, in place of one of that name, and makes it current.

        Raises:
            UsageError: the name is reserved or no identifier.
            ConnectionFailed: the database cannot be opened; what was open stays so.
        """
        _check_name(config.name)
        previous = self._open.get(config.name)
        if previous is not None and previous.config == config:
            self._current = config.name
            return previous
        if previous is not None and previous.config.target == config.target != ":memory:":
            previous.close()
            del self._open[config.name]
        connection = open_connection(config)
        if previous is not None:
            previous.close()
        self._open[config.name] = connection
        self._current = config.name
        return connection

    def get(self, name: str | None = None) -> Connection:
        """The open connection of that name, or the current one.

        Raises:
            ConnectionFailed: no connection of that name is open.
        """
        name = name or self._current
        if name == NOTEBOOK and NOTEBOOK not in self._open:
            self._open[NOTEBOOK] = open_connection(_notebook_config())
        if name not in self._open:
            raise self.unknown(name)
        return self._open[name]

    def use(self, name: str) -> Connection:
        """Makes an open connection the current one."""
        connection = self.get(name)
        self._current = name
        return connection

    def close(self, name: str) -> None:
        """Closes the connection of that name; the notebook's own becomes current if it was."""
        self.get(name).close()
        del self._open[name]
        if self._current == name:
            self._current = NOTEBOOK

    def close_all(self) -> None:
        """Closes every connection."""
        for name in list(self._open):
            self.close(name)

    @property
    def current_name(self) -> str:
        return self._current

    def names(self) -> list[str]:
        """Names of the open connections, in order of opening."""
        return list(self._open)

    def is_open(self, name: str) -> bool:
        return name in self._open

    def unknown(self, name: str, saved: Sequence[str] = ()) -> ConnectionFailed:
        """The error for a name that is neither open nor `saved`."""
        names = [*self._open, NOTEBOOK, *saved]
        return ConnectionFailed(
            f"There is no connection named {name!r}.",
            hint=did_you_mean(name, names)
            or f"Known: {', '.join(dict.fromkeys(names))}. `%connect` opens more.",
        )


def _check_name(name: str) -> None:
    if name == NOTEBOOK:
        raise UsageError(
            f"The name {NOTEBOOK!r} is kept for the notebook's own database.", hint="Choose another."
        )
    if not re.fullmatch(r"[^\W\d][\w-]*", name):
        raise UsageError(
            f"{name!r} cannot be a connection's name.",
            hint="A name has letters, digits, - and _, and starts with a letter: `--as shop`.",
        )


def _notebook_config() -> ConnectionConfig:
    return ConnectionConfig(NOTEBOOK, "duckdb", ":memory:", options={"folders": (str(Path.cwd()),)})
