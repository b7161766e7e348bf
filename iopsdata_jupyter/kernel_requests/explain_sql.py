"""Says in words what the SQL of a cell does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iopsdata_jupyter.kernel_requests.cell_statement import read_statement


def explain_sql(arguments: Mapping[str, Any]) -> dict[str, list[str]]:
    """`{"steps"}`: a sentence a step, from the text of `{"sql", "connection"}` alone; nothing runs.

    Raises:
        UsageError: there is no SQL, or nothing is known of the connection.
        ExecutionError: the text is no SQL of the dialect.
    """
    from iopsdata_jupyter.text_to_sql.explaining import explain

    given = read_statement(arguments)
    return {"steps": list(explain(given.sql, given.dialect))}
