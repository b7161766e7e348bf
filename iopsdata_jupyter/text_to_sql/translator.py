"""The seam between a question and its SQL: what a translator is given and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from iopsdata_jupyter.catalog.lookup import ValueLookup
from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.text_to_sql.evidence import NO_EVIDENCE, Evidence

Trust = Literal["verified", "metric", "replayed", "offline", "model"]
"""Where an answer's SQL comes from: a query that a person has checked, a defined metric, the lock file, the
offline translator, a model."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A statement that was tried and failed, given back for repair."""

    sql: str
    error: str


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation and its SQL."""

    question: str
    sql: str


@dataclass(frozen=True)
class TranslationRequest:
    """All that a translator may know."""

    question: str
    catalog: Catalog
    values: ValueLookup
    history: tuple[Turn, ...] = ()
    """Earlier turns, oldest first."""
    failed: Attempt | None = None
    """The last attempt at this question, where the engine or a check refused it."""
    evidence: Evidence = NO_EVIDENCE
    """Verified queries and metrics of the team."""
    engine: str = ""
    """The engine and its version as it tells them, such as `PostgreSQL 15.18`; empty where not known."""
    samples: bool = False
    """Whether the connection allows values of its data to be told to a model."""

    @property
    def dialect(self) -> str:
        return self.catalog.dialect


@dataclass(frozen=True, slots=True)
class Understanding:
    """How some words of the question were read."""

    words: str
    meaning: str
    """In SQL terms, such as `state.state_name = 'texas'` or `max(city.population)`."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading of the question that the translator weighed and put second."""

    sql: str
    explanation: str
    """One plain sentence of what `sql` does."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model call cost."""

    model: str
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None
    """None where the price of the model is not known."""


@dataclass(frozen=True, slots=True)
class Translation:
    """SQL for a question, with what supports it."""

    sql: str
    """One statement in the request's dialect."""
    translator: str
    """`offline`, or the model's name."""
    confidence: float
    """0..1, from evidence (how much of the question was placed, how unambiguously)."""
    explanation: str = ""
    assumptions: tuple[str, ...] = ()
    understood: tuple[Understanding, ...] = ()
    usage: Usage | None = None
    alternatives: tuple[Alternative, ...] = ()
    """Readings that were rejected, the likelier first."""
    notes: tuple[str, ...] = ()
    """What the reader should know of how it came about: tables left out, models that failed before."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What `:name` in `sql` stands for."""
    metrics: tuple[str, ...] = ()
    """Names of the metrics that `sql` computes exactly as they are defined."""
    remembered: Literal["verified", "replayed"] | None = None
    """Where the SQL was kept; None for SQL that was made for this question."""
    kept_on: str = ""
    """When SQL that was kept was checked or made, as YYYY-MM-DD."""

    @property
    def trust(self) -> Trust:
        if self.remembered:
            return self.remembered
        if self.metrics:
            return "metric"
        return "offline" if self.translator == "offline" else "model"


class Translator(Protocol):
    """Makes SQL from a question. Two live here: the model one and the offline one."""

    @property
    def name(self) -> str:
        """`offline`, or the model's name as its provider spells it."""

    def translate(self, request: TranslationRequest) -> Translation:
        """The SQL for the request.

        Raises:
            TranslationError: the question cannot be answered; it never guesses silently.
        """
