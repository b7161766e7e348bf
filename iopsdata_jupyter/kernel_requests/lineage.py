"""The lineage of one table or DataFrame: this notebook's cells, and what the store remembers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.kernel_requests.arguments import text, text_or_none
from iopsdata_jupyter.session import current_session


def lineage(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the lineage that leads to `name` or follows from it, as the notebook's outputs hold it.

    `schema` tells tables of one name apart, where the lineage knows schemas.

    Raises:
        UsageError: no cell, saved query or metric reads or writes it.
    """
    from iopsdata_jupyter.lineage.payload import to_payload
    from iopsdata_jupyter.session_lineage import workspace_graph

    name, schema = text(arguments, "name"), text_or_none(arguments, "schema")
    graph = workspace_graph(current_session())
    for wanted in [f"{schema}.{name}", name] if schema else [name]:
        try:
            return dict(to_payload(graph.near(wanted)))
        except UsageError:
            continue
    raise UsageError(
        f"Nothing that has run here or is saved reads or writes {name!r}.",
        hint="Run a cell that uses it, or run `%lineage --folder .` to look into the notebooks of a folder.",
    )
