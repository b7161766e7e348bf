"""Entities with the words before them (`cancelled orders`, `German customers`), flags and verbs of dates."""

from __future__ import annotations

from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Filter, Option
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import stem
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.stemming import singular

DETERMINERS = phrases(
    """the | a | an | all | our | all the | all of the | each of the | any | their | every one of the |
    some | all our | of | total | new | the new | all new | individual"""
)
_OPPOSITES = {"offline": "online", "disabled": "enabled", "enrolled": "enrolled"}
_PARTICIPLES = phrases("""paid | sent | sold | built | begun | born | made | left | read | shown""")
_NEGATIONS = ("un", "in", "non-", "non")
_MOST_MODIFIERS = 3
_KINDS = phrases(
    """type | kind | category | title | role | specialty | position | class | group | model | rank |
    occupation"""
)


@dataclass(frozen=True, slots=True)
class Noun:
    """An entity and the conditions that the words before it set."""

    table: Choice
    filters: tuple[Filter, ...] = ()


def noun(reader: Reader) -> Noun | None:
    """Reads an entity with its modifiers."""
    start = reader.at
    reader.skip(DETERMINERS)
    filters: list[Filter] = []
    while len(filters) <= _MOST_MODIFIERS:
        table = entity(reader)
        if table:
            near = tuple(_near(_own(reader, condition, table), table) for condition in filters)
            return Noun(table, near)
        kind = _kind(reader)
        if kind:
            return Noun(kind.table, (*filters, *kind.filters))
        found = modifier(reader)
        if found is None:
            break
        filters.append(found)
    reader.at = start
    return None


def _kind(reader: Reader) -> Noun | None:
    """A plural that is a value of a column of kinds stands for its rows: `trucks`, `developers`."""
    start = reader.at
    value = reader.value()
    last = reader.tokens[reader.at - 1]
    if value is None or last.kind != "word" or last.lower == last.lemma or reader.entity_follows():
        reader.at = start
        return None
    schema = reader.ground.schema
    kept = tuple(
        o
        for o in value.options
        if o.cost <= 0.1 and o.index not in reader.ground.shown(schema.columns[o.index].table)
    )
    if not kept or not any(words in schema.columns[kept[0].index].words for words in _KINDS):
        reader.at = start
        return None
    tables = dict.fromkeys(schema.columns[option.index].table for option in kept)
    table = Choice("table", tuple(Option(t, 0.1) for t in tables), value.span)
    return Noun(table, (Filter("value", Choice("column", kept, value.span), span=value.span),))


def _own(reader: Reader, condition: Filter, table: Choice) -> Filter:
    """`active subscriptions`: a status of the entity rather than a flag of another one."""
    columns = reader.ground.schema.columns
    tables = {option.index for option in table.options}
    if condition.kind != "flag" or any(columns[o.index].table in tables for o in condition.target.options):
        return condition
    place = reader.at
    reader.at = condition.span[0]
    value = reader.value()
    reader.at = place
    kept = tuple(o for o in value.options if columns[o.index].table in tables) if value else ()
    if value is None or not kept or value.span != condition.span:
        return condition
    return Filter("value", Choice("column", kept, value.span), negated=condition.negated, span=condition.span)


def _near(condition: Filter, table: Choice) -> Filter:
    from dataclasses import replace

    return replace(condition, per=table) if condition.kind in ("value", "flag") else condition


def entity(reader: Reader) -> Choice | None:
    """Reads a table's name, unless the words go on to name a column."""
    start = reader.at
    table = reader.table()
    if table is None:
        return None
    after = reader.at
    reader.at = start
    if table.options[0].cost > 0.05 and (reader.value() is not None or _named_better(reader, after, table)):
        reader.at = start
        return None
    reader.at = start
    column = reader.column()
    longer = column is not None and reader.at > after and column.options[0].cost <= 0.2
    reader.at = start if longer else after
    return None if longer else table


def _named_better(reader: Reader, after: int, table: Choice) -> bool:
    """Whether a column has the very name that a table only resembles."""
    column = reader.column()
    return column is not None and reader.at >= after and column.options[0].cost + 0.1 < table.options[0].cost


def modifier(reader: Reader) -> Filter | None:
    """Reads one word group before an entity that limits it: a flag, a state, or a value."""
    start = reader.at
    negated = bool(reader.take("not", "non"))
    found = flag(reader, negated=negated) or state(reader, negated=negated)
    if found:
        return found
    value = reader.value()
    if value is not None:
        return Filter("value", value, negated=negated, span=(start, reader.at))
    reader.at = start
    return None


def flag(reader: Reader, *, negated: bool) -> Filter | None:
    """Reads a word that names a yes-or-no column: `active`, `discontinued`, `inactive`."""
    start = reader.at
    for words, opposite in _flag_words(reader):
        options = _flag_options(reader, words)
        if options:
            reader.at = start + len(words)
            choice = Choice("column", tuple(options), (start, reader.at))
            return Filter("flag", choice, negated=negated != opposite, span=choice.span)
    return None


def _flag_words(reader: Reader) -> list[tuple[tuple[str, ...], bool]]:
    first, second = reader.word(), reader.word(1)
    if not first:
        return []
    found: list[tuple[tuple[str, ...], bool]] = []
    if second:
        found.append(((first, second), False))
    found.append(((first,), False))
    if first in _OPPOSITES:
        found.append(((_OPPOSITES[first],), True))
    found.extend(
        ((first[len(prefix) :],), True)
        for prefix in _NEGATIONS
        if first.startswith(prefix) and len(first) > 5
    )
    return found


def _flag_options(reader: Reader, words: tuple[str, ...]) -> list[Option]:
    ground = reader.ground
    wanted = tuple(stem(word) for word in words)
    found = []
    for column in ground.flags:
        named = ground.schema.columns[column].words
        own = tuple(stem(word) for word in named if word not in ("is", "has", "was", "be", "have"))
        if own == wanted or words == (ground.schema.columns[column].name.casefold(),):
            found.append(Option(column, 0.05))
    return found


def state(reader: Reader, *, negated: bool) -> Filter | None:
    """Reads a participle that says whether a date is set: `shipped`, `unshipped`, `delivered`."""
    word = reader.word()
    for form, opposite in ((word, False), (word[2:] if word.startswith("un") else "", True)):
        options = date_verb(reader, form) if form.endswith("ed") or form in _PARTICIPLES else []
        if options:
            reader.at += 1
            choice = Choice("column", tuple(options), (reader.at - 1, reader.at))
            return Filter("missing", choice, negated=negated == opposite, span=choice.span)
    return None


def date_verb(reader: Reader, word: str) -> list[Option]:
    """Date columns whose name holds the verb: `shipped` -> shipped_at, `hired` -> hire_date."""
    if len(word) < 4:
        return []
    wanted = {stem(word), stem(singular(word))} | ({"birth"} if word == "born" else set())
    ground = reader.ground
    found = []
    for info in (ground.schema.columns[column] for column in ground.dated):
        table = {stem(w) for w in ground.table_words(info.table)}
        own = {stem(w) for w in info.words if w not in ("date", "at", "on", "time")} - table
        if own & wanted:
            found.append(Option(info.index, 0.0 if len(own) == 1 else 0.1))
    return sorted(found, key=lambda option: (option.cost, option.index))
