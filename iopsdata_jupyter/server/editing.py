"""Edits that do not overwrite somebody else's: revisions, `If-Match`, and one writer at a time."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.server.base import JSONHandler, refusal
from iopsdata_jupyter.store.base import Store
from iopsdata_jupyter.store.local import LocalStore

_one_writer = threading.Lock()


def with_revision(body: dict[str, Any]) -> dict[str, Any]:
    """`body` with the mark of its content, which a later edit may give back as `If-Match`."""
    return {**body, "revision": revision(body)}


def revision(body: dict[str, Any]) -> str:
    """16 hexadecimal digits that change with the content."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]


@contextmanager
def editing(store: Store) -> Iterator[None]:
    """Nobody else writes meanwhile: no other request here and, in a store of this machine, no kernel."""
    if isinstance(store, LocalStore):
        with store.exclusively():
            yield
    else:
        with _one_writer:
            yield


def expected_revision(handler: JSONHandler) -> str | None:
    """The revision that the request was made for; None: whatever is there.

    Raises:
        UsageError: `If-Match` has no such revision.
    """
    given = handler.request.headers.get("If-Match")
    if given is None:
        return None
    found = re.fullmatch(r'"([0-9a-f]{16})"', given)
    if found is None:
        raise UsageError(
            "The header If-Match holds no revision.", hint="Send the field `revision` in double quotes."
        )
    return found[1]


def require_revision(expected: str | None, present: dict[str, Any]) -> None:
    """Passes an edit that was made of what is there.

    Raises:
        Refusal: somebody has changed it since.
    """
    if expected is not None and expected != revision(present):
        raise refusal(
            HTTPStatus.PRECONDITION_FAILED,
            "Somebody has changed this since it was read.",
            "Read it again, and repeat the change if it is still wanted.",
        )
