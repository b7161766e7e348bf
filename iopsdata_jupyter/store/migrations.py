"""Numbered steps from an empty file to the present schema of the local store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from iopsdata_jupyter.errors import StoreError


def _first(native: sqlite3.Connection) -> None:
    native.execute(
        "CREATE TABLE connections (name TEXT PRIMARY KEY, driver TEXT NOT NULL, target TEXT NOT NULL, "
        "access TEXT NOT NULL CHECK (access IN ('read_only', 'read_write')))"
    )
    native.execute(
        "CREATE TABLE query_log (id INTEGER PRIMARY KEY, at TEXT NOT NULL, connection TEXT NOT NULL, "
        "source TEXT NOT NULL, text_hash TEXT NOT NULL, verdict TEXT NOT NULL, rule TEXT NOT NULL, "
        "rows INTEGER, elapsed_ms REAL NOT NULL, translator TEXT NOT NULL)"
    )


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first,)


def migrate(native: sqlite3.Connection) -> None:
    """Brings the file up to the newest step; safe with other processes at the same file.

    Raises:
        StoreError: a newer release has written the file.
    """
    if _version(native) == len(STEPS):
        return
    native.execute("BEGIN IMMEDIATE")
    try:
        version = _version(native)
        if version > len(STEPS):
            raise StoreError(
                f"The local store is of version {version}; this release knows versions up to {len(STEPS)}.",
                hint="Upgrade iopsdata-jupyter.",
            )
        for step in STEPS[version:]:
            step(native)
        native.execute(f"PRAGMA user_version = {len(STEPS)}")
    except BaseException:
        native.execute("ROLLBACK")
        raise
    native.execute("COMMIT")


def _version(native: sqlite3.Connection) -> int:
    return int(native.execute("PRAGMA user_version").fetchone()[0])
