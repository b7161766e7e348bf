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
from tornado.web import HTTPError, stream_request_body

from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.errors import (
    ConfigurationError,
    Conflict,
    ConnectionFailed,
    Denied,
    ExecutionError,
    Invalid,
    IopsDataError,
    NotConfigured,
    Offline,
    SecretUnreadable,
    SignInExpired,
    TimedOut,
    UsageError,
    WorkspaceError,
)
from iopsdata_jupyter.server.body import parse_body
from iopsdata_jupyter.store.base import Store
from iopsdata_jupyter.store.local import LocalStore

T = TypeVar("T")

STORE_SETTING = "iopsdata_store"
"""Key of the web application's settings under which the server keeps its store."""
LOCAL_STORE_SETTING = "iopsdata_local_store"
"""The same for the store of this machine, which keeps what no workspace shares."""

STATUS: tuple[tuple[type[IopsDataError], HTTPStatus], ...] = (
    (UsageError, HTTPStatus.BAD_REQUEST),
    (ConfigurationError, HTTPStatus.CONFLICT),
    (ConnectionFailed, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ExecutionError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (SecretUnreadable, HTTPStatus.LOCKED),
    (NotConfigured, HTTPStatus.CONFLICT),
    (TimedOut, HTTPStatus.GATEWAY_TIMEOUT),
    (Offline, HTTPStatus.SERVICE_UNAVAILABLE),
    (SignInExpired, HTTPStatus.UNAUTHORIZED),
    (Denied, HTTPStatus.FORBIDDEN),
    (Conflict, HTTPStatus.CONFLICT),
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
    (WorkspaceError, HTTPStatus.BAD_GATEWAY),
    (IopsDataError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
"""The first class that matches an error gives its status."""

MAX_BODY = 2**20
"""Bytes of JSON that a request may bring."""
MAX_PAGE = 1000
MAX_OFFSET = 10_000_000
UNEXPECTED_HINT = "The server's log has the details."
VERBS = ("GET", "POST", "PUT", "DELETE")


class Refusal(HTTPError):
    """An answer of a status of its own, with the words of an error."""

    def __init__(self, status: HTTPStatus, error: IopsDataError) -> None:
        super().__init__(status)
        self.error = error


def refusal(status: HTTPStatus, message: str, hint: str | None = None) -> Refusal:
    """An answer of `status` that says what happened and what to do."""
    return Refusal(status, UsageError(message, title=status.phrase, hint=hint))


@stream_request_body
class JSONHandler(APIHandler):
    """Base of all routes. Each method of a subclass carries `@tornado.web.authenticated`.

    A body is looked at while it comes, so that one that is too large is refused before it fills the memory.
    """

    max_body = MAX_BODY

    @property
    def store(self) -> Store:
        """The store of this server, opened by the first request that needs it.

        Raises:
            ConfigurationError: the settings do not say where it is.
            NotConfigured: they name a team's project, and nobody is signed in or no workspace is chosen.
        """
        given: Store | None = self.application.settings.get(STORE_SETTING)
        return given or self._team_store() or self.local_store

    def _team_store(self) -> Store | None:
        from iopsdata_jupyter.server.team import team_store

        return team_store(self)

    @property
    def local_store(self) -> LocalStore:
        """The store of this machine.

        Raises:
            ConfigurationError: the settings do not say where it is.
        """
        settings = self.application.settings
        if LOCAL_STORE_SETTING not in settings:
            settings[LOCAL_STORE_SETTING] = LocalStore(Settings.load().data_dir)
        store: LocalStore = settings[LOCAL_STORE_SETTING]
        return store

    async def prepare(self) -> None:  # type: ignore[override]
        """Refuses, before any of the body is read, a stranger and a body that is too large."""
        self._body = bytearray()
        await super().prepare()
        if self.request.method != "OPTIONS" and self.current_user is None:
            raise HTTPError(HTTPStatus.FORBIDDEN)
        if int(self.request.headers.get("Content-Length") or 0) > self.max_body:
            raise self.too_large()

    async def data_received(self, chunk: bytes) -> None:
        """Keeps what comes, up to one byte more than is allowed."""
        self._body += chunk[: self.max_body + 1 - len(self._body)]

    def too_large(self) -> Refusal:
        """The answer to a body over the bound."""
        return refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The request is larger than {self.max_body // 2**20} MiB."
        )

    def body(self, schema: str) -> dict[str, Any]:
        """The request's JSON, of the form that `openapi.yaml` describes under that name.

        Raises:
            UsageError: it is no such JSON.
            Refusal: it is too large, or is not declared as JSON.
        """
        if len(self._body) > self.max_body:
            raise self.too_large()
        # A form of another site can send text/plain without asking first, but not JSON.
        if (
            self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            != "application/json"
        ):
            raise refusal(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "The request's body is not declared as JSON.",
                "Send it with Content-Type: application/json.",
            )
        return parse_body(bytes(self._body), schema)

    def text(self, name: str, *, most: int = 1000) -> str | None:
        """A parameter of the query; None where it is not given.

        Raises:
            UsageError: it is too long, or has a NUL.
        """
        value = self.get_query_argument(name, None)
        if value is not None and (len(value) > most or "\0" in value):
            raise UsageError(f"The parameter {name} is not a text of at most {most} characters.")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> Any:
        """A parameter of the query that is one of `choices`; None where it is not given.

        Raises:
            UsageError: it is something else.
        """
        value = self.text(name)
        if value is not None and value not in choices:
            raise UsageError(f"The parameter {name} is none of {', '.join(choices)}.")
        return value

    def whole_number(self, name: str, default: int, most: int, *, least: int = 0) -> int:
        """A parameter of the query that is a whole number.

        Raises:
            UsageError: it is something else, or out of range.
        """
        value = self.text(name)
        if value is None:
            return default
        digits = value if value.isascii() and value.isdigit() and len(value) < 12 else "-1"
        if not least <= int(digits) <= most:
            raise UsageError(f"The parameter {name} is not a whole number from {least} to {most}.")
        return int(digits)

    def page(self) -> tuple[int, int]:
        """Limit and offset of the page that is asked for.

        Raises:
            UsageError: one of them is out of range.
        """
        limit = self.whole_number("limit", 100, MAX_PAGE, least=1)
        return limit, self.whole_number("offset", 0, MAX_OFFSET)

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Runs what may block for a moment, such as a locked store, without stopping the server."""
        return await asyncio.get_running_loop().run_in_executor(None, work)

    def reply(self, body: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> None:
        """Ends the request with `body` as JSON."""
        self.set_status(status)
        self.finish(json.dumps(body, allow_nan=False))

    def set_default_headers(self) -> None:
        """What is answered is never kept by a browser or a proxy."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")

    def compute_etag(self) -> None:
        """None: an answer that is not kept needs no mark."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Ends the request with the one shape of error."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, IopsDataError):
            self.set_status(next(status for family, status in STATUS if isinstance(error, family)))
        if status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            self.set_header("Allow", ", ".join(verbs_of(type(self))))
        self.finish(json.dumps({"error": error_body(error, status_code)}))

    def log_exception(self, *exc_info: Any) -> None:
        """Logs what was not foreseen; an IopsDataError is an answer, not an incident."""
        if not isinstance(exc_info[1], IopsDataError | Refusal):
            super().log_exception(*exc_info)


def verbs_of(handler: type[JSONHandler]) -> tuple[str, ...]:
    """The methods that a route has."""
    return tuple(verb for verb in VERBS if verb.lower() in vars(handler))


def error_body(error: BaseException | None, status_code: int) -> dict[str, str | None]:
    """Title, message and hint of an error as the browser gets them."""
    if isinstance(error, Refusal):
        error = error.error
    if isinstance(error, IopsDataError):
        return {"title": error.title, "message": error.message, "hint": error.hint}
    phrase = HTTPStatus(status_code).phrase
    message = error.log_message if isinstance(error, HTTPError) and status_code < 500 else None
    hint = UNEXPECTED_HINT if status_code >= 500 else None
    return {"title": phrase, "message": message or phrase, "hint": hint}
