"""The closed lists of the guard: words in `allowed/*.txt`, some under a [section]; # begins a remark."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=64)
def listed(name: str, section: str = "") -> frozenset[str]:
    """The words of a list, or of one section of it."""
    text = resources.files(__package__).joinpath("allowed", f"{name}.txt").read_text("utf-8")
    words: set[str] = set()
    current = ""
    for line in text.splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif current == section and not line.startswith("#"):
            words.update(line.split())
    return frozenset(words)
