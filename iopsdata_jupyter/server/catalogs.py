"""Catalogs of saved connections, kept for a while.

A connection is open only while its catalog is read: a DuckDB file that stays open here could not be written
by a kernel.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass

from iopsdata_jupyter.catalog.introspect import read_catalog
from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.saved import config_of
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError
from iopsdata_jupyter.store.base import ConnectionRecord, Store

MOST_KEPT = 16
"""Catalogs kept, those used last: one of 10,000 tables takes tens of MiB."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A catalog, and when it was read."""

    catalog: Catalog
    at_s: float
    """Seconds since 1970."""


class Catalogs:
    """Reads a catalog when it is first asked for, and again when it is old or somebody wants it anew."""

    def __init__(self) -> None:
        self._entries: OrderedDict[ConnectionRecord, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def entry(self, store: Store, record: ConnectionRecord, ttl_s: float, *, refresh: bool = False) -> Entry:
        """The catalog of a saved connection; another target or access makes it another one.

        Raises:
            ConnectionFailed: it cannot be opened.
            ExecutionError: its engine refused a catalog query.
            StoreError: the store cannot be read.
        """
        with self._lock:
            found = self._entries.get(record)
        if found is None or refresh or time.time() - found.at_s > ttl_s:
            found = Entry(_read(store, record), time.time())
        with self._lock:
            self._entries[record] = found
            self._entries.move_to_end(record)
            while len(self._entries) > MOST_KEPT:
                self._entries.popitem(last=False)
        return found


def _read(store: Store, record: ConnectionRecord) -> Catalog:
    connection = open_connection(config_of(store, record.name, record.name, "read_only"))
    try:
        return read_catalog(connection)
    finally:
        with suppress(ExecutionError, ConnectionFailed):
            connection.close()
