"""Lists of words, kept as text beside the code."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=8)
def word_list(name: str) -> frozenset[str]:
    """The words of `words/NAME.txt`; a line that begins with # says where they come from."""
    text = files("iopsdata_jupyter.profiling").joinpath(f"words/{name}.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
