"""`%iops history`: questions and statements of this machine, found again by their words."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from iopsdata_jupyter.magics.options import Option, Syntax, whole_number
from iopsdata_jupyter.magics.render import show_text
from iopsdata_jupyter.widgets.visible import visible

if TYPE_CHECKING:
    from iopsdata_jupyter.session import Session
    from iopsdata_jupyter.store.records import HistoryEntry

SYNTAX = Syntax(
    usage=(
        "%iops history           questions and statements, newest first\n"
        "%iops history WORDS     those that hold all of the words\n"
        "%iops history clear     forget all of them (with --yes); the audit log stays"
    ),
    options=(
        Option("connection", "only those on the connection NAME", "c", "NAME"),
        Option("last", "at most N of them (without it 20)", "n", "N", whole_number),
        Option("yes", "with clear: do it", "y"),
        Option("help", "show this", "h"),
    ),
    anywhere=True,
)
UNCONFIRMED = (
    "This forgets every question and statement of this machine; the audit log stays. "
    "To do it: %iops history clear --yes"
)
WIDTH = 100
"""Characters shown of a question or statement."""


def history(session: Session, line: str) -> None:
    """Lists questions and statements; rows are never kept.

    Raises:
        StoreError: the store cannot be read, or written.
    """
    from iopsdata_jupyter.store.records import HistoryFilter

    parsed = SYNTAX.parse(line)
    if parsed.get("help"):
        return show_text(SYNTAX.help())
    if parsed.rest.split() == ["clear"]:
        return show_text(_cleared(session) if parsed.get("yes") else UNCONFIRMED)
    wanted = HistoryFilter(connection=parsed.get("connection"), words=tuple(parsed.rest.split()))
    found = session.store.history(limit=parsed.get("last", 20), matching=wanted)
    lines = [_line(entry) for entry in found]
    return show_text("\n".join(lines) if lines else "Nothing of that kind is in the history.")


def _cleared(session: Session) -> str:
    count = session.store.forget_history()
    return f"{count:,} {'entry' if count == 1 else 'entries'} of the history forgotten; the audit log stays."


def _line(entry: HistoryEntry) -> str:
    rows = "" if entry.rows is None else f"{entry.rows:,} rows"
    text = visible(" ".join((entry.question or entry.sql).split()))
    return (
        f"{entry.at:%Y-%m-%d %H:%M:%S} {entry.connection:<12} {entry.source:<4} {entry.verdict:<8} "
        f"{rows:>14}  {textwrap.shorten(text, WIDTH, placeholder=' …')}"
    )
