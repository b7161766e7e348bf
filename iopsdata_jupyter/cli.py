"""The `iopsdata` command."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from iopsdata_jupyter import cli_evaluation, cli_keys, cli_lineage, cli_profile, cli_supabase, cli_workspace
from iopsdata_jupyter.errors import IopsDataError

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

DEMO_QUESTIONS = (
    "how many orders per year",
    "top 5 products by total quantity",
    "average order amount by store region, highest first",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand; 0 where it went well, 1 after an error that is printed, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="iopsdata", description="Ask your data in plain language.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser(
        "demo", help="ask three questions of the sample data, offline, through the real magics"
    )
    ask = commands.add_parser("ask", help="ask one question of a database or of data files")
    ask.add_argument("target", help="a URL, a path, a folder or a saved name; `sample` for the sample data")
    ask.add_argument("question", nargs="+")
    sql = commands.add_parser("sql", help="run one SQL statement")
    sql.add_argument("target", help="as for ask")
    sql.add_argument("statement", nargs="+")
    doctor = commands.add_parser("doctor", help="what stands in the way on this machine, and the way out")
    doctor.set_defaults(run=_doctor)
    cli_evaluation.register(commands)
    cli_keys.register(commands)
    cli_profile.register(commands)
    cli_supabase.register(commands)
    cli_lineage.register(commands)
    cli_workspace.register(commands)
    options = parser.parse_args(arguments)
    try:
        if hasattr(options, "run"):
            return options.run(options) or 0
        if options.command == "demo":
            demo()
        elif options.command == "ask":
            _in_shell(options.target, "ask", " ".join(options.question))
        else:
            _in_shell(options.target, "sql", " ".join(options.statement))
    except IopsDataError as error:
        print("\n".join(error._render_traceback_()), file=sys.stderr)  # noqa: T201
        return 1
    return 0


def demo() -> None:
    """Asks the demo's questions in an IPython shell; each is answered with no key and no network."""
    started = time.perf_counter()
    shell = _shell()
    _echo(shell, "load_ext", "iopsdata_jupyter")
    _echo(shell, "connect", "sample")
    for question in DEMO_QUESTIONS:
        _echo(shell, "ask", f"--offline {question}")
    _say(f"\n{len(DEMO_QUESTIONS)} questions in {time.perf_counter() - started:.1f} s. Next: make lab")


def _doctor(_options: argparse.Namespace) -> int:
    """1 where something has to be mended."""
    from iopsdata_jupyter.doctor import as_text, examine
    from iopsdata_jupyter.session import Session

    session = Session()
    findings = examine(lambda: session.settings, lambda: session.store)
    _say(as_text(findings))
    return int(any(finding.state == "bad" for finding in findings))


def _in_shell(target: str, magic: str, text: str) -> None:
    shell = _shell()
    shell.run_line_magic("load_ext", "iopsdata_jupyter")
    shell.run_line_magic("connect", f"{target!r}")
    value = shell.run_line_magic(magic, text)
    if value is not None:
        _say(str(value))


def _shell() -> InteractiveShell:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    return InteractiveShell.instance(config=config)


def _echo(shell: InteractiveShell, magic: str, text: str) -> None:
    _say(f"\nIn: %{magic} {text}")
    value = shell.run_line_magic(magic, text)
    if value is not None:
        _say(value.to_string(max_rows=10))


def _say(text: str) -> None:
    print(text)  # noqa: T201 - a command's output
