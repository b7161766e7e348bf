"""Requests to the project in the name of who is signed in; supabase-py comes with the first of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from iopsdata_jupyter.errors import NotConfigured, Offline, SignInExpired
from iopsdata_jupyter.store.supabase.failures import SIGN_IN_AGAIN, translated
from iopsdata_jupyter.store.supabase.project import Project
from iopsdata_jupyter.store.supabase.vault import SignedIn, Vault

if TYPE_CHECKING:
    import httpx
    from supabase import Client

T = TypeVar("T")

CONNECT_S = 5.0
ANSWER_S = 10.0
"""Seconds without a byte until a request is given up."""
EARLY_S = 60.0
"""Seconds before its end at which an access token is replaced."""

Refresh = Callable[[str], None]
"""Replaces the access token given, unless another process has done so."""


class Access:
    """The access token of this moment. It never holds a refresh token: `refresh` does that work elsewhere."""

    def __init__(self, vault: Vault, refresh: Refresh) -> None:
        self._vault = vault
        self._refresh = refresh

    def signed_in(self) -> SignedIn:
        """Who is signed in, whether or not the token still holds.

        Raises:
            NotConfigured: nobody is.
        """
        session = self._vault.signed_in()
        if session is None:
            raise NotConfigured("You are not signed in to the team's workspace.", hint=SIGN_IN_AGAIN)
        return session

    def token(self, account: str | None = None) -> str:
        """A token that still holds; `account`: of this user alone.

        Raises:
            NotConfigured: nobody is signed in, or somebody else.
            SignInExpired: it cannot be replaced any more.
            Offline: it has expired, and the project cannot be reached for another one.
        """
        session = self._of(account)
        if session.holds(EARLY_S):
            return session.access_token
        try:
            return self.renewed(session.access_token, account)
        except Offline:
            if session.holds(0):
                return session.access_token
            raise

    def renewed(self, used: str, account: str | None = None) -> str:
        """Another token than `used`."""
        self._refresh(used)
        session = self._of(account)
        if session.access_token == used and not session.holds(0):
            raise SignInExpired("The sign-in has expired.", hint=SIGN_IN_AGAIN)
        return session.access_token

    def _of(self, account: str | None) -> SignedIn:
        session = self.signed_in()
        if account not in (None, session.user_id):
            raise NotConfigured("Somebody else is signed in now.", hint=SIGN_IN_AGAIN)
        return session


class Remote:
    """Tables, functions and files of a project; every failure is one of ours."""

    def __init__(self, project: Project, access: Access) -> None:
        self.project = project
        self.access = access
        self.offline_since: datetime | None = None
        """Since when this process has not reached the project; None: it did, or has not asked."""
        self._client: Client | None = None
        # Of each thread: what one sends must not go out under a token that another has just got.
        self._sent_with = threading.local()

    def ask(self, request: Callable[[Client], T], *, account: str | None = None) -> T:
        """What `request` returns; it is sent once more where only the token was too old.

        `account`: as this user, and as nobody else who may have signed in meanwhile.

        Raises:
            WorkspaceError: one of its children.
        """
        try:
            found = self._asked_twice(request, account)
        except Offline:
            self.offline_since = self.offline_since or datetime.now(UTC)
            raise
        self.offline_since = None
        return found

    def _asked_twice(self, request: Callable[[Client], T], account: str | None) -> T:
        token = self.access.token(account)
        try:
            return self._asked(request, token)
        except SignInExpired:
            return self._asked(request, self.access.renewed(token, account))

    def call(self, function: str, **arguments: Any) -> Any:
        """What a function of the project returns."""
        return self.ask(lambda client: client.rpc(function, arguments).execute().data)

    def close(self) -> None:
        """Gives up the connections to the project; the next request opens them again."""
        if self._client is not None:
            close(self._client)
            self._client = None

    def _asked(self, request: Callable[[Client], T], token: str) -> T:
        self._sent_with.token = token
        with translated(self.project):
            return request(self._connected())

    def _connected(self) -> Client:
        if self._client is None:
            self._client = client_of(self.project, self._authorize)
        return self._client

    def _authorize(self, request: httpx.Request) -> None:
        request.headers["Authorization"] = f"Bearer {self._sent_with.token}"


@contextmanager
def opened(project: Project) -> Iterator[Client]:
    """A client without anybody's token, closed at the end of the block."""
    client = client_of(project)
    try:
        yield client
    finally:
        close(client)


def close(client: Client) -> None:
    """Ends the client's connections."""
    http = client.options.httpx_client
    if http is not None:
        http.close()


def client_of(project: Project, authorize: Callable[[httpx.Request], None] | None = None) -> Client:
    """supabase-py without what it does by itself: no refreshing, no retries, no redirects, bounded waits."""
    import httpx
    from supabase import create_client
    from supabase.lib.client_options import SyncClientOptions

    http = httpx.Client(
        timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S),
        event_hooks={"request": [authorize] if authorize else []},
    )
    options = SyncClientOptions(
        auto_refresh_token=False,
        persist_session=False,
        postgrest_client_retry=False,
        flow_type="implicit",
        httpx_client=http,
    )
    return create_client(project.url, project.key, options)
