"""What a connection is: saved (ConnectionConfig) and open (Connection)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from iopsdata_jupyter.config import Access
from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.errors import ExecutionError

if TYPE_CHECKING:
    import pyarrow as pa

Parameters = Mapping[str, Any]

ParameterStyle = Literal["dollar", "colon", "numeric", "pyformat"]
"""A bind as the engine spells it: `$name`, `:name`, `$1` by position, or `%(name)s` with `%%` for `%`."""

LoadMode = Literal["create", "replace", "append"]
"""`replace` drops a table of that name first."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do, declared by its driver."""

    parameter_style: ParameterStyle
    reads_frames: bool = False
    """Whether `register` shows DataFrames of this process as tables."""
    transactions: bool = False
    """Whether BEGIN, COMMIT and ROLLBACK hold across statements."""
    tells_progress: bool = False
    """Whether `progress` ever returns a number."""
    loads: bool = False
    """Whether `load` writes DataFrames into tables."""
    explain: str = "EXPLAIN"
    """What stands before a statement to see its plan and not run it."""


@dataclass(frozen=True, slots=True)
class ConnectionConfig:
    """How to open a connection; its repr shows no secret."""

    name: str
    driver: str
    """Name of a module in `connections/drivers`."""
    target: str
    """What the driver opens: a path, `:memory:`, or a URL without its password."""
    access: Access = "read_only"
    files: tuple[Path, ...] = ()
    """Data files that the connection shows as tables."""
    allow_functions: frozenset[str] = frozenset()
    """Functions of the user's own that statements may call, lower case."""
    password: Secret | None = None
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Further arguments of the driver's own connect call (`connect_args`)."""
    samples: bool = False
    """Whether values of the data may be told to a model as hints; personal ones only by their form."""
    owned: bool = True
    """Whether closing ends it; False: it stands on a live object of the notebook."""
    note: str = ""
    """What a person should know of how it is open; empty where there is nothing to say."""

    @property
    def display(self) -> str:
        """The target as a person may see it."""
        return self.target


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What a connection test found."""

    version: str
    """As the engine tells it, such as `PostgreSQL 15.18`."""
    latency_ms: float
    """Wall milliseconds of one round trip."""
    user: str | None = None
    can_write: bool | None = None
    """Whether the account could change data if the connection let it; None: the engine does not tell."""
    is_superuser: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """The rows of a running statement, fetched batch by batch."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    finish: Callable[[pa.Table], pa.Table] | None = None
    """Makes the rows, once all are there, of the types that only all of them can tell."""


class Connection(Protocol):
    """An open connection to one database. A driver implements it; nobody else talks to the engine.

    A connection runs one statement at a time. `interrupt` may be called from any thread; the others are
    called from one thread at a time.
    """

    config: ConnectionConfig
    dialect: str
    """sqlglot's name of the dialect."""
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
            ExecutionError: it reads no frames, or a column has a type that it does not know.
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
