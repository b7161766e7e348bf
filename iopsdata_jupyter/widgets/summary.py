"""What a card says of an answer: figures formatted once, so that all its forms agree."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from iopsdata_jupyter.answering import Answer
from iopsdata_jupyter.widgets.figures import duration_text, rows_text, usage_texts
from iopsdata_jupyter.widgets.visible import visible


@dataclass(frozen=True)
class Reading:
    """How some words of the question were read."""

    words: str
    meaning: str


@dataclass(frozen=True)
class Badge:
    """Where the SQL comes from."""

    kind: str
    """verified, metric, replayed, offline or model."""
    label: str
    meaning: str


@dataclass(frozen=True)
class AnswerSummary:
    """An answer, ready to be shown. `js/widgets/answer/payload.ts` reads the same fields."""

    question: str
    sql: str
    """Exactly what ran; a form that shows it makes hidden characters visible."""
    dialect: str
    """sqlglot's name of the dialect, by which `sql` is coloured."""
    cell: str
    """Source of a `%%sql` cell that runs `sql` on the same connection."""
    explanation: str
    assumptions: tuple[str, ...]
    understood: tuple[Reading, ...]
    notes: tuple[str, ...]
    trust: Badge
    facts: tuple[str, ...]
    """The footer: rows, time, connection, translator, tokens and cost, confidence."""

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }


def summarise(answer: Answer) -> AnswerSummary:
    """The texts of an answer's card."""
    return AnswerSummary(
        question=visible(answer.question.strip()),
        sql=answer.sql,
        dialect=answer.dialect,
        cell=f"%%sql {answer.connection}{_parameters(answer)}\n{answer.sql}",
        explanation=visible(answer.explanation),
        assumptions=tuple(map(visible, answer.assumptions)),
        understood=tuple(Reading(visible(item.words), visible(item.meaning)) for item in answer.understood),
        notes=tuple(map(visible, answer.notes)) + truncation_notes(answer) + other_readings(answer),
        trust=badge(answer),
        facts=facts(answer),
    )


_BADGES = {
    "verified": ("Verified", "A person has checked this SQL for this question."),
    "metric": ("Metric", "Computed as the team has defined it"),
    "replayed": ("Replayed", "The SQL is the one that iopsdata.lock has for this question."),
    "offline": ("Offline", "Made on this machine, by the rules of the offline translator."),
    "model": ("Model", "Made by a language model; its names were checked against the tables."),
}


def badge(answer: Answer) -> Badge:
    """Where the answer's SQL comes from, in words."""
    label, meaning = _BADGES[answer.trust]
    if answer.kept_on:
        meaning = f"{meaning.rstrip('.')}, since {answer.kept_on}."
    if answer.trust == "metric":
        meaning = f"{meaning}: {', '.join(map(visible, answer.metrics))}."
    return Badge(answer.trust, label, meaning)


def _parameters(answer: Answer) -> str:
    if not answer.parameters:
        return ""
    text = json.dumps(dict(answer.parameters), default=str, ensure_ascii=True)
    return f" --params '{text.replace(chr(39), chr(92) + 'u0027')}'"


def other_readings(answer: Answer) -> tuple[str, ...]:
    """The readings that were put second, each with how to choose it."""
    return tuple(
        f"Another reading, `%ask --choose {number}`: {visible(other.explanation)}"
        for number, other in enumerate(answer.alternatives, start=1)
    )


def facts(answer: Answer) -> tuple[str, ...]:
    """The footer's items, most important first."""
    named = {"offline": "offline translator", "verified query": "a verified query"}
    translator = named.get(answer.translator, visible(answer.translator))
    return (
        rows_text(answer.row_count, truncated=answer.truncated),
        duration_text(answer.elapsed_s),
        visible(answer.connection),
        f"via {translator}",
        *(usage_texts(answer.usage) if answer.usage else ()),
        f"confidence {answer.confidence:.0%}",
    )


def truncation_notes(answer: Answer) -> tuple[str, ...]:
    """A note where the engine had more rows than the limit."""
    if not answer.truncated:
        return ()
    shown = rows_text(answer.row_count, truncated=True)
    return (f"The result is cut: these are the {shown}, the database has more.",)
