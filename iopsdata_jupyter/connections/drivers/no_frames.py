"""What a connection does whose engine cannot see this process: no DataFrames, and no word of progress."""

from __future__ import annotations

from typing import Any, ClassVar

from iopsdata_jupyter.errors import ExecutionError


class NoFrames:
    """Base of such connections; `engine` is the name that a person knows."""

    engine: ClassVar[str]

    def register(self, name: str, frame: Any) -> None:
        """Refuses the frame.

        Raises:
            ExecutionError: always, with where the frame can be read.
        """
        raise ExecutionError(
            f"{name} is a DataFrame, and {self.engine} cannot read DataFrames.",
            hint="Query it in the notebook's own database (`%%sql notebook`), or load it with `--append`.",
        )

    def unregister(self, name: str) -> None:
        """Nothing is ever registered."""

    def registered(self) -> set[str]:
        """None."""
        return set()

    def progress(self) -> float | None:
        """Not told by the engine."""
        return None
