"""Choosing and closing among the connections that are open in this kernel; opening is a cell's work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iopsdata_jupyter.connections.manager import NOTEBOOK
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.kernel_requests.snapshot import snapshot


def use_connection(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Makes the open connection `name` the current one; what is open then.

    Raises:
        UsageError: it is not open. It is not opened here, where a server could keep the kernel waiting.
    """
    from iopsdata_jupyter.session import current_session

    connections = current_session().connections
    name = _name(arguments)
    if name != NOTEBOOK and not connections.is_open(name):
        raise UsageError(
            f"{name!r} is not open in this kernel.", hint=f"Run `%connect {name}` in a cell to open it."
        )
    connections.use(name)
    return snapshot()


def close_connection(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Closes the open connection `name`; what is open then.

    Raises:
        ConnectionFailed: it is not open.
    """
    from iopsdata_jupyter.session import current_session

    current_session().close(_name(arguments))
    return snapshot()


def _name(arguments: Mapping[str, Any]) -> str:
    name = arguments.get("name")
    if not isinstance(name, str) or not name:
        raise UsageError("The request names no connection.")
    return name
