"""Conditions in words: values, comparisons, periods, what is missing, and what is or is not related."""

from __future__ import annotations

from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Filter, Measure, Option
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import amount, by_adjective, figure, figures_only
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import stem
from iopsdata_jupyter.text_to_sql.offline.analytic.grouping import dimension
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import date_verb, flag, noun
from iopsdata_jupyter.text_to_sql.offline.analytic.periods import merged, period
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import (
    ADJECTIVES,
    COMPARISONS,
    COUNTRIES,
    DEMONYMS,
    RELATION_VERBS,
)

_LEADS = ("that", "which", "who", "whom", "whose", "where", "with", "having", "are", "is", "was", "were", "be", "been", "has", "have",
          "had", "did", "do", "does", "also", "only", "but", "and", "in which", "for which", "their", "a", "an", "the", "any", "yet",
          "being", "as", "ever", "come", "comes", "came", "live", "lives", "living", "located", "based", "whether", "when", "if",
          "it", "they", "happened", "occurred", "made", "placed", "considering", "belong", "belongs", "belonging", "counting",
          "we", "of which", "coming", "work", "works", "working", "took place", "go", "goes", "went", "got", "get", "some", "taken",
          "received", "situated", "recorded", "used", "using", "via", "through", "looking at", "just", "available", "still")  # fmt: skip
_NOT = ("not", "never", "no", "without", "without any", "n't", "don't", "doesn't", "didn't", "haven't", "hasn't", "aren't", "isn't", "wasn't",
        "weren't", "hadn't", "excluding", "except", "except for", "other than", "lacking", "lack", "none", "with no", "cannot",
        "apart from", "outside", "outside of", "exclude", "ignoring", "missing")  # fmt: skip
_HAVE = ("have", "has", "had", "placed", "made", "got", "received", "submitted", "place", "make", "own", "owns", "written", "taken", "recorded",
         "attended", "any", "a", "an", "at all", "been", "yet", "completed", "with", "filed", "having", "raised", "opened", "their", "the")  # fmt: skip
_PREPOSITIONS = ("in", "from", "for", "of", "at", "on", "by", "to", "with", "within", "inside", "through", "under", "as", "into", "named",
                 "called", "is", "are", "via", "the", "=", "equal to", "equals", "was", "were", "about", "using", "been", "among")  # fmt: skip
_MISSING = ("missing", "empty", "null", "unknown", "not set", "blank", "not known", "not given", "not recorded", "is null")
_AVERAGE = ("average", "the average", "an average", "mean", "the mean", "avg", "the overall average")


def condition(reader: Reader, subject: Choice | None) -> Filter | None:
    """Reads one condition on the rows of `subject`."""
    start = reader.at
    negated = _lead(reader)
    reader.lead = start
    for rule in (_by_date_verb, _plain_period, _average, _compared, _flagged, _named_value, _related, _void, _valued, _like, _context):
        place = reader.at
        found = rule(reader, subject, negated)
        if found:
            return replace(found, span=(start, reader.at))
        reader.at = place
    reader.at = start
    return None


def _lead(reader: Reader) -> bool:
    """Reads the words that lead a condition in; whether they deny it."""
    negated = False
    while True:
        if reader.peek("in which", "for which", "no more", "no less", "no fewer", "not more", "not less", "no later", "not later"):
            if not reader.take("in which", "for which"):
                return negated
            continue
        if reader.take(*_NOT):
            negated = True
        elif not reader.take(*_LEADS):
            return negated


def _by_date_verb(reader: Reader, subject: Choice | None, negated: bool) -> Filter | None:
    start = reader.at
    options, size = _verb_options(reader, subject)
    if not options:
        return None
    reader.at += size
    choice = Choice("column", tuple(options), (start, reader.at))
    reader.take("up", "on", "at", "yet", "ever", "them", "it", "out")
    when = period(reader)
    if when:
        return Filter("period", choice, negated=negated, period=when)
    if size == 1 and reader.word(-1) in RELATION_VERBS and not negated and not reader.done and not _boundary(reader):
        return None
    return Filter("missing", choice, negated=not negated)


def _boundary(reader: Reader) -> bool:
    """Whether a clause ends here."""
    return bool(reader.peek(",", "by", "per", "in", "for", "from", "and", "each", "with", "sorted", "ordered", "have"))


def _verb_options(reader: Reader, subject: Choice | None) -> tuple[list[Option], int]:
    word, following = reader.word(), reader.word(1)
    tables = {option.index for option in subject.options} if subject else None
    for form, size in ((word + following, 2), (word, 1)):
        if size == 2 and following not in ("up", "in", "out"):
            continue
        if size == 1 and not (word.endswith("ed") or word in ("born", "began", "sent", "left", "paid", "sold", "bought", "taken")):
            continue
        found = date_verb(reader, "signup" if form == "signedup" else form)
        columns = reader.ground.schema.columns
        kept = [o for o in found if tables is None or columns[o.index].table in tables]
        if kept:
            return kept, size
    return [], 0


def _plain_period(reader: Reader, subject: Choice | None, negated: bool) -> Filter | None:
    start = reader.at
    column = reader.column()
    if column:
        dates = tuple(o for o in column.options if reader.ground.is_date(o.index))
        reader.skip(("is", "was", "falls", "lies"))
        when = period(reader) if dates else None
        if when:
            return Filter("period", Choice("column", dates, column.span), negated=negated, period=when)
        reader.at = start
    when = period(reader)
    if when is None:
        return None
    before = reader.at
    second = period(reader) if reader.take("and", "but") else None
    both = merged(when, second) if second else None
    if both is None:
        reader.at = before
    return Filter("period", Choice("date", (), (start, reader.at)), negated=negated, period=both or when)


def comparison(reader: Reader) -> str:
    """Reads a comparison; its operator, or empty."""
    phrase = reader.take(*(phrase for phrase, _ in COMPARISONS))
    return dict(COMPARISONS)[phrase] if phrase else ""


def _numbers(reader: Reader, operator: str) -> tuple[float | int, ...]:
    first = reader.number()
    if first is None:
        return ()
    if operator == "between":
        second = reader.number() if reader.take("and", "to", "-") else None
        return () if second is None else (first, second)
    return (first,)


def _amounts(reader: Reader) -> tuple[str, tuple[float | int, ...]]:
    """`over 100`, `between 10 and 20`, `100 or more`."""
    start = reader.at
    operator = "between" if reader.take("between") else comparison(reader)
    numbers = _numbers(reader, operator)
    if numbers and not operator:
        if reader.take("or more", "or above", "or higher", "and above", "or over", "and over", "or older", "or longer"):
            operator = ">="
        elif reader.take("or less", "or fewer", "or below", "or lower", "and below", "or under", "or younger"):
            operator = "<="
    if not (operator and numbers):
        reader.at = start
        return "", ()
    reader.take("usd", "eur", "dollars", "euros", "pounds", "percent", "%")
    return operator, numbers


_OPPOSITE = {">": "<=", "<": ">=", ">=": "<", "<=": ">", "=": "!=", "!=": "="}


def _compared(reader: Reader, subject: Choice | None, negated: bool) -> Filter | None:
    if negated:
        return None
    return _after_name(reader) or _before_name(reader, subject) or _adjective(reader)


def _after_name(reader: Reader) -> Filter | None:
    """`total_amount over 100`, `total revenue above 1000`."""
    start = reader.at
    column = figures_only(reader, reader.column())
    if column:
        reader.skip(("is", "of", "was", "are", "being"))
        operator, numbers = _amounts(reader)
        if numbers:
            return Filter("compare", column, operator=operator, numbers=numbers)
        plain = reader.number()
        if plain is not None and not reader.peek("or"):
            return Filter("compare", column, operator="=", numbers=(plain,))
    reader.at = start
    found = figure(reader)
    if found and not found.filters:
        reader.skip(("is", "of", "was", "are"))
        operator, numbers = _amounts(reader)
        if numbers:
            return Filter("compare", found.measure.target, operator=operator, numbers=numbers, measure=found.measure)
    reader.at = start
    return None


def _before_name(reader: Reader, subject: Choice | None) -> Filter | None:
    """`more than 3 orders`, `over 100 in revenue`, `at least 2 units`, `spent more than 500`."""
    start = reader.at
    spent = reader.take("spent", "spend", "spending", "paid", "generated", "earned", "brought in", "sold for", "earn", "earning")
    operator, numbers = _amounts(reader)
    if not numbers and not spent:
        plain = reader.number()
        operator, numbers = ("=", (plain,)) if plain is not None else ("", ())
    if not numbers:
        reader.at = start
        return None
    reader.take("in", "of", "in total", "different", "distinct")
    related = _times(reader, subject) or _counted(reader)
    if related and not spent:
        return Filter("related", related, operator=operator, numbers=numbers, inner=_inside(reader, related))
    target = amount(reader)
    if target and not spent and target.kind == "column":
        return Filter("compare", target, operator=operator, numbers=numbers)
    if target is None and (spent or _ended(reader)) and reader.word(-1) not in ("", "records") and operator != "=":
        target = _principal(reader, subject, spent=bool(spent))
    if target is None:
        reader.at = start
        return None
    measure = Measure("sum", target, span=(start, reader.at)) if target.kind == "metric" else None
    return Filter("compare", target, operator=operator, numbers=numbers, measure=measure)


def _ended(reader: Reader) -> bool:
    return reader.done or _boundary(reader)


def _counted(reader: Reader) -> Choice | None:
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


def _times(reader: Reader, subject: Choice | None) -> Choice | None:
    """`ordered more than 3 times`: the verb stands before the comparison."""
    start = reader.at
    if not reader.take("times", "time"):
        return None
    place = reader.at
    for back in range(1, 7):
        word = reader.word(-back - (place - reader.at))
        options = _event_tables(reader, word)
        if options:
            return Choice("table", tuple(options), (start, place))
    reader.at = start
    return None


def _event_tables(reader: Reader, word: str) -> list[Option]:
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
            if verb and len(words) == 1 and stem(words[0]) == stem(word):
                found.append(Option(table, 0.05))
    return sorted(found, key=lambda option: (option.cost, option.index))[:4]


def _principal(reader: Reader, subject: Choice | None, *, spent: bool) -> Choice | None:
    """The figure of a row that `over 100` means: the amount of an order, the price of a product."""
    if spent and reader.ground.metrics["revenue"]:
        options = tuple(Option(i, m.cost) for i, m in enumerate(reader.ground.metrics["revenue"]))
        return Choice("metric", options, (reader.at, reader.at), "revenue")
    if subject is None:
        return None
    tables = {option.index for option in subject.options}
    for metric in sorted(reader.ground.metrics["revenue"], key=lambda m: m.cost):
        if metric.table in tables and isinstance(metric.formula, int):
            return Choice("column", (Option(metric.formula, 0.1),), (reader.at, reader.at))
    return None


def _adjective(reader: Reader) -> Filter | None:
    """`older than 60`, `heavier than 5`, `cheaper than 20`."""
    start = reader.at
    word = reader.word()
    forms = {"cheaper": "cheap", "older": "old", "younger": "young", "heavier": "heavy", "lighter": "light", "longer": "long",
             "shorter": "short", "larger": "large", "bigger": "big", "taller": "tall", "faster": "fast"}  # fmt: skip
    adjective = forms.get(word) or (reader.word(1) if word in ("more", "less") else "")
    if adjective not in ADJECTIVES:
        return None
    reader.at += 1 if word in forms else 2
    words, high = ADJECTIVES[adjective]
    target = by_adjective(reader, words, (start, reader.at))
    number = reader.number() if reader.take("than") else None
    if target is None or number is None or any(reader.ground.is_date(option.index) for option in target.options):
        reader.at = start
        return None
    reader.take("years", "days", "minutes", "hours", "kg", "km", "years old", "dollars")
    return Filter("compare", target, operator=">" if high != (word == "less") else "<", numbers=(number,))


def _average(reader: Reader, subject: Choice | None, negated: bool) -> Filter | None:
    """`above the average amount`, `price above average`, `earning more than the average salary of their department`."""
    if negated:
        return None
    start = reader.at
    target = figures_only(reader, reader.column())
    reader.take("earning", "earn", "earns", "that is", "is", "are", "costing", "cost", "priced")
    adjective = _than_adjective(reader)
    operator = adjective[1] if adjective else comparison(reader)
    if not operator or not reader.take(*_AVERAGE):
        reader.at = start
        return None
    named = figures_only(reader, reader.column())
    target = named or target or (adjective[0] if adjective else None) or _principal(reader, subject, spent=False)
    if target is None:
        reader.at = start
        return None
    per = _own_group(reader)
    return Filter("average", target, operator=operator, per=per)


def _than_adjective(reader: Reader) -> tuple[Choice, str] | None:
    start = reader.at
    found = None
    forms = {"more expensive than": "expensive", "cheaper than": "cheap", "heavier than": "heavy", "longer than": "long",
             "shorter than": "short", "lighter than": "light", "larger than": "large", "taller than": "tall"}  # fmt: skip
    phrase = reader.take(*forms)
    if phrase:
        words, high = ADJECTIVES[forms[phrase]]
        target = by_adjective(reader, words, (start, reader.at))
        found = (target, ">" if high else "<") if target else None
    if found is None:
        reader.at = start
    return found


def _own_group(reader: Reader) -> Choice | None:
    before = reader.at
    if reader.take("of their", "in their", "of its", "in its", "for their", "for its", "within their"):
        own = dimension(reader)
        if own and own.target.kind in ("table", "column"):
            return own.target
    reader.at = before
    return None


def _flagged(reader: Reader, subject: Choice | None, negated: bool) -> Filter | None:
    return flag(reader, negated=negated)


def _named_value(reader: Reader, subject: Choice | None, negated: bool) -> Filter | None:
    """`status cancelled`, `category is Toys`, `country = Norway`, `the Toys category`."""
    start = reader.at
    reader.skip(("in", "from", "of", "for", "by", "at", "on", "to", "the", "with"))
    column = reader.column()
    if column:
        negated = bool(reader.take("is not", "not", "!=", "is not equal to", "<>", "are not", "other than")) or negated
        reader.skip(("is", "=", "equals", "equal to", "of", "was", "are", "named", "called", "in", "set to", "being", "==", "code"))
        found = _value_of(reader, column, negated)
        if found:
            return found
    reader.at = start
    return None


def _value_of(reader: Reader, column: Choice, negated: bool) -> Filter | None:
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


def _more_values(reader: Reader, first: Choice) -> tuple[Choice, ...]:
    """`Germany, France or Spain`: further values of the same column."""
    found: list[Choice] = []
    columns = {option.index for option in first.options}
    while True:
        before = reader.at
        following = reader.value() if reader.take("or", "and", ",", ", or", ", and", "nor", "or in", "and in", "or from", "and from") else None
        kept = tuple(o for o in following.options if o.index in columns) if following else ()
        if not following or not kept:
            reader.at = before
            return tuple(found)
        found.append(Choice("column", kept, following.span))


def _related(reader: Reader, subject: Choice | None, negated: bool) -> Filter | None:
    """`without orders`, `that never ordered`, `with at least 3 orders`, `who bought Kite`."""
    start = reader.at
    verb = _verb_tables(reader)
    if verb:
        reader.at += 1
        reader.take("any", "anything", "a", "an", "from us", "at all", "the", "something", "back", "for")
        size = reader.at
        operator, numbers = _amounts(reader)
        if numbers and reader.take("times", "time"):
            return Filter("related", verb, operator=operator, numbers=numbers, inner=_inside(reader, verb))
        reader.at = size
        thing = _thing(reader, verb)
        if thing:
            return replace(thing, negated=negated)
        return Filter("related", verb, negated=negated, inner=_inside(reader, verb))
    reader.skip(_HAVE)
    operator, numbers = _amounts(reader)
    table = noun(reader)
    if table is None or _is_subject(table.table, subject) or not (reader.at > start):
        reader.at = start
        return None
    if not negated and not numbers and not _led_by_having(reader, start):
        reader.at = start
        return None
    inner = (*table.filters, *_inside(reader, table.table))
    return Filter("related", table.table, negated=negated, operator=operator, numbers=numbers, inner=inner)


def _thing(reader: Reader, verb: Choice) -> Filter | None:
    """What was bought or ordered, where that is an entity of its own."""
    start = reader.at
    thing = noun(reader)
    if thing is None:
        return None
    if _is_subject(thing.table, verb):
        reader.at = start
        return None
    return Filter("related", thing.table, inner=(*thing.filters, *_inside(reader, thing.table)))


def _is_subject(table: Choice, subject: Choice | None) -> bool:
    return subject is not None and table.options[0].index in {option.index for option in subject.options}


def _led_by_having(reader: Reader, start: int) -> bool:
    words = ("with", "have", "has", "had", "having", "placed", "made", "received", "got", "submitted", "recorded", "taken", "written")
    return any(reader.tokens[place].lower in words for place in range(max(0, start - 3), reader.at - 1))


def _verb_tables(reader: Reader) -> Choice | None:
    options = _event_tables(reader, reader.word())
    return Choice("table", tuple(options), (reader.at, reader.at + 1)) if options else None


def _inside(reader: Reader, table: Choice) -> tuple[Filter, ...]:
    """Conditions on the related rows that follow directly."""
    found: list[Filter] = []
    while len(found) < 3:
        start = reader.at
        when = _plain_period(reader, table, False)
        if when is None:
            reader.at = start
            when = _named_value(reader, table, False)
        if when is None:
            reader.at = start
            when = _valued(reader, table, False)
        if when is None:
            reader.at = start
            return tuple(found)
        found.append(replace(when, span=(start, reader.at)))
    return tuple(found)


def _void(reader: Reader, subject: Choice | None, negated: bool) -> Filter | None:
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
    lead = [token.lower for token in reader.tokens[reader.lead : column.span[0]]]
    lacking = negated and any(word in ("without", "no", "with", "have", "has", "lack", "lacking", "missing") for word in lead)
    having = lead[-1:] in (["a"], ["an"], ["known"]) and any(word in ("with", "have", "has", "having") for word in lead)
    if (negated and not lacking) or not (empty or stated or lacking or having):
        reader.at = start
        return None
    return Filter("missing", column, negated=not (empty or stated or lacking))


def _valued(reader: Reader, subject: Choice | None, negated: bool) -> Filter | None:
    """`in Germany`, `for Toys`, `from Norway`."""
    start = reader.at
    led = False
    place = False
    while word := reader.take(*_PREPOSITIONS):
        led = True
        place = word in ("in", "from", "at", "within", "through", "inside")
    value = reader.value()
    if value is not None and (place or not led):
        value = _elsewhere(reader, value, subject)
    if value is None:
        return _country(reader, start, negated) if led else None
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
    near = None
    return Filter("value", value, negated=negated, more=more, per=near)


def _elsewhere(reader: Reader, value: Choice, subject: Choice | None) -> Choice:
    """`cities in Wyoming` means no city of that name, where the word has another meaning too."""
    own = {column for option in subject.options for column in reader.ground.shown(option.index)} if subject else set()
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


def _country(reader: Reader, start: int, negated: bool) -> Filter | None:
    """A country that does not occur in the data: the answer is none, which is an answer."""
    word = reader.word()
    name = DEMONYMS.get(word, word)
    if name not in COUNTRIES:
        return None
    schema = reader.ground.schema
    options = tuple(Option(c.index, 0.1) for c in schema.real_columns if "country" in c.words and c.kind == "text" and not c.foreign)
    if not options:
        return None
    text = reader.text()
    reader.at += 1
    return Filter("unknown", Choice("column", options[:5], (start, reader.at)), negated=negated, text=text)


def _like(reader: Reader, subject: Choice | None, negated: bool) -> Filter | None:
    """`whose name contains 'x'`, `starting with A`."""
    start = reader.at
    column = reader.column()
    verb = reader.take("contains", "containing", "contain", "includes", "including", "starts with", "starting with", "start with",
                       "begins with", "beginning with", "ends with", "ending with", "ending in", "starting in")  # fmt: skip
    reader.skip(("the word", "the letter", "the text", "the letters", "the"))
    token = reader.token()
    if not verb or token is None or token.kind == "mark" or (token.kind != "quoted" and not token.text[:1].isupper()):
        reader.at = start
        return None
    target = column or _names_of(reader, subject)
    if target is None:
        reader.at = start
        return None
    reader.at += 1
    pattern = f"{token.text}%" if verb[:5] in ("start", "begin") else f"%{token.text}" if verb[:3] == "end" else f"%{token.text}%"
    return Filter("like", target, negated=negated, text=pattern)


def _names_of(reader: Reader, subject: Choice | None) -> Choice | None:
    shown = reader.ground.shown(subject.options[0].index) if subject else ()
    return Choice("column", (Option(shown[-1], 0.1),), (reader.at, reader.at)) if len(shown) == 1 else None


def _context(reader: Reader, subject: Choice | None, negated: bool) -> Filter | None:
    """`from customers in Germany`: an entity that only says where the conditions after it belong."""
    start = reader.at
    if negated or not reader.take("from", "of", "by", "for", "in", "at", "to", "with", "on", "made by", "placed by"):
        return None
    thing = noun(reader)
    if thing is None or _is_subject(thing.table, subject):
        reader.at = start
        return None
    inner = (*thing.filters, *_inside(reader, thing.table))
    return Filter("context", thing.table, inner=inner)
