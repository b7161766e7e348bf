"""Things that a magic's line can name besides connections: files, addresses, DataFrames, variables."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from iopsdata_jupyter.magics.completion import known
from iopsdata_jupyter.magics.completion.entries import Entry

_DATABASES = (".db", ".duckdb", ".ddb", ".sqlite", ".sqlite3")
_MOST_FILES = 2000
_PLAIN = (
    str,
    int,
    float,
    bool,
    list,
    tuple,
    decimal.Decimal,
    dt.date,
    dt.time,
    dt.timedelta,
)
_IPYTHONS = frozenset({"In", "Out"})


def files(fragment: str) -> Iterator[Entry]:
    """Folders and data files where the typed path leads; a path with a space comes in quotes."""
    from iopsdata_jupyter.connections.urls import FILE_SUFFIXES

    typed = fragment.strip("\"'")
    if "://" in typed:
        return
    folder, _, _ = typed.rpartition("/")
    folder = f"{folder}/" if "/" in typed else ""
    try:
        listed = sorted(islice(Path(folder or ".").expanduser().iterdir(), _MOST_FILES))
    except (OSError, RuntimeError):
        return
    for path in listed:
        shown = f"{folder}{path.name}"
        if path.name.startswith(".") or not shown.isprintable():
            continue
        if path.name.lower().endswith((*FILE_SUFFIXES, *_DATABASES)):
            yield Entry(f"'{shown}'" if " " in shown else shown, "file", shown)
        elif " " not in shown and path.is_dir():
            yield Entry(f"{shown}/", "file")


def urls() -> Iterator[Entry]:
    """How the address of each engine begins."""
    from iopsdata_jupyter.connections.urls import SCHEMES, SERVER_SCHEMES

    yield from (Entry(f"{scheme}:///", "value") for scheme in SCHEMES)
    yield from (Entry(f"{scheme}://", "value") for scheme in SERVER_SCHEMES)


def frames() -> Iterator[Entry]:
    """The notebook's DataFrames."""
    from iopsdata_jupyter.notebook_frames import frames_in

    yield from (Entry(name, "table") for name in frames_in(variables()))


def parameters() -> Iterator[Entry]:
    """The notebook's variables that a statement can bind, the newest first."""
    found = [name for name, value in variables().items() if _binds(name, value)]
    yield from (Entry(name, "parameter") for name in reversed(found))


def _binds(name: str, value: object) -> bool:
    if name.startswith("_") or name in _IPYTHONS:
        return False
    kind = type(value)
    scalar = kind.__module__ == "numpy" and getattr(value, "ndim", None) == 0
    return isinstance(value, _PLAIN) or scalar


def variables() -> Mapping[str, Any]:
    """The notebook's variables; none where no session has been made."""
    opened = known.session()
    return dict(opened.variables()) if opened is not None else {}
