"""`%connect`: open a connection and make it current, list or close connections."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from iopsdata_jupyter.config import Access
from iopsdata_jupyter.connections.manager import NOTEBOOK
from iopsdata_jupyter.connections.sections import section_url
from iopsdata_jupyter.errors import StoreError, UsageError
from iopsdata_jupyter.magics.options import Option, Parsed, Syntax, json_object, listed, split
from iopsdata_jupyter.magics.render import show_connections, show_opened, show_server, show_text

if TYPE_CHECKING:
    from iopsdata_jupyter.connections.models import Connection
    from iopsdata_jupyter.session import Session

SYNTAX = Syntax(
    usage="%connect [URL, path, folder, glob or saved name] [--as NAME] [--write]",
    options=(
        Option("as", "name of the connection; without it the file's or folder's name", "a", "NAME"),
        Option("alias", "the same, as JupySQL spells it", "A", "NAME"),
        Option("section", "open the section NAME of JupySQL's connections.ini", None, "NAME"),
        Option("ini", "with --section: another file than ~/.jupysql/connections.ini", None, "PATH"),
        Option("options", "further arguments of the driver's own connect call", "o", "JSON", json_object),
        Option("allow", "functions of your own that statements may call, separated by commas", None, "NAMES"),
        Option("samples", "let models know values of the data as hints; personal ones by their form only"),
        Option("no-samples", "let models know none; that is so unless --samples was given"),
        Option("share", "in a team's workspace: save it for its members, with its password sealed"),
        Option("test", "show latency, version and what the account may do"),
        Option("write", "allow statements that change data", "w"),
        Option("close", "close the connection that is named, or the current one"),
        Option("forget", "remove the saved connection that is named"),
        Option("help", "show this", "h"),
    ),
    anywhere=True,
)


IN_PLAIN_SIGHT = (
    "The password stands in this cell, and so in the notebook and in IPython's history. "
    "`%connect $VARIABLE` takes the URL from the environment instead."
)
LOCAL_DRIVERS = ("duckdb", "sqlite")


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
    name = parsed.get("as") or parsed.get("alias")
    if section := parsed.get("section"):
        target, name = section_url(section, parsed.get("ini")), name or section
    if not target:
        return show_connections(session)
    access: Access = "read_write" if parsed.get("write") else "read_only"
    connection = session.connect(
        target,
        name=name,
        access=access,
        connect_args=parsed.get("options"),
        allow_functions=listed(parsed.get("allow")),
        samples=_samples(parsed),
        share=bool(parsed.get("share")),
    )
    show_opened(connection, session.catalog(connection))
    _tell_unsaved(session, connection)
    if connection.config.password is not None and "://" in target:
        show_text(IN_PLAIN_SIGHT)
    if parsed.get("test") or connection.config.driver not in LOCAL_DRIVERS:
        show_server(connection.describe(), connection.config)
    return None


def _tell_unsaved(session: Session, connection: Connection) -> None:
    """Says that a connection is open in this kernel alone, where its members could have it too."""
    name = connection.config.name
    with suppress(StoreError):
        if connection.config.owned and name != NOTEBOOK and not session.connections.saves_by_itself(name):
            show_text(
                "Open in this kernel only. `%connect --share` saves it for the members of the workspace."
            )


def _samples(parsed: Parsed) -> bool | None:
    if parsed.get("samples") and parsed.get("no_samples"):
        raise UsageError("--samples and --no-samples exclude each other.", hint="Give one of them.")
    return True if parsed.get("samples") else False if parsed.get("no_samples") else None


def _target(rest: str) -> str:
    words = split(rest)
    if len(words) > 1:
        raise UsageError(
            f"%connect takes one target, and {len(words)} were given.",
            hint=f"A path with spaces stands in quotes: %connect {rest.strip()!r}.",
        )
    return words[0] if words else ""
