"""The profile of a DataFrame, or of a table of a connection that only this kernel has open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.catalog.pages import find_table
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.kernel_requests.arguments import text
from iopsdata_jupyter.kernel_requests.catalog import open_catalog
from iopsdata_jupyter.kernel_requests.frames import frame_named
from iopsdata_jupyter.session import current_session

if TYPE_CHECKING:
    from iopsdata_jupyter.profiling.models import TableProfile

STATEMENT_S = 30.0
"""Seconds that one of the profile's statements may take: the notebook's cells wait meanwhile."""
_LIKE_A_QUERY = re.compile(r"\s*(?:\(|--|/\*|(?:select|with|from|values|table)\b)", re.IGNORECASE)


def profile(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The profile of `frame`, or of `table` in `schema` of `connection`, as the notebook's outputs hold it.

    Raises:
        ConnectionFailed: the connection is not open here.
        ExecutionError: the engine cannot read the table.
        UsageError: there is nothing of that name.
    """
    from iopsdata_jupyter.widgets.profile_payload import payload_of

    return payload_of(_of_frame(arguments) if "frame" in arguments else _of_table(arguments))


def _of_frame(arguments: Mapping[str, Any]) -> TableProfile:
    return current_session().profiles.of(frame_named(text(arguments, "frame")), timeout_s=STATEMENT_S)


def _of_table(arguments: Mapping[str, Any]) -> TableProfile:
    connection = text(arguments, "connection")
    tables = open_catalog(connection).tables
    name = find_table(tables, text(arguments, "schema", ""), text(arguments, "table")).qualified_name
    if _LIKE_A_QUERY.match(name):
        raise UsageError(f"{name!r} reads like a query and is not profiled by its name.")
    return current_session().profiles.of(name, connection=connection, timeout_s=STATEMENT_S)
