"""The store of a workspace: what its members share in the project, with this machine's part beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from iopsdata_jupyter.encryption.keys import WorkspaceKey
from iopsdata_jupyter.encryption.sealing import Place, key_id, seal
from iopsdata_jupyter.encryption.storage import Keys
from iopsdata_jupyter.errors import Conflict, Offline, SecretUnreadable
from iopsdata_jupyter.store.local import LocalStore
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
from iopsdata_jupyter.store.supabase.copies import Copies
from iopsdata_jupyter.store.supabase.files import WorkspaceFiles
from iopsdata_jupyter.store.supabase.log import LogPage, fits
from iopsdata_jupyter.store.supabase.outbox import Outbox
from iopsdata_jupyter.store.supabase.remote import Remote
from iopsdata_jupyter.store.supabase.rows import (
    CONNECTIONS,
    FILES,
    METRICS,
    SETTINGS,
    VERIFIED,
    Row,
    connection_of,
    event_of,
)
from iopsdata_jupyter.store.supabase.tables import WorkspaceTables


class SupabaseStore:
    """A Store in one workspace of a Supabase project; history stays in the local store."""

    is_shared = True

    def __init__(self, remote: Remote, workspace: str, local: LocalStore, copies: Copies) -> None:
        """`workspace` is its id; `local` has the keys and the history."""
        self.workspace = workspace
        self.keys: Keys = local.keys
        self._local = local
        self._remote = remote
        self._copies = copies
        self._tables = WorkspaceTables(remote, copies, workspace)
        self._outbox = Outbox(copies, remote)

    @property
    def files(self) -> WorkspaceFiles:
        """The bytes of the workspace's files."""
        return WorkspaceFiles(self._remote, self.workspace)

    def connections(self) -> Sequence[ConnectionRecord]:
        return [connection_of(row) for row in self._tables.rows(CONNECTIONS)]

    def save_connection(self, record: ConnectionRecord, secrets: ConnectionSecrets | None = None) -> None:
        if secrets is None and record == self._known(record.name):
            return  # opening a saved connection saves it again, which a viewer may not and nobody needs
        rows = self._tables.rows(CONNECTIONS, fresh=True)
        sent: Row = {name: value for name, value in asdict(record).items() if name != "has_password"}
        if secrets is None and any(_leads_to(row, record) for row in rows):
            self._tables.change(CONNECTIONS, sent, name=record.name, target=record.target)
            return
        secrets = secrets or ConnectionSecrets()
        sealed = self._seal(record, secrets, rows) if secrets else None
        has_password = secrets.password is not None
        self._tables.put(CONNECTIONS, {**sent, "has_password": has_password, "encrypted_config": sealed})

    def delete_connection(self, name: str) -> bool:
        return self._tables.remove(CONNECTIONS, name=name)

    def secrets(self, name: str) -> ConnectionSecrets:
        row = next((row for row in self._tables.rows(CONNECTIONS) if row["name"] == name), None)
        if row is None or row["encrypted_config"] is None:
            return ConnectionSecrets()
        place = Place(self.workspace, name, row["target"])
        return ConnectionSecrets.of_text(self.keys.unseal(row["encrypted_config"], place))

    def sealed(self) -> Sequence[SealedSecret]:
        return [
            SealedSecret(row["name"], row["target"], row["encrypted_config"])
            for row in self._tables.rows(CONNECTIONS, fresh=True)
            if row["encrypted_config"] is not None
        ]

    def reseal(self, secret: SealedSecret, text: str) -> bool:
        rows = self._tables.rows(CONNECTIONS, fresh=True)
        row = next((row for row in rows if row["name"] == secret.connection), None)
        if row is None or (row["target"], row["encrypted_config"]) != (secret.target, secret.text):
            return False
        # The row's time stands for the text, which may be too long for an address.
        try:
            self._tables.change(
                CONNECTIONS, {"encrypted_config": text}, name=secret.connection, updated_at=row["updated_at"]
            )
        except Conflict:
            return False
        return True

    def locked(self) -> Sequence[str]:
        return [
            secret.connection
            for secret in self.sealed()
            if self.keys.find(self.workspace, key_id(secret.text)) is None
        ]

    def append_audit(self, event: AuditEvent) -> None:
        self._outbox.put(event, self._tables.owner, self.workspace)

    def audit(
        self, *, limit: int = 100, offset: int = 0, matching: AuditFilter = ALL_EVENTS
    ) -> Sequence[AuditEvent]:
        owner = self._tables.owner
        try:
            self._outbox.flush(owner)
            page = LogPage(self.workspace, limit, offset, matching)
            return [event_of(row) for row in self._remote.ask(page.rows)]
        except Offline:
            waiting = self._copies.waiting(owner, newest=True)
        mine = [event_of(event.row) for event in waiting if event.row["workspace_id"] == self.workspace]
        return [event for event in mine if fits(event, matching)][offset : offset + limit]

    def append_history(self, entry: HistoryEntry) -> None:
        self._local.append_history(entry)

    def history(
        self, *, limit: int = 100, offset: int = 0, matching: HistoryFilter = WHOLE_HISTORY
    ) -> Sequence[HistoryEntry]:
        return self._local.history(limit=limit, offset=offset, matching=matching)

    def forget_history(self, entry: int | None = None) -> int:
        return self._local.forget_history(entry)

    def settings(self) -> Mapping[str, Any]:
        return {row["name"]: row["value"] for row in self._tables.rows(SETTINGS)}

    def save_setting(self, name: str, value: Any) -> None:
        if value is None:
            self._tables.remove(SETTINGS, name=name)
        else:
            self._tables.put(
                SETTINGS, {"name": name, "value": value, "user_id": self._remote.access.signed_in().user_id}
            )

    def verified_queries(self) -> Sequence[VerifiedQuery]:
        return [VERIFIED.of_row(row) for row in self._tables.rows(VERIFIED.name)]

    def save_verified_query(self, query: VerifiedQuery) -> None:
        self._tables.put(VERIFIED.name, VERIFIED.row(query))

    def delete_verified_query(self, connection: str, question: str) -> bool:
        return self._tables.remove(VERIFIED.name, connection=connection, question=question)

    def metrics(self) -> Sequence[Metric]:
        return [METRICS.of_row(row) for row in self._tables.rows(METRICS.name)]

    def save_metric(self, metric: Metric) -> None:
        self._tables.put(METRICS.name, METRICS.row(metric))

    def delete_metric(self, name: str) -> bool:
        return self._tables.remove(METRICS.name, name=name)

    def file_assets(self) -> Sequence[FileAsset]:
        return [FILES.of_row(row) for row in self._tables.rows(FILES.name)]

    def save_file_asset(self, asset: FileAsset) -> None:
        self._tables.put(FILES.name, FILES.row(asset))

    def delete_file_asset(self, name: str) -> bool:
        return self._tables.remove(FILES.name, name=name)

    def read_again(self) -> None:
        """Lets the next read ask the project, whatever was read or failed a moment ago."""
        self._tables.read_again()

    def close(self) -> None:
        """Sends what can be sent in a moment, and gives up the files' handles."""
        self._outbox.close()
        self._remote.close()
        self._copies.close()
        self._local.close()

    def _known(self, name: str) -> ConnectionRecord | None:
        """The connection as it is kept, without what the store itself sets."""
        found = next((record for record in self.connections() if record.name == name), None)
        return replace(found, has_password=False) if found else None

    def _seal(self, record: ConnectionRecord, secrets: ConnectionSecrets, rows: Sequence[Row]) -> str:
        key = self._sealing_key(rows)
        return seal(secrets.as_text(), key, Place(self.workspace, record.name, record.target))

    def _sealing_key(self, rows: Sequence[Row]) -> WorkspaceKey:
        """The key that the members share: the newest in use that is here; the very first secret makes one.

        Raises:
            SecretUnreadable: the members' secrets are sealed with a key that is not here.
        """
        sealed = sorted((row for row in rows if row["encrypted_config"]), key=lambda row: row["updated_at"])
        for row in reversed(sealed):
            key = self.keys.find(self.workspace, key_id(row["encrypted_config"]))
            if key is not None:
                return key
        if sealed:
            raise SecretUnreadable(
                "The workspace's key is not on this machine; what another one seals, no member could open.",
                hint=f"A member prints it with `iopsdata keys export --workspace {self.workspace}`; "
                "`iopsdata keys import` takes it in.",
            )
        if self.keys.current(self.workspace) is None:
            self._local.make_first_key()
        key = self.keys.current(self.workspace)
        if key is None:
            raise SecretUnreadable("There is no encryption key.", hint="`iopsdata keys generate` makes one.")
        return key


def _leads_to(row: Row, record: ConnectionRecord) -> bool:
    return bool(row["name"] == record.name and row["target"] == record.target)
