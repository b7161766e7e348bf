"""When connections were last used, as the audit log of this store tells."""

from __future__ import annotations

from typing import Any

from tornado.web import authenticated

from iopsdata_jupyter.server.base import JSONHandler
from iopsdata_jupyter.store.base import AuditLog

EVENTS = 1000
"""How many of the newest events are looked at: one page of the log, whichever store holds it."""


class ConnectionUsesHandler(JSONHandler):
    """The time of the newest statement of each connection."""

    @authenticated
    async def get(self) -> None:
        store = self.store
        self.reply(await self.in_thread(lambda: uses(store)))


def uses(log: AuditLog) -> dict[str, Any]:
    """Times by connection, in ISO 8601.

    Raises:
        StoreError: the log cannot be read.
    """
    newest_last = reversed(log.audit(limit=EVENTS))
    return {"uses": {event.connection: event.at.isoformat() for event in newest_last}}
