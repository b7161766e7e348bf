"""The channels between this kernel and the pages that show its notebook.

A page sends `{"id", "request", "arguments"}` and gets `{"id", "reply"}` or `{"id", "failure"}`; after a cell
that changed what is open, every page gets `{"event": "snapshot", "snapshot"}`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from iopsdata_jupyter.errors import IopsDataError, UsageError, did_you_mean
from iopsdata_jupyter.kernel_requests.snapshot import snapshot

_LOG = logging.getLogger(__name__)


class Channels:
    """The open comms of this kernel."""

    def __init__(self) -> None:
        self._comms: dict[str, Any] = {}
        self._told: dict[str, Any] | None = None

    def open(self, comm: Any) -> None:
        """Answers what the page at the other end of `comm` asks, until it closes."""
        if not self._comms:
            _after_each_cell(self.tell)
        self.tell()
        self._comms[comm.comm_id] = comm
        comm.on_msg(lambda message: self._answer(comm, message["content"]["data"]))
        comm.on_close(lambda _message: self._comms.pop(comm.comm_id, None))
        self._told = snapshot()
        comm.send({"event": "snapshot", "snapshot": self._told})

    def tell(self, *_: object) -> None:
        """Sends what is open in the kernel to every page, where it changed."""
        if not self._comms:
            return
        now = snapshot()
        if now != self._told:
            self._told = now
            for comm in list(self._comms.values()):
                comm.send({"event": "snapshot", "snapshot": now})

    def _answer(self, comm: Any, message: Mapping[str, Any]) -> None:
        comm.send({"id": message.get("id"), **answer(message.get("request"), message.get("arguments"))})
        self.tell()


def answer(request: object, arguments: object) -> dict[str, Any]:
    """The reply to a request, or why there is none; never raises, so that a page is not left waiting."""
    try:
        return {"reply": _handled(request, arguments)}
    except IopsDataError as error:
        return {"failure": {"title": error.title, "message": error.message, "hint": error.hint}}
    except Exception:  # noqa: BLE001 (a page waits for the answer, and there is nobody else to tell)
        _LOG.exception("The request %r of the lab extension failed", request)
        message = f"The request {request!r} failed in the kernel."
        hint = "The kernel's log says more; please report it."
        return {"failure": {"title": "iOpsData", "message": message, "hint": hint}}


def _handled(request: object, arguments: object) -> Any:
    from iopsdata_jupyter.kernel_requests.requests import REQUESTS

    handler = REQUESTS.get(request) if isinstance(request, str) else None
    if handler is None:
        hint = (
            did_you_mean(str(request), list(REQUESTS))
            or "The extension and the kernel may differ in version."
        )
        raise UsageError(f"The kernel knows no request {request!r}.", hint=hint)
    return handler(arguments if isinstance(arguments, dict) else {})


def _after_each_cell(tell: Any) -> None:
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is not None and tell not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", tell)


@lru_cache(maxsize=1)
def channels() -> Channels:
    """The channels of this process."""
    return Channels()
