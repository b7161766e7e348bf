"""The table of requests: names, and functions from JSON to JSON that may raise an IopsDataError."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from iopsdata_jupyter.kernel_requests.explain_sql import explain_sql
from iopsdata_jupyter.kernel_requests.format_sql import format_sql
from iopsdata_jupyter.kernel_requests.repairable import repairable
from iopsdata_jupyter.kernel_requests.snapshot import snapshot

Handler = Callable[[Mapping[str, Any]], Any]

REQUESTS: Mapping[str, Handler] = MappingProxyType(
    {
        "explain": explain_sql,
        "format": format_sql,
        "repairable": repairable,
        "snapshot": lambda _arguments: snapshot(),
    }
)
