"""`%connect`: open a connection and make it current, list or close connections."""

from __future__ import annotations

from iopsdata_jupyter.config import Access
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.magics.options import Option, Syntax, split
from iopsdata_jupyter.magics.render import show_connections, show_opened, show_text

SYNTAX = Syntax(
    usage="%connect [URL, path, folder, glob or saved name] [--as NAME] [--write]",
    options=(
        Option("as", "name of the connection; without it the file's or folder's name", "a", "NAME"),
        Option("write", "allow statements that change data", "w"),
        Option("close", "close the connection that is named, or the current one"),
        Option("forget", "remove the saved connection that is named"),
        Option("help", "show this", "h"),
    ),
    anywhere=True,
)


def connect(line: str) -> None:
    """Opens a connection and makes it the current one; without arguments lists open and saved ones."""
    from iopsdata_jupyter.session import current_session

    parsed = SYNTAX.parse(line)
    if parsed.get("help"):
        return show_text(SYNTAX.help())
    session = current_session()
    target = _target(parsed.rest)
    if parsed.get("close"):
        name = target or session.connections.current_name
        session.close(name)
        return show_text(f"Closed {name}.")
    if parsed.get("forget"):
        session.connections.forget(target)
        return show_text(f"Forgot {target}.")
    if not target:
        return show_connections(session)
    access: Access = "read_write" if parsed.get("write") else "read_only"
    connection = session.connect(target, name=parsed.get("as"), access=access)
    return show_opened(connection, session.catalog(connection))


def _target(rest: str) -> str:
    words = split(rest)
    if len(words) > 1:
        raise UsageError(
            f"%connect takes one target, and {len(words)} were given.",
            hint=f"A path with spaces stands in quotes: %connect {rest.strip()!r}.",
        )
    return words[0] if words else ""
