"""The cells that this kernel ran, as they happen: cheap to write, read only when lineage is asked for."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from iopsdata_jupyter.lineage.node_graph import NodeGraph
    from iopsdata_jupyter.lineage.notebook import NotebookLineage

_WORD = re.compile(r"[^\W\d]\w*")
_MOST_TEXT = 1_000_000
"""Characters of a cell up to which it is kept."""

Columns = tuple[str, ...] | None
"""Columns of a DataFrame; None: it would have to be computed to tell them."""


@dataclass(frozen=True, slots=True)
class RanStatement:
    """A statement that reached an engine."""

    sql: str
    connection: str
    dialect: str
    reads_frames: bool


@dataclass
class RanCell:
    """A cell while and after it runs."""

    id: str
    source: str
    statements: list[RanStatement] = field(default_factory=list)
    number: int = 0
    """The one in `In [n]`."""
    frames: Mapping[str, Columns] = field(default_factory=dict)


class CellLog:
    """Notes the cells of one kernel; nothing of them is kept beyond text and names of columns."""

    def __init__(self) -> None:
        self._running: RanCell | None = None
        self._waiting: list[RanCell] = []
        self._runs = 0
        self._lineage: NotebookLineage | None = None

    # ------------------------------------------------------------------------------------ what happens

    def begin(self, info: Any) -> None:
        """A cell starts; `info` is what IPython tells of it. Code run silently is no cell."""
        source = str(getattr(info, "raw_cell", "") or "")
        if getattr(info, "silent", False) or len(source) > _MOST_TEXT or not source.strip():
            self._running = None
            return
        self._running = RanCell(getattr(info, "cell_id", None) or _made_up_id(source), source)

    def note(self, statement: RanStatement) -> None:
        """A statement ran."""
        if self._running is not None:
            self._running.statements.append(statement)

    def end(self, result: Any, variables: Mapping[str, Any]) -> None:
        """The cell ended; one that failed adds nothing."""
        cell, self._running = self._running, None
        if cell is None or not getattr(result, "success", False):
            return
        cell.number = getattr(result, "execution_count", None) or 0
        cell.frames = _frames_named(cell.source, variables)
        self._waiting.append(cell)

    # --------------------------------------------------------------------------------------- the graph

    def graph(self, schema: Any = None) -> NodeGraph:
        """The lineage of all cells so far; those since the last time are read now.

        `schema` gives the columns of a connection's tables by its name.
        """
        from iopsdata_jupyter.lineage.cell_world import Surroundings
        from iopsdata_jupyter.lineage.cells import NotebookCell, Ran
        from iopsdata_jupyter.lineage.notebook import NotebookLineage

        if self._lineage is None:
            self._lineage = NotebookLineage(Surroundings(schema=schema))
        waiting, self._waiting = self._waiting, []
        for cell in waiting:
            self._runs += 1
            ran = tuple(
                Ran(one.sql, one.connection, one.dialect, one.reads_frames) for one in cell.statements
            )
            self._lineage.run(NotebookCell(cell.id, cell.source, cell.number, self._runs, ran, cell.frames))
        return self._lineage.graph()


def _made_up_id(source: str) -> str:
    """An id for front ends that send none: the same text is the same cell."""
    return f"text-{hashlib.sha256(source.encode()).hexdigest()[:12]}"


def _frames_named(source: str, variables: Mapping[str, Any]) -> dict[str, Columns]:
    """The DataFrames that a cell's text names; nothing is looked at before a DataFrame library is there."""
    if not {"pandas", "polars", "pyarrow"} & sys.modules.keys():
        return {}
    from iopsdata_jupyter.notebook_frames import is_frame

    names = [name for name in dict.fromkeys(_WORD.findall(source)) if name in variables]
    return {name: _columns(variables[name]) for name in names if is_frame(variables[name])}


def _columns(frame: Any) -> Columns:
    if hasattr(frame, "collect"):  # a LazyFrame would have to open its files to tell
        return None
    listed = frame.column_names if hasattr(frame, "column_names") else frame.columns
    return tuple(map(str, listed))


@lru_cache(maxsize=1)
def current_log() -> CellLog:
    """The log of this process."""
    return CellLog()


def watch(shell: InteractiveShell) -> None:
    """Notes every cell that `shell` runs from now on; calling it again changes nothing."""
    log = current_log()
    if getattr(shell, "_iopsdata_watched", None) is log:
        return
    shell._iopsdata_watched = log  # type: ignore[attr-defined]  # noqa: SLF001

    def begin(info: Any) -> None:
        log.begin(info)

    def end(result: Any) -> None:
        log.end(result, shell.user_ns)

    shell.events.register("pre_run_cell", begin)
    shell.events.register("post_run_cell", end)
