"""The folder of uploaded files: written beside, checked, then moved into place whole."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from iopsdata_jupyter.errors import StoreError
from iopsdata_jupyter.server.base import refusal
from iopsdata_jupyter.server.file_names import LOOKED_AT

FOLDER = "files"
PART = ".part-"
"""How a file begins that is still coming."""
LEFT_S = 24 * 3600.0
"""Seconds after which a part is nobody's any more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that came whole."""

    size_bytes: int
    sha256: str


class FileStorage:
    """Files for their owner alone, in `data_dir/files` (0700)."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / FOLDER

    def path(self, name: str) -> Path:
        """Where the file of a checked name is, or would be."""
        return self.folder / name

    def exists(self, name: str) -> bool:
        """Whether there is a file of that name; a symbolic link counts, and is not followed."""
        return os.path.lexists(self.path(name))

    def begin(self) -> Part:
        """An empty part to write into.

        Raises:
            StoreError: the folder cannot be written.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            self._sweep()
            path = self.folder / f"{PART}{token_hex(8)}"
            return Part(path, os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb"))
        except OSError as error:
            raise unwritable(self.folder, error) from None

    def place(self, part: Part, name: str) -> None:
        """Moves a part that has ended to its name, in place of what is there.

        Raises:
            StoreError: the folder cannot be written.
        """
        try:
            part.path.replace(self.path(name))
        except OSError as error:
            raise unwritable(self.folder, error) from None

    def delete(self, name: str) -> bool:
        """Whether there was a file of that name.

        Raises:
            StoreError: it cannot be deleted.
        """
        try:
            self.path(name).unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise unwritable(self.folder, error) from None
        return True

    def _sweep(self) -> None:
        """Removes parts that a server left when it was killed."""
        for left in self.folder.glob(f"{PART}*"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > LEFT_S:
                    left.unlink()


class Part:
    """A file that is still coming."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self.size_bytes = 0
        self.start = b""
        """The first bytes."""
        self._file = file
        self._lock = threading.Lock()
        self._digest = hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        """Adds what came.

        Raises:
            StoreError: the disk is full.
        """
        self.start += chunk[: LOOKED_AT - len(self.start)]
        self.size_bytes += len(chunk)
        self._digest.update(chunk)
        try:
            with self._lock:
                if not self._file.closed:  # by `drop`, when the browser went away meanwhile
                    self._file.write(chunk)
        except OSError as error:
            raise unwritable(self.path.parent, error) from None

    def ended(self) -> Kept:
        """Closes the file once it is on the disk.

        Raises:
            StoreError: the disk is full.
        """
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise unwritable(self.path.parent, error) from None
        return Kept(self.size_bytes, self._digest.hexdigest())

    def drop(self) -> None:
        """Forgets what came, unless it has been placed."""
        with suppress(OSError), self._lock:
            self._file.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def unwritable(folder: Path, error: OSError) -> Exception:
    """The error for a folder that takes no more."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return refusal(
            HTTPStatus.INSUFFICIENT_STORAGE,
            f"The disk of {folder} is full; nothing was kept.",
            "Free some space.",
        )
    return StoreError(
        f"{folder} cannot be written: {error.strerror}.", hint="Check its owner and permissions."
    )
