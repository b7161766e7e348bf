"""A translator that reads a refinement as a change of the last statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.errors import TranslationError, UsageError
from iopsdata_jupyter.text_to_sql.explaining import explain
from iopsdata_jupyter.text_to_sql.followups.editing import CannotRefineError, Editor, require_plain
from iopsdata_jupyter.text_to_sql.followups.probing import SURE, Prober
from iopsdata_jupyter.text_to_sql.followups.reading import Change, Refinement, context, read
from iopsdata_jupyter.text_to_sql.layout import laid_out
from iopsdata_jupyter.text_to_sql.resolving import qualified
from iopsdata_jupyter.text_to_sql.semantics.definition import define
from iopsdata_jupyter.text_to_sql.semantics.expansion import holds
from iopsdata_jupyter.text_to_sql.semantics.mentions import mentions
from iopsdata_jupyter.text_to_sql.semantics.models import NO_SEMANTICS, Semantics
from iopsdata_jupyter.text_to_sql.translator import (
    Translation,
    TranslationRequest,
    Translator,
    Turn,
    Understanding,
)

_LONG = 5
"""Words from which a question that looks like a refinement may yet stand alone."""
_CONFIDENCE = 0.85
"""Of a refinement whose every phrase a probe was sure of (0.8 and more): as sure as its weakest part."""


@dataclass(frozen=True)
class RefiningFirst:
    """Reads `and by region?` as a change of the last statement; other questions go on to `translator`."""

    translator: Translator
    """The offline translator, which also answers the small questions about each phrase."""
    semantics: Semantics = NO_SEMANTICS

    @property
    def name(self) -> str:
        return self.translator.name

    def translate(self, request: TranslationRequest) -> Translation:
        """The changed statement, or the translator's.

        Raises:
            TranslationError: the question can only be a refinement, and it cannot be made.
        """
        turns = context(request.question, request.history)
        reading = read(request.question)
        if not turns or reading is None or request.failed is not None:
            return self.translator.translate(request)
        try:
            return self._refined(request, turns, reading)
        except CannotRefineError as error:
            alone = self._alone(request, reading)
            if alone is not None:
                return alone
            raise TranslationError(
                f"This refines {turns[-1].question!r}, and cannot be read so. {error}",
                hint="Ask the whole question, or begin afresh with --new.",
            ) from None

    def _alone(self, request: TranslationRequest, reading: Refinement) -> Translation | None:
        """The answer to the question as one that stands alone, without `what about`.

        Where it looks like a refinement only: a long question, and an answer that is no guess.
        """
        if not reading.sure:
            return self.translator.translate(request)
        if len(request.question.split()) < _LONG:
            return None
        about = [change.phrase for change in reading.changes if change.kind == "about"]
        try:
            found = self.translator.translate(replace(request, question=about[0]) if about else request)
        except TranslationError:
            return None
        return found if found.confidence >= SURE else None

    def _refined(
        self, request: TranslationRequest, turns: tuple[Turn, ...], reading: Refinement
    ) -> Translation:
        dialect = request.catalog.dialect
        try:
            tree = sqlglot.parse_one(turns[-1].sql, read=dialect)
        except (SqlglotError, RecursionError):
            raise CannotRefineError("The last statement cannot be read.") from None
        select = require_plain(qualified(require_plain(tree), request.catalog))
        editor = Editor(select, request.catalog)
        change = _Changer(editor, Prober(self.translator, request), reading)
        understood = [entry for one in reading.changes for entry in change(one, dialect)]
        sql = laid_out(_unqualified(select).sql(dialect=dialect), dialect)
        return Translation(
            sql=sql,
            translator=self.translator.name,
            confidence=_CONFIDENCE,
            explanation=" ".join(explain(sql, dialect)),
            assumptions=(f"refines: {' > '.join(turn.question for turn in turns)}",),
            understood=tuple(understood),
            metrics=self._metrics(select, request, turns),
        )

    def _metrics(
        self, select: exp.Select, request: TranslationRequest, turns: tuple[Turn, ...]
    ) -> tuple[str, ...]:
        questions = " . ".join([*(turn.question for turn in turns), request.question])
        found = {m.metric.name: m.metric for m in mentions(questions, self.semantics.metrics)}
        kept = []
        for metric in found.values():
            try:
                if holds(select, define(metric, request.catalog), request.catalog):
                    kept.append(metric.name)
            except UsageError:
                continue
        return tuple(kept)


class _Changer:
    """Makes one change after another."""

    def __init__(self, editor: Editor, prober: Prober, reading: Refinement) -> None:
        self._editor = editor
        self._prober = prober
        self._reading = reading

    def __call__(self, change: Change, dialect: str) -> Iterator[Understanding]:
        meanings = self._made(change)
        text = " AND ".join(node.unalias().sql(dialect=dialect) for node in meanings)
        yield Understanding(change.words, text or _told(change))

    def _made(self, change: Change) -> list[exp.Expr]:
        if change.kind in ("filter", "exclude"):
            return self._kept(change.phrase, negated=change.kind == "exclude")
        if change.kind == "group":
            return self._grouped(change.phrase)
        if change.kind == "about":
            return self._asked_about(change.phrase)
        if change.kind == "order":
            self._editor.order(change.phrase, descending=change.descending)
        elif change.kind == "limit":
            self._editor.limit(change.count, ranked=bool(change.phrase), descending=change.descending)
        else:
            self._editor.select.set("limit", None)
        return []

    def _kept(self, phrase: str, *, negated: bool) -> list[exp.Expr]:
        probe = self._prober.condition(list(self._editor.tables.values()), phrase)
        if probe is None:
            raise CannotRefineError(
                f"{phrase!r} names nothing in the data that the answer could be limited to."
            )
        return self._editor.keep(probe.select, negated=negated)

    def _grouped(self, phrase: str) -> list[exp.Expr]:
        probe = self._prober.group(list(self._editor.tables.values()), phrase)
        if probe is None:
            raise CannotRefineError(f"{phrase!r} names nothing that the answer could be grouped by.")
        return self._editor.group(probe.select, instead=self._reading.instead)

    def _asked_about(self, phrase: str) -> list[exp.Expr]:
        """`what about X`: another value where there is such a one, else another figure or group."""
        tables = list(self._editor.tables.values())
        probe = self._prober.condition(tables, phrase)
        if probe is not None and probe.select.find(exp.Subquery, exp.Exists) is None:
            return self._editor.keep(probe.select)
        figure = self._prober.figure(phrase)
        if figure is not None and self._editor.figures:
            if figure.base != tables[0]:
                raise CannotRefineError(
                    f"{phrase!r} is counted over {figure.base.name}, the last answer over {tables[0].name}."
                )
            return self._editor.measure(figure.select)
        return self._grouped(phrase)


def _told(change: Change) -> str:
    if change.kind == "all":
        return "no limit"
    way = "descending" if change.descending else "ascending"
    return f"limit {change.count}" if change.kind == "limit" else f"order {way}"


def _unqualified(select: exp.Select) -> exp.Select:
    """A query over one table without that table's name before every column."""
    joins = select.args.get("joins")
    if not joins and len(list(select.find_all(exp.Select))) == 1:
        for column in select.find_all(exp.Column):
            if not isinstance(column.this, exp.Star):
                column.set("table", None)
    return select
