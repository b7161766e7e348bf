"""Root keys, and the workspace keys that are derived from them.

A key is written as Fernet writes it: 32 bytes in URL-safe base64. An entry of a key list is either a root key
or `WORKSPACE:KEY`, the derived key of one workspace, which is what a member is given: a derived key opens its
own workspace and tells nothing about the root or about another workspace.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field

from iopsdata_jupyter.errors import ConfigurationError

_WORKSPACE = re.compile(r"[\w-]{1,64}")
_INFO = b"iopsdata workspace key v1:"
_ID = b"iopsdata key id v1:"


@dataclass(frozen=True, slots=True)
class WorkspaceKey:
    """The key that seals the secrets of one workspace."""

    workspace: str
    text: str = field(repr=False)

    @property
    def id(self) -> str:
        """16 hexadecimal digits that name the key and tell nothing else about it."""
        return hashlib.sha256(_ID + self.text.encode()).hexdigest()[:16]

    @property
    def entry(self) -> str:
        """The key as an entry of a key list."""
        return f"{self.workspace}:{self.text}"


@dataclass(frozen=True, slots=True)
class RootKey:
    """The key of one installation, from which every workspace's key is derived."""

    text: str = field(repr=False)

    @property
    def entry(self) -> str:
        """The key as an entry of a key list."""
        return self.text


Key = RootKey | WorkspaceKey


def new_key() -> RootKey:
    """A root key from the operating system's random source."""
    from cryptography.fernet import Fernet

    return RootKey(Fernet.generate_key().decode())


def derive(key: Key, workspace: str) -> WorkspaceKey | None:
    """The key of `workspace`: from a root key by HKDF-SHA256; None: the key is another workspace's."""
    if isinstance(key, WorkspaceKey):
        return key if key.workspace == workspace else None
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO + workspace.encode())
    derived = hkdf.derive(base64.urlsafe_b64decode(key.text))
    return WorkspaceKey(workspace, base64.urlsafe_b64encode(derived).decode())


def read_entries(text: str, source: str) -> list[Key]:
    """The keys of a list: entries between commas or on lines of their own; `#` starts a comment.

    Raises:
        ConfigurationError: an entry is no key; the message has its number and the source, not its text.
    """
    lines = (line.partition("#")[0] for line in text.splitlines())
    entries = [entry for line in lines for part in line.split(",") if (entry := part.strip())]
    return [_read_entry(entry, number, source) for number, entry in enumerate(entries, 1)]


def _read_entry(entry: str, number: int, source: str) -> Key:
    workspace, separator, key = entry.rpartition(":")
    if not _is_key(key) or (separator and not _WORKSPACE.fullmatch(workspace)):
        raise ConfigurationError(
            f"Entry {number} of {source} is not an encryption key.",
            hint="A key is 32 bytes in URL-safe base64, 44 characters; `iopsdata keys generate` makes one.",
        )
    return WorkspaceKey(workspace, key) if separator else RootKey(key)


def _is_key(text: str) -> bool:
    try:
        return len(text) == 44 and text.isascii() and len(base64.urlsafe_b64decode(text)) == 32
    except binascii.Error:
        return False
