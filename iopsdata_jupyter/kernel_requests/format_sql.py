"""Lays out the SQL of a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iopsdata_jupyter.kernel_requests.cell_statement import read_statement


def format_sql(arguments: Mapping[str, Any]) -> dict[str, str]:
    """`{"sql"}`: the statement of `{"sql", "connection"}`, laid out in the connection's dialect.

    Raises:
        UsageError: there is no SQL, or nothing is known of the connection.
        ExecutionError: the text is no SQL of the dialect.
    """
    from iopsdata_jupyter.execution.formatting import formatted

    given = read_statement(arguments)
    return {"sql": formatted(given.sql, given.dialect)}
