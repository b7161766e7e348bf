"""Saved connections, without their secrets."""

from __future__ import annotations

from dataclasses import asdict

from tornado.web import authenticated

from iopsdata_jupyter.server.base import JSONHandler


class ConnectionsHandler(JSONHandler):
    """GET: `{"connections": [{"name", "driver", "target", "access", "has_password"}]}`, by name."""

    @authenticated
    async def get(self) -> None:
        records = await self.in_thread(self.store.connections)
        self.reply({"connections": [asdict(record) for record in records]})
