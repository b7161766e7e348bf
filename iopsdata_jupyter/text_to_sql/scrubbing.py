"""What may leave the machine as text: no secret, no value of the data, nothing that a reader cannot see.

Pure. The only place that decides how foreign text (names, comments, errors) is written into a prompt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that a reader does not see: control, format (bidi, zero width, tags), surrogates."""

MAX_CHARS = 4_000
"""Text is cut here before it is searched: some of the searches take quadratic time."""

_KEY = re.compile(r"\b(?:sk|pk|rk|ghp|gho|xox[abp]|hf|glpat|AKIA|AIza|eyJ)[-_A-Za-z0-9]{12,}")
_LONG_RUN = re.compile(r"[A-Za-z0-9+]{24,}={0,2}")
_ASSIGNED = re.compile(
    r"\b(password|passwd|pwd|secret|token|api[_-]?key|authorization)\b(\s*[:=]\s*|\s+is\s+)\S+", re.IGNORECASE
)
_CREDENTIALS = re.compile(r"://[^\s/@]+@")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]+")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`")
_LONG_NUMBER = re.compile(r"\d[\d .-]{4,}\d")
_ROW_DETAIL = re.compile(r"(?im)^\s*(DETAIL|CONTEXT|WHERE):.*$|=\([^)]*\)")
_LABEL = re.compile(r"<\s*/?\s*data\b", re.IGNORECASE)
HIDDEN = "…"
"""Stands where something was taken out."""


def one_line(text: str, limit: int) -> str:
    """`text` without invisible characters, in one line of at most `limit` characters."""
    return _cut(" ".join(_visible(" ".join(text[: 4 * limit].split())).split()), limit)


def several_lines(text: str, limit: int) -> str:
    """`text` without invisible characters, its lines kept, of at most `limit` characters."""
    return _cut("\n".join(_visible(line) for line in text[: 4 * limit].split("\n")), limit)


def _visible(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character) not in _INVISIBLE)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + HIDDEN


def inert(text: str, marker: str) -> str:
    """`text` that neither opens nor closes the data block of `marker`, nor a fenced block."""
    unmarked = text.replace(marker, HIDDEN)
    return _LABEL.sub("(data", unmarked).replace("```", "'''").replace("~~~", "---")


def looks_personal(value: str) -> bool:
    """Whether a value is an e-mail address or a number long enough to name a person or an account."""
    shown = value[:MAX_CHARS]
    return bool(_EMAIL.search(shown) or _LONG_NUMBER.search(shown))


def without_secrets(text: str) -> str:
    """`text` with keys, passwords and the credentials of URLs taken out, by their looks."""
    shown = _CREDENTIALS.sub(f"://{HIDDEN}@", text[:MAX_CHARS])
    shown = _KEY.sub(HIDDEN, _ASSIGNED.sub(rf"\1\2{HIDDEN}", shown))
    return _LONG_RUN.sub(lambda found: HIDDEN if _looks_random(found[0]) else found[0], shown)


def _looks_random(run: str) -> bool:
    """Whether a run of characters mixes digits and letters, as keys do and long names rarely do."""
    return any(character.isdigit() for character in run) and any(character.isalpha() for character in run)


def plain_sql(sql: str, dialect: str, *, known: str | None = None) -> str:
    """`sql` without comments, and its text literals only as `known` spells them; None: as they are.

    SQL that a person or the offline translator wrote has values of the data in it, spelt as the data does. A
    statement that cannot be taken apart is not told at all.
    """
    import sqlglot
    from sqlglot import TokenType
    from sqlglot.errors import SqlglotError

    try:
        tokens = sqlglot.tokenize(sql, read=dialect)
    except (SqlglotError, RecursionError):
        return HIDDEN
    texts = (TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.RAW_STRING)
    parts: list[str] = []
    end = 0
    for token in tokens:
        written = sql[token.start : token.end + 1]
        if known is not None and token.token_type in texts:
            written = "'" + _as_known(token.text, known).replace("'", "''") + "'"
        gap = sql[end : token.start]
        parts += [" " if gap else "", written]
        end = token.end + 1
    return "".join(parts).strip()


def _as_known(text: str, known: str) -> str:
    """`text` as it stands in `known`, whatever its case there; `HIDDEN` where it does not."""
    inner = text.strip("%")
    found = re.search(re.escape(inner), known, re.IGNORECASE) if inner else None
    return text.replace(inner, found[0]) if found else HIDDEN


def without_values(error: str, statement: str, names: Collection[str]) -> str:
    """An engine's message with the data taken out of it.

    Engines quote names and values alike. What stands in quotes stays only if its parts are `names` (folded)
    or if it is in `statement`, which the receiver knows already; so do long numbers and e-mail addresses.
    """
    known = statement.casefold()

    def kept(found: re.Match[str]) -> str:
        inner = found[0].strip("'\"`").casefold()
        is_known = inner in known or all(part.strip('"`') in names for part in inner.split("."))
        return found[0] if is_known else HIDDEN

    shown = _ROW_DETAIL.sub("", error[:MAX_CHARS])
    for pattern in (_QUOTED, _EMAIL, _LONG_NUMBER):
        shown = pattern.sub(kept, shown)
    return without_secrets(shown)
