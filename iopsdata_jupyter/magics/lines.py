"""One line of text that is written over and over and then gone, for each kind of front end."""

from __future__ import annotations

import sys
from typing import Any, Protocol


class Line(Protocol):
    """What is written over and over, and in the end taken away."""

    width: int
    """Characters that it can show at once."""

    def write(self, text: str) -> None:
        """Puts `text` in place of what was written before."""

    def erase(self) -> None:
        """Takes away what was written."""


class TerminalLine:
    """A line at the terminal's cursor."""

    width = 78

    def __init__(self) -> None:
        self._shown = False

    def write(self, text: str) -> None:
        """Puts `text` in place of what was written before."""
        self._shown = True
        sys.stderr.write(f"\r\x1b[2K{text}")
        sys.stderr.flush()

    def erase(self) -> None:
        """Leaves an empty line where something was written."""
        if self._shown:
            self.write("")


class CellLine:
    """The only output of a notebook's cell so far; clearing it leaves nothing."""

    width = 4_000

    def __init__(self) -> None:
        self._shown = False

    def write(self, text: str) -> None:
        """Puts `text` in place of what was written before."""
        self._shown = True
        _clear(wait=True)
        sys.stdout.write(text)
        sys.stdout.flush()

    def erase(self) -> None:
        """Takes the output away."""
        if self._shown:
            _clear(wait=False)


class DisplayLine:
    """One output among others of a cell, which is emptied in the end: it cannot be taken away alone."""

    width = 4_000

    def __init__(self) -> None:
        self._handle: Any = None

    def write(self, text: str) -> None:
        """Puts `text` in place of what was written before."""
        from IPython.display import DisplayHandle

        data = {"text/plain": text}
        if self._handle is None:
            self._handle = DisplayHandle()  # type: ignore[no-untyped-call]
            self._handle.display(data, raw=True)
        else:
            self._handle.update(data, raw=True)

    def erase(self) -> None:
        """Leaves an empty output where something was written."""
        if self._handle is not None:
            self._handle.update({"text/plain": ""}, raw=True)


def _clear(*, wait: bool) -> None:
    from IPython.display import clear_output

    clear_output(wait=wait)  # type: ignore[no-untyped-call]
