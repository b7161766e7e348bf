"""Conditions on related rows: `without orders`, `who bought Kite`, `with at least 3 orders`."""

from __future__ import annotations

from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.numbers import amounts
from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.setting import Setting
from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.times import plain_period
from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.values import named_value, valued
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Filter, Option
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import stem
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import noun
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import RELATION_VERBS

_HAVE = phrases(
    """have | has | had | placed | made | got | received | submitted | place | make | own | owns | written
    | taken | recorded | attended | any | a | an | at all | been | yet | completed | with | filed |
    having | raised | opened | their | the"""
)


_RELATED_WORDS = phrases("""any | anything | a | an | from us | at all | the | something | back | for""")


def related(reader: Reader, setting: Setting) -> Filter | None:
    """`without orders`, `that never ordered`, `with at least 3 orders`, `who bought Kite`."""
    start = reader.at
    verb = _verb_tables(reader)
    if verb and not _by_somebody(reader):
        return _by_verb(reader, setting, verb)
    reader.skip(_HAVE)
    operator, numbers = amounts(reader)
    table = noun(reader)
    if table is None or _is_subject(table.table, setting.subject) or not (reader.at > start):
        reader.at = start
        return None
    if not setting.negated and not numbers and not _led_by_having(reader, start):
        reader.at = start
        return None
    inner = (*table.filters, *inside(reader, table.table))
    return Filter(
        "related", table.table, negated=setting.negated, operator=operator, numbers=numbers, inner=inner
    )


def _by_verb(reader: Reader, setting: Setting, verb: Choice) -> Filter:
    """`ordered more than 3 times`, `enrolled in 2 courses`, `bought Kite`."""
    reader.at += 1
    reader.take(*_RELATED_WORDS)
    size = reader.at
    reader.take("in", "for", "on", "up for")
    operator, numbers = amounts(reader)
    thing = noun(reader) if numbers else None
    if thing:
        inner = (*thing.filters, *inside(reader, thing.table))
        return Filter(
            "related",
            thing.table,
            negated=setting.negated,
            operator=operator,
            numbers=numbers,
            inner=inner,
        )
    if numbers and reader.take("times", "time"):
        return Filter("related", verb, operator=operator, numbers=numbers, inner=inside(reader, verb))
    reader.at = size
    bought = _thing(reader, verb)
    if bought:
        return replace(bought, negated=setting.negated)
    return Filter("related", verb, negated=setting.negated, inner=inside(reader, verb))


def _thing(reader: Reader, verb: Choice) -> Filter | None:
    """What was bought or ordered, where that is an entity of its own."""
    start = reader.at
    thing = noun(reader)
    if thing is None or (_is_subject(thing.table, verb) and not thing.filters):
        reader.at = start
        return None
    return Filter("related", thing.table, inner=(*thing.filters, *inside(reader, thing.table)))


def _is_subject(table: Choice, subject: Choice | None) -> bool:
    return subject is not None and table.options[0].index in {option.index for option in subject.options}


def _led_by_having(reader: Reader, start: int) -> bool:
    words = (
        "with",
        "have",
        "has",
        "had",
        "having",
        "placed",
        "made",
        "received",
        "got",
        "submitted",
        "recorded",
        "taken",
        "written",
    )
    return any(reader.tokens[place].lower in words for place in range(max(0, start - 3), reader.at - 1))


def _verb_tables(reader: Reader) -> Choice | None:
    options = event_tables(reader, reader.word())
    return Choice("table", tuple(options), (reader.at, reader.at + 1)) if options else None


def inside(reader: Reader, table: Choice) -> tuple[Filter, ...]:
    """Conditions on the related rows that follow directly."""
    found: list[Filter] = []
    while len(found) < 3:
        start = reader.at
        when = plain_period(reader, Setting(table))
        if when is None:
            reader.at = start
            when = named_value(reader, Setting(table))
        if when is None:
            reader.at = start
            when = valued(reader, Setting(table))
        if when is None:
            reader.at = start
            return tuple(found)
        found.append(replace(when, span=(start, reader.at)))
    return tuple(found)


_CONTEXT_WORDS = phrases(
    """from | of | by | for | in | at | to | with | on | made by | placed by | across all | for all | among"""
)


def context(reader: Reader, setting: Setting) -> Filter | None:
    """`from customers in Germany`: an entity that only says where the conditions after it belong."""
    start = reader.at
    if setting.negated or not (reader.take(*_CONTEXT_WORDS) or _done_by(reader)):
        return None
    thing = noun(reader)
    if thing is None or _is_subject(thing.table, setting.subject):
        reader.at = start
        return None
    inner = (*thing.filters, *inside(reader, thing.table))
    return Filter("context", thing.table, inner=inner)


def _by_somebody(reader: Reader) -> bool:
    """Whether a verb goes on to say by whom: `bought by customers`, but not `paid by card`."""
    start = reader.at
    found = reader.word(1) == "by"
    reader.at += 2 * found
    found = found and noun(reader) is not None
    reader.at = start
    return found


def _done_by(reader: Reader) -> bool:
    """`bought by`, `written by`: whose rows they are."""
    word = reader.word()
    done = word.endswith(("ed", "en", "ght", "ade", "old")) and word != "shared" and reader.word(1) == "by"
    reader.at += 2 * done
    return done


def event_tables(reader: Reader, word: str) -> list[Option]:
    """Tables whose rows are the events that a verb tells of."""
    ground = reader.ground
    wanted = RELATION_VERBS.get(word, ())
    found = []
    for table in range(len(ground.schema.tables)):
        words = ground.table_words(table)
        for place, name in enumerate(wanted):
            if name in words:
                found.append(Option(table, 0.1 * place + 0.1 * (len(words) - 1)))
                break
        else:
            verb = word.endswith(("ed", "s", "e")) and len(word) > 4
            if verb and len(words) == 1 and (stem(words[0]) == stem(word) or _named_after(words[0], word)):
                found.append(Option(table, 0.05))
    return sorted(found, key=lambda option: (option.cost, option.index))[:4]


def _named_after(name: str, verb: str) -> bool:
    """Whether rows are the events of a verb: `performed` and performances, `donated` and donations."""
    rest = name.removeprefix(stem(verb))
    return (
        rest != name and rest in ("ance", "ence", "ation", "ion", "ment", "ing", "y") and verb.endswith("ed")
    )


def times(reader: Reader) -> Choice | None:
    """`ordered more than 3 times`: the verb stands before the comparison."""
    start = reader.at
    if not reader.take("times", "time"):
        return None
    place = reader.at
    for back in range(1, 7):
        word = reader.word(-back - (place - reader.at))
        options = event_tables(reader, word)
        if options:
            return Choice("table", tuple(options), (start, place))
    reader.at = start
    return None


def entity_only(reader: Reader) -> Choice | None:
    start = reader.at
    table = reader.table()
    if table is None:
        return None
    after = reader.at
    reader.at = start
    column = reader.column()
    if column and reader.at > after:
        reader.at = start
        return None
    reader.at = after
    return table
