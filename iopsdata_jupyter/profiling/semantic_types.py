"""What a column means and whether it tells of persons, by the words of its name and by its values together.

A name alone can mislead (`zip`, `shipping_cost`, `description` are nothing personal although `ip` stands in
them), so names are taken apart into words; and what values must prove is proved by `validators.py`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from iopsdata_jupyter.profiling.models import NUMERIC, Kind, SemanticType
from iopsdata_jupyter.profiling.validators import VALIDATORS
from iopsdata_jupyter.profiling.word_lists import word_list

STRONG = 0.8
"""Share of the values from which they prove a meaning by themselves."""
SUPPORTING = 0.5
"""Share that is enough where the name says the same."""
FEWEST = 3
"""Values below which they prove nothing alone."""

PERSONAL = frozenset(
    {
        "email",
        "phone",
        "iban",
        "card_number",
        "ip_address",
        "person_name",
        "birth_date",
        "street_address",
        "national_id",
    }
)

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _ByName:
    """A meaning that a name suggests, and what the values must then satisfy."""

    meaning: str
    words: frozenset[str]
    """Any of them as a word, or as two neighbouring words in one."""
    validator: str | None = None
    kinds: frozenset[Kind] = frozenset({"text"})
    unless: frozenset[str] = frozenset()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TEXT_OR_INTEGER: frozenset[Kind] = frozenset({"text", "integer"})
_DATE_OR_TEXT: frozenset[Kind] = frozenset({"date", "timestamp", "text"})
_MEASURES = _set(
    "count number num total is has sent opened rate share flag verified valid status type id cost price "
    "amount"
)
_BY_NAME = (
    _ByName("email", _set("email mail emailaddress"), "email", unless=_MEASURES),
    _ByName("phone", _set("phone mobile telephone tel fax cell cellphone phonenumber msisdn"), "phone",
            _TEXT_OR_INTEGER, unless=_MEASURES - {"number"}),
    _ByName("iban", _set("iban"), None),
    _ByName("card_number", _set("cardnumber creditcard ccnumber cardno pan"), "card_number",
            _TEXT_OR_INTEGER),
    _ByName("ip_address", _set("ip ipaddress ipv4 ipv6 ipaddr"), "ip_address"),
    _ByName("url", _set("url uri website homepage link"), "url"),
    _ByName("postcode", _set("zip zipcode postcode postalcode plz postal"), "postcode", _TEXT_OR_INTEGER),
    _ByName("country", _set("country countrycode nation nationality"), None),
    _ByName("currency", _set("currency currencycode"), "currency"),
    _ByName("national_id", _set("ssn socialsecurity nationalid passport passportnumber taxid nin cpf"),
            None, _TEXT_OR_INTEGER),
    _ByName("birth_date", _set("birthdate dob birthday dateofbirth birth"), None, _DATE_OR_TEXT,
            unless=_set("place city country order weight")),
    _ByName("street_address", _set("street streetaddress addressline homeaddress postaladdress"),
            None, unless=_set("id type count")),
)  # fmt: skip
_PERSON_WORDS = _set(
    "fullname firstname lastname surname forename givenname familyname middlename maidenname nickname"
)
_BY_VALUES = (
    "email",
    "url",
    "iban",
    "ip_address",
    "mac_address",
    "uuid",
    "card_number",
    "international_phone",
)
_TEXT_FORMS = ("date", "number")


def semantic_type(
    name: str, kind: Kind, values: Sequence[Any], *, table: str = "", low: Any = None, high: Any = None
) -> SemanticType | None:
    """The meaning of a column, or None.

    `values` are some of its values (nulls left out), `table` the name of what holds it, `low` and `high` the
    least and greatest value of a number.
    """
    words = _words(name)
    texts = [str(value).strip() for value in values if str(value).strip()]
    if kind in NUMERIC and (found := _coordinate(words, low, high)):
        return found
    if found := _named(words, kind, texts):
        return found
    if kind in ("text", "integer") and (found := _valued(kind, texts)):
        return found
    if kind == "text" and (found := _person(words, _words(table), texts)):
        return found
    return _text_form(texts) if kind == "text" else None


def _words(name: str) -> list[str]:
    """The words of `customerEMail_2` or `ZIP-code`, in lower case."""
    return [word.lower() for word in _WORDS.findall(name)]


def _joined(words: Sequence[str]) -> set[str]:
    """The words, and each two and three neighbours as one: `full_name` is `fullname` too."""
    twos = {first + second for first, second in itertools.pairwise(words)}
    threes = {"".join(three) for three in zip(words, words[1:], words[2:], strict=False)}
    return {*words, *twos, *threes}


def _share(texts: Sequence[str], validator: str, least: float = 0.0) -> float:
    """The share of texts that fit; 0 as soon as it cannot reach `least` any more."""
    check: Callable[[str], bool] = VALIDATORS[validator]
    fitting = len(texts)
    for text in texts:
        if not check(text):
            fitting -= 1
            if fitting / len(texts) < least:
                return 0.0
    return fitting / len(texts) if texts else 0.0


def _named(words: list[str], kind: Kind, texts: Sequence[str]) -> SemanticType | None:
    joined = _joined(words)
    for rule in _BY_NAME:
        fits = kind in rule.kinds or (kind == "other" and "text" in rule.kinds)
        if not fits or not rule.words & joined or rule.unless & set(words):
            continue
        if rule.validator is None or not texts:
            share = _share(texts, rule.meaning) if rule.meaning in VALIDATORS and texts else None
            return _meaning(rule.meaning, share, "by its name")
        share = _share(texts, rule.validator, SUPPORTING)
        if share >= SUPPORTING:
            return _meaning(rule.meaning, share, f"by its name, and {share:.0%} of the values looked at fit")
    return None


def _coordinate(words: list[str], low: Any, high: Any) -> SemanticType | None:
    bounds = (
        ("latitude", {"lat", "latitude"}, 90.0),
        ("longitude", {"lon", "lng", "long", "longitude"}, 180.0),
    )
    for meaning, names, bound in bounds:
        inside = low is None or (float(low) >= -bound and float(high) <= bound)
        if names & set(words) and inside:
            return _meaning(meaning, 1.0, f"by its name and its range within {bound:g} degrees")
    return None


def _valued(kind: Kind, texts: Sequence[str]) -> SemanticType | None:
    if len(texts) < FEWEST:
        return None
    for validator in _BY_VALUES if kind == "text" else ("card_number",):
        # One number in ten has a right check digit by chance: cards need nearly all.
        least = 0.95 if validator == "card_number" else STRONG
        share = _share(texts, validator, least)
        if share >= least:
            meaning = "phone" if validator == "international_phone" else validator
            return _meaning(meaning, share, f"{share:.0%} of the values looked at fit")
    return None


def _person(words: list[str], table: list[str], texts: Sequence[str]) -> SemanticType | None:
    """A person's name: by `full_name`; by `name` where the column or its table is of people."""
    joined = _joined(words)
    about = {_singular(word) for word in words}
    certain = bool(_PERSON_WORDS & joined)
    whose = "name" in words and bool(word_list("people") & about) and not word_list("things") & about
    of_people = words == ["name"] and bool(word_list("people") & {_singular(word) for word in table})
    if not (certain or whose or of_people) or (
        about & {"user", "username", "login"} and "name" in words and not certain
    ):
        return None
    share = _share(texts, "person_name") if texts else None
    if share is not None and share < SUPPORTING:
        return None
    return _meaning(
        "person_name", share, "by its name" if certain or whose else "by its name and its table's"
    )


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _text_form(texts: Sequence[str]) -> SemanticType | None:
    """Dates and numbers that are kept as text."""
    if len(texts) < FEWEST:
        return None
    for form in _TEXT_FORMS:
        share = _share(texts, form, STRONG)
        if share >= STRONG:
            return _meaning(
                f"{form}_text", share, f"{share:.0%} of the values looked at are {form}s kept as text"
            )
    return None


def _meaning(name: str, share: float | None, evidence: str) -> SemanticType:
    return SemanticType(name, name in PERSONAL, share, evidence)


def masked(value: Any) -> Any:
    """A personal value of which only the first sign of each word and the form are left."""
    if value is None:
        return None
    return re.sub(r"(\w)(\w+)", lambda word: word[1] + "*" * min(len(word[2]), 6), str(value))
