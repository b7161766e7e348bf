"""A translator that gives an answer again before it makes one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.explaining import explain
from iopsdata_jupyter.text_to_sql.replay.lock_file import FILE_NAME, LockFile, LockFileError
from iopsdata_jupyter.text_to_sql.replay.record import LockedAnswer, fingerprint, key, tables_read
from iopsdata_jupyter.text_to_sql.semantics.mentions import mentions
from iopsdata_jupyter.text_to_sql.semantics.models import NO_SEMANTICS, Semantics
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest, Translator
from iopsdata_jupyter.text_to_sql.verified.templates import plain


@dataclass
class Trouble:
    """What is wrong with lock files, told once each in a session."""

    told: set[str] = field(default_factory=set)

    def note(self, message: str) -> tuple[str, ...]:
        """The message where it has not been told yet."""
        if message in self.told:
            return ()
        self.told.add(message)
        return (message,)


@dataclass(frozen=True)
class Recall:
    """The lock file for one connection."""

    file: LockFile
    connection: str
    trouble: Trouble
    semantics: Semantics = NO_SEMANTICS

    def find(self, request: TranslationRequest, follows: str) -> LockedAnswer | None:
        """The answer kept for a question.

        Raises:
            LockFileError: the file cannot be read.
        """
        return self.file.find(key(self.connection, request.question, follows))

    def fits(self, kept: LockedAnswer, catalog: Catalog) -> bool:
        """Whether the tables that an answer reads, and the metrics of its question, are what they were."""
        return kept.fingerprint == self._fingerprint(kept.question, kept.sql, catalog)

    def keep(self, question: str, found: Translation, catalog: Catalog, follows: str) -> tuple[str, ...]:
        """Keeps an answer that was made; what the user should know of it."""
        tables = tables_read(found.sql, catalog)
        if tables is None or found.remembered or found.parameters:
            return ()
        answer = LockedAnswer(
            connection=self.connection,
            question=plain(question),
            sql=found.sql,
            tables=tuple(table.qualified_name for table in tables),
            fingerprint=self._fingerprint(question, found.sql, catalog),
            translator=found.translator,
            confidence=round(found.confidence, 3),
            date=dt.datetime.now(dt.UTC).date().isoformat(),
            follows=follows,
            metrics=found.metrics,
            explanation=found.explanation,
        )
        try:
            self.file.keep(answer)
        except LockFileError as error:
            return self.trouble.note(str(error))
        return ()

    def _fingerprint(self, question: str, sql: str, catalog: Catalog) -> str:
        named: dict[str, Metric] = {
            m.metric.name: m.metric for m in mentions(question, self.semantics.metrics)
        }
        return fingerprint(tables_read(sql, catalog) or (), named.values(), catalog.dialect)


@dataclass(frozen=True)
class ReplayFirst:
    """Gives the kept SQL again; any other question goes on to `translator`."""

    translator: Translator
    recall: Recall
    follows: str = ""
    """The questions that this one refines."""
    only: str | None = None
    """The translator whose answers are given again; None: whoever made them."""

    @property
    def name(self) -> str:
        return self.translator.name

    def translate(self, request: TranslationRequest) -> Translation:
        """The kept SQL where it still fits, else the translator's.

        Raises:
            TranslationError: nothing fits, and the translator made no SQL.
        """
        notes: tuple[str, ...] = ()
        if request.failed is None:
            try:
                kept = self.recall.find(request, self.follows)
            except LockFileError as error:
                kept, notes = None, self.recall.trouble.note(str(error))
            if kept is not None and self.only in (None, kept.translator):
                if self.recall.fits(kept, request.catalog):
                    return _again(kept, request)
                notes = (
                    f"Tables or metrics have changed since {kept.date}; the SQL of {FILE_NAME} was not used.",
                )
        found = self.translator.translate(request)
        return replace(found, notes=(*notes, *found.notes)) if notes else found


def _again(kept: LockedAnswer, request: TranslationRequest) -> Translation:
    return Translation(
        sql=kept.sql,
        translator=kept.translator,
        confidence=kept.confidence,
        explanation=kept.explanation or " ".join(explain(kept.sql, request.dialect)),
        metrics=kept.metrics,
        remembered="replayed",
        kept_on=kept.date,
    )
