"""A profile as Markdown and as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from iopsdata_jupyter.profiling.models import ColumnProfile, TableProfile
from iopsdata_jupyter.profiling.wording import (
    file_facts,
    headline,
    number_text,
    share_text,
    value_text,
    visible,
)

_BLOCKS = "▁▂▃▄▅▆▇█"
_HEADS = ("column", "type", "nulls", "distinct", "min", "median", "max", "most frequent", "shape")
TEXT_INSIGHTS = 6


def to_markdown(profile: TableProfile) -> str:
    """Headings, insights with their queries, and a table with a row for each column."""
    return "\n".join(_markdown(profile)) + "\n"


def _markdown(profile: TableProfile) -> Iterator[str]:
    yield f"# {_plain(profile.name)}"
    yield ""
    yield _plain(" · ".join(headline(profile)))
    if profile.file is not None:
        yield f"\nRead as {_plain(', '.join(file_facts(profile.file)))}."
    yield from (f"\n{_plain(note)}" for note in profile.notes)
    if profile.quality is not None and profile.quality.score is not None:
        yield f"\nQuality {share_text(profile.quality.score)}"
    if profile.insights:
        yield "\n## Insights\n"
        for insight in profile.insights:
            yield f"- {_plain(insight.text)}"
            yield "\n".join(["  ```sql", *(f"  {line}" for line in insight.query.split("\n")), "  ```"])
    yield "\n## Columns\n"
    yield f"| {' | '.join(_HEADS)} |"
    yield "|" + "---|" * len(_HEADS)
    for column in profile.columns.values():
        yield f"| {' | '.join(map(_cell, _figures(column)))} |"


def to_text(profile: TableProfile) -> str:
    """Lines for a terminal: headline, insights, a row for each column."""
    lines = [visible(profile.name) + ": " + " · ".join(headline(profile))]
    if profile.file is not None:
        lines.append("Read as " + ", ".join(file_facts(profile.file)))
    lines += [visible(note) for note in profile.notes]
    lines += [f"- {visible(insight.text)}" for insight in profile.insights[:TEXT_INSIGHTS]]
    more = len(profile.insights) - TEXT_INSIGHTS
    lines += [f"- and {more} more"] if more > 0 else []
    rows = [[visible(text) for text in _figures(column)] for column in profile.columns.values()]
    return "\n".join([*lines, "", *_aligned([list(_HEADS), *rows])])


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    cut = [[text if len(text) <= 28 else text[:27] + "…" for text in row] for row in rows]
    widths = [max(len(row[at]) for row in cut) for at in range(len(cut[0]))]
    for row in cut:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _figures(column: ColumnProfile) -> list[str]:
    share = column.null_share
    meaning = f" ({column.semantic.name.replace('_', ' ')})" if column.semantic else ""
    about = "" if column.distinct_is_exact or column.distinct_count is None else "~"
    top = column.top_values[0] if column.top_values and column.top_values[0].count > 1 else None
    return [
        column.name,
        column.type + meaning,
        "-" if share is None else share_text(share),
        about + number_text(column.distinct_count),
        value_text(column.min, 24),
        number_text(column.quantiles.get("p50")),
        value_text(column.max, 24),
        f"{value_text(top.value, 20)} ({share_text(top.share)})" if top else "",
        sparkline(column.histogram.counts if column.histogram else ()),
    ]


def sparkline(counts: Sequence[int]) -> str:
    """A histogram in one line of block characters; a bin that holds nothing is a blank."""
    most = max(counts, default=0)
    return (
        "".join(_BLOCKS[min(7, 8 * count // (most + 1))] if count else " " for count in counts)
        if most
        else ""
    )


def _plain(text: str) -> str:
    """Text in which nothing is markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~!])", r"\\\1", visible(text))


def _cell(text: str) -> str:
    return _plain(text)
