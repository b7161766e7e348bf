"""Metrics for a model: what it wrote is compared with the definitions, and it is told once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlglot
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.text_to_sql.completions import summed
from iopsdata_jupyter.text_to_sql.semantics.definition import Definition, define
from iopsdata_jupyter.text_to_sql.semantics.expansion import holds
from iopsdata_jupyter.text_to_sql.semantics.mentions import Mention, mentions
from iopsdata_jupyter.text_to_sql.semantics.models import Semantics
from iopsdata_jupyter.text_to_sql.translator import (
    Attempt,
    Translation,
    TranslationRequest,
    Translator,
)


@dataclass(frozen=True)
class ModelWithMetrics:
    """Holds a model to the metrics that a question names; one that re-invents them is told once."""

    translator: Translator
    semantics: Semantics

    @property
    def name(self) -> str:
        return self.translator.name

    def translate(self, request: TranslationRequest) -> Translation:
        """The SQL for the request; its notes say whether each metric is computed as it is defined.

        Raises:
            TranslationError: no SQL could be made.
        """
        named = {m.metric.name: m for m in mentions(request.question, self.semantics.metrics)}
        found = self.translator.translate(request)
        missed = _missed(found.sql, named, request.catalog)
        if missed and request.failed is None:
            again = self.translator.translate(
                replace(request, failed=Attempt(found.sql, _correction(missed)))
            )
            found = replace(again, usage=summed(found.usage, again.usage))
            missed = _missed(found.sql, named, request.catalog)
        kept = [name for name in named if name not in {d.metric.name for d in missed}]
        notes = tuple(
            f"The metric {d.metric.name} is {d.metric.expression}; the SQL computes something else."
            for d in missed
        )
        return replace(
            found,
            metrics=tuple(kept) if not missed else (),
            notes=(*found.notes, *notes),
            confidence=found.confidence if not missed else min(found.confidence, 0.3),
        )


def _missed(sql: str, named: dict[str, Mention], catalog: Catalog) -> list[Definition]:
    if not named:
        return []
    try:
        tree = sqlglot.parse_one(sql, read=catalog.dialect)
    except (SqlglotError, RecursionError):
        return []
    definitions = []
    for mention in named.values():
        try:
            definitions.append(define(mention.metric, catalog))
        except UsageError:
            continue
    return [definition for definition in definitions if not holds(tree, definition, catalog)]


def _correction(missed: list[Definition]) -> str:
    return " ".join(
        f"The metric {d.metric.name} is defined as {d.metric.expression}"
        + (f" where {' and '.join(d.metric.filters)}" if d.metric.filters else "")
        + ": use exactly this expression."
        for d in missed
    )
