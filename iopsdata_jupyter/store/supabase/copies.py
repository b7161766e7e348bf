"""What this machine keeps of workspaces: sealed copies to read while offline, and audit events to be sent."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from iopsdata_jupyter.encryption.sealing import Place
from iopsdata_jupyter.errors import SecretUnreadable
from iopsdata_jupyter.store.file import StoreFile
from iopsdata_jupyter.store.local import WORKSPACE, LocalStore
from iopsdata_jupyter.store.supabase.rows import Row

FILE_NAME = "workspaces.sqlite"


def _first(native: sqlite3.Connection) -> None:
    native.execute(
        "CREATE TABLE copies (owner TEXT NOT NULL, workspace TEXT NOT NULL, name TEXT NOT NULL, "
        "taken_at TEXT NOT NULL, sealed TEXT NOT NULL CHECK (sealed GLOB 'v1.*.*'), "
        "PRIMARY KEY (owner, workspace, name))"
    )
    native.execute(
        "CREATE TABLE outbox (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, event_id TEXT NOT NULL UNIQUE, "
        "event TEXT NOT NULL, refused TEXT NOT NULL DEFAULT '')"
    )


STEPS = (_first,)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An audit event that has not been acknowledged."""

    event_id: str
    row: Row


class Copies:
    """The file of one data folder. `owner` is always a project with one of its accounts."""

    def __init__(self, folder: Path, local: LocalStore) -> None:
        self._file = StoreFile(folder / FILE_NAME, STEPS)
        self._local = local

    def keep(self, owner: str, workspace: str, name: str, rows: Sequence[Row]) -> None:
        """Keeps a copy in place of the one before; sealed with this machine's own key.

        Raises:
            StoreError: it cannot be written, or there is no key to seal it with.
        """
        if self._local.keys.current(WORKSPACE) is None:
            self._local.make_first_key()
        sealed = self._local.keys.seal(json.dumps(list(rows)), _place(owner, workspace, name))
        with self._file.write() as native:
            native.execute(
                "INSERT OR REPLACE INTO copies VALUES (?, ?, ?, ?, ?)",
                (owner, workspace, name, datetime.now(UTC).isoformat(), sealed),
            )

    def rows(self, owner: str, workspace: str, name: str) -> list[Row] | None:
        """The rows as they were last seen; None: no copy that can be read.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._file.read() as native:
            found = native.execute(
                "SELECT sealed FROM copies WHERE owner = ? AND workspace = ? AND name = ?",
                (owner, workspace, name),
            ).fetchone()
        try:
            plain = self._local.keys.unseal(found[0], _place(owner, workspace, name)) if found else "null"
        except SecretUnreadable:
            return None
        rows: list[Row] | None = json.loads(plain)
        return rows

    def taken_at(self, owner: str, workspace: str | None) -> str | None:
        """When the newest copy of the workspace, or of the list of workspaces, was taken; ISO 8601."""
        with self._file.read() as native:
            row = native.execute(
                "SELECT max(taken_at) FROM copies WHERE owner = ? AND workspace IN ('', ?)",
                (owner, workspace or ""),
            ).fetchone()
        taken: str | None = row[0]
        return taken

    def forget(self, owner: str) -> None:
        """Removes the copies of an account; its events stay until they are sent."""
        with self._file.write() as native:
            native.execute("DELETE FROM copies WHERE owner = ?", (owner,))

    def put(self, owner: str, event: Waiting) -> None:
        """Adds an event to be sent."""
        with self._file.write() as native:
            native.execute(
                "INSERT INTO outbox (owner, event_id, event) VALUES (?, ?, ?)",
                (owner, event.event_id, json.dumps(event.row)),
            )

    def waiting(self, owner: str, *, limit: int = 500, newest: bool = False) -> list[Waiting]:
        """Events to be sent, in order; those that the project refused are left out."""
        order = "DESC" if newest else "ASC"
        with self._file.read() as native:
            rows = native.execute(
                "SELECT event_id, event FROM outbox WHERE owner = ? AND refused = '' "
                f"ORDER BY id {order} LIMIT ?",
                (owner, limit),
            ).fetchall()
        return [Waiting(identity, json.loads(event)) for identity, event in rows]

    def sent(self, events: Sequence[Waiting]) -> None:
        """Removes events that the project has acknowledged."""
        with self._file.write() as native:
            native.executemany(
                "DELETE FROM outbox WHERE event_id = ?", [(event.event_id,) for event in events]
            )

    def refuse(self, event: Waiting, reason: str) -> None:
        """Keeps an event that the project will not take, with the reason."""
        with self._file.write() as native:
            native.execute("UPDATE outbox SET refused = ? WHERE event_id = ?", (reason, event.event_id))

    def counts(self, owner: str) -> tuple[int, int]:
        """How many events wait, and how many were refused."""
        with self._file.read() as native:
            row = native.execute(
                "SELECT count(*) FILTER (WHERE refused = ''), count(*) FILTER (WHERE refused <> '') "
                "FROM outbox WHERE owner = ?",
                (owner,),
            ).fetchone()
        return row[0], row[1]

    def close(self) -> None:
        """Gives up the file's handle; the next use opens it again."""
        self._file.close()


def _place(owner: str, workspace: str, name: str) -> Place:
    """Copies are sealed for this machine: the key is that of the local store."""
    return Place(WORKSPACE, f"copy of {name}", f"{owner} {workspace}")
