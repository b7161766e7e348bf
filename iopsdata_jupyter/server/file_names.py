"""Which data files are taken, by name and first bytes: a name is never a path, and a suffix no lie."""

from __future__ import annotations

import unicodedata

from iopsdata_jupyter.connections.urls import FILE_SUFFIXES
from iopsdata_jupyter.errors import UsageError

MOST_BYTES = 200
"""Of a name; file systems take 255, and a part is written under a longer one."""
LOOKED_AT = 4096
"""Bytes from the start of a file that tell its kind."""
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in range(1, 10))}
)
"""Names that mean devices on Windows, whatever suffix they have."""
_MARKS = {
    ".parquet": (b"PAR1",),
    ".xlsx": (b"PK\x03\x04",),
    ".xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    ".gz": (b"\x1f\x8b",),
}


def check_name(text: str) -> str:
    """The name under which a file is kept: `text` in one form of Unicode.

    Raises:
        UsageError: it is a path, is hidden, has characters that a reader does not see, or is no data file.
    """
    name = unicodedata.normalize("NFC", text)
    unseen = any(unicodedata.category(character)[0] in "CZ" and character != " " for character in name)
    if unseen or any(character in '/\\:*?"<>|' for character in name) or name != name.strip(" "):
        raise UsageError(
            "That cannot be the name of a file.",
            hint='A name has no folder, no / \\ : * ? " < > |, and no characters that cannot be seen.',
        )
    if name.startswith(".") or name.split(".")[0].upper() in _RESERVED or len(name.encode()) > MOST_BYTES:
        raise UsageError(
            "That cannot be the name of a file.",
            hint=f"A name does not begin with a dot and has at most {MOST_BYTES} bytes.",
        )
    if not name.lower().endswith(FILE_SUFFIXES):
        raise UsageError(
            f"{name} is no data file that iOpsData knows.", hint=f"Files end in {', '.join(FILE_SUFFIXES)}."
        )
    return name


def check_start(name: str, start: bytes) -> None:
    """Passes a file whose first bytes fit its suffix.

    Raises:
        UsageError: it is empty, or something else than its name says.
    """
    if not start:
        raise UsageError(f"{name} is empty.")
    suffix = "." + name.lower().rpartition(".")[2]
    if suffix in _MARKS:
        fits = start.startswith(_MARKS[suffix])
    else:
        fits = _is_text(start) and (suffix in (".csv", ".tsv") or _is_json(start))
    if not fits:
        raise UsageError(
            f"The content of {name} is not what its name says.",
            hint=f"A file that ends in {suffix} does not begin like this one.",
        )


def _is_text(start: bytes) -> bool:
    """Whether it has a mark of UTF-16, or none of the bytes that no text has."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 9 or 14 <= byte < 27 for byte in start)


def _is_json(start: bytes) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"", b"{", b"[")
