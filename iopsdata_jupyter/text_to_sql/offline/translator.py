"""The offline translator: questions to SQL with no key and no network, or a refusal that says why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.text_to_sql.offline import explain
from iopsdata_jupyter.text_to_sql.offline.analytic import answer as analytic
from iopsdata_jupyter.text_to_sql.offline.answers import composed_answer, keyed, ranked_answer, relational
from iopsdata_jupyter.text_to_sql.offline.beyond import beyond, dropped, left_out
from iopsdata_jupyter.text_to_sql.offline.build import tables_of
from iopsdata_jupyter.text_to_sql.offline.compounds import without_modifiers
from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence
from iopsdata_jupyter.text_to_sql.offline.fill import Candidate
from iopsdata_jupyter.text_to_sql.offline.language import foreign_language
from iopsdata_jupyter.text_to_sql.offline.pipeline import Ranking, evidence_for, rank
from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared, PreparedCache
from iopsdata_jupyter.text_to_sql.offline.ranking import Ground, covered_tokens
from iopsdata_jupyter.text_to_sql.offline.references import answer as references
from iopsdata_jupyter.text_to_sql.offline.references.asks import Asked
from iopsdata_jupyter.text_to_sql.offline.roles import roles_of
from iopsdata_jupyter.text_to_sql.offline.trust import second_opinion
from iopsdata_jupyter.text_to_sql.offline.weights import models
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest

THRESHOLD = 0.45
"""Below this probability the translator declines: on databases that no weight was learned from, four of five
answers are right at it. The probability is on the careful side there."""
_MOST_STRAIN, _MOST_STRAIN_WITH_KEYS = 0.35, 0.2
"""Readings of references that strain more than this are left to ranking; of those, half were right."""
_COMPOSED, _COMPOSED_WITH_KEYS = 0.85, 0.7
"""How often less strained ones were right on databases without and with declared keys.

Where keys are declared, the ranking model knows more: it was right more often on the same questions.
"""
_CAUTION = 2.0
"""By how much the threshold is raised where tables declare no keys: of 7 such answers, 3 were right."""
_BENEFIT = 0.3
"""By how much the first candidate must be likelier than the grammar's answer to take its place.

The chances are those of Spider's questions; of 235 business questions none is lost by it."""
_LONGEST = 1_000
_prepared = PreparedCache()


@dataclass(frozen=True)
class OfflineTranslator:
    """Deterministic: the same question over the same catalog gives the same SQL in every process."""

    threshold: float = THRESHOLD
    """0..1; the probability that an answer must reach."""

    @property
    def name(self) -> str:
        return "offline"

    def translate(self, request: TranslationRequest) -> Translation:
        """The SQL for the request.

        Raises:
            TranslationError: another language, nothing in the data, or too little of it understood.
        """
        _check_question(request)
        learned = models()
        prepared = _prepared.get(request.catalog, request.values, learned.synonyms)
        question = without_modifiers(request.question, prepared.schema)
        composed = self._composed(question, prepared)
        if composed and not keyed(prepared.schema) and relational(composed[0].query):
            return composed_answer(composed, evidence_for(question, prepared, learned), prepared, _COMPOSED)
        analysed = analytic.answer(request.question, prepared)
        evidence = evidence_for(question, prepared, learned)
        if composed and analysed is None and not keyed(prepared.schema):
            return composed_answer(composed, evidence, prepared, _COMPOSED)
        ranking = rank(evidence, learned)
        unsaid = beyond(question, evidence.links) or _left(evidence, _first(ranking))
        if analysed is not None and self._trusts(analysed, None if unsaid else ranking, evidence, prepared):
            return analysed
        sure = ranking.candidates and ranking.confidence >= self._needed(prepared) and not unsaid
        if sure and _linked(evidence):
            return ranked_answer(ranking, evidence, prepared)
        if composed:
            return composed_answer(composed, evidence, prepared, _COMPOSED_WITH_KEYS)
        raise _unsayable(unsaid, evidence) if unsaid else _refusal(evidence, ranking.candidates)

    def _trusts(
        self, analysed: Translation, ranking: Ranking | None, evidence: Evidence, prepared: Prepared
    ) -> bool:
        """Whether the grammar's answer stands: a ranking that could answer must not speak against it."""
        if ranking is None or analysed.confidence < self.threshold:
            return analysed.confidence >= self.threshold
        second = second_opinion(analysed, ranking, evidence, prepared, models().grammar)
        if second is None or second.same_rows:
            return True
        rival = ranking.confidence * self.threshold / self._needed(prepared) if self.threshold else 0.0
        return second.chance >= max(self.threshold, rival - _BENEFIT)

    def _needed(self, prepared: Prepared) -> float:
        """The confidence that a ranked answer must reach: more where no key joins the tables."""
        guessed = len(prepared.schema.tables) > 1 and not keyed(prepared.schema)
        return self.threshold * (_CAUTION if guessed else 1.0)

    def _composed(self, question: str, prepared: Prepared) -> list[Asked]:
        """Readings of references that strain little enough to be trusted."""
        with_keys = keyed(prepared.schema)
        if self.threshold > (_COMPOSED_WITH_KEYS if with_keys else _COMPOSED):
            return []
        most = _MOST_STRAIN_WITH_KEYS if with_keys else _MOST_STRAIN
        return [asked for asked in references.asked(question, prepared.referring) if asked.cost <= most]


_ORDER = re.compile(
    r"(?:please\s+|(?:can|could) you\s+)?"
    r"(?:delete|drop|remove|update|insert|truncate|alter|rename|overwrite)\b",
    re.IGNORECASE,
)
"""How an order to change data begins; `update` and `drop` later in a question may be names."""


def _check_question(request: TranslationRequest) -> None:
    question = request.question.strip()
    if not question:
        raise TranslationError(
            "The question is empty.", hint="Ask about the data, such as: how many rows are there."
        )
    if len(question) > _LONGEST:
        raise TranslationError(
            f"The question has {len(question):,} characters; the offline translator reads {_LONGEST:,}.",
            hint="Ask one thing in a sentence or two.",
        )
    language = foreign_language(question)
    if language is not None:
        raise TranslationError(
            f"The question seems to be in {language}; the offline translator reads English only.",
            hint="Ask in English, or set a model up: it reads other languages.",
        )
    if _ORDER.match(question):
        raise TranslationError(
            "A question reads data and never changes it.",
            hint="To change data, connect with `--write` and say it in SQL: `%%sql` and the statement below.",
        )
    if not request.catalog.tables:
        raise TranslationError(
            "The connection has no tables to ask about.", hint="Connect to a database that has tables."
        )


def _linked(evidence: Evidence) -> bool:
    """Whether any word of the question names anything in the data."""
    links = evidence.links
    said = any(m[0].cover >= 0.45 for group in (links.columns, links.tables) for m in group if m)
    return said or bool(links.values)


def _unsayable(words: str, evidence: Evidence) -> TranslationError:
    return TranslationError(
        f"Not sure enough to answer: '{words}' was not understood here.",
        hint=_hint(evidence),
        unplaced=(words,),
    )


def _refusal(evidence: Evidence, candidates: tuple[Candidate, ...]) -> TranslationError:
    best = candidates[0] if candidates else None
    meanings = explain.understood(best.query, evidence) if best and _linked(evidence) else ()
    placed = tuple(f"{u.words} -> {u.meaning}" for u in meanings)
    unplaced = _unplaced(evidence, best if placed else None)
    if unplaced:
        message = f"Not sure enough to answer; these words were not placed: {', '.join(unplaced)}."
    elif placed:
        message = "The words were placed, but not what to do with them."
    else:
        message = "The question names nothing in the data."
    return TranslationError(message, hint=_hint(evidence), understood=placed, unplaced=unplaced)


def _first(ranking: Ranking) -> Candidate | None:
    return ranking.candidates[0] if ranking.candidates else None


def _left(evidence: Evidence, best: Candidate | None) -> str:
    """Words without a place that an answer may not pass over."""
    unplaced = _unplaced(evidence, best)
    if best is None:
        return dropped(unplaced)
    query = best.query
    shown = sum(bool(item.aggregate) or item.column not in query.group for item in query.select)
    return dropped(unplaced) or left_out(evidence.links, unplaced, shown)


def _unplaced(evidence: Evidence, best: Candidate | None) -> tuple[str, ...]:
    covered = 0
    if best is not None:
        query = best.query
        roles = roles_of(query, evidence.schema)
        covered = covered_tokens(Ground(evidence), best, roles, tables_of(query, evidence.schema))
    tokens = enumerate(evidence.links.tokens)
    return tuple(dict.fromkeys(t.text for i, t in tokens if t.content and not covered >> i & 1))


def _hint(evidence: Evidence) -> str:
    names = [table.name for table in evidence.schema.tables]
    shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    return f"Ask about {shown} in the words of their columns, or set a model up for freer questions."
