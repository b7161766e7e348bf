"""`iopsdata profile`: figures and insights of data on the command line, and checks for CI."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from iopsdata_jupyter.errors import UsageError


def register(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("profile", help="profile a file, a table or a query")
    parser.add_argument("target", help="a path or glob of data files; with --connection a table or a query")
    parser.add_argument(
        "--connection", metavar="URL", help="a URL, a path or a saved name whose table TARGET is"
    )
    parser.add_argument("--compare", metavar="OTHER", help="what changed from TARGET to OTHER")
    parser.add_argument(
        "--expect", metavar="FILE", help="check against the rules of FILE; exit 1 where one is broken"
    )
    parser.add_argument("--save-checks", metavar="FILE", help="write rules that TARGET keeps into a new FILE")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of an Excel file")
    parser.add_argument("--format", choices=("text", "json", "markdown", "html"), default="text")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Profiles, compares or checks.

    Raises:
        IopsDataError: what the target or the rules are not.
    """
    from iopsdata_jupyter.session import Session

    session = Session()
    connection = session.connect(options.connection) if options.connection else None
    if options.compare:
        comparison = session.profiles.compare(options.target, options.compare, connection=connection)
        _say(_comparison_text(comparison, options.format))
        return
    profile = session.profiles.of(options.target, connection=connection, sheet=options.sheet)
    if options.save_checks:
        from iopsdata_jupyter.profiling.expectations import write_expectations

        write_expectations(profile, Path(options.save_checks))
    if options.expect:
        from iopsdata_jupyter.profiling.expectations import check

        result = check(profile, options.expect)
        _say(result.to_text())
        result.assert_passed()
        return
    _say(_profile_text(profile, options.format))


def _profile_text(profile: Any, form: str) -> str:
    from iopsdata_jupyter.profiling.markdown import to_text

    writers = {
        "json": lambda: profile.to_json(indent=2),
        "markdown": profile.to_markdown,
        "html": profile.to_html,
    }
    text: str = writers.get(form, lambda: to_text(profile))()
    return text


def _comparison_text(comparison: Any, form: str) -> str:
    import json

    if form == "markdown":
        raise UsageError("A comparison has no Markdown.", hint="Formats: text, json, html.")
    writers = {"json": lambda: json.dumps(comparison.to_dict(), indent=2), "html": comparison.to_html}
    text: str = writers.get(form, comparison.to_text)()
    return text


def _say(text: str) -> None:
    print(text)  # noqa: T201 - a command's output
