"""`%iops SUBCOMMAND`: what is neither a question nor a statement."""

from __future__ import annotations

from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.magics.options import split
from iopsdata_jupyter.magics.render import show_audit, show_connections, show_settings, show_tables, show_text

SUBCOMMANDS = {
    "audit": "the newest statements: when, where, allowed or refused, rows",
    "catalog": "the tables and columns of a connection: %iops catalog [CONNECTION]",
    "connections": "open and saved connections",
    "settings": "settings in force; %iops settings NAME=VALUE sets one for this notebook",
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
        return show_audit(session.store.audit())
    if command == "catalog":
        return show_tables(session.catalog(arguments[0] if arguments else None, refresh=True))
    if command == "connections":
        return show_connections(session)
    if command == "settings":
        if arguments:
            session.change_settings(**dict(_assignment(argument) for argument in arguments))
        return show_settings(session.settings)
    raise UsageError(
        f"There is no subcommand {command!r}.",
        hint=did_you_mean(command, list(SUBCOMMANDS)) or f"Known: {', '.join(SUBCOMMANDS)}.",
    )


def _assignment(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise UsageError(f"{text!r} sets nothing.", hint="%iops settings NAME=VALUE")
    return name, value
