"""`%iops sign-in` and `sign-out`; the `iopsdata` command calls the same."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import NotConfigured, Offline, UsageError
from iopsdata_jupyter.magics.options import Option, Syntax

if TYPE_CHECKING:
    from iopsdata_jupyter.store.supabase.team import Team

SIGN_IN = Syntax(
    usage="%iops sign-in EMAIL [--code CODE] [--password] [--new]",
    options=(
        Option("code", "the code of the e-mail, where it has been sent before", "c", "CODE"),
        Option("password", "ask for the password instead of sending a code", "p"),
        Option("new", "make an account with a password; with a code none is needed", "n"),
        Option("help", "show this", "h"),
    ),
    anywhere=True,
)


def sign_in(team: Team, line: str) -> str:
    """Signs in by a code that is sent by e-mail, or by password; what happened.

    Raises:
        UsageError: no address, or there is nobody to type the code.
        WorkspaceError: it did not work, and why.
    """
    parsed = SIGN_IN.parse(line)
    email = parsed.rest.strip()
    if parsed.get("help"):
        return SIGN_IN.help()
    if not email or " " in email:
        raise UsageError("Whose sign-in is it?", hint=SIGN_IN.usage)
    if parsed.get("new"):
        if not team.sign_in.sign_up(email, _asked("New password: ", email)):
            return f"An e-mail was sent to {email}: open it, then sign in."
    elif parsed.get("password"):
        team.sign_in.with_password(email, _asked("Password: ", email))
    else:
        _by_code(team, email, parsed.get("code"))
    return welcome(team)


def sign_out(team: Team, line: str) -> str:
    """Forgets the sign-in here; what happened."""
    if line.strip():
        raise UsageError("sign-out takes nothing.", hint="%iops sign-out")
    try:
        team.sign_out()
    except Offline as error:
        return f"Signed out on this machine. {error.message} There the sign-in ends when it expires."
    return "Signed out."


def _by_code(team: Team, email: str, code: str | None) -> None:
    if code is None:
        team.sign_in.send_code(email)
        code = _asked(f"Code sent to {email}: ", email)
    team.sign_in.with_code(email, code)


def _asked(prompt: str, email: str) -> str:
    """What a person types, unseen: a notebook keeps what it shows."""
    from IPython.core.error import StdinNotImplementedError

    try:
        # A kernel puts a function of its own in getpass's place, and has no use for its standard input.
        in_kernel = getpass.getpass.__module__ != "getpass"
        typed = getpass.getpass(prompt) if in_kernel or sys.stdin.isatty() else sys.stdin.readline().strip()
    except (EOFError, StdinNotImplementedError):
        typed = ""
    if not typed:
        raise UsageError(
            "Nothing was typed.",
            hint=f"Where nobody can be asked, a code that was sent works: %iops sign-in {email} --code CODE.",
        )
    return typed


def welcome(team: Team) -> str:
    """Who is signed in now, and the workspace or the way to one."""
    who = f"Signed in to {team.project.host} as {team.remote.access.signed_in().email}."
    try:
        workspace = team.chosen()
    except NotConfigured as error:
        return f"{who} {error.message} {error.hint}"
    team.choose(workspace)  # also where this machine's own store was chosen before
    return f"{who} Workspace: {workspace.name} ({workspace.role})."
