"""Signing in to the team's project. Codes and passwords go in; no token ever comes out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

from jupyter_server.utils import url_path_join
from tornado.web import authenticated

from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.errors import IopsDataError, NotConfigured, Offline, WrongCredentials
from iopsdata_jupyter.server.base import JSONHandler
from iopsdata_jupyter.server.team import sync, team_of_server
from iopsdata_jupyter.store.supabase.project import is_configured
from iopsdata_jupyter.store.supabase.sign_in import OAuthFlow, SignIn
from iopsdata_jupyter.store.supabase.team import Status, Team

FLOWS = "iopsdata_oauth_flows"
"""Key of the web application's settings under which sign-ins wait for the browser."""
FLOW_S = 600.0
MOST_FLOWS = 20
UNCONFIGURED = {
    "configured": False,
    "fixed": None,
    **asdict(Status(None, None, None, 0, 0, local=True, synced_at=None, offline_since=None)),
}


@dataclass(frozen=True, slots=True)
class _Waiting:
    flow: OAuthFlow
    since: float = field(default_factory=time.monotonic)


class SignInHandler(JSONHandler):
    """How this server stands with the project; DELETE signs out."""

    @authenticated
    async def get(self) -> None:
        if not is_configured(Settings.load()):
            self.reply(UNCONFIGURED)
            return
        team = team_of_server(self)
        self.reply(await self.in_thread(lambda: status_body(team)))

    @authenticated
    async def delete(self) -> None:
        team = team_of_server(self)
        await self.in_thread(lambda: sign_out(team))
        self.reply(await self.in_thread(lambda: status_body(team)))


class SyncHandler(JSONHandler):
    """POST asks the project, and sends what waits; one that cannot be reached is told in the answer."""

    @authenticated
    async def post(self) -> None:
        team = team_of_server(self)
        await self.in_thread(lambda: sync(self))
        self.reply(await self.in_thread(lambda: status_body(team)))


class CodesHandler(JSONHandler):
    """POST sends a code by e-mail."""

    @authenticated
    async def post(self) -> None:
        email, sign_in = self.body("EmailInput")["email"], team_of_server(self).direct()
        await self.in_thread(lambda: sign_in.send_code(email))
        self.reply({"sent": email})


class _SignsIn(JSONHandler):
    async def signed_in(self, work: Callable[[SignIn], object]) -> None:
        """Signs in beside the event loop, and answers how things stand then."""
        team = team_of_server(self)
        await self.in_thread(lambda: work(team.direct()))
        await self.in_thread(lambda: choose_only_one(team))
        self.reply(await self.in_thread(lambda: status_body(team)))


class CodeSignInHandler(_SignsIn):
    """POST signs in by the code of the newest e-mail."""

    @authenticated
    async def post(self) -> None:
        body = self.body("CodeInput")
        await self.signed_in(lambda sign_in: sign_in.with_code(body["email"], body["code"]))


class PasswordSignInHandler(_SignsIn):
    """POST signs in by password."""

    @authenticated
    async def post(self) -> None:
        body = self.body("PasswordInput")
        await self.signed_in(lambda sign_in: sign_in.with_password(body["email"], body["password"]))


class SignUpHandler(_SignsIn):
    """POST makes an account; nobody is signed in while its address waits to be confirmed."""

    @authenticated
    async def post(self) -> None:
        body = self.body("PasswordInput")
        await self.signed_in(lambda sign_in: sign_in.sign_up(body["email"], body["password"]))


class OAuthHandler(JSONHandler):
    """POST tells where the browser signs in with a provider; it comes back to `auth/callback`."""

    @authenticated
    async def post(self) -> None:
        provider, sign_in = self.body("OAuthInput")["provider"], team_of_server(self).direct()
        callback = url_path_join(
            f"{self.request.protocol}://{self.request.host}", self.base_url, "iopsdata/auth/callback"
        )
        flow = await self.in_thread(lambda: sign_in.start_oauth(provider, callback))
        _remember(self.application.settings, flow)
        self.reply({"url": flow.url})


class CallbackHandler(JSONHandler):
    """GET is where the browser comes back to; a page for a person, in plain text."""

    @authenticated
    async def get(self) -> None:
        flow = _take(self.application.settings, self.text("flow") or "")
        code = self.text("code")
        team = team_of_server(self)
        try:
            if flow is None or code is None:
                raise WrongCredentials("This sign-in was not begun here, was refused, or took too long.")
            await self.in_thread(lambda: team.direct().finish_oauth(flow, code))
            await self.in_thread(lambda: choose_only_one(team))
            text = "You are signed in. You can close this page and go back. (iOpsData)"
        except IopsDataError as error:
            self.set_status(HTTPStatus.FORBIDDEN)
            text = f"{error.message} Go back and try again. (iOpsData)"
        self.finish(text, set_content_type="text/plain; charset=utf-8")


def status_body(team: Team) -> dict[str, Any]:
    """How the server stands with the project, from what is kept on this machine."""
    return {"configured": True, "fixed": Settings.load().workspace, **asdict(team.status())}


def sign_out(team: Team) -> None:
    """Forgets the sign-in; a project that cannot be reached does not keep it."""
    try:
        team.sign_out()
    except Offline:
        return


def choose_only_one(team: Team) -> None:
    """Chooses the account's workspace where it has one and no choice was made; needs the project."""
    try:
        team.choose(team.chosen())
    except (NotConfigured, Offline):
        return


def _remember(settings: dict[str, Any], flow: OAuthFlow) -> None:
    waiting = [entry for entry in settings.get(FLOWS, []) if time.monotonic() - entry.since < FLOW_S]
    settings[FLOWS] = [*waiting[-MOST_FLOWS:], _Waiting(flow)]


def _take(settings: dict[str, Any], identity: str) -> OAuthFlow | None:
    """The sign-in that waits under that id, once."""
    waiting: list[_Waiting] = settings.get(FLOWS, [])
    found = next((entry for entry in waiting if entry.flow.identity == identity), None)
    settings[FLOWS] = [entry for entry in waiting if entry is not found]
    return found.flow if found and time.monotonic() - found.since < FLOW_S else None
