"""Which store the settings mean: this machine's own, or a workspace of a team's project."""

from __future__ import annotations

import time
from contextlib import suppress

from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.errors import NotConfigured, Offline
from iopsdata_jupyter.store.base import Store
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.store.supabase.project import is_configured
from iopsdata_jupyter.store.supabase.team import team_of

UNREACHED_S = 15.0
"""Seconds after which a project that could not be reached is asked again."""


class StoreOpener:
    """Opens a kernel's store; remembers for a while that it could not, so that not each statement waits."""

    def __init__(self) -> None:
        self._failed: Offline | None = None
        self._failed_at = 0.0

    def open(self, settings: Settings) -> Store:
        """The store.

        Raises:
            NotConfigured: a project is set, but nobody is signed in or no workspace is chosen.
            Offline: the project cannot be reached, and nothing is known of its workspaces yet.
        """
        if self._failed is not None and time.monotonic() - self._failed_at < UNREACHED_S:
            raise self._failed
        try:
            return open_store(settings)
        except Offline as error:
            self._failed, self._failed_at = error, time.monotonic()
            raise


def open_store(settings: Settings) -> Store:
    """The store of a kernel: refresh tokens are used by a helper process alone.

    The project is asked only where this machine does not know the workspace yet.
    """
    if not is_configured(settings):
        return LocalStore(settings.data_dir)
    team = team_of(settings, in_kernel=True)
    if team.is_local(settings):
        return team.local
    with suppress(NotConfigured):
        return team.store_at_once(settings.workspace)
    return team.store(settings.workspace)
