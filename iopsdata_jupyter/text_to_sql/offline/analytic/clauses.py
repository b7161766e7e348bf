"""What follows the opening of a question, in any order: groups, conditions, order, limits."""

from __future__ import annotations

from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.beside import versus
from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.numbers import boundary
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Dimension,
    Draft,
    Filter,
    Measure,
    Option,
    Order,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.emptiness import every
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import figure
from iopsdata_jupyter.text_to_sql.offline.analytic.filters import condition
from iopsdata_jupyter.text_to_sql.offline.analytic.grouping import grouping
from iopsdata_jupyter.text_to_sql.offline.analytic.ordering import (
    Ranking,
    limited,
    ordering,
    ranked_by,
    superlative,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.resolve import group_filter
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import FILLERS

_VERBS_LEFT = phrases(
    """did | does | do | has | have | had | were | was | are | is | been | placed | place | made | make |
    received | receive | recorded | get | got | there | exist | exists | took place | generated |
    generate | for us | that | happened | total | in the database | on file | being | it | in the system
    | on record | i | you | existing | as well | created | sold | on average | handle | handled | manage
    | managed | serve | served | process | processed | taught | used | offered | available | come from |
    live in | work in | belong to | raise | raised | deliver | delivered | use | employ | contain | own
    | work for | send | sent | file | filed | carry | carried | treat | treated | log | logged | made by
    | them | come in | came in | to us | who | also | which | be | along with | bring in | in the
    dataset | at the moment | right now | now | occurred | occur | earn | earned | took | take | given |
    registered | found | scored | reported | observed | seen | noted"""
)
_TRAILING = (*FILLERS, *_VERBS_LEFT)


_MOST_CLAUSES = 9


def clauses(reader: Reader, draft: Draft) -> Draft | None:
    for _ in range(_MOST_CLAUSES):
        reader.skip(_TRAILING[: len(FILLERS)])
        if reader.done:
            return draft
        start = reader.at
        following = _clause(reader, draft)
        if following is None:
            reader.at = start
            if not reader.take(*_TRAILING):
                return None
            continue
        draft = following
    return draft if reader.done else None


def _clause(reader: Reader, draft: Draft) -> Draft | None:
    for rule in (
        versus,
        every,
        _rank_clause,
        _order_clause,
        _limit_clause,
        _growth_clause,
        _group_clause,
        _superlative_clause,
        _with_figure,
        _with_owner,
        _with_clause,
        _more_measures,
        _condition_clause,
    ):
        start = reader.at
        found = rule(reader, draft)
        if found is not None:
            return found
        reader.at = start
    return None


def _rank_clause(reader: Reader, draft: Draft) -> Draft | None:
    if draft.measures or draft.limit is None or draft.order is None:
        return None
    found = ranked_by(reader)
    return ranked(draft, Ranking(found, draft.order.descending), draft.limit) if found else None


def _order_clause(reader: Reader, draft: Draft) -> Draft | None:
    found = ordering(reader)
    if found is None or draft.order is not None:
        return None
    if isinstance(found.target, Measure) and found.target.aggregate and _is_list(draft):
        dimension = Dimension(draft.subject, "", draft.subject.span) if draft.subject else None
        order = Order(found.descending, None, found.span)
        return draft.but(
            measures=(found.target,), dimensions=(dimension,) if dimension else (), subject=None, order=order
        )
    return draft.but(order=found)


def _is_list(draft: Draft) -> bool:
    """Whether entities are listed, with nothing else that their order could be mixed up with."""
    return draft.subject is not None and not (draft.measures or draft.shown or draft.limit)


def _limit_clause(reader: Reader, draft: Draft) -> Draft | None:
    found = limited(reader)
    if found is None or draft.limit is not None:
        return None
    order = draft.order or Order(descending=True) if draft.measures else draft.order
    return draft.but(limit=found, order=order)


_GROWTH_CLAUSE_WORDS = phrases(
    """as a percentage of the total | as a share of the total | as a percentage of total | as percentage of
    total | as a percentage | as a share of total | in percent | as percentages"""
)


def _growth_clause(reader: Reader, draft: Draft) -> Draft | None:
    if not draft.measures:
        return None
    if reader.take(*_GROWTH_CLAUSE_WORDS):
        return draft.but(share=True)
    return None


def _group_clause(reader: Reader, draft: Draft) -> Draft | None:
    ranked_in = draft.limit is not None and draft.order is not None
    found = grouping(reader, ranked=ranked_in)
    if found is None:
        return None
    if ranked_in:
        return None if draft.within else draft.but(within=found)
    if not draft.measures and draft.subject is None:
        return None
    if not draft.measures:
        return None
    return draft.but(dimensions=(*draft.dimensions, *found))


def _superlative_clause(reader: Reader, draft: Draft) -> Draft | None:
    if draft.measures or (draft.order is not None and draft.limit is None):
        return None
    start = reader.at
    found = superlative(reader)
    if found is None or (draft.subject is None and not draft.dimensions and not draft.shown):
        return None
    if (
        draft.limit is None
        and plural(reader, draft)
        and reader.tokens[0].lower not in ("which", "what", "who")
    ):
        reader.at = start
        return None
    hidden = draft.limit is None
    return ranked(draft, found, draft.limit or 1, hidden=hidden)


def plural(reader: Reader, draft: Draft) -> bool:
    target = draft.subject or (draft.dimensions[0].target if draft.dimensions else draft.shown[0])
    if not target.span[1]:
        return False
    return reader.tokens[target.span[1] - 1].lower != reader.tokens[target.span[1] - 1].lemma


def ranked(draft: Draft, rank: Ranking, limit: int, *, hidden: bool = False) -> Draft:
    """A list that becomes a ranking by a measure."""
    dimensions = draft.dimensions or (
        (Dimension(draft.subject, "", draft.subject.span),) if draft.subject else ()
    )
    return draft.but(
        measures=(rank.figure.measure,),
        filters=(*draft.filters, *rank.figure.filters),
        dimensions=dimensions or tuple(Dimension(choice, "", choice.span) for choice in draft.shown),
        shown=draft.shown if dimensions else (),
        subject=None,
        order=Order(rank.descending),
        limit=limit,
        skipped=rank.place - 1,
        hidden=hidden,
    )


_BESIDE = phrases(
    """with their | and their | with its | and its | along with their | together with their | with the |
    and the | with | and | along with the | together with the | showing their | and show their | plus their"""
)


def _with_figure(reader: Reader, draft: Draft) -> Draft | None:
    """`customers with their total payments`, `stores and the number of orders`: a figure of each of them."""
    start = draft.subject.span[1] if draft.subject else 0
    if draft.measures or draft.shown or draft.subject is None or draft.limit is not None:
        return None
    if not reader.take(*_BESIDE) and reader.at <= start:
        return None
    found = figure(reader)
    _skip_own_verb(reader)
    if found is None or found.filters or not found.measure.aggregate or not (reader.done or boundary(reader)):
        return None
    dimension = Dimension(draft.subject, "", draft.subject.span)
    return draft.but(measures=(found.measure,), dimensions=(dimension,), subject=None)


def _skip_own_verb(reader: Reader) -> None:
    """`... they bought`, `... it has received`: the verb of the entity that is listed."""
    if reader.take("they", "it", "each of them", "each"):
        reader.take("have", "has", "had")
        reader.at += not reader.done


_THEIR = phrases(
    """with their | and their | with its | and its | along with their | together with their | with the name of
    their | and the name of their | with the name of its"""
)


def _with_owner(reader: Reader, draft: Draft) -> Draft | None:
    """`classes with their trainers`: the one row of another table that each row refers to, by its name."""
    if draft.measures or draft.subject is None or draft.limit is not None or not reader.take(*_THEIR):
        return None
    table = reader.table()
    if table is None or not (reader.done or reader.peek(*_AFTER_COLUMNS)):
        return None
    shown = reader.ground.shown(table.options[0].index)
    if not shown or not reader.ground.shown(draft.subject.options[0].index):
        return None
    choices = tuple(Choice("column", (Option(column, 0.0),), table.span) for column in shown)
    return draft.but(shown=(*draft.shown, *choices), distinct=False)


_AFTER_COLUMNS = phrases(""", | in | for | from | sorted | ordered | who | that | by""")
_WITH_CLAUSE_WORDS = phrases(
    """with their | and their | with the | and the | along with their | together with their | along with
    the | including their | and its | with its | showing | with | including the"""
)


def _with_clause(reader: Reader, draft: Draft) -> Draft | None:
    """`customers with their emails`: columns to show beside."""
    if draft.measures or draft.subject is None:
        return None
    if not reader.take(*_WITH_CLAUSE_WORDS):
        return None
    shown = columns(reader)
    if not shown or not (reader.done or reader.peek(*_AFTER_COLUMNS)):
        return None
    return draft.but(shown=(*draft.shown, *shown), distinct=False)


def columns(reader: Reader) -> tuple[Choice, ...]:
    found: list[Choice] = []
    while True:
        before = reader.at
        if found and not reader.take("and", ",", ", and"):
            return tuple(found)
        reader.skip(("their", "the", "its"))
        column = reader.column()
        if column is None:
            reader.at = before
            return tuple(found)
        found.append(column)


def _more_measures(reader: Reader, draft: Draft) -> Draft | None:
    """`revenue and number of orders by month`."""
    if (
        not draft.measures
        or draft.hidden
        or draft.share
        or draft.limit is not None
        or reader.tokens[reader.at - 1].lower not in ("and", ",")
    ):
        return None
    found = figure(reader)
    if found is None or found.filters:
        return None
    carried = draft.measures[-1].aggregate
    aggregate = found.measure.aggregate or (carried if carried in ("sum", "avg", "min", "max") else "")
    return draft.but(measures=(*draft.measures, replace(found.measure, aggregate=aggregate)))


def _condition_clause(reader: Reader, draft: Draft) -> Draft | None:
    subject = draft.subject or next((m.target for m in draft.measures if m.target.kind == "table"), None)
    subject = subject or next((d.target for d in draft.dimensions if d.target.kind == "table"), None)
    reader.take("or")
    start = reader.at
    listed = draft.shown[0] if len(draft.shown) == 1 else None
    found = condition(reader, subject, listed)
    if found is None:
        return None
    found = _again(draft, found)
    if reader.words_of((start - 1, start)).casefold() == "or":
        return _either(reader, draft, found)
    if found.kind != "period" and any(_open(c) for c in draft.filters):
        return None
    if found.kind == "value" and found.per is None and (near := _last_entity(draft, start)):
        found = replace(found, per=near)
    if draft.share and found.kind != "period" and _awaits_part(draft):
        return draft.but(filters=(*draft.filters, *draft.part), part=(found,))
    return draft.but(filters=(*draft.filters, found))


def _awaits_part(draft: Draft) -> bool:
    """Whether the condition whose share is asked is still to come: after `share of VIP tickets`, it may."""
    if not draft.part:
        return not draft.dimensions
    return draft.subject is not None and draft.part[0].span[1] <= draft.subject.span[0]


def _open(condition: Filter) -> bool:
    """Whether a condition is one of two, after which it is not clear what a third one belongs to."""
    return condition.kind == "either" and any(inner.kind != "period" for inner in condition.inner)


def _either(reader: Reader, draft: Draft, found: Filter) -> Draft | None:
    """`from Norway or with a fee above 1000`: one of two conditions is enough.

    With a third condition beside them it is not clear what belongs together, and nothing is read.
    """
    stated = [c for c in draft.filters if c.span[0] >= (draft.subject.span[1] if draft.subject else 0)]
    if len(stated) != 1 or draft.filters[-1] != stated[0] or draft.share or draft.part:
        return None
    if group_filter(stated[0]) or group_filter(found):
        return None
    both = Filter("either", stated[0].target, inner=(stated[0], found), span=(stated[0].span[0], reader.at))
    return draft.but(filters=(*draft.filters[:-1], both))


def _again(draft: Draft, found: Filter) -> Filter:
    """`who ordered in 2024 but not in 2025`: a bare period after a relation is about the same relation."""
    last = draft.filters[-1] if draft.filters else None
    if (
        last is None
        or last.kind != "related"
        or last.numbers
        or found.kind != "period"
        or found.target.options
    ):
        return found
    if not any(inner.kind == "period" for inner in last.inner):
        return found
    inner = replace(found, negated=False)
    return Filter("related", last.target, negated=found.negated, inner=(inner,), span=found.span)


def _last_entity(draft: Draft, place: int) -> Choice | None:
    """The entity that was named last before a place."""
    named = (
        [d.target for d in draft.dimensions]
        + [m.target for m in draft.measures]
        + ([draft.subject] if draft.subject else [])
    )
    before = [choice for choice in named if choice.kind == "table" and 0 < choice.span[1] <= place]
    return max(before, key=lambda choice: choice.span[1], default=None)
