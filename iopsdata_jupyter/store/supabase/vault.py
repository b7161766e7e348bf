"""Where a sign-in is kept: the access token for kernels, the refresh token for the refresher alone.

`session.json` (0600) holds what kernels need. The refresh token lies in the operating system's keyring, or in
`refresh.token` (0600) where there is none; only sign_in.py asks for it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from iopsdata_jupyter.encryption.private_file import read_private, write_private
from iopsdata_jupyter.encryption.storage import SERVICE, ask_keyring
from iopsdata_jupyter.errors import ConfigurationError, TimedOut

LOCK_S = 30.0
"""Seconds to wait for another process that signs in or refreshes."""
KIND = "sign-in file"
LOCAL = "this machine"
LEAKED = "If others may have read it, sign out and in again: `iopsdata sign-out`."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, with the token that says so to the project."""

    url: str
    """Of the project."""
    user_id: str
    email: str
    access_token: str = field(repr=False)
    expires_at: float
    """Seconds since 1970."""

    def holds(self, seconds: float) -> bool:
        """Whether the token is good for so long from now."""
        return self.expires_at - time.time() > seconds


class Vault:
    """The sign-in of one data folder at one project."""

    def __init__(self, folder: Path, url: str) -> None:
        """`folder` is the data folder."""
        self._url = url
        self._folder = folder / "supabase"
        self._session = self._folder / "session.json"
        self._refresh = self._folder / "refresh.token"
        self._chosen = self._folder / "chosen.json"
        self._account = f"{folder.absolute()} {url}"

    def signed_in(self) -> SignedIn | None:
        """Who is signed in; None: nobody, or somebody at another project.

        Raises:
            ConfigurationError: others may use the file.
        """
        try:
            found = SignedIn(**json.loads(read_private(self._session, kind=KIND, leaked=LEAKED) or "null"))
        except (TypeError, ValueError):  # nothing, or what another release has written
            return None
        return found if found.url == self._url else None

    def refresh_token(self) -> str | None:
        """The token that gets the next access token, once."""
        kept = ask_keyring(lambda keyring: keyring.get_password(SERVICE, self._account))
        return kept or read_private(self._refresh, kind=KIND, leaked=LEAKED) or None

    def keep(self, session: SignedIn, refresh_token: str) -> None:
        """Keeps a sign-in in place of the one before.

        Raises:
            ConfigurationError: it cannot be written.
        """
        self._keep_refresh(refresh_token)
        self._write(self._session, json.dumps(asdict(session)))

    def chosen(self, user_id: str) -> str | None:
        """Id of the workspace that the account has chosen on this machine."""
        found: str | None = self._choices().get(f"{self._url} {user_id}")
        return found

    def choose(self, user_id: str, workspace: str | None) -> None:
        """Remembers the choice; it outlives the sign-in. None forgets it.

        Raises:
            ConfigurationError: it cannot be written.
        """
        choices = {**self._choices(), f"{self._url} {user_id}": workspace}
        self._write(self._chosen, json.dumps({key: value for key, value in choices.items() if value}))

    def works_locally(self) -> bool:
        """Whether this machine's own store was chosen, whoever is signed in."""
        return bool(self._choices().get(self._url))

    def work_locally(self, *, chosen: bool) -> None:
        """Remembers that choice; the workspaces that accounts have chosen stay remembered beside it.

        Raises:
            ConfigurationError: it cannot be written.
        """
        choices = {**self._choices(), self._url: LOCAL if chosen else None}
        self._write(self._chosen, json.dumps({key: value for key, value in choices.items() if value}))

    def clear(self) -> None:
        """Forgets the sign-in."""
        self._session.unlink(missing_ok=True)
        self._refresh.unlink(missing_ok=True)
        self._forget_in_keyring()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time signs in, out or refreshes.

        Raises:
            TimedOut: another process holds it for too long.
        """
        from filelock import FileLock, Timeout

        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with FileLock(self._folder / "lock", timeout=LOCK_S):
                yield
        except Timeout:
            raise TimedOut(
                f"Another process has been signing in for more than {LOCK_S:g} s.", hint="Try again."
            ) from None

    def _keep_refresh(self, token: str) -> None:
        def put(keyring: Any) -> str | None:
            keyring.set_password(SERVICE, self._account, token)
            kept: str | None = keyring.get_password(SERVICE, self._account)
            return kept

        if ask_keyring(put) == token:
            self._refresh.unlink(missing_ok=True)
            return
        # What a keyring kept from before would be taken for the newer one.
        self._forget_in_keyring()
        self._write(self._refresh, token)

    def _forget_in_keyring(self) -> None:
        ask_keyring(lambda keyring: keyring.delete_password(SERVICE, self._account))

    def _choices(self) -> dict[str, str | None]:
        try:
            found = json.loads(read_private(self._chosen, kind=KIND, leaked="") or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, path: Path, text: str) -> None:
        try:
            write_private(path, text)
        except OSError as error:
            raise ConfigurationError(
                f"{path} cannot be written: {error}.",
                hint="Check permissions and free space, or set IOPSDATA_DATA_DIR to another folder.",
            ) from None
