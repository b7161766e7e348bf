"""`%iops SUBCOMMAND`: what is neither a question nor a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.magics.options import Option, Syntax, split, whole_number
from iopsdata_jupyter.magics.render import show_audit, show_connections, show_settings, show_tables, show_text

if TYPE_CHECKING:
    from iopsdata_jupyter.session import Session

SUBCOMMANDS = {
    "audit": "the newest statements; --connection, --source and --verdict choose among them",
    "catalog": "the tables and columns of a connection: %iops catalog [CONNECTION]",
    "connections": "open and saved connections",
    "settings": "settings in force; %iops settings NAME=VALUE sets one for this notebook",
    "sign-in": "sign in to the team's project: %iops sign-in EMAIL [--code CODE] [--password] [--new]",
    "sign-out": "forget the sign-in on this machine",
    "workspace": "the team's workspaces: list, use, create, members, invite, push, pull; --help has them all",
}


def iops(line: str) -> None:
    """Settings, connections, catalog and audit log."""
    from iopsdata_jupyter.session import current_session

    words = split(line)
    command, arguments = (words[0], words[1:]) if words else ("help", [])
    session = current_session()
    if command in ("help", "--help", "-h"):
        return show_text(
            "\n".join(["%iops SUBCOMMAND", "", *(f"  {key:<12} {text}" for key, text in SUBCOMMANDS.items())])
        )
    if command == "audit":
        return _audit(session, line.split("audit", 1)[1])
    if command == "catalog":
        return show_tables(session.catalog(arguments[0] if arguments else None, refresh=True))
    if command == "connections":
        return show_connections(session)
    if command in ("sign-in", "sign-out", "workspace"):
        return _of_team(session, command, line.split(command, 1)[1])
    if command == "settings":
        if arguments:
            session.change_settings(**dict(_assignment(argument) for argument in arguments))
        return show_settings(session.settings)
    raise UsageError(
        f"There is no subcommand {command!r}.",
        hint=did_you_mean(command, list(SUBCOMMANDS)) or f"Known: {', '.join(SUBCOMMANDS)}.",
    )


AUDIT = Syntax(
    usage="%iops audit [--connection NAME] [--source sql|ask] [--verdict allowed|refused|failed] [--last N]",
    options=(
        Option("connection", "only statements on the connection NAME", "c", "NAME"),
        Option("source", "only statements from `sql` or from `ask`", "s", "SOURCE"),
        Option("verdict", "only statements that were allowed, refused or failed", "v", "VERDICT"),
        Option("last", "at most N of them (without it 20)", "n", "N", whole_number),
        Option("help", "show this", "h"),
    ),
    anywhere=True,
)
AUDIT_DEPTH = 100_000
"""Events among which the filters choose, newest first."""


def _audit(session: Session, line: str) -> None:
    parsed = AUDIT.parse(line)
    if parsed.get("help"):
        return show_text(AUDIT.help())
    if parsed.rest.strip():
        raise UsageError(f"%iops audit does not know {parsed.rest.strip()!r}.", hint=AUDIT.usage)
    wanted = {key: parsed.get(key) for key in ("connection", "source", "verdict") if parsed.get(key)}
    last = parsed.get("last", 20)
    events = session.store.audit(limit=AUDIT_DEPTH if wanted else last)
    chosen = [event for event in events if all(getattr(event, key) == value for key, value in wanted.items())]
    return show_audit(chosen[:last])


def _of_team(session: Session, command: str, line: str) -> None:
    from iopsdata_jupyter.magics import sign_in, workspace

    run = {"sign-in": sign_in.sign_in, "sign-out": sign_in.sign_out, "workspace": workspace.workspace}[
        command
    ]
    team = session.team()
    try:
        show_text(run(team, line))
    finally:
        team.close()
        session.forget_store()


def _assignment(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise UsageError(f"{text!r} sets nothing.", hint="%iops settings NAME=VALUE")
    return name, value
