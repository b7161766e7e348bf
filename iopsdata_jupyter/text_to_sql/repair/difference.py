"""Two statements' difference in one line."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\w+|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|[^\w\s]")
MAX_CHARS = 200


def difference(before: str, after: str) -> str:
    """What became of what: `totl → total; + GROUP BY region`; line breaks and blanks do not count."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    folded = [token.casefold() for token in old], [token.casefold() for token in new]
    steps = SequenceMatcher(None, *folded, autojunk=False).get_opcodes()
    parts = [_step(old[a:b], new[c:d]) for kind, a, b, c, d in steps if kind != "equal"]
    text = "; ".join(dict.fromkeys(parts))
    return text if len(text) <= MAX_CHARS else text[: MAX_CHARS - 1] + "…"


def _step(removed: list[str], added: list[str]) -> str:
    if not removed:
        return f"+ {_joined(added)}"
    return f"{_joined(removed)} → {_joined(added)}" if added else f"- {_joined(removed)}"


def _joined(tokens: list[str]) -> str:
    return re.sub(r" ?([.(]) ?| (?=[,)])", r"\1", " ".join(tokens))
