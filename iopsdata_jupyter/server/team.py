"""The team's project in the server: one for all requests, whose sign-in the server keeps fresh."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from tornado.ioloop import PeriodicCallback

from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.errors import ConfigurationError, Offline, StoreError
from iopsdata_jupyter.server.base import JSONHandler, refusal
from iopsdata_jupyter.store.base import Store
from iopsdata_jupyter.store.supabase.project import is_configured, project_of
from iopsdata_jupyter.store.supabase.store import SupabaseStore
from iopsdata_jupyter.store.supabase.team import Team

KEPT = "iopsdata_team"
"""Key of the web application's settings under which the server keeps the team."""
KEEP_FRESH_MS = 60_000
FRESH_S = 300.0
"""Seconds before its end at which the server replaces an access token, so that kernels seldom have to."""
_IDENTITY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Kept:
    """What requests share."""

    team: Team
    stores: dict[tuple[str, str | None, str | None], SupabaseStore]
    """By account, workspace of the settings and chosen workspace."""
    refreshing: Any
    """The callback that keeps the sign-in fresh."""


def team_of_server(handler: JSONHandler) -> Team:
    """The team of the settings, made by the first request that needs it.

    Raises:
        NotConfigured: no project is set.
        ConfigurationError: its address or key cannot be used.
    """
    return _kept(handler).team


def team_store(handler: JSONHandler) -> Store | None:
    """The store of the chosen workspace; None: this machine has its own in use. Asks nobody.

    Raises:
        NotConfigured: nobody is signed in, or no workspace is chosen.
    """
    settings = Settings.load()
    if not is_configured(settings):
        return None
    kept = _kept(handler)
    if kept.team.is_local(settings):
        return None
    user = kept.team.remote.access.signed_in().user_id
    key = (user, settings.workspace, kept.team.vault.chosen(user))
    if key not in kept.stores:
        kept.stores[key] = kept.team.store_at_once(settings.workspace)
    return kept.stores[key]


def sync(handler: JSONHandler) -> None:
    """Asks the project for the account's workspaces, sends what waits, and lets the next reads ask it too.

    Raises:
        NotConfigured: nobody is signed in.
        SignInExpired: the project does not know the sign-in any more.
    """
    kept = _kept(handler)
    with suppress(Offline):
        kept.team.workspaces.mine()
        kept.team.send_waiting()
    if kept.team.remote.offline_since is None:
        for store in kept.stores.values():
            store.read_again()


def checked_identity(text: str) -> str:
    """The id of a workspace, a member or an invitation.

    Raises:
        Refusal: it has not the form of one, so that there is none.
    """
    if not _IDENTITY.fullmatch(text):
        raise refusal(HTTPStatus.NOT_FOUND, "There is nothing of that id.")
    return text


def _kept(handler: JSONHandler) -> Kept:
    settings, project = handler.application.settings, project_of(Settings.load())
    kept: Kept | None = settings.get(KEPT)
    if kept is None or kept.team.project != project:
        if kept is not None:
            kept.refreshing.stop()
        team = Team(project, handler.local_store, in_kernel=False)
        settings[KEPT] = kept = Kept(team, {}, _keeping_fresh(lambda: keep_fresh(team)))
    return kept


def _keeping_fresh(work: Callable[[], None]) -> PeriodicCallback:
    async def beside() -> None:
        await asyncio.get_running_loop().run_in_executor(None, work)

    callback = PeriodicCallback(beside, KEEP_FRESH_MS, jitter=0.1)
    callback.start()
    return callback


def keep_fresh(team: Team) -> None:
    """Replaces an access token that is about to expire, and sends audit events that gone kernels have left.

    What goes wrong is told by the next request.
    """
    with suppress(StoreError, ConfigurationError):
        session = team.vault.signed_in()
        if session is not None and not session.holds(FRESH_S):
            team.direct().refresh(session.access_token, early_s=FRESH_S)
        team.send_waiting()
