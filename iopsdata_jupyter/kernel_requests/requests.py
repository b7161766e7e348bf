"""The table of requests: names, and functions from JSON to JSON that may raise an IopsDataError."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from iopsdata_jupyter.kernel_requests.catalog import catalog
from iopsdata_jupyter.kernel_requests.connections import close_connection, use_connection
from iopsdata_jupyter.kernel_requests.explain_sql import explain_sql
from iopsdata_jupyter.kernel_requests.format_sql import format_sql
from iopsdata_jupyter.kernel_requests.frames import frame_columns
from iopsdata_jupyter.kernel_requests.lineage import lineage
from iopsdata_jupyter.kernel_requests.profile import profile
from iopsdata_jupyter.kernel_requests.repairable import repairable
from iopsdata_jupyter.kernel_requests.snapshot import snapshot
from iopsdata_jupyter.kernel_requests.store import reopen

Handler = Callable[[Mapping[str, Any]], Any]

REQUESTS: Mapping[str, Handler] = MappingProxyType(
    {
        "catalog": catalog,
        "close_connection": close_connection,
        "explain": explain_sql,
        "format": format_sql,
        "frame_columns": frame_columns,
        "lineage": lineage,
        "profile": profile,
        "reopen_store": reopen,
        "repairable": repairable,
        "snapshot": lambda _arguments: snapshot(),
        "use_connection": use_connection,
    }
)
