"""`%profile`: figures, meanings and insights of a DataFrame, a file, a table or a query."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.magics.options import Option, Parsed, Syntax, seconds, unquoted, variable_name
from iopsdata_jupyter.magics.render import show_text

if TYPE_CHECKING:
    from iopsdata_jupyter.session import Session

SYNTAX = Syntax(
    usage=(
        "%profile [options] [CONNECTION] TARGET\n"
        "TARGET: a DataFrame, a path or glob of data files, a table, a query"
    ),
    options=(
        Option("compare", "show what changed from TARGET to OTHER", "c", "OTHER"),
        Option(
            "expect", "check TARGET against the rules of a YAML file; a broken one is an error", "e", "FILE"
        ),
        Option("save-checks", "write rules that TARGET keeps into a new YAML file", None, "FILE"),
        Option("sheet", "the sheet of an Excel file", None, "NAME"),
        Option("html", "write the profile as a page", None, "FILE"),
        Option("out", "keep the profile in the variable NAME", "o", "NAME", variable_name),
        Option("timeout", "stop a statement after S seconds (0: never)", "t", "S", seconds),
        Option("help", "show this", "h"),
    ),
)

_TRAILING = re.compile(r"\s--?[A-Za-z][\w-]*(?:[ =]|$)")


def profile(line: str) -> Any:
    """Profiles a DataFrame, a file, a table or a query: figures, meanings, insights."""
    from iopsdata_jupyter.session import current_session

    parsed = _parsed(line)
    if parsed.get("help"):
        return show_text(SYNTAX.help())
    session = current_session()
    connection, target = _target(parsed.rest, session)
    if parsed.get("compare"):
        return _compare(session, target, parsed, connection)
    return _profile(session, target, parsed, connection)


def _parsed(line: str) -> Parsed:
    """Options may stand on both sides of a target that is no query, in which `--` begins a comment."""
    parsed = SYNTAX.parse(line)
    if _TRAILING.search(parsed.rest) and not re.match(
        r"\s*(?:\w+\s+)?(?:select|with)\b", parsed.rest, re.IGNORECASE
    ):
        return Syntax(SYNTAX.usage, SYNTAX.options, anywhere=True).parse(line)
    return parsed


def _target(rest: str, session: Session) -> tuple[str | None, str]:
    """A leading connection name, where something follows it, and the target."""
    text = rest.strip()
    if not text:
        raise UsageError(
            "There is nothing to profile.",
            hint="Name a DataFrame, a file or a table: `%profile orders.parquet`.",
        )
    found = re.match(r"([^\W\d][\w-]*)\s+(?=\S)", text)
    if found and session.connections.knows(found[1]):
        return found[1], unquoted(text[found.end() :].strip())
    return None, unquoted(text)


def _compare(session: Session, target: str, parsed: Parsed, connection: str | None) -> Any:
    from iopsdata_jupyter.magics.profile_display import show_comparison

    comparison = session.profiles.compare(
        target, parsed.get("compare"), connection=connection, timeout_s=parsed.get("timeout")
    )
    _keep(comparison, parsed)
    if path := parsed.get("html"):
        _write(path, comparison.to_html())
    show_comparison(comparison)


def _profile(session: Session, target: str, parsed: Parsed, connection: str | None) -> Any:
    from iopsdata_jupyter.magics.profile_display import ProfileDisplay

    rules = None
    if parsed.get("expect"):
        from iopsdata_jupyter.profiling.expectations import read_expectations

        rules = read_expectations(parsed.get("expect"))
    display = ProfileDisplay(shown=rules is None)
    found = session.profiles.of(
        target,
        connection=connection,
        sheet=parsed.get("sheet"),
        on_update=display.update,
        timeout_s=parsed.get("timeout"),
    )
    display.finish(session.profiles.live(found))
    _keep(found, parsed)
    if path := parsed.get("html"):
        _write(path, found.to_html())
    if path := parsed.get("save_checks"):
        from iopsdata_jupyter.profiling.expectations import write_expectations

        write_expectations(found, Path(path).expanduser())
        show_text(f"Rules written to {path}.")
    if rules is not None:
        from iopsdata_jupyter.profiling.expectations import check

        result = check(found, rules)
        show_text(result.to_text())
        result.assert_passed()


def _keep(value: Any, parsed: Parsed) -> None:
    if name := parsed.get("out"):
        from IPython.core.interactiveshell import InteractiveShell

        InteractiveShell.instance().user_ns[name] = value


def _write(path: str, text: str) -> None:
    try:
        Path(path).expanduser().write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.", hint="Choose another place."
        ) from None
    show_text(f"Written to {path}.")
