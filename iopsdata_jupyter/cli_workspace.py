"""`iopsdata sign-in`, `sign-out` and `workspace`: what `%iops` does, where no notebook runs."""

from __future__ import annotations

import argparse
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iopsdata_jupyter.store.supabase.team import Team


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the subcommands to the `iopsdata` command."""
    sign_in = commands.add_parser("sign-in", help="sign in to the team's Supabase project")
    sign_in.add_argument("email", nargs="?", help="the address that the code is sent to")
    sign_in.add_argument("--code", help="the code, where it has been sent before")
    sign_in.add_argument("--password", action="store_true", help="ask for the password instead")
    sign_in.add_argument("--new", action="store_true", help="make an account with a password")
    sign_in.add_argument(
        "--oauth", metavar="PROVIDER", help="sign in with GitHub, Google, ... in the browser"
    )
    sign_in.set_defaults(run=_sign_in)
    sign_out = commands.add_parser("sign-out", help="forget the sign-in on this machine")
    sign_out.set_defaults(run=_sign_out)
    workspace = commands.add_parser("workspace", help="the team's workspaces, their members, push and pull")
    workspace.add_argument("words", nargs="*", help="what to do; `iopsdata workspace help` lists it")
    workspace.add_argument("--replace", action="store_true", help="push and pull: overwrite what differs")
    workspace.add_argument("--passwords", action="store_true", help="push and pull: with the passwords")
    workspace.set_defaults(run=_workspace)


def _sign_in(options: argparse.Namespace) -> None:
    from iopsdata_jupyter.magics.sign_in import sign_in, welcome

    team = _team()
    if options.oauth:
        from iopsdata_jupyter.store.supabase.loopback import sign_in_in_browser

        sign_in_in_browser(team.direct(), options.oauth, _say)
        _say(welcome(team))
        return
    flags = [f"--{name}" for name in ("password", "new") if getattr(options, name)]
    code = ["--code", options.code] if options.code else []
    _say(sign_in(team, _line([*([options.email] if options.email else []), *flags, *code])))


def _sign_out(_options: argparse.Namespace) -> None:
    from iopsdata_jupyter.magics.sign_in import sign_out

    _say(sign_out(_team(), ""))


def _workspace(options: argparse.Namespace) -> None:
    from iopsdata_jupyter.magics.workspace import workspace

    flags = [f"--{name}" for name in ("replace", "passwords") if getattr(options, name)]
    _say(workspace(_team(), _line([*options.words, *flags])))


def _line(words: list[str]) -> str:
    """Words as one line of a magic, which takes quotes away again."""
    return " ".join(shlex.quote(word) if " " in word else word for word in words)


def _team() -> Team:
    from iopsdata_jupyter.config import Settings
    from iopsdata_jupyter.store.supabase.team import team_of

    return team_of(Settings.load(), in_kernel=False)


def _say(text: str) -> None:
    print(text.replace("%iops ", "iopsdata "))  # noqa: T201 - a command's output
