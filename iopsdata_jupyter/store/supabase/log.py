"""The project's log of statements, read page by page and searched there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.store.records import AuditEvent, AuditFilter
from iopsdata_jupyter.store.supabase.rows import LOG, Row
from iopsdata_jupyter.store.supabase.tables import PAGE

if TYPE_CHECKING:
    from supabase import Client

_EQUAL = ("connection", "source", "verdict")


@dataclass(frozen=True, slots=True)
class LogPage:
    """The newest events that match, newest first, behind the first `offset` of them."""

    workspace: str
    limit: int
    offset: int
    matching: AuditFilter

    def rows(self, client: Client) -> list[Row]:
        """The page; hosted projects give it in parts."""
        rows: list[Row] = []
        while len(rows) < self.limit:
            start = self.offset + len(rows)
            end = min(start + PAGE, self.offset + self.limit)
            part: Any = self._query(client).range(start, end - 1).execute().data
            rows += part
            if not part:
                break
        return rows

    def _query(self, client: Client) -> Any:
        query = client.table(LOG).select("*").eq("workspace_id", self.workspace)
        for name in _EQUAL:
            if (wanted := getattr(self.matching, name)) is not None:
                query = query.eq(name, wanted)
        if self.matching.since is not None:
            query = query.gte("at", self.matching.since.isoformat())
        if self.matching.until is not None:
            query = query.lt("at", self.matching.until.isoformat())
        return query.order("id", desc=True)


def fits(event: AuditEvent, matching: AuditFilter) -> bool:
    """Whether an event is one of those that are meant."""
    equal = all(getattr(matching, name) in (None, getattr(event, name)) for name in _EQUAL)
    early = matching.since is not None and event.at < matching.since
    late = matching.until is not None and event.at >= matching.until
    return equal and not early and not late
