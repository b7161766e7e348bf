"""Whose statement a connection runs: the notebook's cells come before the widgets that ask beside them.

A connection runs one statement at a time. Cells run in the main thread, requests of widgets in another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from iopsdata_jupyter.connections.models import Connection

WAIT_S = 0.05
"""Seconds after which a cell that waits asks again for the connection: an interrupt may come too early."""


@dataclass
class Lent:
    """A turn that a cell may take away."""

    interrupt: Callable[[], None]
    was_taken: bool = False
    """Whether a cell has taken it, so that what ran then must run again."""

    def give_up(self) -> None:
        """Stops what runs, for a cell."""
        self.was_taken = True
        self.interrupt()


class Turn:
    """The right to run statements on one connection; a thread that has it may take it again."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._lent: Lent | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """For a cell: a widget's statement is stopped for it.

        Raises:
            KeyboardInterrupt: the user did not want to wait.
        """
        wait_s = 0.0
        while not self._lock.acquire(timeout=wait_s):
            wait_s = WAIT_S
            if (lent := self._lent) is not None:
                lent.give_up()
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def lent(self, interrupt: Callable[[], None]) -> Iterator[Lent]:
        """For a widget: waits for cells, and is taken away by them through `interrupt`."""
        with self._lock:
            self._lent = Lent(interrupt)
            try:
                yield self._lent
            finally:
                self._lent = None


_turns: WeakKeyDictionary[Connection, Turn] = WeakKeyDictionary()
_making = threading.Lock()


def turn_of(connection: Connection) -> Turn:
    """The turn of a connection, the same for everybody."""
    with _making:
        return _turns.setdefault(connection, Turn())
