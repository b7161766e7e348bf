"""Audit events on their way: written down here first, sent behind the user's back, removed when acknowledged.

An event that was sent twice arrives once: the project knows its id (`ON CONFLICT DO NOTHING`). So it does not
matter which kernel sends it, nor whether the answer to it is ever seen.
"""

from __future__ import annotations

import atexit
import threading
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import Denied, Invalid, Offline, StoreError
from iopsdata_jupyter.store.records import AuditEvent
from iopsdata_jupyter.store.supabase.copies import Copies, Waiting
from iopsdata_jupyter.store.supabase.remote import Remote
from iopsdata_jupyter.store.supabase.rows import LOG, Row, event_row

if TYPE_CHECKING:
    from supabase import Client

BATCH = 200
PAUSE_S = (5.0, 15.0, 60.0)
"""Seconds between attempts while the project cannot be reached."""
FAREWELL_S = 3.0
"""Seconds that a process waits for the last events when it ends; the next one sends the rest."""


class Outbox:
    """Events of one account at one project."""

    def __init__(self, copies: Copies, remote: Remote) -> None:
        self._copies = copies
        self._remote = remote
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._again = False
        self._ended = threading.Event()

    def put(self, event: AuditEvent, owner: str, workspace: str) -> None:
        """Writes the event down and has it sent soon.

        Raises:
            StoreError: it cannot be written down.
        """
        identity = str(uuid.uuid4())
        self._copies.put(owner, Waiting(identity, event_row(event, identity, workspace)))
        self._send_soon(owner)

    def flush(self, owner: str) -> None:
        """Sends what waits.

        Raises:
            WorkspaceError: it cannot be sent now; it goes on waiting.
        """
        account = owner.rpartition(" ")[2]
        while events := self._copies.waiting(owner, limit=BATCH):
            try:
                self._send(events, account)
            except (Denied, Invalid):
                self._send_singly(events, account)

    def close(self) -> None:
        """Sends what can be sent in a moment, and ends the thread."""
        thread = self._thread
        self._ended.set()
        if thread is not None:
            thread.join(FAREWELL_S)
        atexit.unregister(self.close)

    def _send_soon(self, owner: str) -> None:
        with self._lock:
            self._again = True
            if self._thread is None:
                self._ended.clear()
                self._thread = threading.Thread(target=self._work, args=(owner,), daemon=True)
                self._thread.start()
                atexit.register(self.close)

    def _work(self, owner: str) -> None:
        attempt = 0
        while self._more_to_do():
            try:
                self.flush(owner)
                attempt = 0
            except Offline:
                pause = PAUSE_S[min(attempt, len(PAUSE_S) - 1)]
                attempt += 1
                if not self._ended.wait(pause):
                    self._again = True
            except StoreError:
                pass  # nobody is signed in, say: the next event tries again

    def _more_to_do(self) -> bool:
        """Whether to go round again; where not, the thread is over for whoever looks next."""
        with self._lock:
            again, self._again = self._again, False
            if not again:
                self._thread = None
            return again

    def _send(self, events: Sequence[Waiting], account: str) -> None:
        rows = [event.row for event in events]
        self._remote.ask(lambda client: _insert(client, rows), account=account)
        self._copies.sent(events)

    def _send_singly(self, events: Sequence[Waiting], account: str) -> None:
        for event in events:
            try:
                self._send([event], account)
            except (Denied, Invalid) as error:
                self._copies.refuse(event, error.message)


def _insert(client: Client, rows: list[Row]) -> None:
    from postgrest import ReturnMethod

    client.table(LOG).upsert(
        rows,
        on_conflict="workspace_id,user_id,event_id",
        ignore_duplicates=True,
        returning=ReturnMethod.minimal,
    ).execute()
