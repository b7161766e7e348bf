"""What a short question changes of the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from iopsdata_jupyter.text_to_sql.translator import Turn
from iopsdata_jupyter.text_to_sql.verified.templates import plain

Kind = Literal["group", "filter", "exclude", "limit", "order", "all", "about"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a statement."""

    kind: Kind
    phrase: str
    """What is grouped by, kept, sorted by, or asked about; in words."""
    words: str
    """The words of the question that say it."""
    count: int = 0
    """Rows to keep, for `limit`."""
    descending: bool = True
    """For `order`, and for `limit`: the highest rather than the lowest."""


@dataclass(frozen=True, slots=True)
class Refinement:
    """A question that means something only after another one."""

    changes: tuple[Change, ...]
    instead: bool = False
    """Whether a group takes the place of those that are there."""
    sure: bool = False
    """Whether it cannot be a question of its own."""


_LEAD = re.compile(
    r"^(?:(?:and|now|then|ok|okay|please|also|but|so|the same|same(?: thing| question)?|again"
    r"|(?:can|could) you"
    r"|show(?: me)?(?: it| that| this| them)?|give me|make it|do it|i want(?: it)?)\b[\s,]*)+",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:(?:what|how) about|and what of)\s+", re.IGNORECASE)
_INSTEAD = re.compile(r"[\s,]*\b(?:instead|rather)(?: of .*)?$", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:how|what|which|who|whose|when|where is|is there|are there|number of)\b|^(?:count|list|find)\b",
    re.IGNORECASE,
)
"""Words of a question that stands alone."""
_MOST_WORDS = 8

_GROUP = re.compile(
    r"^(?:(?:break|split|group)(?: (?:it|that|this|them))?(?: down| up)?\s+"
    r"|(?:broken down|grouped|split|divided)\s+)?"
    r"(?:by|per|for each|for every|across|along)\s+(?P<what>.+)$",
    re.IGNORECASE,
)
_BUCKET = re.compile(r"^(?P<what>daily|weekly|monthly|quarterly|yearly|annually|over time)$", re.IGNORECASE)
_BUCKETS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
    "over time": "month",
}
_LIMIT = re.compile(
    r"^(?:only |just )?(?:the )?(?:(?P<way>top|best|highest|first|bottom|worst|lowest|last) )?"
    r"(?P<count>\d{1,5}|one|three|five|ten)(?: (?:rows?|of them|only|results?))?$",
    re.IGNORECASE,
)
_TO = re.compile(
    r"^limit(?:ed)?(?: (?:it|them|that))? to (?:the )?(?P<way>top )?(?P<count>\d{1,5})(?: rows?)?$",
    re.IGNORECASE,
)
_YEARS = (1800, 2200)
_NUMBERS = {"one": 1, "three": 3, "five": 5, "ten": 10}
_ALL = re.compile(r"^(?:all of them|no limit|without (?:a |the )?limit|all rows|everything)$", re.IGNORECASE)
_SORT = re.compile(
    r"^(?:sort|sorted|order|ordered|rank|ranked)(?: (?:it|them|that))? by (?P<what>.+)$", re.IGNORECASE
)
_WAY = re.compile(
    r"[\s,]*\b(?:in )?(?:(?P<down>descending|desc|(?:highest|largest|biggest|newest|latest|most) first)"
    r"|(?P<up>ascending|asc|(?:lowest|smallest|oldest|earliest|least) first|alphabetically))"
    r"(?: order)?$",
    re.IGNORECASE,
)
_EXCLUDE = re.compile(
    r"^(?:excluding|exclude|except(?: for)?|without|leave out|leaving out|but not|not(?: for| in| from)?)\s+"
    r"(?P<what>.+)$",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"^(?:only|just)\s+(?:(?:the )?(?:ones?|those|rows)\s+)?(?P<what>.+?)$|^(?P<after>.+?)\s+only$",
    re.IGNORECASE,
)
_FILTER = re.compile(
    r"^(?P<what>(?:for|in|from|since|until|till|before|after|between|during|with|where|whose|at|on|over|under)\s+.+)$",
    re.IGNORECASE,
)


def read(question: str) -> Refinement | None:
    """What a question changes of the one before; None for a question that stands alone."""
    text = plain_lead(question)
    about = _ABOUT.match(text)
    text, instead = _without_instead(text[about.end() :] if about else text)
    if not text or len(text.split()) > _MOST_WORDS:
        return None
    if about:
        found = _change(text) or Change("about", text, text)
        return Refinement((found,), instead=True, sure=True)
    if _OWN.search(text):
        return None
    changes = [_change(part) for part in _parts(text)]
    if not changes or any(change is None for change in changes):
        return Refinement((Change("about", text, text),), instead=True, sure=True) if instead else None
    kept = tuple(change for change in changes if change is not None)
    started = bool(_LEAD.match(question.strip()))
    return Refinement(kept, instead, sure=instead or started or all(map(_is_sure, kept)))


def _is_sure(change: Change) -> bool:
    return change.kind != "filter" or bool(
        re.match(r"(?:only|just)\b|.*\bonly$", change.words, re.IGNORECASE)
    )


def plain_lead(question: str) -> str:
    """The question without what only leads into it."""
    return _LEAD.sub("", plain(question)).strip()


def _without_instead(text: str) -> tuple[str, bool]:
    found = _INSTEAD.search(text)
    return (text[: found.start()].strip(), True) if found else (text.strip(), False)


def _parts(text: str) -> Iterator[str]:
    """The clauses of a question: at commas, and at `and` before a word that begins one."""
    starts = r"by|per|for|only|just|in|since|sorted|ordered|top|without|excluding|except|with|where"
    yield from (
        part.strip()
        for part in re.split(rf"\s*,\s*(?:and )?|\s+and (?=(?:{starts})\b)", text)
        if part.strip()
    )


def _change(text: str) -> Change | None:
    for reader in (_sorted, _limited, _grouped, _excluded, _kept):
        found = reader(text)
        if found:
            return found
    return None


def _sorted(text: str) -> Change | None:
    way = _WAY.search(text)
    rest = text[: way.start()].strip() if way else text
    found = _SORT.match(rest)
    if found is None and (way is None or rest):
        return None
    return Change("order", found["what"] if found else "", text, descending=way is None or not way["up"])


def _limited(text: str) -> Change | None:
    if _ALL.match(text):
        return Change("all", "", text)
    found = _LIMIT.match(text) or _TO.match(text)
    if found is None:
        return None
    way = (found["way"] or "").strip().casefold()
    count = _NUMBERS.get(found["count"].casefold()) or int(found["count"])
    if text.isdigit() and _YEARS[0] <= count <= _YEARS[1]:
        return None
    is_low = way in ("bottom", "worst", "lowest")
    kind: Kind = "limit"
    return Change(kind, "" if way in ("", "first", "last") else "rank", text, count, descending=not is_low)


def _grouped(text: str) -> Change | None:
    if bucket := _BUCKET.match(text):
        return Change("group", _BUCKETS[bucket["what"].casefold()], text)
    found = _GROUP.match(text)
    return Change("group", found["what"], text) if found else None


def _excluded(text: str) -> Change | None:
    found = _EXCLUDE.match(text)
    return Change("exclude", found["what"], text) if found else None


def _kept(text: str) -> Change | None:
    only = _ONLY.match(text)
    if only:
        return Change("filter", only["what"] or only["after"], text)
    found = _FILTER.match(text)
    return Change("filter", found["what"], text) if found else None


def context(question: str, history: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The turns that a question refines, from the one that stood alone; () for one that stands alone itself.

    A cell that is run again refines what it refined before, not itself.
    """
    if read(question) is None:
        return ()
    earlier = list(history)
    while earlier and plain(earlier[-1].question).casefold() == plain(question).casefold():
        earlier.pop()
    kept: list[Turn] = []
    for turn in reversed(earlier):
        kept.insert(0, turn)
        if read(turn.question) is None:
            return tuple(kept)
    return tuple(kept)
