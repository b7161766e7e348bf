"""What completion knows of the session, without waiting for anybody."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from iopsdata_jupyter.catalog.models import Catalog
    from iopsdata_jupyter.connections.models import Connection
    from iopsdata_jupyter.session import Session
    from iopsdata_jupyter.text_to_sql.semantics.models import Semantics

PATIENCE_S = 0.15
"""Seconds that a read may take before completion goes on without it."""
FRESH_S = 30.0
"""Seconds after which something is read again."""
BUILT_IN = ("notebook", "sample")
_QUICK_DRIVERS = ("duckdb", "sqlite")

_last_catalogs: WeakKeyDictionary[Connection, Catalog] = WeakKeyDictionary()


def session() -> Session | None:
    """The session, where one has been made: completion does not start an engine."""
    module = sys.modules.get("iopsdata_jupyter.session")
    return module.current_session() if module is not None else None


def saved_names(opened: Session) -> list[str]:
    """Names of the saved connections, as far as they are known by now."""
    return list(reads().latest("connections", opened.connections.saved_names, opened) or ())


def semantics(opened: Session) -> Semantics | None:
    """The metrics of the project and the workspace, as far as they are known by now."""
    found: Semantics | None = reads().latest("semantics", opened.questions.memory.semantics, opened)
    return found


def connection_names() -> list[str]:
    """Every name that a magic's line can begin with, the current connection first."""
    opened = session()
    if opened is None:
        return list(BUILT_IN)
    connections = opened.connections
    names = [connections.current_name, *connections.names(), *BUILT_IN, *saved_names(opened)]
    return list(dict.fromkeys(names))


def connection_of(line: str) -> Connection | None:
    """The open connection that a magic's line names, or the current one; opens nothing but the notebook's."""
    opened = session()
    if opened is None:
        return None
    words = line.split()
    names = opened.connections.names()
    name = next((word for word in words[:1] if word in names), opened.connections.current_name)
    if name == "notebook" or name in names:
        return opened.connections.get(name)
    return None


def catalog_of(connection: Connection | None) -> Catalog | None:
    """The connection's tables: read where that is quick, else as they were read last."""
    opened = session()
    if connection is None or opened is None:
        return None
    if connection.config.driver in _QUICK_DRIVERS:
        return opened.catalog(connection)
    found = opened.known_catalog(connection)
    if found is not None:
        # A statement that changes tables makes the cache forget; until the next read the old names serve.
        _last_catalogs[connection] = found
    return _last_catalogs.get(connection)


class Reads:
    """Reads that may reach a server: each in a thread, waited for a moment only, and kept for a while."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._values: dict[str, tuple[object, float, Any]] = {}
        self._running: set[str] = set()

    def latest(self, key: str, read: Callable[[], Any], owner: object) -> Any:
        """What `read` gave last; None where it has not given anything to this owner yet, or fails."""
        known = self._values.get(key)
        fresh = known is not None and known[0] is owner and self._clock() - known[1] < FRESH_S
        if not fresh and key not in self._running:
            thread = threading.Thread(target=self._read, args=(key, read, owner), daemon=True)
            self._running.add(key)
            thread.start()
            thread.join(PATIENCE_S)
        known = self._values.get(key)
        return known[2] if known is not None and known[0] is owner else None

    def _read(self, key: str, read: Callable[[], Any], owner: object) -> None:
        try:
            value = read()
        except Exception:  # noqa: BLE001 (a store that fails says so where it is used; here names are missing)
            value = None
        self._values[key] = owner, self._clock(), value
        self._running.discard(key)


@lru_cache(maxsize=1)
def reads() -> Reads:
    """The reads of this process."""
    return Reads()
