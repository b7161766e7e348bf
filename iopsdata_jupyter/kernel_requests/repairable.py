"""Whether `%ask --fix` would repair the statement of a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.kernel_requests.cell_statement import read_statement


def repairable(arguments: Mapping[str, Any]) -> dict[str, str]:
    """`{"connection"}` on which the statement of `{"sql", "connection"}` is what failed last.

    Raises:
        UsageError: it is not; `--fix` would repair another statement.
    """
    from iopsdata_jupyter.session import current_session

    given = read_statement(arguments)
    failed = (current_session().questions.failed_sql(given.connection) or "").strip()
    # One statement of a script is less than the cell's text; with saved statements before it, it is more.
    if failed and (failed in given.sql or given.sql.strip() in failed):
        return {"connection": given.connection}
    what = "Another statement failed last there." if failed else "No SQL has failed there since."
    raise UsageError(
        f"This is not what failed last on {given.connection}. {what}", hint="Run the cell again, then fix it."
    )
