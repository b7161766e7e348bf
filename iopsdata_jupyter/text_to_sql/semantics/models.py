"""Metrics and synonyms as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from iopsdata_jupyter.store.records import Metric


@dataclass(frozen=True)
class Semantics:
    """What a team calls things."""

    metrics: tuple[Metric, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Further words for a table or a column, by `table` or `table.column`."""
    file: Path | None = None
    """The project's file; None where there is none."""

    def metric(self, name: str) -> Metric | None:
        """The metric of that name, without regard to case."""
        return next((m for m in self.metrics if m.name.casefold() == name.casefold()), None)

    def over(self, workspace: tuple[Metric, ...]) -> Semantics:
        """These and the workspace's metrics; of two with one name, the project's."""
        own = {metric.name.casefold() for metric in self.metrics}
        others = tuple(metric for metric in workspace if metric.name.casefold() not in own)
        return Semantics((*self.metrics, *others), self.synonyms, self.file)


NO_SEMANTICS = Semantics()
