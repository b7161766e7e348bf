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


def _second(native: sqlite3.Connection) -> None:
    """Encrypted secrets, settings, history, and what a person knows of the data."""
    native.execute(
        "ALTER TABLE connections ADD COLUMN has_password INTEGER NOT NULL DEFAULT 0 "
        "CHECK (has_password IN (0, 1))"
    )
    native.execute(
        "ALTER TABLE connections ADD COLUMN secrets TEXT CHECK (secrets IS NULL OR secrets GLOB 'v1.*.*')"
    )
    native.execute("CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    native.execute(
        "CREATE TABLE history (id INTEGER PRIMARY KEY, at TEXT NOT NULL, connection TEXT NOT NULL, "
        "source TEXT NOT NULL, sql TEXT NOT NULL, question TEXT NOT NULL, notebook TEXT NOT NULL)"
    )
    native.execute(
        "CREATE TABLE verified_queries (connection TEXT NOT NULL, question TEXT NOT NULL, sql TEXT NOT NULL, "
        "dialect TEXT NOT NULL, verified_at TEXT NOT NULL, parameters TEXT NOT NULL, "
        "PRIMARY KEY (connection, question))"
    )
    native.execute(
        "CREATE TABLE metrics (name TEXT PRIMARY KEY, expression TEXT NOT NULL, description TEXT NOT NULL, "
        "grain TEXT NOT NULL, filters TEXT NOT NULL, synonyms TEXT NOT NULL)"
    )
    native.execute(
        "CREATE TABLE file_assets (name TEXT PRIMARY KEY, path TEXT NOT NULL, size_bytes INTEGER NOT NULL, "
        "sha256 TEXT NOT NULL, uploaded_at TEXT NOT NULL, media_type TEXT NOT NULL)"
    )


def _third(native: sqlite3.Connection) -> None:
    """The log tells workspace and tokens, and the file itself refuses to change what is in it."""
    native.execute("ALTER TABLE query_log ADD COLUMN workspace TEXT NOT NULL DEFAULT 'local'")
    native.execute("ALTER TABLE query_log ADD COLUMN tokens INTEGER")
    for action in ("UPDATE", "DELETE"):
        native.execute(
            f"CREATE TRIGGER query_log_{action.lower()} BEFORE {action} ON query_log "
            "BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"
        )


def _fourth(native: sqlite3.Connection) -> None:
    """Keys of model providers; what became of the statements of the history."""
    native.execute(
        "CREATE TABLE provider_keys (provider TEXT PRIMARY KEY, api_base TEXT NOT NULL, "
        "key TEXT NOT NULL CHECK (key GLOB 'v1.*.*'), saved_at TEXT NOT NULL)"
    )
    native.execute("ALTER TABLE history ADD COLUMN verdict TEXT NOT NULL DEFAULT 'allowed'")
    native.execute("ALTER TABLE history ADD COLUMN rows INTEGER")
    native.execute("ALTER TABLE history ADD COLUMN translator TEXT NOT NULL DEFAULT ''")
    native.execute("ALTER TABLE history ADD COLUMN cost_usd REAL")


def _samples(native: sqlite3.Connection) -> None:
    """Whether values of a connection's data may be told to a model."""
    native.execute(
        "ALTER TABLE connections ADD COLUMN samples INTEGER NOT NULL DEFAULT 0 CHECK (samples IN (0, 1))"
    )


Steps = tuple[Callable[[sqlite3.Connection], None], ...]

STEPS: Steps = (_first, _second, _third, _fourth, _samples)


def is_current(native: sqlite3.Connection, steps: Steps = STEPS) -> bool:
    """Whether the file has the schema that the steps lead to.

    Raises:
        StoreError: a newer release has written the file.
    """
    version = _version(native)
    if version > len(steps):
        raise StoreError(
            f"The local store is of version {version}; this release knows versions up to {len(steps)}.",
            hint="Upgrade iopsdata-jupyter.",
        )
    return version == len(steps)


def migrate(native: sqlite3.Connection, steps: Steps = STEPS) -> None:
    """Brings the file up to the newest step; safe with other processes at the same file.

    Raises:
        StoreError: a newer release has written the file.
    """
    if is_current(native, steps):
        return
    native.execute("BEGIN IMMEDIATE")
    try:
        version = _version(native)
        for step in steps[version:]:
            step(native)
        native.execute(f"PRAGMA user_version = {max(version, len(steps))}")
        native.execute("COMMIT")
    except BaseException:
        roll_back(native)
        raise


def roll_back(native: sqlite3.Connection) -> None:
    """Takes the transaction back, unless the engine has done so already, as it does on a full disk."""
    if native.in_transaction:
        native.execute("ROLLBACK")


def _version(native: sqlite3.Connection) -> int:
    return int(native.execute("PRAGMA user_version").fetchone()[0])
