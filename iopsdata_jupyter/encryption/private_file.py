"""Files for their owner alone: mode 0600 in a folder of 0700, whole, refused where others may read."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from iopsdata_jupyter.errors import ConfigurationError


def read_private(path: Path, *, kind: str, leaked: str) -> str:
    """The file's text; empty where there is none.

    `kind` names the file in a message, `leaked` says what to do if others have read it.

    Raises:
        ConfigurationError: others may use the file, or it cannot be read.
    """
    try:
        with path.open(encoding="utf-8") as file:
            _check_mode(os.fstat(file.fileno()), path, kind, leaked)
            return file.read()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"The {kind} {path} cannot be read: {error}.", hint="Check its owner and permissions."
        ) from None


def write_private(path: Path, text: str, *, first: bool = False) -> bool:
    """Puts a file in place whole; `first`: only where there is none. Whether it did.

    Raises:
        OSError: it cannot be written.
    """
    return write_private_bytes(path, text.encode(), first=first)


def write_private_bytes(path: Path, content: bytes, *, first: bool = False) -> bool:
    """The same with bytes."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, beside = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _place(Path(beside), path, first=first)
    except FileExistsError:
        return False
    finally:
        Path(beside).unlink(missing_ok=True)
    return True


def _place(beside: Path, path: Path, *, first: bool) -> None:
    if not first:
        beside.replace(path)
        return
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(number, "wb") as file:
            file.write(beside.read_bytes())


def _check_mode(status: os.stat_result, path: Path, kind: str, leaked: str) -> None:
    if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
        raise ConfigurationError(
            f"The {kind} {path} can be used by other users of this machine (mode "
            f"{stat.S_IMODE(status.st_mode):04o}); it is refused.",
            hint=f"Make it private (`chmod 600 {path}`). {leaked}",
        )
