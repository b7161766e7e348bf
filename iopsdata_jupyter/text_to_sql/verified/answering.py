"""A translator that answers from verified queries first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from iopsdata_jupyter.store.records import VerifiedQuery
from iopsdata_jupyter.text_to_sql.explaining import explain
from iopsdata_jupyter.text_to_sql.translator import (
    Translation,
    TranslationRequest,
    Translator,
    Understanding,
)
from iopsdata_jupyter.text_to_sql.verified.keeping import broken
from iopsdata_jupyter.text_to_sql.verified.placeholders import bound
from iopsdata_jupyter.text_to_sql.verified.templates import match, parameters

CONFIDENCE = 0.99
"""Of SQL that a person has checked for this question: the data may have changed its meaning since."""


@dataclass(frozen=True)
class VerifiedFirst:
    """Answers a question that a verified query fits; any other goes on to `translator`."""

    translator: Translator
    queries: tuple[VerifiedQuery, ...]
    """Those of the connection that is asked."""

    @property
    def name(self) -> str:
        return self.translator.name

    def translate(self, request: TranslationRequest) -> Translation:
        """The verified SQL where one fits and still holds, else the translator's.

        Raises:
            TranslationError: no query fits, and the translator made no SQL.
        """
        notes: list[str] = []
        for query, words in self._fitting(request.question) if request.failed is None else ():
            wrong = broken(query, request.catalog)
            if wrong:
                notes.append(f"The verified query {query.question!r} is broken and was not used. {wrong}")
                continue
            values = bound(query.sql, words, request.catalog, request.values)
            if values is not None:
                return _translation(query, words, values)
        found = self.translator.translate(request)
        return replace(found, notes=(*notes, *found.notes)) if notes else found

    def _fitting(self, question: str) -> Iterator[tuple[VerifiedQuery, Mapping[str, str]]]:
        """Queries whose question this is, those with the fewest parameters first."""
        found = [
            (query, words) for query in self.queries if (words := match(query.question, question)) is not None
        ]
        yield from sorted(found, key=lambda pair: (len(pair[1]), pair[0].question))


def _translation(query: VerifiedQuery, words: Mapping[str, str], values: Mapping[str, Any]) -> Translation:
    columns = {name: str(query.parameters.get(name, "")) for name in parameters(query.question)}
    return Translation(
        sql=query.sql,
        translator="verified query",
        confidence=CONFIDENCE,
        explanation=" ".join(explain(query.sql, query.dialect)),
        understood=tuple(
            Understanding(words[name], f"{columns[name] or name}: {values.get(name, words[name])}")
            for name in columns
        ),
        parameters=values,
        remembered="verified",
        kept_on=f"{query.verified_at:%Y-%m-%d}",
    )
