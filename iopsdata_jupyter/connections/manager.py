"""Which connections are open in this kernel, which is current, and which are saved."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from iopsdata_jupyter.config import Access, environment_target
from iopsdata_jupyter.connections.adopt import adopt
from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.connections.saved import config_of, record_of, secrets_of
from iopsdata_jupyter.connections.urls import parse_target
from iopsdata_jupyter.errors import ConnectionFailed, StoreError, UsageError, did_you_mean
from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets, Store

NOTEBOOK = "notebook"
"""Name of the in-memory DuckDB in which the notebook's DataFrames are tables."""

SAMPLE = "sample"
"""Opens the sample retailer, which is made when it is first asked for."""


class ConnectionManager:
    """Open connections by name, and the saved ones behind them; `notebook` opens by itself."""

    def __init__(
        self,
        store: Callable[[], Store],
        sample: Callable[[], Path],
        *,
        saves_passwords: Callable[[], bool],
        unsaved: Callable[[StoreError], None],
    ) -> None:
        """`store` and `sample` are called when a saved connection or the sample file is first needed.

        `unsaved` is told why a connection that has been opened could not be saved.
        """
        self._store = store
        self._saves_passwords = saves_passwords
        self._unsaved = unsaved
        self._sample = sample
        self._open: dict[str, Connection] = {}
        self._current = NOTEBOOK

    @property
    def current_name(self) -> str:
        """Name of the connection that is used where none is named."""
        return self._current

    def connect(
        self,
        target: str,
        *,
        name: str | None = None,
        access: Access = "read_only",
        connect_args: Mapping[str, Any] | None = None,
        allow_functions: Iterable[str] = (),
        samples: bool | None = None,
        share: bool = False,
    ) -> Connection:
        """Opens a URL, a path or a saved name, makes it current and saves it.

        `samples` says whether values of its data may be told to a model; None: as it is saved, else not.
        Where other people see what is saved, a new one is saved only with `share`.

        Raises:
            ConnectionFailed: nothing is there, or it refuses; what was open stays so.
            UsageError: a name or scheme that cannot be used.
        """
        if name is None and access == "read_only" and (target == NOTEBOOK or target in self._open):
            if samples is not None:
                self._allow_samples(target, allowed=samples)
            return self.use(target)
        target = environment_target(target)
        config = self._config(target, name, access, connect_args)
        if samples is not None:
            config = dataclasses.replace(config, samples=samples)
        if functions := frozenset(allow_functions):
            config = dataclasses.replace(config, allow_functions=functions)
        connection = self._opened(config)
        if config.target != ":memory:" or config.files:
            try:
                if share or self.saves_by_itself(config.name):
                    self._save(config, target)
            except StoreError as error:
                self._unsaved(error)
        return connection

    def adopt(self, given: object, *, name: str | None = None, access: Access = "read_only") -> Connection:
        """Makes a live object of the notebook the current connection; it is not saved.

        Raises:
            UsageError: an object that is no connection, or a name that cannot be used.
            ConnectionFailed: its server does not answer.
        """
        connection = adopt(given, name=name, access=access)
        check_name(connection.config.name)
        previous = self._open.get(connection.config.name)
        if previous is not None:
            previous.close()
        self._open[connection.config.name] = connection
        self._current = connection.config.name
        return connection

    def get(self, name: str | None = None) -> Connection:
        """The connection of that name, opened if it is saved, or the current one.

        Raises:
            ConnectionFailed: no connection of that name is open or saved.
        """
        name = name or self._current
        if name == NOTEBOOK and NOTEBOOK not in self._open:
            self._open[NOTEBOOK] = open_connection(_notebook_config())
        if name not in self._open:
            self._reopen(name)
        return self._open[name]

    def use(self, name: str) -> Connection:
        """Makes a connection the current one."""
        connection = self.get(name)
        self._current = name
        return connection

    def close(self, name: str) -> None:
        """Closes the connection of that name; the notebook's own becomes current if it was.

        Raises:
            ConnectionFailed: none of that name is open.
        """
        if name not in self._open:
            raise self.unknown(name)
        self._open.pop(name).close()
        if self._current == name:
            self._current = NOTEBOOK

    def close_all(self) -> None:
        """Closes every connection."""
        for name in self.names():
            self.close(name)

    def forget(self, name: str) -> None:
        """Removes a saved connection; an open one stays open.

        Raises:
            ConnectionFailed: none of that name is saved.
            StoreError: the store cannot be written.
        """
        if not self._store().delete_connection(name):
            raise self.unknown(name)

    def names(self) -> list[str]:
        """Names of the open connections, in order of opening."""
        return list(self._open)

    def is_open(self, name: str) -> bool:
        """Whether a connection of that name is open."""
        return name in self._open

    def knows(self, name: str) -> bool:
        """Whether a connection of that name is open or saved."""
        return name == NOTEBOOK or name in self._open or name in self.saved_names()

    def means_variable(self, name: str) -> bool:
        """Whether `name` is free for a live object of the notebook, or is that of one already."""
        if name in self._open:
            return not self._open[name].config.owned
        return not self.knows(name)

    def saved(self) -> list[ConnectionRecord]:
        """What `connect` can open by name.

        Raises:
            StoreError: the store cannot be read.
        """
        return list(self._store().connections())

    def saved_names(self) -> list[str]:
        """Names of the saved connections; none where the store cannot be read."""
        try:
            return [record.name for record in self.saved()]
        except StoreError:
            return []

    def saves_by_itself(self, name: str) -> bool:
        """Whether opening a connection of that name saves it: nobody else would see it, or they know it.

        Raises:
            StoreError: the store cannot be read.
        """
        return not self._store().is_shared or any(record.name == name for record in self.saved())

    def unknown(self, name: str) -> ConnectionFailed:
        """The error for a name that is neither open nor saved."""
        names = list(dict.fromkeys([*self._open, NOTEBOOK, *self.saved_names()]))
        return ConnectionFailed(
            f"There is no connection named {name!r}.",
            hint=did_you_mean(name, names) or f"Known: {', '.join(names)}. `%connect` opens more.",
        )

    def _config(
        self, target: str, name: str | None, access: Access, connect_args: Mapping[str, Any] | None
    ) -> ConnectionConfig:
        if target in self._open:
            return self._changed_config(self._open[target].config, name or target, access)
        if target in self.saved_names():
            return config_of(self._store(), target, name or target, access)
        if target == SAMPLE and not Path(SAMPLE).exists():
            return parse_target(str(self._sample()), name=name or SAMPLE, access=access)
        return parse_target(target, name=name, access=access, connect_args=connect_args)

    def _changed_config(self, config: ConnectionConfig, name: str, access: Access) -> ConnectionConfig:
        if config.owned:
            return dataclasses.replace(config, name=name, access=access)
        raise UsageError(
            f"{config.name} stands on a live object of the notebook, which cannot be opened again.",
            hint=f'Give the object: `iops.connect(obj, name="{name}", access="{access}")`.',
        )

    def _save(self, config: ConnectionConfig, typed: str) -> None:
        """Saves it; one opened by its saved name keeps its secrets, and the access that was saved."""
        source = next((record for record in self.saved() if record.name == typed), None)
        record = record_of(config, source.target if source else typed)
        if typed == config.name:
            record = dataclasses.replace(source, samples=config.samples) if source else record
            if record != source:
                self._store().save_connection(record)
            return
        secrets = secrets_of(config)
        if secrets is not None and not self._saves_passwords():
            secrets = ConnectionSecrets()
        self._store().save_connection(record, secrets)

    def _allow_samples(self, name: str, *, allowed: bool) -> None:
        """Changes what an open connection lets a model know, also where it is saved."""
        connection = self.get(name)
        connection.config = dataclasses.replace(connection.config, samples=allowed)
        try:
            saved = next((record for record in self.saved() if record.name == name), None)
            if saved is not None:
                self._store().save_connection(dataclasses.replace(saved, samples=allowed))
        except StoreError as error:
            self._unsaved(error)

    def _reopen(self, name: str) -> None:
        """Opens a saved connection, which does not become current."""
        if name not in self.saved_names():
            raise self.unknown(name)
        self._open[name] = open_connection(config_of(self._store(), name, name, "read_only"))

    def _opened(self, config: ConnectionConfig) -> Connection:
        check_name(config.name)
        previous = self._open.get(config.name)
        if previous is not None and dataclasses.replace(previous.config, samples=config.samples) == config:
            previous.config = config
            self._current = config.name
            return previous
        if previous is not None:
            # Closed first: a DuckDB file cannot be open with two kinds of access in one process.
            previous.close()
            del self._open[config.name]
        try:
            connection = open_connection(config)
        except ConnectionFailed:
            if previous is not None and previous.config.owned:
                self._open[config.name] = open_connection(previous.config)
            raise
        self._open[config.name] = connection
        self._current = config.name
        return connection


def check_name(name: str) -> None:
    """Passes what can be the name of a connection.

    Raises:
        UsageError: it cannot.
    """
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
