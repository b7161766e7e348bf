"""The profile of a saved connection's table or of a data file: `python -m iopsdata_jupyter.profile_process`.

A process of its own, above all layers: the Jupyter server starts it and imports nothing of it, so that no
statement runs in the server, its memory stays its own, and what takes too long can be ended. The statements
are this package's; they go through the guard and leave audit events as every other.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import IopsDataError, UsageError

if TYPE_CHECKING:
    from iopsdata_jupyter.profiling.models import TableProfile
    from iopsdata_jupyter.session import Session

_LIKE_A_QUERY = re.compile(r"\s*(?:\(|--|/\*|(?:select|with|from|values|table)\b)", re.IGNORECASE)


def profile(data_dir: str, *, connection: str = "", table: str = "", schema: str = "", path: str = "") -> Any:
    """`{"ok": true, "profile"}` or `{"ok": false, "missing", "error"}`."""
    from iopsdata_jupyter.session import Session

    session = Session(notebook_settings={"data_dir": data_dir})
    try:
        found = session.profiles.of(Path(path)) if path else _of_table(session, connection, table, schema)
    except IopsDataError as error:
        words = {"title": error.title, "message": error.message, "hint": error.hint}
        return {"ok": False, "missing": isinstance(error, UsageError), "error": words}
    finally:
        session.connections.close_all()
    return {"ok": True, "profile": found.to_dict()}


def _of_table(session: Session, connection: str, table: str, schema: str) -> TableProfile:
    name = f"{schema}.{table}" if schema else table
    if _LIKE_A_QUERY.match(name):
        raise UsageError(f"{name!r} reads like a query and is not profiled by its name.")
    return session.profiles.of(name, connection=connection)


def main() -> None:
    """Reads the arguments of `profile` from standard input and writes what it found as the last line."""
    found = profile(**json.load(sys.stdin))
    print(json.dumps(found, allow_nan=False))  # noqa: T201 - the answer to the process that asked


if __name__ == "__main__":
    main()
