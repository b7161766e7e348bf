"""The Store protocol, in parts that a caller can ask for alone: `local.py` and `supabase/store.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

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
    ProviderKey,
    SealedSecret,
    Source,
    Verdict,
    VerifiedQuery,
)

__all__ = [
    "ALL_EVENTS",
    "WHOLE_HISTORY",
    "AuditEvent",
    "AuditFilter",
    "AuditLog",
    "ConnectionRecord",
    "ConnectionSecrets",
    "ConnectionStore",
    "FileAsset",
    "HistoryEntry",
    "HistoryFilter",
    "HistoryLog",
    "KnowledgeStore",
    "Metric",
    "ProviderKey",
    "ProviderKeyStore",
    "SealedSecret",
    "SealedStore",
    "SettingsStore",
    "Source",
    "Store",
    "Verdict",
    "VerifiedQuery",
]


class ConnectionStore(Protocol):
    """Saved connections. Secrets go in and come out only by `secrets`."""

    def connections(self) -> Sequence[ConnectionRecord]:
        """The saved connections by name.

        Raises:
            StoreError: the store cannot be read.
        """

    def save_connection(self, record: ConnectionRecord, secrets: ConnectionSecrets | None = None) -> None:
        """Keeps `record` in place of one of the same name.

        `secrets` of None leaves those that are kept, unless the record leads elsewhere: a password goes to
        the address it was given for, and to no other. Empty ones are forgotten.

        Raises:
            StoreError: the store cannot be written.
            SecretUnreadable: there is no key, and secrets are kept that a new key could not open.
        """

    def delete_connection(self, name: str) -> bool:
        """Forgets the connection and its secrets; whether there was one.

        Raises:
            StoreError: the store cannot be written.
        """

    def secrets(self, name: str) -> ConnectionSecrets:
        """What is kept for the connection; empty where nothing is.

        Raises:
            StoreError: the store cannot be read.
            SecretUnreadable: the key is missing, or the stored text was changed or moved.
        """


class SealedStore(Protocol):
    """Encrypted secrets as they are stored: what rotating keys needs."""

    @property
    def workspace(self) -> str:
        """The workspace whose key seals them."""

    def sealed(self) -> Sequence[SealedSecret]:
        """All encrypted secrets: of connections by name, then of providers.

        Raises:
            StoreError: the store cannot be read.
        """

    def reseal(self, secret: SealedSecret, text: str) -> bool:
        """Puts `text` in place of `secret.text`; False: somebody changed it meanwhile, and it stays.

        Raises:
            StoreError: the store cannot be written.
        """

    def locked(self) -> Sequence[str]:
        """Owners of the secrets that no key on this machine opens.

        Raises:
            StoreError: the store cannot be read.
        """


class AuditLog(Protocol):
    """What was run and refused; only ever added to."""

    def append_audit(self, event: AuditEvent) -> None:
        """Adds `event` to the log, which nothing here ever changes.

        Raises:
            StoreError: the store cannot be written.
        """

    def audit(
        self, *, limit: int = 100, offset: int = 0, matching: AuditFilter = ALL_EVENTS
    ) -> Sequence[AuditEvent]:
        """The newest events that match, newest first, behind the first `offset` of them.

        Raises:
            StoreError: the store cannot be read.
        """


class HistoryLog(Protocol):
    """Statements with their text, on this machine."""

    def append_history(self, entry: HistoryEntry) -> None:
        """Adds `entry`.

        Raises:
            StoreError: the store cannot be written.
        """

    def history(
        self, *, limit: int = 100, offset: int = 0, matching: HistoryFilter = WHOLE_HISTORY
    ) -> Sequence[HistoryEntry]:
        """The newest entries that match, newest first, behind the first `offset` of them.

        Raises:
            StoreError: the store cannot be read.
        """

    def forget_history(self, entry: int | None = None) -> int:
        """Removes the entry of that id, or all of them; how many there were. The audit log stays.

        Raises:
            StoreError: the store cannot be written.
        """


class ProviderKeyStore(Protocol):
    """Keys of model providers: a person's own, so that they stay on this machine, whatever the workspace."""

    def saved(self) -> Sequence[ProviderKey]:
        """Which keys are kept, by provider; not the keys.

        Raises:
            StoreError: the store cannot be read.
        """

    def save(self, provider: str, key: str, *, api_base: str = "") -> None:
        """Keeps the provider's key, encrypted, for the one address that it may be sent to.

        Raises:
            StoreError: the store cannot be written.
            SecretUnreadable: there is no encryption key, and secrets are kept that a new one could not open.
        """

    def delete(self, provider: str) -> bool:
        """Whether there was one.

        Raises:
            StoreError: the store cannot be written.
        """

    def key(self, provider: str, *, api_base: str = "") -> str | None:
        """The provider's key; None where none is kept for that address.

        Raises:
            StoreError: the store cannot be read.
            SecretUnreadable: the encryption key is missing, or the stored text was changed or moved.
        """


class SettingsStore(Protocol):
    """Settings of the workspace's user."""

    def settings(self) -> Mapping[str, Any]:
        """What is set, by name.

        Raises:
            StoreError: the store cannot be read.
        """

    def save_setting(self, name: str, value: Any) -> None:
        """Keeps a JSON value; None forgets it.

        Raises:
            StoreError: the store cannot be written.
        """


class KnowledgeStore(Protocol):
    """What a team knows of its data: verified queries, metrics, files. Saving replaces the same key."""

    def verified_queries(self) -> Sequence[VerifiedQuery]:
        """By connection and question.

        Raises:
            StoreError: the store cannot be read.
        """

    def save_verified_query(self, query: VerifiedQuery) -> None:
        """Keeps one SQL for a question on a connection.

        Raises:
            StoreError: the store cannot be written.
        """

    def delete_verified_query(self, connection: str, question: str) -> bool:
        """Whether there was one.

        Raises:
            StoreError: the store cannot be written.
        """

    def metrics(self) -> Sequence[Metric]:
        """By name.

        Raises:
            StoreError: the store cannot be read.
        """

    def save_metric(self, metric: Metric) -> None:
        """Keeps one metric of a name.

        Raises:
            StoreError: the store cannot be written.
        """

    def delete_metric(self, name: str) -> bool:
        """Whether there was one.

        Raises:
            StoreError: the store cannot be written.
        """

    def file_assets(self) -> Sequence[FileAsset]:
        """By name.

        Raises:
            StoreError: the store cannot be read.
        """

    def save_file_asset(self, asset: FileAsset) -> None:
        """Keeps one file of a name.

        Raises:
            StoreError: the store cannot be written.
        """

    def delete_file_asset(self, name: str) -> bool:
        """Forgets the record, not the bytes; whether there was one.

        Raises:
            StoreError: the store cannot be written.
        """


class Store(ConnectionStore, SealedStore, AuditLog, HistoryLog, SettingsStore, KnowledgeStore, Protocol):
    """All that belongs to a workspace."""

    @property
    def is_shared(self) -> bool:
        """Whether other people see what is saved in it."""

    def close(self) -> None:
        """Gives up files and connections; the next use opens them again."""
