"""The table of requests: names, and functions from JSON to JSON that may raise an IopsDataError."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from iopsdata_jupyter.kernel_requests.snapshot import snapshot
from iopsdata_jupyter.kernel_requests.store import reopen

Handler = Callable[[Mapping[str, Any]], Any]

REQUESTS: Mapping[str, Handler] = MappingProxyType(
    {
        "snapshot": lambda _arguments: snapshot(),
        "store.reopen": reopen,
    }
)
