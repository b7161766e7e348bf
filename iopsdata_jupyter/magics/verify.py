"""`%iops verify`: keep a question and its SQL, list those that are kept, check and remove them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iopsdata_jupyter.magics.options import Option, Syntax
from iopsdata_jupyter.magics.render import show_text
from iopsdata_jupyter.widgets.visible import visible

if TYPE_CHECKING:
    from iopsdata_jupyter.session import Session
    from iopsdata_jupyter.store.records import VerifiedQuery

SYNTAX = Syntax(
    usage=(
        "%iops verify                     keep the last question and its SQL\n"
        "%iops verify QUESTION            the same, with {names} in the question where values go\n"
        "%%iops verify QUESTION           with SQL of your own below, :name where a value goes"
    ),
    options=(
        Option("connection", "of the connection NAME in place of the current one", "c", "NAME"),
        Option("list", "list the verified queries of the connection", "l"),
        Option("check", "say which of them no longer fit the tables"),
        Option("remove", "forget the one of that QUESTION"),
        Option("help", "show this", "h"),
    ),
    anywhere=True,
)


def verify(session: Session, line: str, cell: str | None = None) -> None:
    """Keeps, lists, checks or removes verified queries.

    Raises:
        UsageError: nothing has been asked, or it cannot be kept as it is.
    """
    parsed = SYNTAX.parse(line)
    name = parsed.get("connection")
    question = parsed.rest.strip() or None
    if parsed.get("help"):
        return show_text(SYNTAX.help())
    if parsed.get("list") or parsed.get("check"):
        return _list(session, name, check=bool(parsed.get("check")))
    if parsed.get("remove"):
        session.questions.memory.forget(question or "", session.connection(name).config.name)
        return show_text("Forgotten.")
    kept = session.questions.verify(question, cell.strip() if cell else None, connection=name)
    return show_text(f"Verified: {kept.question}{_parameters(kept)}")


def _parameters(query: VerifiedQuery) -> str:
    shown = [f"{name} ({column})" if column else name for name, column in query.parameters.items()]
    return f"; parameters: {', '.join(shown)}" if shown else ""


def _list(session: Session, name: str | None, *, check: bool) -> None:
    from iopsdata_jupyter.text_to_sql.verified.keeping import broken

    opened = session.connection(name)
    queries = session.questions.memory.queries(opened.config.name)
    if not queries:
        return show_text(f"No query is verified on {opened.config.name}.")
    if check:
        catalog = session.catalog(opened)
        lines = [f"{query.question}: {broken(query, catalog) or 'holds'}" for query in queries]
    else:
        lines = [f"{query.verified_at:%Y-%m-%d} {query.question}{_parameters(query)}" for query in queries]
    return show_text(visible("\n".join(lines)))
