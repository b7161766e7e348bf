"""`%iops SUBCOMMAND`: what is neither a question nor a statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.magics.metrics import metrics
from iopsdata_jupyter.magics.options import Option, Syntax, split, whole_number
from iopsdata_jupyter.magics.render import (
    show_audit,
    show_connections,
    show_settings,
    show_tables,
    show_text,
    show_usage,
)
from iopsdata_jupyter.magics.verify import verify

if TYPE_CHECKING:
    from iopsdata_jupyter.session import Session

SUBCOMMANDS = {
    "audit": "the newest statements; --connection, --source and --verdict choose among them",
    "catalog": "the tables and columns of a connection: %iops catalog [CONNECTION]",
    "connections": "open and saved connections",
    "metrics": "the team's metrics; add, remove, check: %iops metrics --help",
    "verify": "keep the last question and its SQL as a verified query: %iops verify --help",
    "usage": "tokens and cost of this session's model calls",
    "settings": "settings in force; %iops settings NAME=VALUE sets one for this notebook",
}


def iops(line: str, cell: str | None = None) -> None:
    """Settings, connections, catalog and audit log."""
    from iopsdata_jupyter.session import current_session

    words = split(line)
    command, arguments = (words[0], words[1:]) if words else ("help", [])
    session = current_session()
    rest = line.split(command, 1)[-1]
    if command in ("help", "--help", "-h"):
        return show_text(
            "\n".join(["%iops SUBCOMMAND", "", *(f"  {key:<12} {text}" for key, text in SUBCOMMANDS.items())])
        )
    commands: dict[str, Callable[[], None]] = {
        "audit": lambda: _audit(session, rest),
        "catalog": lambda: show_tables(session.catalog(arguments[0] if arguments else None, refresh=True)),
        "connections": lambda: show_connections(session),
        "metrics": lambda: metrics(session, rest),
        "settings": lambda: _settings(session, arguments),
        "usage": lambda: show_usage(session.usage.totals(), session.settings),
        "verify": lambda: verify(session, rest, cell),
    }
    if command not in commands:
        raise UsageError(
            f"There is no subcommand {command!r}.",
            hint=did_you_mean(command, list(SUBCOMMANDS)) or f"Known: {', '.join(SUBCOMMANDS)}.",
        )
    return commands[command]()


def _settings(session: Session, arguments: list[str]) -> None:
    if arguments:
        session.change_settings(**dict(_assignment(argument) for argument in arguments))
    show_settings(session.settings)


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


def _assignment(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise UsageError(f"{text!r} sets nothing.", hint="%iops settings NAME=VALUE")
    return name, value
