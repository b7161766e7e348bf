"""What every route shares: JSON in and out, authentication, one shape of error.

An error's body is `{"error": {"title", "message", "hint"}}`. An unexpected exception is logged here and told
to the browser without its text, which could hold a secret.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from jupyter_server.base.handlers import APIHandler
from tornado.web import HTTPError

from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.errors import ConfigurationError, IopsDataError, UsageError
from iopsdata_jupyter.store.base import Store
from iopsdata_jupyter.store.local import LocalStore

T = TypeVar("T")

STORE_SETTING = "iopsdata_store"
"""Key of the web application's settings under which the server keeps its store."""

STATUS: tuple[tuple[type[IopsDataError], HTTPStatus], ...] = (
    (UsageError, HTTPStatus.BAD_REQUEST),
    (ConfigurationError, HTTPStatus.CONFLICT),
    (IopsDataError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
"""The first class that matches an error gives its status."""

UNEXPECTED_HINT = "The server's log has the details."


class JSONHandler(APIHandler):
    """Base of all routes. Each method of a subclass carries `@tornado.web.authenticated`."""

    @property
    def store(self) -> Store:
        """The store of this server, opened by the first request that needs it.

        Raises:
            ConfigurationError: the settings do not say where it is.
        """
        settings = self.application.settings
        if STORE_SETTING not in settings:
            settings[STORE_SETTING] = LocalStore(Settings.load().data_dir)
        store: Store = settings[STORE_SETTING]
        return store

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Runs what may block, such as a locked store, without stopping the server."""
        return await asyncio.get_running_loop().run_in_executor(None, work)

    def reply(self, body: dict[str, Any]) -> None:
        """Ends the request with `body` as JSON."""
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(body))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Ends the request with the one shape of error."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, IopsDataError):
            self.set_status(next(status for family, status in STATUS if isinstance(error, family)))
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"error": error_body(error, status_code)}))

    def log_exception(self, *exc_info: Any) -> None:
        """Logs what was not foreseen; an IopsDataError is an answer, not an incident."""
        if not isinstance(exc_info[1], IopsDataError):
            super().log_exception(*exc_info)


def error_body(error: BaseException | None, status_code: int) -> dict[str, str | None]:
    """Title, message and hint of an error as the browser gets them."""
    if isinstance(error, IopsDataError):
        return {"title": error.title, "message": error.message, "hint": error.hint}
    phrase = HTTPStatus(status_code).phrase
    message = error.log_message if isinstance(error, HTTPError) and status_code < 500 else None
    hint = UNEXPECTED_HINT if status_code >= 500 else None
    return {"title": phrase, "message": message or phrase, "hint": hint}
