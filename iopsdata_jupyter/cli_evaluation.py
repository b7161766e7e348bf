"""`iopsdata eval`: accuracy on a team's own questions, for terminals and for CI."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import UsageError

if TYPE_CHECKING:
    from iopsdata_jupyter.evaluation import Attempt, Evaluation

FORMATS = ("table", "json", "html")
BELOW = 3
"""Exit code where the accuracy is below `--fail-under` or a question is broken; 1 and 2 are errors."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the `eval` command."""
    command = commands.add_parser("eval", help="how often your own questions are answered rightly")
    command.add_argument(
        "questions",
        nargs="?",
        help="a YAML file, or a folder of them: our own form, nao's tests, or Cortex's verified_queries",
    )
    command.add_argument("--connection", metavar="TARGET", help="as for %%connect; goes before the file's")
    command.add_argument(
        "--model", action="append", default=[], metavar="NAME", help="repeatable; NAME or NAME@http://ADDRESS"
    )
    command.add_argument("--offline", action="store_true", help="the offline translator, beside the models")
    command.add_argument("--repeats", type=int, default=1, metavar="N", help="answers to each question")
    command.add_argument(
        "--verified", action="store_true", help="the workspace's verified queries and metrics"
    )
    source = command.add_mutually_exclusive_group()
    source.add_argument("--record", metavar="FILE", help="write the models' answers into FILE")
    source.add_argument("--replay", metavar="FILE", help="take the models' answers from FILE; needs no key")
    command.add_argument("--format", choices=FORMATS, default="table")
    command.add_argument(
        "--save", action="append", default=[], metavar="FILE", help="also write FILE.html or FILE.json"
    )
    command.add_argument(
        "--fail-under",
        type=float,
        metavar="SHARE",
        help=f"exit with {BELOW} where a model's accuracy is below SHARE, 0..1; "
        "that is the exit code in any case where a question's own SQL fails",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the evaluation; 0, or BELOW.

    Raises:
        UsageError: no question, a bad option, or a file that cannot be understood.
        ConnectionFailed: nothing is there, or it refuses.
    """
    from iopsdata_jupyter.evaluation import evaluate

    _check(options)
    found = evaluate(
        options.questions or (),
        connection=options.connection,
        models=[*options.model, *(["offline"] if options.offline else [])],
        repeats=options.repeats,
        record=options.record,
        replay=options.replay,
        verified=options.verified,
        on_attempt=_progress if sys.stderr.isatty() else None,
    )
    for name in options.save:
        _write(Path(name), found)
    print(_text(found, options.format))  # noqa: T201 - a command's output
    return 0 if found.passed(options.fail_under or 0.0) else BELOW


def _check(options: argparse.Namespace) -> None:
    """Passes what can be told before a model is paid.

    Raises:
        UsageError: an option that cannot be followed.
    """
    if options.fail_under is not None and not 0 <= options.fail_under <= 1:
        raise UsageError(f"--fail-under is {options.fail_under}.", hint="It is a share, such as 0.8.")
    for name in options.save:
        if Path(name).suffix not in (".html", ".json"):
            raise UsageError(f"{name} is neither .html nor .json.", hint="--save report.html")
        if not Path(name).absolute().parent.is_dir():
            raise UsageError(f"The folder of {name} is not there.")


def _text(found: Evaluation, form: str) -> str:
    return {"table": found.to_text, "json": found.to_json, "html": found.to_html}[form]()


def _write(path: Path, found: Evaluation) -> None:
    try:
        path.write_text(_text(found, path.suffix[1:]), "utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None


def _progress(attempt: Attempt) -> None:
    verdict = attempt.miss.reason if attempt.miss else "right"
    print(f"{attempt.system}: {attempt.question.title}: {verdict}", file=sys.stderr)  # noqa: T201
