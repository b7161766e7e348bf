"""Records as rows of the project's tables. The server stamps times, authors and users; none is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, TypeVar

from iopsdata_jupyter.store.records import AuditEvent, ConnectionRecord, FileAsset, Metric, VerifiedQuery

Row = dict[str, Any]
R = TypeVar("R", FileAsset, Metric, VerifiedQuery)

CONNECTIONS = "workspace_connections"
SETTINGS = "user_settings"
LOG = "query_log"

KEYS = {
    CONNECTIONS: ("name",),
    SETTINGS: ("name",),
    "verified_queries": ("connection", "question"),
    "metrics": ("name",),
    "file_assets": ("name",),
}
"""What tells the rows of one workspace (and user) apart."""


@dataclass(frozen=True)
class RecordTable(Generic[R]):
    """Rows of records that need nothing but their fields."""

    name: str
    record: type[R]
    stamped: str = ""
    """The field that is the server's `updated_at`; empty: none is."""

    def row(self, record: R) -> Row:
        """What is sent."""
        names = [entry.name for entry in fields(self.record) if entry.name != self.stamped]
        return {name: _sent(getattr(record, name)) for name in names}

    def of_row(self, row: Row) -> R:
        """The record of a row that came."""
        names = [entry.name for entry in fields(self.record) if entry.name != self.stamped]
        values: dict[str, Any] = {
            name: tuple(row[name]) if isinstance(row[name], list) else row[name] for name in names
        }
        if self.stamped:
            values[self.stamped] = datetime.fromisoformat(row["updated_at"])
        return self.record(**values)


VERIFIED = RecordTable("verified_queries", VerifiedQuery, "verified_at")
METRICS = RecordTable("metrics", Metric)
FILES = RecordTable("file_assets", FileAsset, "uploaded_at")


def connection_of(row: Row) -> ConnectionRecord:
    """The saved connection of a row."""
    names = [entry.name for entry in fields(ConnectionRecord)]
    return ConnectionRecord(**{name: row[name] for name in names})


def event_row(event: AuditEvent, identity: str, workspace: str) -> Row:
    """An audit event as it is sent."""
    names = [entry.name for entry in fields(AuditEvent) if entry.name != "workspace"]
    row = {name: _sent(getattr(event, name)) for name in names}
    return {**row, "event_id": identity, "workspace_id": workspace}


def event_of(row: Row) -> AuditEvent:
    """The audit event of a row."""
    names = [entry.name for entry in fields(AuditEvent) if entry.name not in ("workspace", "at")]
    values = {name: row[name] for name in names}
    return AuditEvent(datetime.fromisoformat(row["at"]), workspace=row["workspace_id"], **values)


def _sent(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
