"""What follows the opening of a question, in any order: groups, conditions, order, limits."""

from __future__ import annotations

from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.alongside import with_columns, with_figure, with_owner
from iopsdata_jupyter.text_to_sql.offline.analytic.beside import versus
from iopsdata_jupyter.text_to_sql.offline.analytic.conditioned import conditioned
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Dimension,
    Draft,
    Measure,
    Order,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.emptiness import every
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import figure
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
        with_figure,
        with_owner,
        with_columns,
        _more_measures,
        conditioned,
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
