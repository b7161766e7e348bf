"""A condition as a clause: what it is about, and how it stands to the conditions before it."""

from __future__ import annotations

from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Draft, Filter
from iopsdata_jupyter.text_to_sql.offline.analytic.filters import condition
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.resolve import group_filter


def conditioned(reader: Reader, draft: Draft) -> Draft | None:
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
