"""Saved connections, without their secrets."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from tornado.web import authenticated

from iopsdata_jupyter.server.base import JSONHandler


@dataclass(frozen=True, slots=True)
class ConnectionSummary:
    """A saved connection as the browser may know it."""

    name: str
    dialect: str
    display_url: str
    """The URL without user, password and parameters that may hold one."""
    access: str
    """`read_only` or `read_write`."""


def saved_connections() -> list[ConnectionSummary]:
    """The saved connections by name.

    Raises:
        StoreError: the store could not be read.
    """
    return []


class ConnectionsHandler(JSONHandler):
    """GET: all saved connections."""

    @authenticated
    def get(self) -> None:
        self.reply({"connections": [asdict(item) for item in saved_connections()]})
