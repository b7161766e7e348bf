"""What was asked before, a connection."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.translator import Turn

MOST_TURNS = 5


class Conversation:
    """The latest questions of each connection and their SQL, oldest first."""

    def __init__(self) -> None:
        self._turns: dict[str, tuple[Turn, ...]] = {}

    def turns(self, connection: str) -> tuple[Turn, ...]:
        """What was asked of the connection of that name."""
        return self._turns.get(connection, ())

    def add(self, connection: str, turn: Turn) -> None:
        """Keeps `turn`, and of the earlier ones the latest."""
        self._turns[connection] = (*self.turns(connection), turn)[-MOST_TURNS:]

    def start_anew(self, connection: str) -> None:
        """Forgets what was asked of the connection."""
        self._turns.pop(connection, None)
