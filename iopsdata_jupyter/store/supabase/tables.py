"""Rows of one workspace; while the project cannot be reached, they are read from this machine's copy."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import Conflict, Denied, Offline, StoreError
from iopsdata_jupyter.store.supabase.copies import Copies
from iopsdata_jupyter.store.supabase.remote import Remote
from iopsdata_jupyter.store.supabase.rows import KEYS, Row

if TYPE_CHECKING:
    from supabase import Client

PAGE = 1000
"""Rows a request; hosted projects give no more at once."""
FRESH_S = 3.0
"""Seconds for which rows serve again: opening one connection reads the list several times."""
GONE_S = 60.0
"""Seconds after a failed attempt in which reads take the copy at once."""


@dataclass(frozen=True, slots=True)
class _Seen:
    rows: list[Row]
    at: float


class WorkspaceTables:
    """The tables as the workspace's member sees them."""

    def __init__(self, remote: Remote, copies: Copies, workspace: str) -> None:
        self.workspace = workspace
        self._remote = remote
        self._copies = copies
        self._seen: dict[str, _Seen] = {}
        self._gone_at = float("-inf")

    @property
    def owner(self) -> str:
        """The project and account that copies and events belong to.

        Raises:
            NotConfigured: nobody is signed in.
        """
        return owner_of(self._remote)

    def rows(self, table: str, *, fresh: bool = False) -> list[Row]:
        """Every row of the workspace by key; `fresh`: as they are now, for writing by it.

        Raises:
            Offline: the project cannot be reached, and there is no copy or a fresh one is needed.
        """
        seen = self._seen.get(table)
        if seen is not None and not fresh and time.monotonic() - seen.at < FRESH_S:
            return seen.rows
        owner = self.owner
        if not fresh and time.monotonic() - self._gone_at < GONE_S:
            copied = self._copies.rows(owner, self.workspace, table)
            if copied is not None:
                return copied
        try:
            rows = self._remote.ask(lambda client: _all_rows(client, table, self.workspace))
        except Offline:
            self._gone_at = time.monotonic()
            copied = None if fresh else self._copies.rows(owner, self.workspace, table)
            if copied is None:
                raise
            return copied
        rows.sort(key=lambda row: [row[name] for name in KEYS[table]])
        self._seen[table] = _Seen(rows, time.monotonic())
        # A copy that cannot be kept costs what is read offline, and nothing now.
        with suppress(StoreError):
            self._copies.keep(owner, self.workspace, table, rows)
        return rows

    def read_again(self) -> None:
        """Lets the next read ask the project, whatever was read or failed a moment ago."""
        self._seen.clear()
        self._gone_at = float("-inf")

    def put(self, table: str, row: Row) -> None:
        """Adds a row, in place of one with the same key."""
        conflict = ",".join(
            ("workspace_id", *(("user_id",) if table == "user_settings" else ()), *KEYS[table])
        )
        sent = {**row, "workspace_id": self.workspace}
        self._write(lambda client: client.table(table).upsert(sent, on_conflict=conflict).execute())
        self._seen.pop(table, None)

    def change(self, table: str, values: Row, **equal: str) -> None:
        """Changes the row in which the columns `equal` have these values.

        Raises:
            Denied: it is there and stays as it is.
            Conflict: it is not there any more.
        """

        def update(client: Client) -> int:
            query = client.table(table).update(values).eq("workspace_id", self.workspace)
            for name, value in equal.items():
                query = query.eq(name, value)
            return len(query.execute().data)

        changed = self._write(update)
        self._seen.pop(table, None)
        if not changed:
            raise self._unchanged(table, equal)

    def remove(self, table: str, **equal: str) -> bool:
        """Removes the row in which the columns have these values; whether there was one.

        Raises:
            Denied: it is there and stays.
        """

        def delete(client: Client) -> int:
            query = client.table(table).delete().eq("workspace_id", self.workspace)
            for name, value in equal.items():
                query = query.eq(name, value)
            return len(query.execute().data)

        removed = self._write(delete)
        self._seen.pop(table, None)
        if not removed and isinstance(error := self._unchanged(table, equal), Denied):
            raise error
        return bool(removed)

    def _unchanged(self, table: str, equal: dict[str, str]) -> Denied | Conflict:
        """A policy refuses an UPDATE or DELETE without a word: it touches no row."""
        rows = self.rows(table, fresh=True)
        if any(all(row[name] == value for name, value in equal.items()) for row in rows):
            return Denied(
                "Your role in the workspace does not allow that.",
                hint="An editor or owner can do it for you.",
            )
        return Conflict("Somebody else has changed that entry meanwhile.", hint="Look at it and try again.")

    def _write(self, request: Any) -> Any:
        try:
            found = self._remote.ask(request)
            self._gone_at = float("-inf")
            return found
        except Offline as error:
            raise type(error)(
                f"Nothing was changed: {error.message[:1].lower()}{error.message[1:]}",
                hint="The workspace can be read from this machine's copy until the project is back; queries "
                "go on.",
            ) from None


def owner_of(remote: Remote) -> str:
    """The project and account that copies and events belong to.

    Raises:
        NotConfigured: nobody is signed in.
    """
    return f"{remote.project.url} {remote.access.signed_in().user_id}"


def _all_rows(client: Client, table: str, workspace: str) -> list[Row]:
    from postgrest import CountMethod

    rows: list[Row] = []
    while True:
        query = client.table(table).select("*", count=CountMethod.exact).eq("workspace_id", workspace)
        for name in KEYS[table]:
            query = query.order(name)
        page = query.range(len(rows), len(rows) + PAGE - 1).execute()
        rows += page.data  # type: ignore[arg-type]
        if not page.data or len(rows) >= (page.count or 0):
            return rows
