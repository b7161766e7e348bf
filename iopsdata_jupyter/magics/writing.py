"""A model's reply while it is written: its SQL as far as it has come."""

from __future__ import annotations

import re
import time

from iopsdata_jupyter.magics.lines import Line

INTERVAL_S = 0.1
"""Seconds between two changes of the line: a model writes faster than a person reads."""

_SQL = re.compile(r'"sql"\s*:\s*"((?:[^"\\]|\\.)*)', re.DOTALL)
_ESCAPES = {r"\n": "\n", r"\t": " ", r"\"": '"', r"\\": "\\", r"\/": "/"}
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that would move a terminal's cursor, or turn the direction of a line."""


class Writing:
    """Shows a reply on a line, at most ten times a second."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._shown_at = 0.0

    def show(self, text: str) -> None:
        """Shows the reply, which has come as far as `text`."""
        if not text:
            self._line.write("Waiting for the model")
            return
        now = time.monotonic()
        if now - self._shown_at < INTERVAL_S:
            return
        self._shown_at = now
        self._line.write(f"Writing: {tail(sql_so_far(text), self._line.width)}")


def sql_so_far(text: str) -> str:
    """The SQL of a reply that is not complete: out of its JSON, or the text as it is."""
    found = _SQL.search(text)
    if found is None:
        return "" if text.lstrip().startswith("{") else text
    return re.sub(r"\\(?:u[0-9a-fA-F]{4}|.)", lambda match: _ESCAPES.get(match[0], " "), found[1])


def tail(text: str, width: int) -> str:
    """The end of `text` in at most `width` characters; where that is little, in one line."""
    plain = _UNSEEN.sub("", text)
    if width < 200:
        plain = " ".join(plain.split())
    return plain if len(plain) <= width else "…" + plain[1 - width :]
