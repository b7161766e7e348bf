"""The runs of words of a question, which may be values of the data."""

from __future__ import annotations

import re

_MAX_WORDS = 60


def phrases(question: str, longest: int = 4) -> list[str]:
    """The runs of one to `longest` words of a question, long ones first."""
    words = re.findall(r"[^\W_][\w'&.-]*", question)[:_MAX_WORDS]
    sizes = range(longest, 0, -1)
    return [" ".join(words[at : at + size]) for size in sizes for at in range(len(words) - size + 1)]
