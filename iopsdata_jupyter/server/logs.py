"""The audit log and the history, newest first, page by page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, get_args

from tornado.web import authenticated

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.server.base import JSONHandler, refusal
from iopsdata_jupyter.store.base import AuditEvent, AuditFilter, HistoryEntry, HistoryFilter, Source, Verdict

MAX_ID = 10**11
"""No log has so many entries."""


class AuditHandler(JSONHandler):
    """Statements that were run or refused: hashes and verdicts, never text, never data."""

    @authenticated
    async def get(self) -> None:
        limit, offset = self.page()
        wanted = AuditFilter(
            connection=self.text("connection"),
            source=self.choice("source", get_args(Source)),
            verdict=self.choice("verdict", get_args(Verdict)),
            since=self._time("since"),
            until=self._time("until"),
        )
        store = self.store
        found = await self.in_thread(lambda: store.audit(limit=limit + 1, offset=offset, matching=wanted))
        self.reply({"events": [_shown(event) for event in found[:limit]], "more": len(found) > limit})

    def _time(self, name: str) -> datetime | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            at = datetime.fromisoformat(text)
            return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            raise UsageError(
                f"The parameter {name} is not a time.", hint="Write it as 2026-01-31T12:00:00Z."
            ) from None


class HistoryHandler(JSONHandler):
    """Statements with their text, and what became of them; never data."""

    @authenticated
    async def get(self) -> None:
        limit, offset = self.page()
        wanted = HistoryFilter(
            connection=self.text("connection"),
            source=self.choice("source", get_args(Source)),
            verdict=self.choice("verdict", get_args(Verdict)),
            words=tuple((self.text("search") or "").split()),
            before=self.whole_number("before", 0, MAX_ID) or None,
        )
        store = self.store
        found = await self.in_thread(lambda: store.history(limit=limit + 1, offset=offset, matching=wanted))
        self.reply({"entries": [_shown(entry) for entry in found[:limit]], "more": len(found) > limit})

    @authenticated
    async def delete(self) -> None:
        store = self.store
        count = await self.in_thread(store.forget_history)
        self.reply({"deleted": str(count)})


class HistoryEntryHandler(JSONHandler):
    """One entry of the history, by its id."""

    @authenticated
    async def delete(self, identity: str) -> None:
        store = self.store
        known = identity.isascii() and identity.isdigit() and len(identity) < 12
        if not known or not await self.in_thread(lambda: store.forget_history(int(identity))):
            raise refusal(HTTPStatus.NOT_FOUND, "There is no entry of that id in the history.")
        self.reply({"deleted": identity})


def _shown(entry: AuditEvent | HistoryEntry) -> dict[str, Any]:
    return {**asdict(entry), "at": entry.at.isoformat()}
