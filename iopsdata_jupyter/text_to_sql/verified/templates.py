"""Questions with `{parameters}`: matching one against a template, and what its words are worth as dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache

from iopsdata_jupyter.errors import UsageError

_PARAMETER = re.compile(r"\{\s*([A-Za-z_]\w*)\s*\}")
_OPENING = re.compile(
    r"^(?:please\s+|(?:can|could) you\s+|show(?: me)?\s+|give me\s+|tell me\s+|list\s+"
    r"|what(?:'s| is| are| was| were)\s+|the\s+|our\s+)+",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"[\s?!.;:]+(?:please)?[\s?!.;:]*$", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parameters(template: str) -> tuple[str, ...]:
    """The names in braces, each once, in order.

    Raises:
        UsageError: braces that hold no name.
    """
    names = tuple(dict.fromkeys(_PARAMETER.findall(template)))
    if re.search(r"[{}]", _PARAMETER.sub("", template)):
        raise UsageError(
            f"The braces in {template!r} hold no name.", hint="A parameter is such as {region} or {since}."
        )
    return names


def plain(question: str) -> str:
    """The question without politeness, outer punctuation and doubled blanks."""
    text = " ".join(question.split())
    return _CLOSING.sub("", _OPENING.sub("", f"{text} ")).strip()


def match(template: str, question: str) -> Mapping[str, str] | None:
    """The words that stand for each parameter, as written; None where the question says something else."""
    found = _pattern(template).fullmatch(plain(question))
    return {name: value.strip() for name, value in found.groupdict().items()} if found else None


@lru_cache(maxsize=2048)
def _pattern(template: str) -> re.Pattern[str]:
    parts = _PARAMETER.split(plain(template))
    seen: set[str] = set()
    pattern = ""
    for place, part in enumerate(parts):
        if place % 2 == 0:
            pattern += r"\s+".join(re.escape(word) for word in re.split(r"\s+", part))
        else:
            pattern += f"(?P={part})" if part in seen else f"(?P<{part}>\\S(?:.*?\\S)?)"
            seen.add(part)
    return re.compile(pattern, re.IGNORECASE)


def period(text: str) -> tuple[dt.date, dt.date] | None:
    """First day and the day after the last of a date, month or year in words; None for anything else."""
    text = text.strip().casefold()
    if found := re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", text):
        return _span(int(found[1]), found[2], found[3])
    if found := re.fullmatch(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]{3,9})\.?\s+(\d{4})", text):
        return _span(int(found[3]), _month(found[2]), found[1])
    if found := re.fullmatch(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", text):
        return _span(int(found[3]), _month(found[1]), found[2])
    return None


def _month(word: str) -> str:
    place = next((place for place, name in enumerate(_MONTHS, 1) if word.startswith(name)), 0)
    return str(place)


def _span(year: int, month: str | None, day: str | None) -> tuple[dt.date, dt.date] | None:
    try:
        start = dt.date(year, int(month or 1), int(day or 1))
        if day:
            return start, start + dt.timedelta(days=1)
        if month:
            return start, dt.date(year + start.month // 12, start.month % 12 + 1, 1)
        return start, dt.date(year + 1, 1, 1)
    except (ValueError, OverflowError):
        return None
