"""The store of one person: a SQLite file in the Jupyter data folder, 0600 in a folder of 0700."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from iopsdata_jupyter.config import environment_keys
from iopsdata_jupyter.encryption.sealing import Place, key_id
from iopsdata_jupyter.encryption.storage import Keys
from iopsdata_jupyter.errors import SecretUnreadable
from iopsdata_jupyter.store.file import StoreFile
from iopsdata_jupyter.store.provider_keys import ProviderKeys
from iopsdata_jupyter.store.records import (
    ALL_EVENTS,
    WHOLE_HISTORY,
    AuditEvent,
    AuditFilter,
    ConnectionRecord,
    ConnectionSecrets,
    FileAsset,
    HistoryEntry,
    HistoryFilter,
    Metric,
    SealedSecret,
    VerifiedQuery,
)
from iopsdata_jupyter.store.sealed import put_in_place, sealed_secrets
from iopsdata_jupyter.store.tables import (
    AUDIT,
    FILES,
    HISTORY,
    METRICS,
    VERIFIED,
    audit_conditions,
    history_conditions,
)

FILE_NAME = "store.sqlite"
WORKSPACE = "local"


class LocalStore:
    """A Store in `folder/store.sqlite`; the file is made when it is first used."""

    workspace = WORKSPACE
    is_shared = False

    def __init__(self, folder: Path, keys: Keys | None = None) -> None:
        self.path = folder / FILE_NAME
        self.keys = keys or Keys.of_folder(folder, environment_keys)
        self._file = StoreFile(self.path)
        self.providers = ProviderKeys(self._file, self._sealed_text, self._plain_text)

    def connections(self) -> Sequence[ConnectionRecord]:
        with self._file.read() as native:
            rows = native.execute(
                "SELECT name, driver, target, access, has_password, samples FROM connections ORDER BY name"
            ).fetchall()
        return [
            ConnectionRecord(name, driver, target, access, bool(has_password), bool(samples))
            for name, driver, target, access, has_password, samples in rows
        ]

    def save_connection(self, record: ConnectionRecord, secrets: ConnectionSecrets | None = None) -> None:
        with self._file.write() as native:
            if secrets is None:
                has_password, text = _kept(native, record)
            else:
                has_password, text = secrets.password is not None, self._seal(native, record, secrets)
            native.execute(
                "INSERT OR REPLACE INTO connections "
                "(name, driver, target, access, has_password, samples, secrets) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    record.name,
                    record.driver,
                    record.target,
                    record.access,
                    has_password,
                    record.samples,
                    text,
                ),
            )

    def delete_connection(self, name: str) -> bool:
        with self._file.write() as native:
            return native.execute("DELETE FROM connections WHERE name = ?", (name,)).rowcount > 0

    def secrets(self, name: str) -> ConnectionSecrets:
        with self._file.read() as native:
            row = native.execute("SELECT target, secrets FROM connections WHERE name = ?", (name,)).fetchone()
        if row is None or row[1] is None:
            return ConnectionSecrets()
        return ConnectionSecrets.of_text(self._plain_text(SealedSecret(name, *row)))

    def sealed(self) -> Sequence[SealedSecret]:
        with self._file.read() as native:
            return sealed_secrets(native)

    def reseal(self, secret: SealedSecret, text: str) -> bool:
        with self._file.write() as native:
            return put_in_place(native, secret, text)

    def locked(self) -> Sequence[str]:
        secrets = self.sealed()
        identities = {key_id(secret.text) for secret in secrets}
        lost = {identity for identity in identities if self.keys.find(WORKSPACE, identity) is None}
        return [secret.owner for secret in secrets if key_id(secret.text) in lost]

    def exclusively(self) -> AbstractContextManager[object]:
        """A transaction: nobody else writes this store, or makes a key for it, meanwhile."""
        return self._file.write()

    def append_audit(self, event: AuditEvent) -> None:
        with self._file.write() as native:
            AUDIT.save(native, event)

    def audit(
        self, *, limit: int = 100, offset: int = 0, matching: AuditFilter = ALL_EVENTS
    ) -> Sequence[AuditEvent]:
        with self._file.read() as native:
            return AUDIT.newest(native, limit, offset, audit_conditions(matching))

    def append_history(self, entry: HistoryEntry) -> None:
        with self._file.write() as native:
            HISTORY.save(native, entry)

    def history(
        self, *, limit: int = 100, offset: int = 0, matching: HistoryFilter = WHOLE_HISTORY
    ) -> Sequence[HistoryEntry]:
        with self._file.read() as native:
            # SQLite's own folding of case stops at ASCII.
            native.create_function("casefold", 1, str.casefold, deterministic=True)
            return HISTORY.newest(native, limit, offset, history_conditions(matching))

    def forget_history(self, entry: int | None = None) -> int:
        with self._file.write() as native:
            # Without it the text of a deleted row stays in the file until its place is needed.
            native.execute("PRAGMA secure_delete = ON")
            count = HISTORY.forget(native, [] if entry is None else [("id = ?", entry)])
        self._file.empty_log()
        return count

    def settings(self) -> Mapping[str, Any]:
        with self._file.read() as native:
            rows = native.execute("SELECT name, value FROM settings ORDER BY name").fetchall()
        return {name: json.loads(value) for name, value in rows}

    def save_setting(self, name: str, value: Any) -> None:
        with self._file.write() as native:
            if value is None:
                native.execute("DELETE FROM settings WHERE name = ?", (name,))
            else:
                native.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, json.dumps(value)))

    def verified_queries(self) -> Sequence[VerifiedQuery]:
        with self._file.read() as native:
            return VERIFIED.all(native)

    def save_verified_query(self, query: VerifiedQuery) -> None:
        with self._file.write() as native:
            VERIFIED.save(native, query)

    def delete_verified_query(self, connection: str, question: str) -> bool:
        with self._file.write() as native:
            return VERIFIED.delete(native, connection, question)

    def metrics(self) -> Sequence[Metric]:
        with self._file.read() as native:
            return METRICS.all(native)

    def save_metric(self, metric: Metric) -> None:
        with self._file.write() as native:
            METRICS.save(native, metric)

    def delete_metric(self, name: str) -> bool:
        with self._file.write() as native:
            return METRICS.delete(native, name)

    def file_assets(self) -> Sequence[FileAsset]:
        with self._file.read() as native:
            return FILES.all(native)

    def save_file_asset(self, asset: FileAsset) -> None:
        with self._file.write() as native:
            FILES.save(native, asset)

    def delete_file_asset(self, name: str) -> bool:
        with self._file.write() as native:
            return FILES.delete(native, name)

    def close(self) -> None:
        """Gives up the file's handle; the next use opens it again."""
        self._file.close()

    def _seal(
        self, native: sqlite3.Connection, record: ConnectionRecord, secrets: ConnectionSecrets
    ) -> str | None:
        if not secrets:
            return None
        return self._sealed_text(native, secrets.as_text(), SealedSecret(record.name, record.target, ""))

    def _sealed_text(self, native: sqlite3.Connection, plain: str, secret: SealedSecret) -> str:
        """`plain` as it is stored for the owner and address of `secret`; the very first makes the key."""
        if self.keys.current(WORKSPACE) is None:
            self._make_key(native)
        return self.keys.seal(plain, Place(WORKSPACE, secret.owner, secret.target))

    def _plain_text(self, secret: SealedSecret) -> str:
        return self.keys.unseal(secret.text, Place(WORKSPACE, secret.owner, secret.target))

    def make_first_key(self) -> None:
        """Makes the key of this data folder.

        Raises:
            SecretUnreadable: secrets are kept that it could not open.
        """
        with self._file.write() as native:
            self._make_key(native)

    def _make_key(self, native: sqlite3.Connection) -> None:
        locked = len(sealed_secrets(native))
        if locked:
            raise SecretUnreadable(
                f"The encryption key is missing, and {locked} stored secrets need it: no new one is made.",
                hint="Bring it back with `iopsdata keys import` or FERNET_KEY. If it is lost for good, "
                "`iopsdata keys generate` makes a new one, and you connect once more with each password.",
            )
        self.keys.make()


def _kept(native: sqlite3.Connection, record: ConnectionRecord) -> tuple[bool, str | None]:
    """What is stored of a connection of that name at that address."""
    row = native.execute(
        "SELECT has_password, secrets FROM connections WHERE name = ? AND target = ?",
        (record.name, record.target),
    ).fetchone()
    return (bool(row[0]), row[1]) if row else (False, None)
