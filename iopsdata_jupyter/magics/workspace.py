"""`%iops workspace`: the team's workspaces, their members, and what moves between one and this machine.

The `iopsdata` command calls the same. Each action returns its text, in which nothing that others have typed
can act on a display.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import Offline, UsageError, did_you_mean
from iopsdata_jupyter.magics.options import Option, Parsed, Syntax, split
from iopsdata_jupyter.widgets.visible import visible

if TYPE_CHECKING:
    from iopsdata_jupyter.store.moving import Entry, Moved
    from iopsdata_jupyter.store.supabase.team import Team
    from iopsdata_jupyter.store.supabase.workspaces import Workspace

SYNTAX = Syntax(
    usage="""%iops workspace                      where you stand, your workspaces and invitations
%iops workspace create NAME          make one, which you own
%iops workspace use NAME             work in it on this machine
%iops workspace local                work with this machine's own store
%iops workspace accept | decline ID  answer an invitation
%iops workspace members              who is in it
%iops workspace invite EMAIL [ROLE]  invite an address for 7 days: owner, editor or viewer (without it viewer)
%iops workspace invitations          those that wait; withdraw ID takes one back
%iops workspace role EMAIL ROLE      give a member another role
%iops workspace remove EMAIL         end a membership
%iops workspace leave                end your own
%iops workspace rename NAME          give it another name
%iops workspace delete NAME          delete it with all that is in it
%iops workspace delete-account EMAIL delete your account, and the workspaces that nobody else is in
%iops workspace push [NAME ...]      copy connections, verified queries and metrics of this machine into it
%iops workspace pull [NAME ...]      copy them from it to this machine""",
    options=(
        Option("replace", "push and pull: overwrite what differs on the other side", "r"),
        Option(
            "passwords", "push and pull: with the passwords, which members with the key can then read", "p"
        ),
        Option("help", "show this", "h"),
    ),
    anywhere=True,
)


def workspace(team: Team, line: str) -> str:
    """Does what the line says, in the chosen workspace where one is needed; what happened.

    Raises:
        UsageError: a line that cannot be understood.
        WorkspaceError: the project does not do it, and why.
    """
    parsed = SYNTAX.parse(line)
    words = split(parsed.rest)
    action, arguments = (words[0], words[1:]) if words else ("list", [])
    if parsed.get("help") or action == "help":
        return SYNTAX.help()
    if action not in ACTIONS:
        raise UsageError(
            f"%iops workspace does not know {action!r}.",
            hint=did_you_mean(action, list(ACTIONS)) or f"Known: {', '.join(ACTIONS)}.",
        )
    run, least, most = ACTIONS[action]
    if not least <= len(arguments) <= most:
        raise UsageError(f"%iops workspace {action} takes something else.", hint=SYNTAX.usage)
    return visible(run(team, arguments, parsed))


def _list(team: Team, _words: Sequence[str], _parsed: Parsed) -> str:
    status = team.status()
    lines = [f"Project {status.project}, signed in as {team.remote.access.signed_in().email}."]
    if status.waiting:
        lines.append(f"{status.waiting} audit events wait to be sent.")
    if status.refused:
        lines.append(f"{status.refused} audit events were refused by the project; they are kept here.")
    if status.local:
        lines.append("This machine's own store is used, as you have chosen.")
    mine = team.workspaces.mine()
    for each in mine:
        used = "*" if not status.local and (each.id == status.workspace or len(mine) == 1) else " "
        lines.append(f"{used} {each.name:<24} {each.role:<7} {each.id}")
    if not mine:
        lines.append("`%iops workspace create NAME` makes a workspace.")
    return "\n".join([*lines, *_invitation_lines(team)])


def _invitation_lines(team: Team) -> list[str]:
    try:
        invitations = team.workspaces.my_invitations()
    except Offline as error:
        return [f"{error.message} This is what was last seen of it."]
    return [
        f"  Invitation to {given.workspace} as {given.role}, until {given.expires_at:%Y-%m-%d}: "
        f"%iops workspace accept {given.id}"
        for given in invitations
    ]


def _create(team: Team, words: Sequence[str], _parsed: Parsed) -> str:
    made = team.workspaces.create(words[0])
    team.choose(made)
    return f"Workspace {made.name} made; you own it and work in it now."


def _use(team: Team, words: Sequence[str], _parsed: Parsed) -> str:
    found = team.workspaces.find(words[0])
    team.choose(found)
    return f"Workspace: {found.name} ({found.role})."


def _local(team: Team, _words: Sequence[str], _parsed: Parsed) -> str:
    team.work_locally()
    return "You work with this machine's own store now; `%iops workspace use NAME` goes back."


def _accept(team: Team, words: Sequence[str], _parsed: Parsed) -> str:
    return _use(team, [team.workspaces.accept(words[0])], _parsed)


def _decline(team: Team, words: Sequence[str], _parsed: Parsed) -> str:
    team.workspaces.decline(words[0])
    return "Declined."


def _members(team: Team, _words: Sequence[str], _parsed: Parsed) -> str:
    chosen = team.chosen()
    members = team.workspaces.members(chosen.id)
    lines = [f"  {each.email:<32} {each.role:<7} since {each.joined_at:%Y-%m-%d}" for each in members]
    return "\n".join([f"Members of {chosen.name}:", *lines])


def _invite(team: Team, words: Sequence[str], _parsed: Parsed) -> str:
    chosen = team.chosen()
    role = words[1] if len(words) > 1 else "viewer"
    team.workspaces.invite(chosen.id, words[0], role)
    return (
        f"{words[0]} is invited to {chosen.name} as {role}, for 7 days. They sign in with that address; "
        f"saved passwords open for them with `iopsdata keys export --workspace {chosen.id}`."
    )


def _invitations(team: Team, _words: Sequence[str], _parsed: Parsed) -> str:
    chosen = team.chosen()
    lines = [
        f"  {each.email:<32} {each.role:<7} until {each.expires_at:%Y-%m-%d}  {each.id}"
        for each in team.workspaces.invitations(chosen.id)
    ]
    return "\n".join([f"Invitations to {chosen.name}:", *lines] if lines else ["Nobody is invited."])


def _withdraw(team: Team, words: Sequence[str], _parsed: Parsed) -> str:
    team.workspaces.withdraw(words[0])
    return "Withdrawn."


def _role(team: Team, words: Sequence[str], _parsed: Parsed) -> str:
    chosen = team.chosen()
    member = team.workspaces.member(chosen.id, words[0])
    team.workspaces.change_role(chosen.id, member.user_id, words[1])
    return f"{member.email} is {words[1]} of {chosen.name} now."


def _remove(team: Team, words: Sequence[str], _parsed: Parsed) -> str:
    chosen = team.chosen()
    member = team.workspaces.member(chosen.id, words[0])
    team.workspaces.remove(chosen.id, member.user_id)
    return (
        f"{member.email} is no member of {chosen.name} any more. They keep what they have seen: make a new "
        f"key (`iopsdata keys rotate --workspace {chosen.id}`) and change the passwords at the databases."
    )


def _leave(team: Team, _words: Sequence[str], _parsed: Parsed) -> str:
    chosen = team.chosen()
    team.workspaces.leave(chosen.id)
    team.choose(None)
    return f"You have left {chosen.name}."


def _rename(team: Team, words: Sequence[str], _parsed: Parsed) -> str:
    team.workspaces.rename(team.chosen().id, words[0])
    return f"Workspace: {words[0]}."


def _delete(team: Team, words: Sequence[str], _parsed: Parsed) -> str:
    found = team.workspaces.find(words[0])
    team.workspaces.delete(found.id)
    return f"{found.name} is deleted, with all that was in it."


def _delete_account(team: Team, words: Sequence[str], _parsed: Parsed) -> str:
    email = team.remote.access.signed_in().email
    if words[0].casefold() != email.casefold():
        raise UsageError("That is not the address that is signed in.", hint=f"It is {email}.")
    team.workspaces.delete_account()
    team.sign_out()
    return f"The account {email} is deleted, with the workspaces that nobody else was in."


def _push(team: Team, words: Sequence[str], parsed: Parsed) -> str:
    return _moved(team, words, parsed, out=True)


def _pull(team: Team, words: Sequence[str], parsed: Parsed) -> str:
    return _moved(team, words, parsed, out=False)


def _moved(team: Team, words: Sequence[str], parsed: Parsed, *, out: bool) -> str:
    from iopsdata_jupyter.store.moving import compare, move

    chosen = team.chosen()
    shared = team.store(chosen.id)
    source, target = (team.local, shared) if out else (shared, team.local)
    entries = compare(source, target, passwords=bool(parsed.get("passwords")))
    done = move(entries, names=words, replace_others=bool(parsed.get("replace")))
    return _report(done, chosen, words, out=out)


def _report(done: Moved, chosen: Workspace, words: Sequence[str], *, out: bool) -> str:
    way = f"to {chosen.name}" if out else f"from {chosen.name}"
    known = {entry.name for entry in (*done.moved, *done.left)}
    lines = [f"{len(done.moved)} copied {way}, {done.same} were the same."]
    lines += [f"  copied    {_named(entry)}" for entry in done.moved]
    lines += [f"  {entry.state:<9} {_named(entry)}" for entry in done.left]
    if any(entry.state == "conflict" for entry in done.left):
        lines.append("What differs was left as it is; --replace overwrites it, NAMEs choose.")
    if any(entry.state == "locked" for entry in done.left):
        lines.append("A locked password needs its key: `iopsdata keys import`.")
    missing = [word for word in words if word not in known] if not done.same else []
    return "\n".join([*lines, *(f"  There is nothing named {word}." for word in missing)])


def _named(entry: Entry) -> str:
    return f"{entry.kind} {entry.name}"


Action = Callable[["Team", Sequence[str], Parsed], str]

ACTIONS: dict[str, tuple[Action, int, int]] = {
    "list": (_list, 0, 0),
    "create": (_create, 1, 1),
    "use": (_use, 1, 1),
    "local": (_local, 0, 0),
    "accept": (_accept, 1, 1),
    "decline": (_decline, 1, 1),
    "members": (_members, 0, 0),
    "invite": (_invite, 1, 2),
    "invitations": (_invitations, 0, 0),
    "withdraw": (_withdraw, 1, 1),
    "role": (_role, 2, 2),
    "remove": (_remove, 1, 1),
    "leave": (_leave, 0, 0),
    "rename": (_rename, 1, 1),
    "delete": (_delete, 1, 1),
    "delete-account": (_delete_account, 1, 1),
    "push": (_push, 0, 1000),
    "pull": (_pull, 0, 1000),
}
"""What does it, and how many words it takes."""
