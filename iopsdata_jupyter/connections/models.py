"""What a connection is: saved (ConnectionConfig) and open (Connection)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from iopsdata_jupyter.errors import ExecutionError

if TYPE_CHECKING:
    import pyarrow as pa

Parameters = Mapping[str, Any]

ParameterStyle = Literal["dollar", "colon", "numeric", "pyformat"]
"""How the engine spells a bind: `$name`, `:name`, `$1` by position, or `%(name)s` with `%%` for a percent sign."""

LoadMode = Literal["create", "append"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do, declared by its driver."""

    capabilities: Capabilities
    readable_folders: tuple[Path, ...]
    """Folders whose data files a statement may name; resolved, absolute."""

    def execute(self, sql: str, parameters: Parameters) -> Stream:
        """Runs one statement.

        Raises:
            ExecutionError: the engine refused or failed it.
        """

    def syntax_error(self, sql: str) -> ExecutionError | None:
        """What the engine's own parser has against `sql`, which it does not run; None: nothing."""

    def interrupt(self) -> None:
        """Stops the running statement; it then raises ExecutionError or Interrupted in its own thread."""

    def register(self, name: str, frame: Any) -> None:
        """Shows a DataFrame of this process as a table, in place of one of that name.

        Raises:
            ExecutionError: the engine cannot (`capabilities.reads_frames` is False, or a column's type is unknown to it).
        """

    def unregister(self, name: str) -> None:
        """Takes a DataFrame away again."""

    def registered(self) -> set[str]:
        """Names of the DataFrames that are shown as tables."""

    def progress(self) -> float | None:
        """Share (0..1) of the running statement that is done; None where it is not known. Any thread."""

    def in_transaction(self) -> bool:
        """Whether a BEGIN waits for its COMMIT or ROLLBACK."""

    def load(self, table: str, rows: pa.Table, mode: LoadMode) -> int:
        """Writes `rows` into a table by the engine's bulk path; the number of rows written.

        Raises:
            ExecutionError: the connection is read-only, or the engine refused.
        """

    def describe(self) -> ServerInfo:
        """Version, latency and what the account may do.

        Raises:
            ExecutionError: the server did not answer.
        """

    def close(self) -> None:
        """Gives up the engine's handles; closing twice is no error."""
