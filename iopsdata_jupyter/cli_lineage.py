"""`iopsdata lineage`: the lineage of notebooks, folders and SQL, for terminals and for builds."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import UsageError

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.impact import Impact
    from iopsdata_jupyter.lineage.node_graph import NodeGraph

FORMATS = ("table", "json", "mermaid", "dot", "html", "openlineage")
IMPACT_FOUND = 3
"""Exit code of `--fail-on-impact` where something depends on the column; 1 and 2 are errors."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the `lineage` command."""
    command = commands.add_parser(
        "lineage", help="where tables, files and columns come from, and what breaks if one changes"
    )
    command.add_argument(
        "target",
        nargs="+",
        help="notebooks, folders of notebooks, files of SQL, or SQL itself; `-` reads it from standard input",
    )
    asked = command.add_mutually_exclusive_group()
    asked.add_argument("--downstream", metavar="COLUMN", help="what depends on table.column or on a table")
    asked.add_argument("--upstream", metavar="COLUMN", help="what table.column or a table comes from")
    command.add_argument("--dialect", help="the dialect of SQL, such as postgres or tsql")
    command.add_argument("--format", choices=FORMATS, default="table")
    command.add_argument(
        "--fail-on-impact",
        action="store_true",
        help=f"with --downstream: exit with {IMPACT_FOUND} where something depends on it",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the lineage; 0, or IMPACT_FOUND where that was asked for.

    Raises:
        UsageError: a target that cannot be read, or a column that is not there.
        ExecutionError: SQL that cannot be read.
    """
    if options.fail_on_impact and not options.downstream:
        raise UsageError("--fail-on-impact needs --downstream COLUMN.", hint="It tells what would break.")
    graph = graph_of(options.target, options.dialect)
    found = _impact(graph, options)
    print(_text(graph, found, options.format))  # noqa: T201 - a command's output
    for note in graph.notes:
        print(f"Not read: {note}", file=sys.stderr)  # noqa: T201
    return IMPACT_FOUND if options.fail_on_impact and found else 0


def graph_of(targets: list[str], dialect: str | None) -> NodeGraph:
    """The one graph of all targets."""
    from iopsdata_jupyter.lineage import lineage
    from iopsdata_jupyter.lineage.node_graph import joined_graphs
    from iopsdata_jupyter.lineage.script_nodes import node_graph
    from iopsdata_jupyter.session_lineage import file_graph

    if targets == ["-"]:
        return node_graph(lineage(sys.stdin.read(), dialect, keep_ctes=True))
    paths = [_path(target) for target in targets]
    if any(path is not None for path in paths):
        missing = [target for target, path in zip(targets, paths, strict=True) if path is None]
        if missing:
            raise UsageError(f"There is no file {missing[0]}.", hint=f"Relative paths start at {Path.cwd()}.")
        return joined_graphs(file_graph(path, dialect=dialect) for path in paths if path is not None)
    text = " ".join(targets)
    if " " not in text.strip():
        raise UsageError(f"There is no file {text}.", hint=f"Relative paths start at {Path.cwd()}.")
    return node_graph(lineage(text, dialect, keep_ctes=True))


def _path(target: str) -> Path | None:
    """The file or folder of that name; None where there is none, as for SQL."""
    try:
        path = Path(target).expanduser()
        return path if path.exists() else None
    except (OSError, ValueError, RuntimeError):
        return None  # a text that no file could be called


def _impact(graph: NodeGraph, options: argparse.Namespace) -> Impact | None:
    from iopsdata_jupyter.lineage.impact import impact

    if options.downstream:
        return impact(graph, options.downstream)
    return impact(graph, options.upstream, "upstream") if options.upstream else None


def _text(graph: NodeGraph, found: Impact | None, form: str) -> str:
    from iopsdata_jupyter.lineage.listing import listed

    shown = found.graph if found is not None else graph
    if form == "table":
        return str(found) if found is not None else listed(graph)
    if form == "json":
        return (found or graph).to_json()
    if form == "openlineage":
        return json.dumps(shown.to_openlineage(), indent=2)
    return {"mermaid": shown.to_mermaid, "dot": shown.to_dot}[form]() if form != "html" else shown.to_html()
