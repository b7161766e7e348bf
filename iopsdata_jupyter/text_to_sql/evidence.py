"""What is known of a team's data beside its schema: examples that a person has checked, and metrics.

Plain values for linking and for the prompt. Whoever knows them (the workspace, the project's file, the lock
file) fills an `Evidence` and gives it with the `TranslationRequest`; nothing here reads a store.
"""

from __future__ import annotations

from dataclasses import dataclass

from iopsdata_jupyter.store.records import Metric


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the SQL that a person has checked for it."""

    question: str
    sql: str
    """In the dialect of the connection that is asked."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What supports an answer, in any order: the prompt chooses what is nearest to the question."""

    examples: tuple[Example, ...] = ()
    """Every verified query of the connection; the prompt shows the three most similar ones."""
    metrics: tuple[Metric, ...] = ()
    """Every metric that the connection's tables can hold; the prompt shows those that the question names."""
    recent: tuple[str, ...] = ()
    """SQL that ran lately on the connection, newest first: it makes tables likelier and is not told."""


NO_EVIDENCE = Evidence()
