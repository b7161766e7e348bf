"""One project and this machine's part in it, put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.errors import NotConfigured
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.store.supabase.agent import HelperSignIn
from iopsdata_jupyter.store.supabase.copies import Copies
from iopsdata_jupyter.store.supabase.outbox import Outbox
from iopsdata_jupyter.store.supabase.project import Project, project_of
from iopsdata_jupyter.store.supabase.remote import Access, Remote
from iopsdata_jupyter.store.supabase.sign_in import SignIn
from iopsdata_jupyter.store.supabase.store import SupabaseStore
from iopsdata_jupyter.store.supabase.tables import owner_of
from iopsdata_jupyter.store.supabase.vault import Vault
from iopsdata_jupyter.store.supabase.workspaces import Workspace, Workspaces

CHOOSE = "Choose one: `%iops workspace` lists yours, `%iops workspace use NAME` chooses."


class SignsIn(Protocol):
    """Signing in and out, in this process or in a helper. Each raises a WorkspaceError that tells why not."""

    def send_code(self, email: str) -> None: ...
    def with_code(self, email: str, code: str) -> object: ...
    def with_password(self, email: str, password: str) -> object: ...
    def sign_up(self, email: str, password: str) -> object: ...
    def sign_out(self) -> None: ...
    def refresh(self, used: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Status:
    """How this machine stands with the project."""

    project: str | None
    """Its host; None: none is set."""
    email: str | None
    """None: nobody is signed in."""
    workspace: str | None
    """Id of the chosen one."""
    waiting: int
    """Audit events that have not arrived yet."""
    refused: int
    """Audit events that the project did not take; they are kept here."""
    local: bool
    """Whether this machine's own store was chosen in place of a workspace."""
    synced_at: str | None
    """When the workspace was last read from the project, by any process of this machine; ISO 8601."""
    offline_since: str | None
    """Since when this process has not reached the project; None: it has, or has not asked. ISO 8601."""


class Team:
    """The ways to one project."""

    def __init__(self, project: Project, local: LocalStore, *, in_kernel: bool) -> None:
        """`in_kernel`: refresh tokens are used by a helper process alone."""
        folder = local.path.parent
        self.project = project
        self.local = local
        self.vault = Vault(folder, project.url)
        self.sign_in: SignsIn = HelperSignIn(project, folder) if in_kernel else SignIn(project, self.vault)
        self.remote = Remote(project, Access(self.vault, self.sign_in.refresh))
        self.copies = Copies(folder, local)
        self.workspaces = Workspaces(self.remote, self.copies)

    def store(self, wanted: str | None = None) -> SupabaseStore:
        """The store of a workspace by id or name; None: the chosen one, or the only one.

        Raises:
            NotConfigured: nobody is signed in, or no workspace is meant.
        """
        workspace = self.workspaces.find(wanted) if wanted else self.chosen()
        return SupabaseStore(self.remote, workspace.id, self.local, self.copies)

    def store_at_once(self, wanted: str | None) -> SupabaseStore:
        """The same without asking the project, for where nothing may block.

        Raises:
            NotConfigured: nobody is signed in, or the workspace has never been seen from here.
        """
        user = self.remote.access.signed_in().user_id
        text = wanted or self.vault.chosen(user)
        known = self.copies.rows(owner_of(self.remote), "", "workspaces") or []
        found = [row["id"] for row in known if text in (row["id"], row["name"])]
        if len(found) != 1:
            raise NotConfigured("No workspace is chosen.", hint=CHOOSE)
        return SupabaseStore(self.remote, found[0], self.local, self.copies)

    def chosen(self) -> Workspace:
        """The workspace that the account has chosen on this machine, or the only one it has.

        Raises:
            NotConfigured: nobody is signed in, or there is no choice.
        """
        user = self.remote.access.signed_in().user_id
        chosen = self.vault.chosen(user)
        if chosen is not None:
            return self.workspaces.find(chosen)
        mine = self.workspaces.mine()
        if len(mine) == 1:
            return mine[0]
        names = ", ".join(each.name for each in mine)
        raise NotConfigured(
            "No workspace is chosen.",
            hint=f"`%iops workspace use NAME`, one of: {names}."
            if mine
            else "`%iops workspace create NAME` makes one; `%iops workspace` lists invitations.",
        )

    def choose(self, workspace: Workspace | None) -> None:
        """Makes a workspace the one that is used where none is named, in place of this machine's store."""
        self.vault.work_locally(chosen=False)
        self.vault.choose(self.remote.access.signed_in().user_id, workspace.id if workspace else None)

    def work_locally(self) -> None:
        """Makes this machine's own store the one that is used, until a workspace is chosen."""
        self.vault.work_locally(chosen=True)

    def is_local(self, settings: Settings) -> bool:
        """Whether this machine's own store is meant; a workspace that the settings name goes before."""
        return settings.workspace is None and self.vault.works_locally()

    def send_waiting(self) -> None:
        """Sends audit events that a process which is gone has left.

        Raises:
            WorkspaceError: they cannot be sent now.
        """
        Outbox(self.copies, self.remote).flush(owner_of(self.remote))

    def sign_out(self) -> None:
        """Ends the sign-in, and removes this machine's copies of what the account could read.

        Raises:
            Offline: all of it is done here; the project could not be told.
        """
        session = self.vault.signed_in()
        try:
            self.sign_in.sign_out()
        finally:
            if session is not None:
                self.copies.forget(f"{self.project.url} {session.user_id}")

    def status(self) -> Status:
        """Without asking the project."""
        session, local = self.vault.signed_in(), self.vault.works_locally()
        if session is None:
            return Status(self.project.host, None, None, 0, 0, local, None, None)
        owner, chosen = f"{self.project.url} {session.user_id}", self.vault.chosen(session.user_id)
        waiting, refused = self.copies.counts(owner)
        since = self.remote.offline_since
        return Status(
            self.project.host,
            session.email,
            chosen,
            waiting,
            refused,
            local,
            self.copies.taken_at(owner, chosen),
            since.isoformat() if since else None,
        )

    def direct(self) -> SignIn:
        """Signing in within this process, which must not be a kernel."""
        return SignIn(self.project, self.vault)

    def close(self) -> None:
        """Gives up connections and files."""
        self.remote.close()
        self.copies.close()
        self.local.close()


def team_of(settings: Settings, *, in_kernel: bool, local: LocalStore | None = None) -> Team:
    """The team of the settings.

    Raises:
        NotConfigured: no project is set.
        ConfigurationError: its address cannot be used.
    """
    return Team(project_of(settings), local or LocalStore(settings.data_dir), in_kernel=in_kernel)
