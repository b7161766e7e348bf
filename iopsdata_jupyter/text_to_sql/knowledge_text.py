"""What a team knows of its data, as a model is told it: metrics and checked queries. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql import scrubbing
from iopsdata_jupyter.text_to_sql.evidence import Evidence, Example
from iopsdata_jupyter.text_to_sql.linking.evidence import similar
from iopsdata_jupyter.text_to_sql.linking.words import question_words

MOST_METRICS = 10
MOST_EXAMPLES = 3
_MAX_EXPRESSION_CHARS = 600
_MAX_TEXT_CHARS = 200
_MAX_SQL_CHARS = 2_000


def metrics_text(evidence: Evidence, question: str) -> str:
    """The metrics, those that the question names first; empty where there are none."""
    chosen = _nearest(evidence.metrics, question)[:MOST_METRICS]
    lines = [_metric(metric) for metric in chosen]
    return "\n".join(["Figures that the team has defined:", *lines]) if lines else ""


def examples_text(evidence: Evidence, question: str, dialect: str, *, samples: bool) -> str:
    """The most similar checked queries; without `samples` only those texts that their questions have."""
    chosen = similar(question, evidence.examples, MOST_EXAMPLES)
    lines = [line for example in chosen for line in _example(example, dialect, samples=samples)]
    return "\n".join(["Questions with SQL that a person has checked:", *lines]) if lines else ""


def _nearest(metrics: Iterable[Metric], question: str) -> list[Metric]:
    words = set(question_words(question))

    def shared(metric: Metric) -> int:
        return len(words.intersection(question_words(" ".join((metric.name, *metric.synonyms)))))

    return sorted(metrics, key=lambda metric: -shared(metric))


def _metric(metric: Metric) -> str:
    remarks = [
        metric.description,
        f"one row a {metric.grain}" if metric.grain else "",
        f"only where {' and '.join(metric.filters)}" if metric.filters else "",
        f"also called {', '.join(metric.synonyms)}" if metric.synonyms else "",
    ]
    told = "; ".join(remark for remark in remarks if remark)
    expression = scrubbing.one_line(scrubbing.without_secrets(metric.expression), _MAX_EXPRESSION_CHARS)
    text = scrubbing.one_line(scrubbing.without_secrets(told), _MAX_TEXT_CHARS)
    return f"  {scrubbing.one_line(metric.name, 80)} = {expression}" + (f" -- {text}" if text else "")


def _example(example: Example, dialect: str, *, samples: bool) -> Iterator[str]:
    sql = scrubbing.plain_sql(example.sql, dialect, known=None if samples else example.question)
    yield f"  Question: {scrubbing.one_line(example.question, _MAX_TEXT_CHARS)}"
    yield f"  SQL: {scrubbing.one_line(scrubbing.without_secrets(sql), _MAX_SQL_CHARS)}"
