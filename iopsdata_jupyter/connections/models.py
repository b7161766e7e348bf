"""What a connection is: saved (ConnectionConfig) and open (Connection)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from iopsdata_jupyter.config import Access
from iopsdata_jupyter.errors import ExecutionError

if TYPE_CHECKING:
    import pyarrow as pa

Parameters = Mapping[str, Any]

ParameterStyle = Literal["dollar", "colon"]
"""How the engine spells a named bind: `$name` or `:name`."""


@dataclass(frozen=True, slots=True)
class ConnectionConfig:
    """How to open a connection; holds no secret that a repr would show."""

    name: str
    driver: str
    """Name of a module in `connections/drivers`."""
    target: str
    """What the driver opens: a path, a folder, `:memory:` or an address without its password."""
    access: Access = "read_only"
    files: tuple[Path, ...] = ()
    """Data files that the connection shows as tables."""
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def display(self) -> str:
        """The target as a person may see it."""
        return self.target


@dataclass(frozen=True, slots=True)
class Stream:
    """The rows of a running statement, fetched batch by batch."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


class Connection(Protocol):
    """An open connection to one database. A driver implements it; nobody else talks to the engine.

    A connection runs one statement at a time. `interrupt` may be called from any thread; the others are
    called from one thread at a time.
    """

    config: ConnectionConfig
    dialect: str
    """sqlglot's name of the dialect."""
    parameter_style: ParameterStyle
    reads_frames: bool
    """Whether `register` works."""
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
            ExecutionError: the engine cannot (`reads_frames` is False, or a column's type is unknown to it).
        """

    def unregister(self, name: str) -> None:
        """Takes a DataFrame away again."""

    def registered(self) -> set[str]:
        """Names of the DataFrames that are shown as tables."""

    def close(self) -> None:
        """Gives up the engine's handles; closing twice is no error."""
