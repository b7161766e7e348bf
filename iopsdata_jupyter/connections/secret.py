"""A password that does not show itself: not in a repr, a traceback with locals, a pickle or a copy."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Holds a text that only `reveal` gives out; drivers call it where they connect."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('***')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(Secret)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")
