"""Work that talks to other servers: off the event loop, in daemon threads, and never longer than told.

A thread that hangs in a driver cannot be stopped, only left: it is a daemon, so that it does not keep the
Jupyter server from ending, and so many may hang before further work is refused.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import TypeVar

from iopsdata_jupyter.server.base import refusal

T = TypeVar("T")

MAX_THREADS = 8
_free = threading.BoundedSemaphore(MAX_THREADS)


async def bounded(work: Callable[[], T], seconds: float, *, what: str) -> T:
    """The result of `work`, run in a thread of its own.

    Raises:
        Refusal: it is not done after `seconds`, or too much other work hangs.
    """
    if not _free.acquire(blocking=False):
        raise refusal(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"{MAX_THREADS} other requests are waiting for databases.",
            "Try again when they have ended.",
        )
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()
    threading.Thread(target=_run, args=(work, loop, done), daemon=True, name=f"iopsdata {what}").start()
    try:
        return await asyncio.wait_for(done, seconds)
    except TimeoutError:
        raise refusal(
            HTTPStatus.GATEWAY_TIMEOUT,
            f"{what} did not end within {seconds:g} s.",
            "Check that the server behind it can be reached.",
        ) from None


def _run(work: Callable[[], T], loop: asyncio.AbstractEventLoop, done: asyncio.Future[T]) -> None:
    outcome: Callable[[], None]
    try:
        outcome = partial(done.set_result, work())
    except Exception as error:  # noqa: BLE001 - it is raised where the result is awaited
        outcome = partial(done.set_exception, error)
    finally:
        _free.release()
    with suppress(RuntimeError):  # the server has ended meanwhile
        loop.call_soon_threadsafe(_unless_done, done, outcome)


def _unless_done(done: asyncio.Future[T], outcome: Callable[[], None]) -> None:
    if not done.done():
        outcome()
