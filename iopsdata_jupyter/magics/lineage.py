"""`%lineage` and `%%lineage`: where columns come from, and what breaks if one changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.magics.options import Option, Parsed, Syntax
from iopsdata_jupyter.magics.render import show_text

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.impact import Impact
    from iopsdata_jupyter.lineage.node_graph import NodeGraph
    from iopsdata_jupyter.magics.lineage_view import LineageView
    from iopsdata_jupyter.session import Session

FORMATS = ("text", "json", "mermaid", "dot", "html", "openlineage")


def form(text: str) -> str:
    """A form of export.

    Raises:
        ValueError: there is none of that name.
    """
    if text not in FORMATS:
        raise ValueError(f"it takes one of {', '.join(FORMATS)}")
    return text


SYNTAX = Syntax(
    usage=(
        "%lineage [TABLE, DATAFRAME, COLUMN, FILE or SQL] [options]   without a target: the notebook\n"
        "%%lineage [CONNECTION] [options]   with SQL below, which is not run"
    ),
    options=(
        Option("downstream", "what depends on COLUMN: what breaks if it changes", "d", "COLUMN"),
        Option("upstream", "what COLUMN comes from", "u", "COLUMN"),
        Option("folder", "look into the notebooks of a folder too", "f", "PATH"),
        Option("dialect", "read the SQL in the dialect D, without a connection's catalog", None, "D"),
        Option("format", f"print it as {', '.join(FORMATS)}", None, "FORMAT", form),
        Option("help", "show this", "h"),
    ),
    anywhere=True,
)


def lineage(line: str, cell: str | None = None) -> LineageView | None:
    """Shows where the notebook's tables, files, DataFrames and columns come from and lead to."""
    from iopsdata_jupyter.magics.lineage_view import LineageView
    from iopsdata_jupyter.session import current_session

    parsed = SYNTAX.parse(line)
    if parsed.get("help"):
        show_text(SYNTAX.help())
        return None
    session = current_session()
    target = parsed.rest.strip()
    graph = _graph(session, target, cell, parsed)
    if cell is None and _is_name(target):
        graph = graph.near(target)
    view = LineageView(graph, _impact(graph, parsed))
    if parsed.get("format"):
        show_text(view.exported(parsed.get("format")))
        return None
    return view


def _graph(session: Session, target: str, cell: str | None, parsed: Parsed) -> NodeGraph:
    from iopsdata_jupyter.lineage.python.files import is_sql
    from iopsdata_jupyter.session_lineage import (
        file_graph,
        notebook_graph,
        statement_graph,
        workspace_graph,
    )

    dialect = parsed.get("dialect")
    if cell is not None:
        return statement_graph(session, cell, connection=target or None, dialect=dialect)
    if target and is_sql(target):
        return statement_graph(session, target, dialect=dialect)
    if target and Path(target).expanduser().exists():
        return file_graph(Path(target).expanduser(), dialect=dialect)
    folder = parsed.get("folder")
    if folder or parsed.get("downstream") or parsed.get("upstream"):
        return workspace_graph(session, Path(folder).expanduser() if folder else None)
    return notebook_graph(session)


def _is_name(target: str) -> bool:
    """Whether the target is something in the graph, and neither SQL nor a file."""
    from iopsdata_jupyter.lineage.python.files import is_sql

    return bool(target) and not is_sql(target) and not Path(target).expanduser().exists()


def _impact(graph: NodeGraph, parsed: Parsed) -> Impact | None:
    from iopsdata_jupyter.lineage.impact import impact

    down, up = parsed.get("downstream"), parsed.get("upstream")
    if down and up:
        raise UsageError("--downstream and --upstream exclude each other.", hint="Give one of them.")
    if down or up:
        return impact(graph, down or up, "downstream" if down else "upstream")
    return None
