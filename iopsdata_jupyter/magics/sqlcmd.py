"""`%sqlcmd`: the part of JupySQL's second magic that notebooks use, on our own catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.magics.options import Option, Syntax
from iopsdata_jupyter.magics.render import show_text

if TYPE_CHECKING:
    import pandas as pd

    from iopsdata_jupyter.session import Session

SYNTAX = Syntax(
    usage="%sqlcmd tables | columns --table NAME | snippets",
    options=(
        Option("table", "columns: the table", "t", "NAME"),
        Option("schema", "tables, columns: only those of the schema NAME", "s", "NAME"),
        Option("help", "show this", "h"),
    ),
    anywhere=True,
)

REPLACED = {
    "profile": "%profile TABLE",
    "explore": "%sql select ... from TABLE",
    "test": "an assertion on the DataFrame that %sql returns",
    "connect": "%connect URL --as NAME",
}


def sqlcmd(line: str) -> pd.DataFrame | None:
    """Tables, columns and snippets as DataFrames, for notebooks that were written for JupySQL."""
    from iopsdata_jupyter.session import current_session

    parsed = SYNTAX.parse(line)
    command = parsed.rest.strip()
    if parsed.get("help") or not command:
        show_text(SYNTAX.help())
        return None
    session = current_session()
    if command == "tables":
        return _tables(session, parsed.get("schema"))
    if command == "columns":
        return _columns(session, parsed.get("table"), parsed.get("schema"))
    if command == "snippets":
        return _frame({"name": list(session.snippets), "sql": list(session.snippets.values())})
    if command in REPLACED:
        raise UsageError(f"%sqlcmd {command} is not carried over.", hint=f"Use {REPLACED[command]}.")
    known = ["tables", "columns", "snippets"]
    raise UsageError(
        f"There is no command {command!r}.",
        hint=did_you_mean(command, known) or f"Known: {', '.join(known)}.",
    )


def _tables(session: Session, schema: str | None) -> pd.DataFrame:
    tables = [table for table in session.catalog().tables if schema is None or table.schema == schema]
    return _frame(
        {"Name": [table.qualified_name for table in tables], "Kind": [table.kind for table in tables]}
    )


def _columns(session: Session, name: str | None, schema: str | None) -> pd.DataFrame:
    if name is None:
        raise UsageError("%sqlcmd columns needs a table.", hint="%sqlcmd columns --table NAME")
    catalog = session.catalog()
    table = catalog.table(f"{schema}.{name}" if schema else name)
    if table is None:
        names = [entry.qualified_name for entry in catalog.tables]
        raise UsageError(
            f"There is no table {name!r}.",
            hint=did_you_mean(name, names) or f"Tables: {', '.join(names[:12])}.",
        )
    return _frame(
        {
            "name": [column.name for column in table.columns],
            "type": [column.type for column in table.columns],
            "nullable": [column.nullable for column in table.columns],
            "comment": [column.comment or "" for column in table.columns],
        }
    )


def _frame(columns: dict[str, list[object]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns)
