"""Where keys are kept: `FERNET_KEY`, then the operating system's keyring, then a file for its owner alone.

Nothing is cached: another process may put a new key in front at any time, and a secret that is sealed with a
key about to be dropped would be lost.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from iopsdata_jupyter.encryption.keys import Key, RootKey, WorkspaceKey, derive, new_key, read_entries
from iopsdata_jupyter.encryption.private_file import read_private, write_private
from iopsdata_jupyter.encryption.sealing import Place, key_id, seal, unseal
from iopsdata_jupyter.errors import ConfigurationError, SecretUnreadable

VARIABLE = "FERNET_KEY"
FILE_NAME = "encryption.keys"
SERVICE = "iopsdata-jupyter"
LEFT_S = 60.0
"""Seconds after which a list beside the key file is nobody's work in progress."""
KEYRING_S = 5.0
"""Seconds until a keyring that does not answer is passed over."""
LEAKED = "If others may have read it, rotate the key: `iopsdata keys rotate`."
_HEADER = (
    "# Keys of iopsdata-jupyter: the first seals, all open. Whoever has them can read stored passwords.\n"
)


class KeySource(Protocol):
    """One place that keeps a list of keys."""

    name: str
    """As a message names it."""

    def read(self) -> str:
        """The list as text; empty where there is none.

        Raises:
            ConfigurationError: there is one that cannot be used.
        """

    def write(self, text: str, *, first: bool) -> bool:
        """Keeps the list in place of what is there; `first`: only where nothing is. Whether it did.

        Raises:
            ConfigurationError: it cannot be written.
        """


class VariableSource:
    """Keys in the environment, which this process cannot change."""

    name = VARIABLE

    def __init__(self, read: Callable[[], str]) -> None:
        self.read = read

    def write(self, text: str, *, first: bool) -> bool:
        return False


class KeyringSource:
    """Keys in the operating system's keyring; a machine without one has none."""

    name = "the keyring"

    def __init__(self, account: str) -> None:
        self._account = account

    def read(self) -> str:
        return self._get() or ""

    def write(self, text: str, *, first: bool) -> bool:
        # A keyring that cannot be read now may hold keys, which a list written over them would lose.
        if self._get() is None:
            return False
        ask_keyring(lambda keyring: keyring.set_password(SERVICE, self._account, text))
        return self._get() == text

    def _get(self) -> str | None:
        """The list; empty where none is kept, None where the keyring does not answer."""
        return ask_keyring(lambda keyring: keyring.get_password(SERVICE, self._account) or "")


def ask_keyring(question: Callable[[Any], str | None]) -> str | None:
    """The answer; None from a keyring that is not installed, fails, or waits for somebody to unlock it."""
    answers: list[str | None] = []

    def ask() -> None:
        # Each backend has errors of its own: D-Bus, portals, plain RuntimeError.
        with suppress(Exception):
            import keyring

            answers.append(question(keyring))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(KEYRING_S)
    return answers[0] if answers else None


class FileSource:
    """Keys in a file of mode 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = str(path)

    def read(self) -> str:
        return read_private(self._path, kind="key file", leaked=LEAKED)

    def write(self, text: str, *, first: bool) -> bool:
        try:
            if not write_private(self._path, _HEADER + text, first=first):
                return False
            self._sweep()
        except OSError as error:
            raise ConfigurationError(
                f"The key file {self._path} cannot be written: {error}.",
                hint=f"Check permissions and free space, or set {VARIABLE}.",
            ) from None
        return True

    def _sweep(self) -> None:
        """Removes lists that a killed process left beside the file: they may hold keys that were dropped."""
        for left in self._path.parent.glob(f"{FILE_NAME}.*"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > LEFT_S:
                    left.unlink()


class Keys:
    """The keys of every source, in order of precedence; the first that fits seals, all open."""

    def __init__(self, sources: Sequence[KeySource]) -> None:
        self._sources = tuple(sources)

    @classmethod
    def of_folder(cls, folder: Path, variable: Callable[[], str]) -> Keys:
        """The usual sources; each data folder has keys of its own."""
        account = str(folder.absolute())
        return cls((VariableSource(variable), KeyringSource(account), FileSource(folder / FILE_NAME)))

    def current(self, workspace: str) -> WorkspaceKey | None:
        """The key that seals; None: there is none."""
        return next((key for key, _ in self._of(workspace)), None)

    def find(self, workspace: str, identity: str | None) -> WorkspaceKey | None:
        """The key of that id; None: it is lost, or was never here."""
        return next((key for key, _ in self._of(workspace) if key.id == identity), None)

    def seal(self, plain: str, place: Place) -> str:
        """`plain`, sealed with the current key.

        Raises:
            SecretUnreadable: there is no key.
        """
        key = self.current(place.workspace)
        if key is None:
            raise SecretUnreadable(
                "There is no encryption key.",
                hint="`iopsdata keys import` brings one back, `iopsdata keys generate` makes one, "
                f"{VARIABLE} sets one.",
            )
        return seal(plain, key, place)

    def unseal(self, sealed: str, place: Place) -> str:
        """What was sealed.

        Raises:
            SecretUnreadable: its key is not here, or it was changed or moved.
        """
        key = self.find(place.workspace, key_id(sealed))
        if key is None:
            raise SecretUnreadable(
                f"The stored secret of {place.connection!r} is locked: its key {key_id(sealed) or '(none)'} "
                "is not on this machine.",
                hint=f"Bring the key back with `iopsdata keys import` or {VARIABLE}, or connect with the "
                "password again.",
            )
        return unseal(sealed, key, place)

    def of(self, workspace: str) -> list[WorkspaceKey]:
        """Every key of the workspace, first the one that seals: rows may be sealed with an older one."""
        return list(dict.fromkeys(key for key, _ in self._of(workspace)))

    def where(self, workspace: str) -> list[tuple[str, str]]:
        """Id and source of each key that fits the workspace, in order."""
        return [(key.id, name) for key, name in self._of(workspace)]

    def roots(self) -> list[RootKey]:
        """The root keys, in order."""
        return [key for source in self._sources for key in _read(source) if isinstance(key, RootKey)]

    def make(self) -> str:
        """Puts a new root key in front; the name of the source that keeps it.

        Raises:
            ConfigurationError: the environment's key would go before it, or nothing can keep it.
        """
        return self.put_first(new_key())

    def put_first(self, key: Key) -> str:
        """Puts `key` in front of the list that seals; the name of the source that keeps it.

        Raises:
            ConfigurationError: the environment's key would go before it, or nothing can keep it.
        """
        holder = next((source for source in self._sources if _read(source)), None)
        if isinstance(holder, VariableSource):
            raise ConfigurationError(
                f"{VARIABLE} is set, and its first key is the one that seals.",
                hint=f"Put the new key in front of {VARIABLE}, with a comma, and start again; or unset it.",
            )
        for source in (holder,) if holder else self._sources:
            known = [entry for entry in _read(source) if entry != key]
            if source.write(_as_text([key, *known]), first=holder is None):
                return source.name
        if holder is None and self._sources and _read(self._sources[-1]):
            return self.put_first(key)  # another process made the file meanwhile
        raise ConfigurationError("No place keeps the key.", hint=f"Set {VARIABLE} in the environment.")

    def add(self, keys: Sequence[Key]) -> int:
        """Puts the keys that are not here yet behind those that are; how many.

        Raises:
            ConfigurationError: nothing can keep them.
        """
        known = [key for source in self._sources for key in _read(source)]
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if not new:
            return 0
        # Beside keys that are here already: alone in a source before theirs, the new ones would seal.
        for source in sorted(self._sources, key=lambda source: not _read(source)):
            kept = _read(source)
            if source.write(_as_text([*kept, *new]), first=not kept):
                return len(new)
        raise ConfigurationError("No place keeps the keys.", hint=f"Set {VARIABLE} in the environment.")

    def drop(self, keys: Collection[Key]) -> int:
        """Removes the keys wherever they can be removed; how many."""
        dropped = 0
        for source in self._sources:
            known = _read(source)
            kept = [key for key in known if key not in keys]
            if len(kept) < len(known) and source.write(_as_text(kept), first=False):
                dropped += len(known) - len(kept)
        return dropped

    def _of(self, workspace: str) -> Iterator[tuple[WorkspaceKey, str]]:
        """A key that was given for the workspace goes before those that follow from root keys.

        A member's own root key gives another workspace key than the one that the members share.
        """
        known = [(key, source.name) for source in self._sources for key in _read(source)]
        known.sort(key=lambda entry: isinstance(entry[0], RootKey))
        for key, name in known:
            derived = derive(key, workspace)
            if derived is not None:
                yield derived, name


def _read(source: KeySource) -> list[Key]:
    return read_entries(source.read(), source.name)


def _as_text(keys: Sequence[Key]) -> str:
    return "\n".join(key.entry for key in keys) + "\n"
