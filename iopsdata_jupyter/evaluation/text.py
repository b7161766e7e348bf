"""An evaluation as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from iopsdata_jupyter.evaluation.figures import cells, headings, headline
from iopsdata_jupyter.evaluation.models import Evaluation
from iopsdata_jupyter.profiling.wording import visible


def to_text(evaluation: Evaluation) -> str:
    """The table, then each miss with its reason, then what could not be asked."""
    rows = [headings(evaluation), *(cells(score) for score in evaluation.scores)]
    parts = [visible(headline(evaluation)), "", *_table(rows), *_misses(evaluation), *_broken(evaluation)]
    parts += [f"Note: {visible(note)}" for note in evaluation.notes]
    return "\n".join(parts)


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _misses(evaluation: Evaluation) -> Iterator[str]:
    for score in evaluation.scores:
        missed = Counter((each.question.title, each.miss) for each in score.attempts if each.miss)
        if missed:
            yield f"\nMissed by {visible(score.system)}:"
        for (title, miss), count in missed.items():
            times = f" ({count} of {score.repeats})" if score.repeats > 1 else ""
            yield f"  {miss.reason}: {visible(title)}{times}: {visible(miss.detail)}"


def _broken(evaluation: Evaluation) -> Iterator[str]:
    if evaluation.broken:
        yield "\nNot asked, because their own SQL gives nothing to compare with:"
    for broken in evaluation.broken:
        yield f"  {visible(broken.question.title)}: {visible(broken.problem)}"
