"""Workspaces, members and invitations; who may do what is decided by the project alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, TypeVar

from tornado.web import authenticated

from iopsdata_jupyter.server.auth import status_body
from iopsdata_jupyter.server.base import JSONHandler
from iopsdata_jupyter.server.team import checked_identity, team_of_server
from iopsdata_jupyter.store.supabase.team import Team
from iopsdata_jupyter.store.supabase.workspaces import Invitation, Member, Workspaces

T = TypeVar("T")


class _TeamHandler(JSONHandler):
    async def asked(self, work: Callable[[Workspaces], T]) -> T:
        """What `work` finds, asked beside the event loop."""
        workspaces = team_of_server(self).workspaces
        return await self.in_thread(lambda: work(workspaces))


class WorkspacesHandler(_TeamHandler):
    """The account's workspaces by name; POST makes one, which the account owns and works in from then on."""

    @authenticated
    async def get(self) -> None:
        found = await self.asked(lambda workspaces: workspaces.mine())
        self.reply({"workspaces": [asdict(each) for each in found]})

    @authenticated
    async def post(self) -> None:
        name, team = self.body("WorkspaceName")["name"], team_of_server(self)
        self.reply(asdict(await self.in_thread(lambda: _created(team, name))), HTTPStatus.CREATED)


class WorkspaceChoiceHandler(JSONHandler):
    """PUT chooses the workspace that this machine works in, or this machine's own store."""

    @authenticated
    async def put(self) -> None:
        wanted, team = self.body("WorkspaceChoice")["workspace"], team_of_server(self)
        await self.in_thread(
            lambda: team.choose(team.workspaces.find(wanted)) if wanted else team.work_locally()
        )
        self.reply(await self.in_thread(lambda: status_body(team)))


class WorkspaceHandler(_TeamHandler):
    """PUT renames a workspace, DELETE deletes it with all that is in it; owners may."""

    @authenticated
    async def put(self, workspace: str) -> None:
        identity, name = checked_identity(workspace), self.body("WorkspaceName")["name"]
        await self.asked(lambda workspaces: workspaces.rename(identity, name))
        self.reply({"id": identity, "name": name})

    @authenticated
    async def delete(self, workspace: str) -> None:
        identity = checked_identity(workspace)
        await self.asked(lambda workspaces: workspaces.delete(identity))
        self.reply({"deleted": identity})


class MembersHandler(_TeamHandler):
    """The members of a workspace, the oldest first."""

    @authenticated
    async def get(self, workspace: str) -> None:
        identity = checked_identity(workspace)
        found = await self.asked(lambda workspaces: workspaces.members(identity))
        self.reply({"members": [_shown_member(member) for member in found]})


class MemberHandler(_TeamHandler):
    """PUT gives a member another role, DELETE ends the membership; owners may."""

    @authenticated
    async def put(self, workspace: str, member: str) -> None:
        place, who, role = (
            checked_identity(workspace),
            checked_identity(member),
            self.body("RoleInput")["role"],
        )
        await self.asked(lambda workspaces: workspaces.change_role(place, who, role))
        self.reply({"user_id": who, "role": role})

    @authenticated
    async def delete(self, workspace: str, member: str) -> None:
        place, who = checked_identity(workspace), checked_identity(member)
        await self.asked(lambda workspaces: workspaces.remove(place, who))
        self.reply({"deleted": who})


class MembershipHandler(_TeamHandler):
    """DELETE ends the account's own membership."""

    @authenticated
    async def delete(self, workspace: str) -> None:
        identity = checked_identity(workspace)
        await self.asked(lambda workspaces: workspaces.leave(identity))
        self.reply({"deleted": identity})


class InvitationsHandler(_TeamHandler):
    """Invitations to a workspace that wait; POST invites an address. Owners may."""

    @authenticated
    async def get(self, workspace: str) -> None:
        identity = checked_identity(workspace)
        found = await self.asked(lambda workspaces: workspaces.invitations(identity))
        self.reply({"invitations": [_shown_invitation(invitation) for invitation in found]})

    @authenticated
    async def post(self, workspace: str) -> None:
        identity, body = checked_identity(workspace), self.body("InvitationInput")
        made = await self.asked(lambda workspaces: workspaces.invite(identity, body["email"], body["role"]))
        self.reply({"id": made}, HTTPStatus.CREATED)


class InvitationHandler(_TeamHandler):
    """DELETE takes an invitation back; owners may."""

    @authenticated
    async def delete(self, workspace: str, invitation: str) -> None:
        checked_identity(workspace)
        identity = checked_identity(invitation)
        await self.asked(lambda workspaces: workspaces.withdraw(identity))
        self.reply({"deleted": identity})


class MyInvitationsHandler(_TeamHandler):
    """Invitations for the account's own address."""

    @authenticated
    async def get(self) -> None:
        found = await self.asked(lambda workspaces: workspaces.my_invitations())
        self.reply({"invitations": [_shown_invitation(invitation) for invitation in found]})


class MyInvitationHandler(_TeamHandler):
    """DELETE declines an invitation."""

    @authenticated
    async def delete(self, invitation: str) -> None:
        identity = checked_identity(invitation)
        await self.asked(lambda workspaces: workspaces.decline(identity))
        self.reply({"deleted": identity})


class AcceptHandler(_TeamHandler):
    """POST joins the workspace of an invitation."""

    @authenticated
    async def post(self, invitation: str) -> None:
        identity = checked_identity(invitation)
        joined = await self.asked(lambda workspaces: workspaces.find(workspaces.accept(identity)))
        self.reply(asdict(joined))


def _created(team: Team, name: str) -> Any:
    made = team.workspaces.create(name)
    team.workspaces.mine()  # this machine now knows of it
    team.choose(made)
    return made


def _shown_member(member: Member) -> dict[str, Any]:
    return {**asdict(member), "joined_at": member.joined_at.isoformat()}


def _shown_invitation(invitation: Invitation) -> dict[str, Any]:
    return {**asdict(invitation), "expires_at": invitation.expires_at.isoformat()}
