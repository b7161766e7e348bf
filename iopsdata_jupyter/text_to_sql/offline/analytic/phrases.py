"""Lists of phrases, written as text with a bar between them."""

from __future__ import annotations


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a text, in order."""
    return tuple(" ".join(part.split()) for part in text.split("|"))


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return text.split()
