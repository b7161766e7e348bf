"""Catalogs and value indexes by connection, kept for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from iopsdata_jupyter.catalog.introspect import read_catalog
from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.catalog.values import ValueIndex, read_values
from iopsdata_jupyter.connections.models import Connection


@dataclass
class _Entry:
    catalog: Catalog
    read_at: float
    values: ValueIndex | None = None


class CatalogCache:
    """What each open connection holds, read when first asked for and again after `ttl_s()` seconds."""

    def __init__(self, ttl_s: Callable[[], float], clock: Callable[[], float] = time.monotonic) -> None:
        self._ttl_s = ttl_s
        self._clock = clock
        self._entries: WeakKeyDictionary[Connection, _Entry] = WeakKeyDictionary()

    def catalog(self, connection: Connection) -> Catalog:
        """The connection's catalog."""
        return self._entry(connection).catalog

    def known(self, connection: Connection) -> Catalog | None:
        """The connection's catalog where it has been read before; never asks the server."""
        entry = self._entries.get(connection)
        return entry.catalog if entry is not None else None

    def values(self, connection: Connection) -> ValueIndex:
        """The values of the connection's text columns, for the catalog that `catalog` returns."""
        entry = self._entry(connection)
        if entry.values is None:
            entry.values = read_values(connection, entry.catalog)
        return entry.values

    def forget(self, connection: Connection) -> None:
        """Reads the connection's catalog again at the next call."""
        self._entries.pop(connection, None)

    def _entry(self, connection: Connection) -> _Entry:
        entry = self._entries.get(connection)
        if entry is None or self._clock() - entry.read_at > self._ttl_s():
            entry = _Entry(read_catalog(connection), self._clock())
            self._entries[connection] = entry
        return entry
