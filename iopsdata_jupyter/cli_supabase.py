"""`iopsdata supabase`: what a Supabase project needs to become a team's workspace."""

from __future__ import annotations

import argparse
from pathlib import Path

from iopsdata_jupyter.errors import UsageError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `supabase` and its subcommands to the `iopsdata` command."""
    supabase = commands.add_parser("supabase", help="share a workspace through a Supabase project")
    actions = supabase.add_subparsers(dest="action", required=True, metavar="ACTION")
    parser = actions.add_parser("migrations", help="print the SQL of the tables and their rules, or write it")
    parser.add_argument(
        "folder", nargs="?", type=Path, help="`supabase/migrations` of a project: then `supabase db push`"
    )
    parser.set_defaults(run=_run)


def migration_files() -> list[Path]:
    """The migrations in the package, in order."""
    return sorted((Path(__file__).parent / "store" / "supabase").glob("*.sql"))


def _run(options: argparse.Namespace) -> None:
    files = migration_files()
    if options.folder is None:
        for file in files:
            _say(f"-- {file.name}\n{file.read_text('utf-8')}")
        return
    written = write_migrations(options.folder)
    _say(f"{len(written)} of {len(files)} migrations written to {options.folder}. Next: supabase db push")


def write_migrations(folder: Path) -> list[Path]:
    """Copies the migrations that `folder` lacks; those written.

    Raises:
        UsageError: the folder cannot be written, or holds another text under the name of one.
    """
    written = []
    for file in migration_files():
        target = folder / file.name
        text = file.read_text("utf-8")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if target.exists():
                _check_same(target, text)
                continue
            target.write_text(text, "utf-8")
        except OSError as error:
            raise UsageError(
                f"{target} cannot be written: {error.strerror}.", hint="Name another folder."
            ) from None
        written.append(target)
    return written


def _check_same(target: Path, text: str) -> None:
    if target.read_text("utf-8") != text:
        raise UsageError(
            f"{target} is not the migration of that name in this release; it is left as it is.",
            hint="Name another folder and compare the two.",
        )


def _say(text: str) -> None:
    print(text)  # noqa: T201 - a command's output
