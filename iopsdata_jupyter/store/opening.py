"""Which store the settings mean: this machine's own, or a workspace of a team's project."""

from __future__ import annotations

from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.store.base import Store
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.store.supabase.project import is_configured
from iopsdata_jupyter.store.supabase.team import team_of

STORE_SETTINGS = frozenset({"supabase_url", "supabase_key", "workspace", "data_dir"})
"""Settings that lead to another store."""


def open_store(settings: Settings, *, in_kernel: bool) -> Store:
    """The store; `in_kernel`: refresh tokens are used by a helper process alone.

    Raises:
        NotConfigured: a project is set, but nobody is signed in or no workspace is chosen.
        Offline: the project cannot be reached, and nothing is known of its workspaces yet.
    """
    if not is_configured(settings):
        return LocalStore(settings.data_dir)
    return team_of(settings, in_kernel=in_kernel).store(settings.workspace)
