"""What is known before a question is asked: the team's metrics and verified queries, and earlier answers.

Composes the translators of `text_to_sql` around the one that was chosen. In the order in which they answer:
verified query, lock file, refinement of the last question, metrics, the translator itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from iopsdata_jupyter.answering import Answer
from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.errors import StoreError, UsageError, did_you_mean
from iopsdata_jupyter.store.base import KnowledgeStore, Metric, VerifiedQuery
from iopsdata_jupyter.text_to_sql.evidence import NO_EVIDENCE, Evidence, Example
from iopsdata_jupyter.text_to_sql.followups.answering import RefiningFirst
from iopsdata_jupyter.text_to_sql.followups.reading import context
from iopsdata_jupyter.text_to_sql.replay.answering import Recall, ReplayFirst, Trouble
from iopsdata_jupyter.text_to_sql.replay.lock_file import LockFile
from iopsdata_jupyter.text_to_sql.semantics import project_file
from iopsdata_jupyter.text_to_sql.semantics.definition import problem
from iopsdata_jupyter.text_to_sql.semantics.model import ModelWithMetrics
from iopsdata_jupyter.text_to_sql.semantics.models import Semantics
from iopsdata_jupyter.text_to_sql.semantics.offline import OfflineWithMetrics
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest, Translator
from iopsdata_jupyter.text_to_sql.verified.answering import VerifiedFirst
from iopsdata_jupyter.text_to_sql.verified.keeping import broken, verified_query


@dataclass(frozen=True)
class Known:
    """What is known for one question."""

    semantics: Semantics
    queries: tuple[VerifiedQuery, ...]
    recall: Recall | None
    follows: str
    """The questions that this one refines; empty for one that stands alone."""
    notes: tuple[str, ...] = ()


class Memory:
    """The knowledge of one session."""

    def __init__(self, store: Callable[[], KnowledgeStore], folder: Callable[[], Path | None]) -> None:
        """`folder` gives the notebook's folder: the lock file is in it, the project's file in it or above."""
        self._store = store
        self._folder = folder
        self._trouble = Trouble()
        self._checked: tuple[tuple[object, ...] | None, Evidence] = None, NO_EVIDENCE

    # --- asking

    def known(self, request: TranslationRequest, connection: str, *, lock: bool) -> Known:
        """What is known for a question; a store that cannot be read is told once and done without.

        Raises:
            ConfigurationError: the project's file is wrong.
        """
        folder = self._folder()
        own = project_file.of_folder(folder)
        notes: tuple[str, ...] = ()
        semantics, queries = own, tuple[VerifiedQuery, ...]()
        try:
            semantics = own.over(tuple(self._store().metrics()))
            queries = self.queries(connection)
        except StoreError as error:
            notes = self._trouble.note(f"Verified queries and metrics are not used: {error.message}")
        recall = Recall(LockFile(folder), connection, self._trouble, semantics) if folder and lock else None
        follows = " > ".join(turn.question for turn in context(request.question, request.history))
        return Known(semantics, queries, recall, follows, notes)

    def evidence(self, known: Known, catalog: Catalog) -> Evidence:
        """What a model is shown: queries and metrics that the catalog still holds."""
        if not known.queries and not known.semantics.metrics:
            return NO_EVIDENCE
        kept = catalog, known.queries, known.semantics.metrics
        before = self._checked[0]
        # The catalog by identity: comparing two costs as much as checking the queries.
        if before is None or before[0] is not catalog or before[1:] != kept[1:]:
            examples = (Example(q.question, q.sql) for q in known.queries if broken(q, catalog) is None)
            metrics = (m for m in known.semantics.metrics if problem(m, catalog) is None)
            self._checked = kept, Evidence(tuple(examples), tuple(metrics))
        return self._checked[1]

    def around(self, translator: Translator, known: Known, *, new: bool, explicit: bool) -> Translator:
        """The translator, asked only where nothing that is known answers.

        `new` leaves the lock file aside; `explicit` tells that the user named the translator, so that only
        its own answers are given again.
        """
        if translator.name == "offline":
            metrics: Translator = OfflineWithMetrics(translator, known.semantics)
            found: Translator = RefiningFirst(metrics, known.semantics)
        else:
            found = ModelWithMetrics(translator, known.semantics)
        if known.recall and not new:
            found = ReplayFirst(found, known.recall, known.follows, translator.name if explicit else None)
        return VerifiedFirst(found, known.queries)

    def held(self, translator: Translator, known: Known) -> Translator:
        """A translator that the caller made, asked whatever is known; a model is held to the metrics."""
        return translator if translator.name == "offline" else ModelWithMetrics(translator, known.semantics)

    def keep(self, found: Answer, known: Known, catalog: Catalog) -> Answer:
        """The answer, kept in the lock file where it was made for this question and has run."""
        notes = known.notes
        if known.recall and found.row_count is not None and found.trust not in ("verified", "replayed"):
            made = Translation(
                found.sql,
                found.translator,
                found.confidence,
                found.explanation,
                metrics=found.metrics,
                parameters=found.parameters,
            )
            notes = (*notes, *known.recall.keep(found.question, made, catalog, known.follows))
        return replace(found, notes=(*found.notes, *notes)) if notes else found

    # --- verified queries

    def queries(self, connection: str) -> tuple[VerifiedQuery, ...]:
        """The verified queries of a connection.

        Raises:
            StoreError: the store cannot be read.
        """
        return tuple(query for query in self._store().verified_queries() if query.connection == connection)

    def verify(
        self, asked: str, sql: str, connection: str, catalog: Catalog, *, template: str | None = None
    ) -> VerifiedQuery:
        """Keeps a question and its SQL in the workspace.

        Raises:
            UsageError: it cannot be kept as it is.
            StoreError: the store cannot be written.
        """
        query = verified_query(asked, sql, connection, catalog, template=template)
        self._store().save_verified_query(query)
        return query

    def forget(self, question: str, connection: str) -> None:
        """Removes a verified query.

        Raises:
            UsageError: there is none of that question.
            StoreError: the store cannot be written.
        """
        kept = [query.question for query in self.queries(connection)]
        meant = next((known for known in kept if known.casefold() == question.strip().casefold()), question)
        if not self._store().delete_verified_query(connection, meant):
            raise UsageError(
                f"No query is verified for {question!r} on {connection}.",
                hint=did_you_mean(question, kept) or "%iops verify --list shows them.",
            )

    # --- metrics

    def semantics(self) -> Semantics:
        """The metrics of project and workspace, and the project's synonyms.

        Raises:
            ConfigurationError: the project's file is wrong.
            StoreError: the store cannot be read.
        """
        return project_file.of_folder(self._folder()).over(tuple(self._store().metrics()))

    def add_metric(self, metric: Metric, catalog: Catalog) -> None:
        """Keeps a metric in the workspace.

        Raises:
            UsageError: the catalog cannot hold it, or the project's file defines it already.
            StoreError: the store cannot be written.
        """
        own = project_file.of_folder(self._folder())
        if own.metric(metric.name):
            raise UsageError(f"{own.file} defines {metric.name} already.", hint="Change it there.")
        wrong = problem(metric, catalog)
        if wrong:
            raise UsageError(wrong)
        self._store().save_metric(metric)

    def remove_metric(self, name: str) -> None:
        """Removes a metric from the workspace.

        Raises:
            UsageError: the workspace has none of that name.
            StoreError: the store cannot be written.
        """
        if self._store().delete_metric(name):
            return
        semantics = self.semantics()
        if semantics.metric(name):
            raise UsageError(f"The metric {name} is defined in {semantics.file}.", hint="Remove it there.")
        names = [metric.name for metric in semantics.metrics]
        raise UsageError(f"There is no metric {name!r}.", hint=did_you_mean(name, names))
