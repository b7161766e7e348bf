"""`iopsdata keys`: make, rotate, export and import encryption keys. Only `export` prints a key that seals."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from iopsdata_jupyter.store.base import SealedStore
    from iopsdata_jupyter.store.local import LocalStore
    from iopsdata_jupyter.store.rotation import Rotation


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `keys` and its subcommands to the `iopsdata` command."""
    keys = commands.add_parser("keys", help="the keys that encrypt saved passwords")
    actions = keys.add_subparsers(dest="action", required=True, metavar="ACTION")
    _action(actions, "list", "ids of the keys, where they are kept, how many secrets each one seals", listing)
    generate = _action(actions, "generate", "make a key and seal with it from now on", generated)
    generate.add_argument("--print", action="store_true", help="only print a key, for FERNET_KEY")
    rotate = _action(
        actions, "rotate", "seal every secret with a new key; goes on after an interruption", rotated
    )
    rotate.add_argument("--drop-old", action="store_true", help="then remove the keys that no secret needs")
    rotate.add_argument(
        "--workspace", metavar="ID", help="of a team's workspace, whose members need the new key then"
    )
    export = _action(
        actions, "export", "print keys: whoever has them can read the stored passwords", exported
    )
    export.add_argument(
        "--workspace", metavar="ID", help="only the key of one workspace, as its members are given it"
    )
    _action(actions, "import", "read keys from standard input, as export printed them", imported)


Action = Callable[["LocalStore", argparse.Namespace], None]


def listing(store: LocalStore, _options: argparse.Namespace) -> None:
    """One line a key, first the one that seals."""
    from iopsdata_jupyter.encryption.sealing import key_id

    seals = [key_id(secret.text) for secret in store.sealed()]
    known = store.keys.where(store.workspace)
    for number, (identity, source) in enumerate(known):
        note = ", seals" if number == 0 else ""
        _say(f"{identity}  {source}  {seals.count(identity)} secrets{note}")
    locked = store.locked()
    if locked:
        _say(f"Locked, their key is not here: {', '.join(locked)}")
    if not known and not locked:
        _say("There is no key yet; the first saved password makes one.")


def generated(store: LocalStore, options: argparse.Namespace) -> None:
    """Puts a new key in front; what older ones sealed stays readable with them."""
    from iopsdata_jupyter.encryption.keys import new_key

    if options.print:
        _say(new_key().text)
        return
    with store.exclusively():
        source = store.keys.make()
    _say(f"A new key seals from now on; it is kept in {source}.")
    _say("`iopsdata keys rotate` seals older secrets with it.")


def rotated(store: LocalStore, options: argparse.Namespace) -> None:
    """A new key, unless an earlier rotation waits to be ended; then every secret under the first key."""
    from iopsdata_jupyter.store.rotation import outdated, rotate, unused_keys

    shared = _workspaces() if options.workspace or options.drop_old else []
    if options.workspace:
        _rotate_workspace(store, shared, options.workspace)
        return
    if not outdated(store, store.keys):
        with store.exclusively():
            store.keys.make()
    _report(rotate(store, store.keys))
    if options.drop_old:
        with store.exclusively():
            dropped = store.keys.drop(unused_keys([store, *shared], store.keys))
        _say(f"{dropped} old keys removed. A backup of the store needs them: keep them with it.")


def _rotate_workspace(store: LocalStore, shared: Sequence[SealedStore], workspace: str) -> None:
    from iopsdata_jupyter.encryption.keys import WorkspaceKey, new_key
    from iopsdata_jupyter.store.rotation import outdated, rotate

    found = next((each for each in shared if each.workspace == workspace), None)
    if found is None:
        raise UsageError(f"You are in no workspace {workspace}.", hint="`iopsdata workspace` lists the ids.")
    if not outdated(found, store.keys):
        with store.exclusively():
            store.keys.put_first(WorkspaceKey(workspace, new_key().text))
    _report(rotate(found, store.keys))
    _say(f"Give the members the new key: `iopsdata keys export --workspace {workspace}`.")


def _workspaces() -> list[SealedStore]:
    """Every workspace whose secrets the keys of this machine may seal.

    Raises:
        WorkspaceError: a project is set and cannot be asked.
    """
    from iopsdata_jupyter.config import Settings
    from iopsdata_jupyter.store.supabase.project import is_configured
    from iopsdata_jupyter.store.supabase.team import team_of

    settings = Settings.load()
    if not is_configured(settings):
        return []
    team = team_of(settings, in_kernel=False)
    return [team.store(each.id) for each in team.workspaces.mine()]


def exported(store: LocalStore, options: argparse.Namespace) -> None:
    """The root keys, or those of one workspace, among them older ones that its rows may need."""
    if options.workspace:
        entries = [key.entry for key in store.keys.of(options.workspace)]
    else:
        entries = [key.entry for key in store.keys.roots()]
    if not entries:
        raise ConfigurationError("There is no key to export.", hint="`iopsdata keys generate` makes one.")
    _say("\n".join(entries))


def imported(store: LocalStore, _options: argparse.Namespace) -> None:
    """Keys of standard input behind those that are here; with none here the first one seals."""
    from iopsdata_jupyter.encryption.keys import read_entries

    found = read_entries(sys.stdin.read(), "the input")
    if not found:
        raise UsageError(
            "The input holds no key.", hint="`iopsdata keys export | ssh HOST iopsdata keys import`"
        )
    with store.exclusively():
        added = store.keys.add(found)
    locked = store.locked()
    _say(f"{added} keys added. " + (f"Still locked: {', '.join(locked)}" if locked else "Nothing is locked."))


def _report(report: Rotation) -> None:
    _say(f"{len(report.resealed)} secrets sealed with the first key, {len(report.current)} were so before.")
    if report.changed:
        _say(f"Saved by others meanwhile, run again: {', '.join(report.changed)}")
    for name, reason in report.unreadable:
        _say(f"Not readable, left as it is: {name}: {reason}")


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str, run: Action
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=text)
    parser.set_defaults(run=lambda options: run(_store(), options))
    return parser


def _store() -> LocalStore:
    from iopsdata_jupyter.config import Settings
    from iopsdata_jupyter.store.local import LocalStore

    return LocalStore(Settings.load().data_dir)


def _say(text: str) -> None:
    print(text)  # noqa: T201 - a command's output
