"""What the view of a profile may ask the kernel: the page, rows, and counts under filters.

| request | fields beside `request` | answers |
|---|---|---|
| `page` | | `{"page": html}` |
| `hello` | `view`, `id` | `{"id", "can"}`: whether the next two can be asked |
| `filter` | `view`, `id`, `filters` | some `{"id", "rows", "columns", "progress"}`, up to `progress` 1 |
| `rows` | the same, `offset`, `limit` | `{"id", "held", "whole"}` with an Arrow IPC stream as its buffer |
| `stop` | `view` | none |

A filter or rows may be answered by `{"id", "error": {"title", "message", "hint"}}` instead. A view's later
`filter` stops what it asked before; that is answered no more. Requests run one after another in a thread of
their own, so that the kernel stays free to hear the next one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import IopsDataError, UsageError
from iopsdata_jupyter.live_profiles import LiveProfile, Stopped

if TYPE_CHECKING:
    from iopsdata_jupyter.profiling.filtering import Filtered
    from iopsdata_jupyter.profiling.filters import Filter

MOST_PAGE_ROWS = 200
"""Rows of one answer."""

Send = Callable[..., None]
"""Sends a message to the views, with `buffers` where it has some."""


@dataclass
class _Job:
    """One request on its way."""

    live: LiveProfile
    view: str
    id: str
    is_given_up: threading.Event = field(default_factory=threading.Event)


class ProfileRequests:
    """Answers the views of one widget."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._jobs: list[_Job] = []
        self._running: _Job | None = None
        self._lock = threading.Lock()

    def ask(self, live: LiveProfile | None, content: dict[str, Any]) -> None:
        """Takes a request; the answer comes later, from another thread."""
        kind, view, name = (str(content.get(key, "")) for key in ("request", "view", "id"))
        if kind in ("filter", "stop"):
            self._give_up(view)
        if kind == "hello":
            self._send({"id": name, "can": live is not None})
        elif kind in ("filter", "rows") and live is None:
            self._send({"id": name, "error": _words(_gone())})
        elif kind in ("filter", "rows") and live is not None:
            self._begin(_Job(live, view, name), content, self._filter if kind == "filter" else self._rows)

    def _begin(
        self, job: _Job, content: dict[str, Any], answer: Callable[[_Job, dict[str, Any]], None]
    ) -> None:
        with self._lock:
            self._jobs.append(job)
        _worker().submit(self._work, job, lambda: answer(job, content))

    def _give_up(self, view: str) -> None:
        """Stops what a view asked before."""
        with self._lock:
            old = [job for job in self._jobs if job.view == view]
            for job in old:
                job.is_given_up.set()
            if self._running in old and self._running is not None:
                self._running.live.stop()

    def _work(self, job: _Job, answer: Callable[[], None]) -> None:
        with self._lock:
            self._running = job
            job.live.begin()
        try:
            if not job.is_given_up.is_set():
                answer()
        except Stopped:
            pass
        except IopsDataError as error:
            self._failed(job, error)
        except Exception as error:  # noqa: BLE001 - a thread that dies leaves a view that waits for ever
            self._failed(job, UsageError(f"The request failed: {type(error).__name__}."))
        finally:
            with self._lock:
                self._running = None
                self._jobs.remove(job)

    def _failed(self, job: _Job, error: IopsDataError) -> None:
        if not job.is_given_up.is_set():
            self._send({"id": job.id, "error": _words(error)})

    def _filter(self, job: _Job, content: dict[str, Any]) -> None:
        for part in job.live.filtered(_filters(job.live, content)):
            if job.is_given_up.is_set():
                return
            self._send({"id": job.id} | _written(part))

    def _rows(self, job: _Job, content: dict[str, Any]) -> None:
        offset, limit = _count(content.get("offset")), _count(content.get("limit"))
        held = job.live.rows(_filters(job.live, content))
        if not job.is_given_up.is_set():
            told = {"id": job.id, "held": held.table.num_rows, "whole": held.is_whole}
            self._send(told, buffers=[held.page(offset, min(limit, MOST_PAGE_ROWS))])


def _filters(live: LiveProfile, content: dict[str, Any]) -> tuple[Filter, ...]:
    from iopsdata_jupyter.profiling.filters import read_filters

    return read_filters(content.get("filters"), live.profile)


def _count(asked: object) -> int:
    if not isinstance(asked, int) or isinstance(asked, bool) or asked < 0:
        raise UsageError("Rows are asked for by offset and limit.")
    return asked


def _written(part: Filtered) -> dict[str, Any]:
    """Columns as `[position, values, nulls, counts]`; `counts` is null where the picture stays as it is."""
    columns = [[one.position, one.count, one.null_count, one.counts] for one in part.columns]
    return {"rows": part.row_count, "columns": columns, "progress": part.progress}


def _gone() -> UsageError:
    return UsageError(
        "What this profile was made of is not known here.", hint="Profile it again: run the cell."
    )


def _words(error: IopsDataError) -> dict[str, str]:
    return {"title": error.title, "message": error.message, "hint": error.hint or ""}


@lru_cache(maxsize=1)
def _worker() -> ThreadPoolExecutor:
    """One thread for all widgets: their sources are opened and closed in it."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="iopsdata-profile")
