"""Conditions on values: `in Germany`, `status cancelled`, `without email`, `containing 'x'`."""

from __future__ import annotations

from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.setting import Setting
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Filter, Option
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import flag
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import COUNTRIES, DEMONYMS

_MISSING = phrases(
    """missing | empty | null | unknown | not set | blank | not known | not given | not recorded | is null"""
)


_PREPOSITIONS = phrases(
    """in | from | for | of | at | on | by | to | with | within | inside | through | under | as | into |
    named | called | is | are | via | the | = | equal to | equals | was | were | about | using | been |
    among"""
)


def flagged(reader: Reader, setting: Setting) -> Filter | None:
    return flag(reader, negated=setting.negated)


_NAMED_VALUE_WORDS_3 = phrases(
    """is | = | equals | equal to | of | was | are | named | called | in | set to | being | == | code"""
)


_NAMED_VALUE_WORDS_2 = phrases("""is not | not | != | is not equal to | <> | are not | other than""")


_NAMED_VALUE_WORDS = phrases("""in | from | of | for | by | at | on | to | the | with""")


def named_value(reader: Reader, setting: Setting) -> Filter | None:
    """`status cancelled`, `category is Toys`, `country = Norway`, `the Toys category`."""
    start = reader.at
    reader.skip(_NAMED_VALUE_WORDS)
    column = reader.column()
    if column:
        denied = bool(reader.take(*_NAMED_VALUE_WORDS_2)) or setting.negated
        reader.skip(_NAMED_VALUE_WORDS_3)
        found = _value_of(reader, column, negated=denied)
        if found:
            return found
    reader.at = start
    return None


def _value_of(reader: Reader, column: Choice, *, negated: bool) -> Filter | None:
    place = reader.at
    value = reader.value()
    wanted = {option.index for option in column.options}
    kept = tuple(option for option in value.options if option.index in wanted) if value else ()
    if value and kept:
        first = Choice("column", kept, (column.span[0], reader.at))
        return Filter("value", first, negated=negated, more=_more_values(reader, first))
    reader.at = place
    token = reader.token()
    unknown = token and (token.kind == "quoted" or (token.text[0].isupper() and token.kind == "word"))
    if unknown and token and reader.word(-1) in ("is", "=", "equals", "of", "named", "called"):
        reader.at += 1
        return Filter("unknown", column, negated=negated, text=token.text)
    return None


_MORE_VALUES_WORDS = phrases("""or | and | , | , or | , and | nor | or in | and in | or from | and from""")


def _more_values(reader: Reader, first: Choice) -> tuple[Choice, ...]:
    """`Germany, France or Spain`: further values of the same column."""
    found: list[Choice] = []
    columns = {option.index for option in first.options}
    while True:
        before = reader.at
        following = reader.value() if reader.take(*_MORE_VALUES_WORDS) else None
        kept = tuple(o for o in following.options if o.index in columns) if following else ()
        if not following or not kept:
            reader.at = before
            return tuple(found)
        found.append(Choice("column", kept, following.span))


def void(reader: Reader, setting: Setting) -> Filter | None:
    """`without email`, `with a coupon code`, `where weight is missing`."""
    start = reader.at
    empty = bool(reader.take(*_MISSING))
    reader.skip(("a", "an", "any", "the", "known"))
    column = reader.column()
    if column is None:
        reader.at = start
        return None
    after = reader.at
    reader.skip(("is", "are", "was"))
    stated = bool(reader.take(*_MISSING))
    if not stated:
        reader.at = after
    lead = [token.lower for token in reader.tokens[setting.start : column.span[0]]]
    lacking = setting.negated and any(
        word in ("without", "no", "with", "have", "has", "lack", "lacking", "missing") for word in lead
    )
    having = lead[-1:] in (["a"], ["an"], ["known"]) and any(
        word in ("with", "have", "has", "having") for word in lead
    )
    if (setting.negated and not lacking) or not (empty or stated or lacking or having):
        reader.at = start
        return None
    return Filter("missing", column, negated=not (empty or stated or lacking))


def valued(reader: Reader, setting: Setting) -> Filter | None:
    """`in Germany`, `for Toys`, `from Norway`."""
    start = reader.at
    led = False
    place = False
    while word := reader.take(*_PREPOSITIONS):
        led = True
        place = word in ("in", "from", "at", "within", "through", "inside")
    value = reader.value()
    if value is not None and (place or not led):
        value = _elsewhere(reader, value, setting.subject)
    if value is None:
        return _country(reader, start, negated=setting.negated) if led else None
    before = reader.at
    name = reader.column()
    if name:
        wanted = {option.index for option in name.options}
        kept = tuple(option for option in value.options if option.index in wanted)
        if kept:
            value = Choice("column", kept, (value.span[0], reader.at))
        else:
            reader.at = before
    else:
        value = _owner_after(reader, value)
    more = _more_values(reader, value)
    return Filter("value", value, negated=setting.negated, more=more)


def _elsewhere(reader: Reader, value: Choice, subject: Choice | None) -> Choice:
    """`cities in Wyoming` means no city of that name, where the word has another meaning too."""
    own = (
        {column for option in subject.options for column in reader.ground.shown(option.index)}
        if subject
        else set()
    )
    options = [replace(o, cost=o.cost + 0.4) if o.index in own else o for o in value.options]
    return replace(value, options=tuple(sorted(options, key=lambda o: (o.cost, o.index))))


def _owner_after(reader: Reader, value: Choice) -> Choice:
    """`from German customers`, `in Berlin stores`: the entity tells where the value is looked for."""
    before = reader.at
    owner = reader.table()
    if owner:
        tables = {option.index for option in owner.options}
        kept = tuple(o for o in value.options if reader.ground.schema.columns[o.index].table in tables)
        if kept:
            return Choice("column", kept, (value.span[0], reader.at))
    reader.at = before
    return value


def _country(reader: Reader, start: int, *, negated: bool) -> Filter | None:
    """A country that does not occur in the data: the answer is none, which is an answer."""
    word = reader.word()
    name = DEMONYMS.get(word, word)
    if name not in COUNTRIES:
        return None
    schema = reader.ground.schema
    options = tuple(
        Option(c.index, 0.1)
        for c in schema.real_columns
        if "country" in c.words and c.kind == "text" and not c.foreign
    )
    if not options:
        return None
    text = reader.text()
    reader.at += 1
    return Filter("unknown", Choice("column", options[:5], (start, reader.at)), negated=negated, text=text)


_LIKE_WORDS = phrases(
    """contains | containing | contain | includes | including | starts with | starting with | start with |
    begins with | beginning with | ends with | ending with | ending in | starting in"""
)


def like(reader: Reader, setting: Setting) -> Filter | None:
    """`whose name contains 'x'`, `starting with A`."""
    start = reader.at
    column = reader.column()
    verb = reader.take(*_LIKE_WORDS)
    reader.skip(("the word", "the letter", "the text", "the letters", "the"))
    token = reader.token()
    if (
        not verb
        or token is None
        or token.kind == "mark"
        or (token.kind != "quoted" and not token.text[:1].isupper())
    ):
        reader.at = start
        return None
    target = column or _names_of(reader, setting.subject)
    if target is None:
        reader.at = start
        return None
    reader.at += 1
    pattern = (
        f"{token.text}%"
        if verb[:5] in ("start", "begin")
        else f"%{token.text}"
        if verb[:3] == "end"
        else f"%{token.text}%"
    )
    return Filter("like", target, negated=setting.negated, text=pattern)


def _names_of(reader: Reader, subject: Choice | None) -> Choice | None:
    shown = reader.ground.shown(subject.options[0].index) if subject else ()
    return Choice("column", (Option(shown[-1], 0.1),), (reader.at, reader.at)) if len(shown) == 1 else None
