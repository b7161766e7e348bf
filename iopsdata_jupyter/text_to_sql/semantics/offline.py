"""Metrics and synonyms for the offline translator: columns stand for the metrics while it reads."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import sqlglot
from sqlglot import exp

from iopsdata_jupyter.catalog.models import Catalog, Column
from iopsdata_jupyter.errors import TranslationError, UsageError
from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.layout import laid_out
from iopsdata_jupyter.text_to_sql.semantics.definition import Definition, define
from iopsdata_jupyter.text_to_sql.semantics.expansion import CannotExpandError, expand
from iopsdata_jupyter.text_to_sql.semantics.mentions import Mention, Synonym, mentions, synonyms
from iopsdata_jupyter.text_to_sql.semantics.models import Semantics
from iopsdata_jupyter.text_to_sql.translator import (
    Translation,
    TranslationRequest,
    Translator,
    Understanding,
)

_STAND_INS = tuple(f"qmetric{letter}_gain" for letter in "abcdefghijklmnop")
"""Columns that stand for metrics: a word that no schema has, and one that the translator takes a sum of."""
_WE_MAKE = re.compile(
    r"\b(?:did|do|have|does|has|was|were) (?:we|i|they) "
    r"(?:make|made|earn|earned|have|had|get|got|generate|generated|do|done|see|seen)\b",
    re.IGNORECASE,
)
"""Says nothing that the metric does not say."""
_BEFORE = re.compile(
    r"(?:\b(?:the|our|total|overall|sum of|amount of|number of|how many|how much|value of)\s+)+$",
    re.IGNORECASE,
)
_AVERAGED = re.compile(r"\b(?:average|avg|mean|median)\s+(?:of\s+)?(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True)
class OfflineWithMetrics:
    """Gives the offline translator columns that stand for the metrics, then puts the definitions in."""

    translator: Translator
    semantics: Semantics

    @property
    def name(self) -> str:
        return self.translator.name

    def translate(self, request: TranslationRequest) -> Translation:
        """The SQL for the request, with each metric that it names as it is defined.

        Raises:
            TranslationError: no SQL could be made, or a metric is asked for in a way that it does not define.
        """
        named = mentions(request.question, self.semantics.metrics)
        said = tuple(s for s in synonyms(request.question, self.semantics) if _is_free(s, named))
        if not named:
            return _with_synonyms(self.translator.translate(_reworded(request, said)), said)
        standing = _standing(named, request.catalog)
        question = _question(request.question, named, said)
        catalog = _catalogs.get(request.catalog, standing)
        try:
            found = self.translator.translate(replace(request, question=question, catalog=catalog))
        except TranslationError as error:
            raise _in_own_words(error, standing) from None
        return _with_synonyms(_expanded(found, named, standing, request), said)


def _is_free(synonym: Synonym, named: tuple[Mention, ...]) -> bool:
    return all(synonym.end <= mention.start or mention.end <= synonym.start for mention in named)


def _standing(named: tuple[Mention, ...], catalog: Catalog) -> dict[str, Definition]:
    """The definition of each metric by the name of the column that stands for it."""
    names = dict.fromkeys(mention.metric.name for mention in named)
    metrics = {mention.metric.name: mention.metric for mention in named}
    try:
        return {
            column: define(metrics[name], catalog) for column, name in zip(_STAND_INS, names, strict=False)
        }
    except UsageError as error:
        raise TranslationError(error.message, hint=error.hint) from None


def _question(question: str, named: tuple[Mention, ...], said: tuple[Synonym, ...]) -> str:
    """The question with the columns' names for the metrics, and the schema's words for synonyms."""
    places: dict[str, str] = {}
    for mention in named:
        places.setdefault(mention.metric.name, _STAND_INS[len(places)].replace("_", " "))
    text = question
    parts: list[Mention | Synonym] = [*named, *said]
    for part in sorted(parts, key=lambda part: -part.start):
        before, after = text[: part.start], text[part.end :]
        if isinstance(part, Synonym):
            text = before + schema_words(part.name) + after
            continue
        if _AVERAGED.search(before):
            raise TranslationError(
                f"{part.metric.name} is a metric, {part.metric.expression}; an average of it is not defined.",
                hint="Define one for it: `%iops metrics add NAME = EXPRESSION`.",
            )
        text = f"{_BEFORE.sub('', before)}total {places[part.metric.name]}{_WE_MAKE.sub('', after)}"
    return text


def schema_words(name: str) -> str:
    """The words of a table or a column, without the table where the column's own words tell it apart."""
    return name.rsplit(".", 1)[-1].replace("_", " ")


def _reworded(request: TranslationRequest, said: tuple[Synonym, ...]) -> TranslationRequest:
    return replace(request, question=_question(request.question, (), said)) if said else request


class _Catalogs:
    """Catalogs with stand-in columns, the same for the same metrics: the translator's state hangs on them."""

    def __init__(self, most: int = 8) -> None:
        self._kept: OrderedDict[tuple[int, tuple[tuple[str, str], ...]], tuple[Catalog, Catalog]] = (
            OrderedDict()
        )
        self._most = most

    def get(self, catalog: Catalog, standing: dict[str, Definition]) -> Catalog:
        columns = tuple((name, definition.base.qualified_name) for name, definition in standing.items())
        key = id(catalog), columns
        kept = self._kept.get(key)
        if kept is None or kept[0] is not catalog:
            kept = self._kept[key] = catalog, _with_columns(catalog, columns)
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return kept[1]


_catalogs = _Catalogs()


def _with_columns(catalog: Catalog, columns: tuple[tuple[str, str], ...]) -> Catalog:
    tables = []
    for table in catalog.tables:
        added = tuple(Column(name, "DECIMAL(18,2)") for name, home in columns if home == table.qualified_name)
        tables.append(replace(table, columns=(*table.columns, *added)) if added else table)
    return replace(catalog, tables=tuple(tables))


# --- back to the user's words


def _expanded(
    found: Translation,
    named: tuple[Mention, ...],
    standing: dict[str, Definition],
    request: TranslationRequest,
) -> Translation:
    dialect = request.catalog.dialect
    metrics = {column: definition.metric for column, definition in standing.items()}
    try:
        written = sqlglot.parse_one(found.sql, read=dialect)
        tree = expand(written, standing, _catalogs.get(request.catalog, standing))
    except CannotExpandError:
        first = next(iter(metrics.values()))
        raise TranslationError(
            f"{first.name} is a metric, {first.expression}; it cannot be combined in this way.",
            hint="Ask for the metric by a column or a period, such as `revenue by region in 2024`.",
        ) from None
    spoken = {column: metric.name for column, metric in metrics.items()}
    for identifier in tree.find_all(exp.Identifier):
        identifier.set("this", _swapped(identifier.name, spoken, "_"))
    words = _Replacer(spoken)
    said = {mention.metric.name: mention.words for mention in named}
    return replace(
        found,
        sql=laid_out(tree.sql(dialect=dialect), dialect),
        explanation=words(found.explanation),
        understood=tuple(_understood(entry, words, metrics, said) for entry in found.understood),
        assumptions=tuple(map(words, found.assumptions)),
        metrics=tuple(metric.name for metric in metrics.values()),
        alternatives=(),
    )


def _swapped(text: str, spoken: dict[str, str], blank: str) -> str:
    """A name in which stand-ins are the metrics' names: `total_qmetrica` -> `revenue`."""
    for column, name in spoken.items():
        if column in text:
            plain = re.sub(r"\W+", blank, name.casefold()).strip(blank)
            text = re.sub(rf"(?:total_)?{column}", plain, text)
    return text


def _either(column: str) -> str:
    """A pattern for the column and for its words."""
    first, _, second = column.partition("_")
    return f"{first}(?:[_ ]{second})?"


class _Replacer:
    """Puts the metrics' names back into the translator's sentences."""

    def __init__(self, spoken: Mapping[str, str]) -> None:
        self._spoken = spoken

    def __call__(self, text: str) -> str:
        for column, name in self._spoken.items():
            pattern = rf"(?:\b(?:total|sum of)(?: of)? )?(?:\w+\.)*{_either(column)}"
            text = re.sub(pattern, name, text, flags=re.IGNORECASE)
        return text[:1].upper() + text[1:] if text.endswith(".") else text


def _in_own_words(error: TranslationError, standing: Mapping[str, Definition]) -> TranslationError:
    words = _Replacer({column: definition.metric.name for column, definition in standing.items()})
    return TranslationError(
        words(error.message),
        hint=error.hint,
        understood=tuple(map(words, error.understood)),
        unplaced=tuple(map(words, error.unplaced)),
    )


def _understood(
    entry: Understanding, words: Callable[[str], str], metrics: dict[str, Metric], said: dict[str, str]
) -> Understanding:
    for column, metric in metrics.items():
        stands = re.compile(rf"(?:total )?{_either(column)}", re.IGNORECASE)
        if stands.search(entry.words) or stands.search(entry.meaning):
            phrase = stands.sub(said[metric.name], entry.words)
            if stands.search(entry.words):
                return Understanding(phrase, f"the metric {metric.expression}")
            return Understanding(phrase, words(entry.meaning))
    return entry


def _with_synonyms(found: Translation, said: tuple[Synonym, ...]) -> Translation:
    if not said:
        return found
    entries = tuple(Understanding(synonym.words, synonym.name) for synonym in said)
    kept = tuple(
        entry
        for entry in found.understood
        if entry.words.casefold() not in {schema_words(s.name).casefold() for s in said}
    )
    return replace(found, understood=(*kept, *entries))
