"""Notebooks as files: one, or all of a folder, without running anything."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from iopsdata_jupyter.errors import IopsDataError, UsageError
from iopsdata_jupyter.lineage.cell_world import Surroundings
from iopsdata_jupyter.lineage.cells import NotebookCell, Ran
from iopsdata_jupyter.lineage.node_graph import NodeGraph, joined_graphs
from iopsdata_jupyter.lineage.notebook import NotebookLineage

ANSWER_MIME = "application/vnd.iopsdata.answer+json"
"""What `%%ask` leaves in a saved notebook; it holds the SQL that ran."""
_LARGEST = 200 * 2**20
"""Bytes of a notebook up to which it is read."""
_SKIPPED = frozenset({".ipynb_checkpoints", "node_modules", "__pycache__", "site-packages"})


def notebook_graph(path: Path, *, root: Path | None = None) -> NodeGraph:
    """The graph of one notebook file; paths in it are told from `root`, or from the notebook's own folder.

    Raises:
        UsageError: the file cannot be read, or is no notebook.
    """
    base = root or path.parent
    name = path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name
    folder = os.path.dirname(name)  # noqa: PTH120 - a name inside the graph, not a path on disk
    notebook = NotebookLineage(Surroundings(notebook=name, folder=folder, base=base))
    for cell in cells_of(path):
        notebook.run(cell)
    return notebook.graph()


def folder_graph(root: Path) -> NodeGraph:
    """One graph of all notebooks below a folder; files and tables of the same name join them.

    Raises:
        UsageError: there is no notebook in it.
    """
    graphs, notes = [], []
    for path in notebooks_below(root):
        try:
            graphs.append(notebook_graph(path, root=root))
        except IopsDataError as error:
            notes.append(error.message)
    if not graphs:
        raise UsageError(
            f"{root} holds no notebook that can be read.", hint="Give a folder with .ipynb files in it."
        )
    return joined_graphs([*graphs, NodeGraph(notes=tuple(notes))])


def notebooks_below(root: Path) -> Iterator[Path]:
    """The notebooks of a folder and of those inside it, hidden ones left out, in order of their names."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(one for one in folders if one not in _SKIPPED and not one.startswith("."))
        yield from (Path(folder) / name for name in sorted(files) if name.endswith(".ipynb"))


def cells_of(path: Path) -> list[NotebookCell]:
    """The code cells of a notebook file, in their order.

    Raises:
        UsageError: the file cannot be read, or is no notebook.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path} has over {_LARGEST // 2**20} MiB and is not read.")
        data = json.loads(path.read_text("utf-8"))
        listed = data["cells"] if "cells" in data else _sheets(data)
        if not isinstance(listed, list):
            raise TypeError("cells are a list")
        return list(_code_cells(listed))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UsageError(f"{path} is no notebook.", hint="A notebook is a JSON file with `cells`.") from None


def _sheets(data: dict[str, Any]) -> list[Any]:
    """Cells of the notebook format 3, which has them in worksheets."""
    return [cell for sheet in data["worksheets"] for cell in sheet["cells"]]


def _code_cells(listed: Iterable[Any]) -> Iterator[NotebookCell]:
    place = 0
    for cell in listed:
        if cell.get("cell_type") != "code":
            continue
        place += 1
        source = cell.get("source", cell.get("input", ""))
        run = cell.get("execution_count", cell.get("prompt_number"))
        yield NotebookCell(
            str(cell.get("id") or f"cell-{place}"),
            source if isinstance(source, str) else "".join(source),
            place,
            run if isinstance(run, int) else None,
            tuple(_answers(cell.get("outputs", ()))),
        )


def _answers(outputs: Iterable[Any]) -> Iterator[Ran]:
    """The SQL of the answer cards among a cell's outputs."""
    for output in outputs:
        card = (output.get("data") or {}).get(ANSWER_MIME)
        if isinstance(card, dict) and isinstance(card.get("sql"), str):
            first = str(card.get("cell", "")).partition("\n")[0].split()
            connection = first[1] if len(first) > 1 and first[0] == "%%sql" else ""
            yield Ran(card["sql"], connection)
