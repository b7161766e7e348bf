"""Running SQL of an evaluation: read-only, whatever the connection allows, and audited."""

from __future__ import annotations

from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.execution.result import Form, Result
from iopsdata_jupyter.guard import Policy
from iopsdata_jupyter.run_options import RunOptions
from iopsdata_jupyter.session import Session


def read(sql: str, session: Session, connection: Connection, *, limit: int, form: Form = "pandas") -> Result:
    """At most `limit` rows of a statement that reads.

    Raises:
        StatementRejected: the statement is more than a read.
        ExecutionError: the engine refused or failed it.
    """
    policy = Policy(folders=connection.readable_folders, functions=connection.config.allow_functions)
    return session.runner(connection, policy, "sql", RunOptions(limit=limit, form=form), {}).run(sql)
