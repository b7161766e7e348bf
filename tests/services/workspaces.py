"""People who share workspaces on the tests' Supabase server, each with a data folder of their own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.store.supabase.copies import Copies
from iopsdata_jupyter.store.supabase.project import Project
from iopsdata_jupyter.store.supabase.remote import Access, Remote
from iopsdata_jupyter.store.supabase.sign_in import SignIn
from iopsdata_jupyter.store.supabase.store import SupabaseStore
from iopsdata_jupyter.store.supabase.vault import Vault
from tests.services.supabase_lite import SupabaseLite

PASSWORD = "correct horse battery"


@dataclass
class Person:
    """Somebody with an account, signed in on a machine of their own."""

    folder: Path
    email: str
    sign_in: SignIn
    remote: Remote
    local: LocalStore
    copies: Copies

    @property
    def user_id(self) -> str:
        return self.remote.access.signed_in().user_id

    def new_workspace(self, name: str = "team") -> str:
        return str(self.remote.call("create_workspace", name=name))

    def store(self, workspace: str) -> SupabaseStore:
        return SupabaseStore(self.remote, workspace, self.local, self.copies)


def person(supabase: SupabaseLite, folder: Path, name: str = "ann", *, url: str = "") -> Person:
    """A new account, whose address nobody else has; `url`: another way to the server."""
    project = Project(url or supabase.url, supabase.key)
    vault = Vault(folder, project.url)
    sign_in = SignIn(project, vault)
    email = f"{name}-{uuid.uuid4().hex[:8]}@example.com"
    sign_in.sign_up(email, PASSWORD)
    local = LocalStore(folder)
    return Person(
        folder, email, sign_in, Remote(project, Access(vault, sign_in.refresh)), local, Copies(folder, local)
    )


def join(owner: Person, workspace: str, member: Person, role: str) -> None:
    """Makes somebody a member by invitation."""
    invitation = owner.remote.call("invite_member", workspace=workspace, email=member.email, role=role)
    member.remote.call("accept_invitation", invitation=invitation)
