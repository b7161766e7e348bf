"""`%iops SUBCOMMAND`: what is neither a question nor a statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.magics.options import Option, Syntax, split, unquoted, whole_number
from iopsdata_jupyter.magics.render import (
    show_audit,
    show_connections,
    show_settings,
    show_tables,
    show_text,
    show_usage,
)

if TYPE_CHECKING:
    from iopsdata_jupyter.session import Session
    from iopsdata_jupyter.store.supabase.team import Team

Run = Callable[["Session", str], None]
"""A subcommand: the session, and the rest of the line behind its name."""


def iops(line: str, cell: str | None = None) -> None:
    """Settings, connections, catalog and audit log."""
    from iopsdata_jupyter.session import current_session

    words = split(line)
    command = words[0] if words else "help"
    if command in ("help", "--help", "-h"):
        told = (f"  {name:<12} {text}" for name, (text, _) in SUBCOMMANDS.items())
        return show_text("\n".join(["%iops SUBCOMMAND", "", *told]))
    if command not in SUBCOMMANDS:
        raise UsageError(
            f"There is no subcommand {command!r}.",
            hint=did_you_mean(command, list(SUBCOMMANDS)) or f"Known: {', '.join(SUBCOMMANDS)}.",
        )
    rest = line.split(command, 1)[1]
    if cell is not None:
        return _with_cell(command, rest, cell)
    return SUBCOMMANDS[command][1](current_session(), rest)


def _with_cell(command: str, line: str, cell: str) -> None:
    from iopsdata_jupyter.magics.verify import verify
    from iopsdata_jupyter.session import current_session

    if command != "verify":
        raise UsageError(f"%%iops {command} takes no cell.", hint=f"Write it on one line: %iops {command}")
    verify(current_session(), line, cell)


def _metrics(session: Session, line: str) -> None:
    from iopsdata_jupyter.magics.metrics import metrics

    metrics(session, line)


def _history(session: Session, line: str) -> None:
    from iopsdata_jupyter.magics.history import history

    history(session, line)


def _verify(session: Session, line: str) -> None:
    from iopsdata_jupyter.magics.verify import verify

    verify(session, line)


def _catalog(session: Session, line: str) -> None:
    words = split(line)
    show_tables(session.catalog(words[0] if words else None, refresh=True))


def _connections(session: Session, _line: str) -> None:
    show_connections(session)


def _usage(session: Session, _line: str) -> None:
    show_usage(session.questions.usage.totals(), session.settings)


def _settings(session: Session, line: str) -> None:
    changed = dict(_assignment(word) for word in split(line))
    if changed:
        session.change_settings(**changed)
    show_settings(session.settings, list(changed))


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


def _of_team(session: Session, run: Callable[[Team, str], str], line: str) -> None:
    team = session.team()
    try:
        show_text(run(team, line))
    finally:
        team.close()
        session.forget_store()


def _sign_in(session: Session, line: str) -> None:
    from iopsdata_jupyter.magics.sign_in import sign_in

    _of_team(session, sign_in, line)


def _sign_out(session: Session, line: str) -> None:
    from iopsdata_jupyter.magics.sign_in import sign_out

    _of_team(session, sign_out, line)


def _workspace(session: Session, line: str) -> None:
    from iopsdata_jupyter.magics.workspace import workspace

    _of_team(session, workspace, line)


def _doctor(session: Session, _line: str) -> None:
    from iopsdata_jupyter.doctor import as_text, examine

    show_text(as_text(examine(lambda: session.settings, lambda: session.store)))


def _assignment(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise UsageError(f"{text!r} sets nothing.", hint="%iops settings NAME=VALUE")
    return name, unquoted(value)


SUBCOMMANDS: dict[str, tuple[str, Run]] = {
    "audit": ("the newest statements; --connection, --source and --verdict choose among them", _audit),
    "catalog": ("the tables and columns of a connection: %iops catalog [CONNECTION]", _catalog),
    "connections": ("open and saved connections", _connections),
    "doctor": ("what stands in the way on this machine, and the way out", _doctor),
    "metrics": ("the team's metrics: list, add, remove, check; --help has them all", _metrics),
    "usage": ("tokens and cost of this session's model calls", _usage),
    "settings": ("settings in force; %iops settings NAME=VALUE sets one for this notebook", _settings),
    "sign-in": (
        "sign in to the team's project: %iops sign-in EMAIL [--code CODE] [--password] [--new]",
        _sign_in,
    ),
    "sign-out": ("forget the sign-in on this machine", _sign_out),
    "history": ("questions and statements of this machine: %iops history [WORDS | clear]", _history),
    "verify": ("keep the last question and its SQL as a verified query; --help tells more", _verify),
    "workspace": (
        "the team's workspaces: list, use, create, members, invite, push, pull; --help has them all",
        _workspace,
    ),
}
