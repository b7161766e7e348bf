"""The answer card as plain text, for terminals and readers of raw notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from iopsdata_jupyter.widgets.summary import AnswerSummary
from iopsdata_jupyter.widgets.visible import visible


def answer_text(summary: AnswerSummary) -> str:
    """The card in plain text, without control characters, without a trailing newline."""
    return "\n".join(_lines(summary))


def _lines(summary: AnswerSummary) -> Iterator[str]:
    yield from (summary.question, "", indent(visible(summary.sql), "    "), "")
    if summary.explanation:
        yield summary.explanation
    yield from (f"Assumed: {item}" for item in summary.assumptions)
    yield from (f"Read: {item.words} -> {item.meaning}" for item in summary.understood)
    yield from (f"Note: {item}" for item in summary.notes)
    yield f"{summary.trust.label}: {summary.trust.meaning}"
    yield " · ".join(summary.facts)
