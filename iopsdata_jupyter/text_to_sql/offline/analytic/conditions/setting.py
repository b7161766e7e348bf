"""Where a condition stands: what it is about, and whether the words before it deny it."""

from __future__ import annotations

from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice


@dataclass(frozen=True, slots=True)
class Setting:
    """What a rule needs to know beside the words themselves."""

    subject: Choice | None = None
    """The entity whose rows are limited."""
    negated: bool = False
    start: int = 0
    """The first word that leads the condition in."""
    shown: Choice | None = None
    """The column that is listed, where the question lists one: `final scores above the average`."""
