"""Whether a connection works: it is opened, asked for its version and what its account may do, and closed."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from tornado.web import authenticated

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import ConnectionConfig, ServerInfo
from iopsdata_jupyter.connections.saved import config_of
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError
from iopsdata_jupyter.server.base import JSONHandler, error_body
from iopsdata_jupyter.server.connections import config_in, root_of, saved
from iopsdata_jupyter.server.work import bounded
from iopsdata_jupyter.store.base import Store

TEST_S = 20.0
"""Seconds that a test may take; the drivers give up connecting after ten."""
SUPERUSER = "This account is a superuser: it could change or delete anything."
CAN_WRITE = "This account may change data."
SAFER = "One that may only read is safer: the page on read-only roles has the statements that make one."


class SavedConnectionTestHandler(JSONHandler):
    """POST tests a saved connection with its saved secrets."""

    @authenticated
    async def post(self, name: str) -> None:
        self.body("Nothing")
        self.reply(await bounded(lambda: tested_saved(self.store, name), TEST_S, what="The test"))


class ConnectionTestsHandler(JSONHandler):
    """POST tests a connection before it is saved."""

    @authenticated
    async def post(self) -> None:
        body, root = {**self.body("ConnectionChange"), "access": "read_only"}, root_of(self)
        self.reply(
            await bounded(lambda: tested(lambda: config_in(body, "test", root)), TEST_S, what="The test")
        )


def tested_saved(store: Store, name: str) -> dict[str, Any]:
    """What testing a saved connection found; it is opened read-only, whatever it allows.

    Raises:
        Refusal: there is none of that name.
        StoreError: the store cannot be read.
    """
    saved(store, name)
    return tested(lambda: config_of(store, name, name, "read_only"))


def tested(configure: Callable[[], ConnectionConfig]) -> dict[str, Any]:
    """What opening the configured connection found."""
    started = time.perf_counter()
    try:
        config = configure()
        connection = open_connection(config)
    except ConnectionFailed as error:
        return {"ok": False, "error": error_body(error, HTTPStatus.UNPROCESSABLE_ENTITY)}
    try:
        opened_ms = 1000 * (time.perf_counter() - started)
        return _found(connection.describe(), config, opened_ms)
    except ExecutionError as error:
        return {"ok": False, "error": error_body(error, HTTPStatus.UNPROCESSABLE_ENTITY)}
    finally:
        with suppress(ExecutionError, ConnectionFailed):
            connection.close()


def _found(server: ServerInfo, config: ConnectionConfig, opened_ms: float) -> dict[str, Any]:
    may_write = bool(server.can_write) and config.access == "read_only"
    warning = SUPERUSER if server.is_superuser else CAN_WRITE if may_write else None
    return {
        "ok": True,
        "version": server.version,
        "opened_ms": round(opened_ms, 1),
        "latency_ms": round(server.latency_ms, 2),
        "user": server.user,
        "can_write": server.can_write,
        "is_superuser": server.is_superuser,
        "warnings": [f"{warning} {SAFER}"] if warning else [],
    }
