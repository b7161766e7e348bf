"""What may leave the machine as text: nothing that reads like an instruction, a secret or a value of the data.

Pure. The only place that decides how foreign text (names, comments, errors) is written into a prompt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that a reader does not see: control, format (bidi, zero width, tags), surrogate, unassigned."""

_TOKEN = re.compile(
    r"""
    (?:sk|pk|rk|ghp|gho|xox[abp]|hf|glpat|AKIA|AIza|eyJ)[-_A-Za-z0-9]{12,}   # prefixes of well-known keys
    | [A-Za-z0-9+]{24,}={0,2}                                           # long random runs
    """,
    re.VERBOSE,
)
_ASSIGNED = re.compile(r"(?i)\b(password|passwd|pwd|secret|token|api[_-]?key|authorization)\b(\s*[:=]\s*|\s+is\s+)\S+")
_CREDENTIALS = re.compile(r"://[^\s/@]+@")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`")
_LONG_NUMBER = re.compile(r"\d[\d .-]{4,}\d")
_ROW_DETAIL = re.compile(r"(?im)^\s*(DETAIL|CONTEXT|WHERE):.*$|=\([^)]*\)")
_LABEL = re.compile(r"</?\s*data\b", re.IGNORECASE)
HIDDEN = "…"
"""Stands where something was taken out."""


def one_line(text: str, limit: int) -> str:
    """`text` without invisible characters, in one line of at most `limit` characters."""
    visible = "".join(" " if character in "\t\n\r" else _visible(character) for character in text[: 4 * limit])
    line = " ".join(visible.split())
    return line if len(line) <= limit else line[: limit - 1] + HIDDEN


def several_lines(text: str, limit: int) -> str:
    """`text` without invisible characters, its lines kept, of at most `limit` characters."""
    visible = "".join(character if character in "\t\n" else _visible(character) for character in text[: 4 * limit])
    return visible if len(visible) <= limit else visible[: limit - 1] + HIDDEN


def _visible(character: str) -> str:
    return "" if unicodedata.category(character) in _INVISIBLE else character


def inert(text: str, marker: str) -> str:
    """`text` that neither opens nor closes the data block of `marker`, nor a fenced block."""
    unmarked = text.replace(marker, HIDDEN)
    return _LABEL.sub("(data", unmarked).replace("```", "'''").replace("~~~", "---")


def without_secrets(text: str) -> str:
    """`text` with keys, passwords and the credentials of URLs taken out, by their looks."""
    assigned = _ASSIGNED.sub(rf"\1\2{HIDDEN}", _CREDENTIALS.sub(f"://{HIDDEN}@", text))
    return _TOKEN.sub(lambda found: HIDDEN if _looks_random(found[0]) else found[0], assigned)


def _looks_random(run: str) -> bool:
    """Whether a run of characters mixes digits and letters, as keys do and long names rarely do."""
    return any(character.isdigit() for character in run) and any(character.isalpha() for character in run)


def without_values(error: str, statement: str, names: Collection[str]) -> str:
    """An engine's message with the data taken out of it.

    Engines quote names and values alike. What stands in quotes stays only if its parts are `names` (folded), or
    if it is in `statement`, which the receiver knows already; so do long numbers and e-mail addresses.
    """
    known = statement.casefold()

    def kept(found: re.Match[str]) -> str:
        inner = found[0].strip("'\"`").casefold()
        is_known = inner in known or all(part.strip("\"`") in names for part in inner.split("."))
        return found[0] if is_known else HIDDEN

    shown = _ROW_DETAIL.sub("", error)
    for pattern in (_QUOTED, _EMAIL, _LONG_NUMBER):
        shown = pattern.sub(kept, shown)
    return without_secrets(shown)
