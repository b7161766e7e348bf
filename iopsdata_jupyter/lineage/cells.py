"""Notebook cells as they are given to the lineage, and what kind of text they hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from iopsdata_jupyter.errors import UsageError


@dataclass(frozen=True, slots=True)
class Ran:
    """A statement that a cell gave to an engine."""

    sql: str
    connection: str = ""
    """Name of the connection; empty where it is not known."""
    dialect: str = ""
    reads_frames: bool = False
    """Whether the statement could name the notebook's DataFrames."""


@dataclass(frozen=True, slots=True)
class NotebookCell:
    """A code cell, with what is known of its run."""

    id: str
    source: str
    place: int = 0
    """1-based place among the code cells, or the number in `In [n]`; 0: not known."""
    run: int | None = None
    """When it ran: a later run has a higher number; None: not at all, as far as is known."""
    statements: tuple[Ran, ...] = ()
    """What it ran, where that was seen; else its text is read."""
    frames: Mapping[str, tuple[str, ...] | None] | None = None
    """The DataFrames after it ran, with their columns where they are known; None: not seen."""


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell's text, taken apart."""

    magic: str = ""
    """The cell magic, without its signs; empty for Python."""
    line: str = ""
    body: str = ""
    tree: ast.Module | None = None
    """The Python, where the cell holds some."""


_CELL_MAGIC = re.compile(r"\s*%%(\w+)[ \t]*([^\n]*)\n?(.*)", re.DOTALL)
_AROUND_PYTHON = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun", "lprun"})
"""Cell magics that run the Python below them."""


def cell_text(source: str) -> CellText:
    """Takes a cell's text apart; line magics and shell commands become calls of `get_ipython()`.

    Raises:
        UsageError: the Python cannot be read.
    """
    found = _CELL_MAGIC.match(source)
    if found is not None and found[1] not in _AROUND_PYTHON:
        return CellText(found[1], found[2].strip(), found[3])
    return CellText(tree=_parsed(found[3] if found is not None else source))


def _parsed(source: str) -> ast.Module:
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in the cell is none of this reader's business
            return ast.parse(_plain_python(source))
    except (SyntaxError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        where = f" at line {line}" if line else ""
        raise UsageError(f"The Python cannot be read{where}.") from None


def _plain_python(source: str) -> str:
    if not re.search(r"^\s*[%!?]|[=]\s*[%!]|\?\s*$", source, re.MULTILINE):
        return source
    from IPython.core.inputtransformer2 import TransformerManager

    return str(TransformerManager().transform_cell(source))  # type: ignore[no-untyped-call]
