"""Workspaces, their members and invitations. Members change by the project's own functions alone."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from iopsdata_jupyter.errors import (
    Denied,
    Invalid,
    NotConfigured,
    Offline,
    StoreError,
    UsageError,
    did_you_mean,
)
from iopsdata_jupyter.store.supabase.copies import Copies
from iopsdata_jupyter.store.supabase.remote import Remote
from iopsdata_jupyter.store.supabase.tables import owner_of

if TYPE_CHECKING:
    from supabase import Client

Role = Literal["owner", "editor", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace and the caller's role in it."""

    id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a workspace."""

    user_id: str
    email: str
    role: Role
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that waits."""

    id: str
    workspace_id: str
    workspace: str
    """Its name; empty in an owner's list, which is of one workspace."""
    email: str
    """Whom it is for; empty in the list of one's own."""
    role: Role
    expires_at: datetime


class Workspaces:
    """What the account may see and change of workspaces and their members."""

    def __init__(self, remote: Remote, copies: Copies) -> None:
        self._remote = remote
        self._copies = copies

    def mine(self) -> list[Workspace]:
        """The caller's workspaces by name; from this machine's copy while the project cannot be reached."""
        owner, user = owner_of(self._remote), self._remote.access.signed_in().user_id
        try:
            found = sorted(
                self._remote.ask(lambda client: _memberships(client, user)),
                key=lambda each: (each.name, each.id),
            )
        except Offline:
            rows = self._copies.rows(owner, "", "workspaces")
            if rows is None:
                raise
            return [Workspace(**row) for row in rows]
        with suppress(StoreError):
            self._copies.keep(owner, "", "workspaces", [asdict(each) for each in found])
        return found

    def find(self, text: str) -> Workspace:
        """The caller's workspace of that id or name.

        Raises:
            NotConfigured: there is none.
            UsageError: several have that name.
        """
        mine = self.mine()
        found = [each for each in mine if text in (each.id, each.name)]
        if len(found) > 1:
            ids = ", ".join(each.id for each in found)
            raise UsageError(f"{len(found)} workspaces are named {text!r}.", hint=f"Give the id: {ids}.")
        if not found:
            names = [each.name for each in mine]
            known = (
                f"You are in: {', '.join(names)}." if names else "`%iops workspace create NAME` makes one."
            )
            raise NotConfigured(f"You are in no workspace {text!r}.", hint=did_you_mean(text, names) or known)
        return found[0]

    def create(self, name: str) -> Workspace:
        """Makes a workspace, which the caller owns."""
        return Workspace(str(self._remote.call("create_workspace", name=name)), name, "owner")

    def rename(self, workspace: str, name: str) -> None:
        """Gives a workspace another name; owners may."""
        _some(
            self._remote.ask(
                lambda client: (
                    client.table("workspaces").update({"name": name}).eq("id", workspace).execute().data
                )
            )
        )

    def delete(self, workspace: str) -> None:
        """Deletes a workspace with everything in it; owners may."""
        _some(
            self._remote.ask(
                lambda client: client.table("workspaces").delete().eq("id", workspace).execute().data
            )
        )

    def members(self, workspace: str) -> list[Member]:
        """The members, the oldest first."""
        rows = self._remote.call("list_members", workspace=workspace)
        return [
            Member(row["user_id"], row["email"], row["role"], datetime.fromisoformat(row["joined_at"]))
            for row in rows
        ]

    def member(self, workspace: str, text: str) -> Member:
        """The member of that id or e-mail address.

        Raises:
            Invalid: there is none.
        """
        members = self.members(workspace)
        found = next(
            (each for each in members if text.casefold() in (each.user_id, each.email.casefold())), None
        )
        if found is None:
            hint = did_you_mean(text, [each.email for each in members])
            raise Invalid(f"The workspace has no member {text!r}.", hint=hint or "`%iops workspace members`")
        return found

    def change_role(self, workspace: str, user_id: str, role: str) -> None:
        """Gives a member another role; owners may, and the last owner stays one."""
        self._remote.call("change_role", workspace=workspace, member=user_id, role=checked_role(role))

    def remove(self, workspace: str, user_id: str) -> None:
        """Ends a membership; owners may."""
        self._remote.call("remove_member", workspace=workspace, member=user_id)

    def leave(self, workspace: str) -> None:
        """Ends the caller's own membership; the last owner cannot."""
        self._remote.call("leave_workspace", workspace=workspace)

    def invite(self, workspace: str, email: str, role: str) -> str:
        """Invites an address for seven days; the invitation's id. Owners may."""
        return str(
            self._remote.call("invite_member", workspace=workspace, email=email, role=checked_role(role))
        )

    def invitations(self, workspace: str) -> list[Invitation]:
        """Those of a workspace that wait; owners see them."""
        rows = self._remote.ask(lambda client: _invitations(client, workspace))
        return [_invitation(row) for row in rows]

    def withdraw(self, invitation: str) -> None:
        """Takes an invitation back; owners may."""
        self._remote.call("withdraw_invitation", invitation=invitation)

    def my_invitations(self) -> list[Invitation]:
        """Those for the caller's own address."""
        return [_invitation({**row, "id": row["invitation"]}) for row in self._remote.call("my_invitations")]

    def accept(self, invitation: str) -> str:
        """Joins by an invitation; the workspace's id."""
        return str(self._remote.call("accept_invitation", invitation=invitation))

    def decline(self, invitation: str) -> None:
        """Refuses an invitation."""
        self._remote.call("decline_invitation", invitation=invitation)

    def delete_account(self) -> None:
        """Deletes the caller's account, and the workspaces that nobody else is in."""
        self._remote.call("delete_account")


def checked_role(role: str) -> str:
    """The role.

    Raises:
        Invalid: there is none of that name.
    """
    if role not in ROLES:
        raise Invalid(
            f"There is no role {role!r}.", hint=did_you_mean(role, ROLES) or f"Roles: {', '.join(ROLES)}."
        )
    return role


def _some(rows: Sequence[Any]) -> None:
    if not rows:  # a policy refuses an UPDATE or DELETE without a word
        raise Denied("Only an owner of the workspace may do that.", hint="Ask an owner of the workspace.")


def _memberships(client: Client, user: str) -> list[Workspace]:
    query = client.table("workspace_members").select("workspace_id,role,workspaces(name)").eq("user_id", user)
    rows: Any = query.execute().data
    return [Workspace(row["workspace_id"], row["workspaces"]["name"], row["role"]) for row in rows]


def _invitations(client: Client, workspace: str) -> list[dict[str, Any]]:
    query = client.table("workspace_invitations").select("*").eq("workspace_id", workspace).order("email")
    rows: Any = query.execute().data
    return list(rows)


def _invitation(row: dict[str, Any]) -> Invitation:
    return Invitation(
        row["id"],
        row["workspace_id"],
        row.get("workspace", ""),
        row.get("email", ""),
        row["role"],
        datetime.fromisoformat(row["expires_at"]),
    )
