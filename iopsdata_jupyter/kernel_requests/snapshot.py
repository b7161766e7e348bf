"""What a kernel has open, as the side panel shows it. Starts no engine and reads no data."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from iopsdata_jupyter.connections.manager import NOTEBOOK


def snapshot() -> dict[str, Any]:
    """The open connections, the current one, and the notebook's DataFrames with their sizes."""
    module = sys.modules.get("iopsdata_jupyter.session")
    session = module.current_session() if module is not None else None
    connections = session.connections if session is not None else None
    names = connections.names() if connections is not None else []
    return {
        "current": connections.current_name if connections is not None else NOTEBOOK,
        "connections": [_connection(connections.get(name)) for name in names] if connections else [],
        "dataframes": [_frame(name, frame) for name, frame in sorted(_frames().items())],
    }


def _connection(connection: Any) -> dict[str, Any]:
    config = connection.config
    return {
        "name": config.name,
        "driver": config.driver,
        "dialect": connection.dialect,
        "target": config.display,
        "access": config.access,
        "note": config.note,
    }


def _frames() -> Mapping[str, Any]:
    from IPython.core.getipython import get_ipython

    from iopsdata_jupyter.notebook_frames import frames_in

    shell = get_ipython()
    return frames_in(shell.user_ns) if shell is not None else {}


def _frame(name: str, frame: Any) -> dict[str, Any]:
    """A frame that would have to be computed to be counted has null for both."""
    if type(frame).__name__ == "LazyFrame":
        return {"name": name, "rows": None, "columns": None}
    columns = frame.column_names if hasattr(frame, "column_names") else frame.columns
    return {"name": name, "rows": len(frame), "columns": len(columns)}
