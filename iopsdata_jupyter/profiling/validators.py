"""Whether one text is an e-mail address, an IBAN, a card number, ...: by form and by check digits."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping

from iopsdata_jupyter.profiling.word_lists import word_list

_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"(?:https?|ftp)://[^\s/$.?#][^\s]*|www\.[\w-]+(?:\.[\w-]+)+\S*", re.IGNORECASE)
_PHONE = re.compile(r"\+?\(?\d[\d\s()./-]{5,18}\d(?:\s?(?:x|ext\.?)\s?\d{1,5})?", re.IGNORECASE)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_CARD = re.compile(r"[2-6]\d{12,18}")
_SHORTEST_IBAN, _SHORTEST_CARD, _FEWEST_IP_SIGNS = 15, 13, 2
_POSTCODE = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9 -]{1,8}[A-Z0-9]", re.IGNORECASE)
_MAC = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_NUMBER = re.compile(
    r"[+-]?(?:\d+(?:[.,]\d+)?|\d{1,3}(?:[ ,.']\d{3})+(?:[.,]\d+)?)(?:e[+-]?\d+)?", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
)
_PERSON = re.compile(r"[^\W\d_][^\W\d_'.-]*(?:[ '-]+[^\W\d_][^\W\d_'.-]*\.?){0,4}")


def is_iban(text: str) -> bool:
    """By its form and the check digits of ISO 13616 (the rearranged number is 1 modulo 97)."""
    if len(text) < _SHORTEST_IBAN:
        return False
    plain = re.sub(r"\s", "", text).upper()
    if not _IBAN.fullmatch(plain):
        return False
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def is_card(text: str) -> bool:
    """13 to 19 digits with an issuer's first digit, and the check digit of ISO/IEC 7812 (Luhn)."""
    if len(text) < _SHORTEST_CARD or not _CARD.fullmatch(digits := text.replace(" ", "").replace("-", "")):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_ip(text: str) -> bool:
    """An IPv4 or IPv6 address, with or without a prefix length."""
    if text.count(".") + text.count(":") < _FEWEST_IP_SIGNS:
        return False
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return True


def is_phone(text: str) -> bool:
    """7 to 15 digits (ITU-T E.164) with the signs that people put between them."""
    if not _PHONE.fullmatch(text):
        return False
    digits = sum(map(str.isdigit, text))
    return 7 <= digits <= 15 and not _DATE.fullmatch(text)


def is_international_phone(text: str) -> bool:
    """A phone number with its country."""
    return text.startswith(("+", "00")) and is_phone(text)


def _matches(form: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: form.fullmatch(text) is not None


VALIDATORS: Mapping[str, Callable[[str], bool]] = {
    "email": _matches(_EMAIL),
    "url": _matches(_URL),
    "iban": is_iban,
    "card_number": is_card,
    "ip_address": is_ip,
    "mac_address": _matches(_MAC),
    "uuid": _matches(_UUID),
    "phone": is_phone,
    "international_phone": is_international_phone,
    "postcode": _matches(_POSTCODE),
    "country": lambda text: (
        text.upper() in word_list("countries") or text.lower().replace(" ", "_") in word_list("country_names")
    ),
    "currency": lambda text: text.upper() in word_list("currencies"),
    "date": _matches(_DATE),
    "number": _matches(_NUMBER),
    "person_name": _matches(_PERSON),
}
