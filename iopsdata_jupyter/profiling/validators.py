"""Whether one text is an e-mail address, an IBAN, a card number, ...: by form and by check digits."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping

_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"(?:https?|ftp)://[^\s/$.?#][^\s]*|www\.[\w-]+(?:\.[\w-]+)+\S*", re.IGNORECASE)
_PHONE = re.compile(r"\+?\(?\d[\d\s()./-]{5,18}\d(?:\s?(?:x|ext\.?)\s?\d{1,5})?", re.IGNORECASE)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_POSTCODE = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9 -]{1,8}[A-Z0-9]", re.IGNORECASE)
_MAC = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_NUMBER = re.compile(
    r"[+-]?(?:\d+(?:[.,]\d+)?|\d{1,3}(?:[ ,.']\d{3})+(?:[.,]\d+)?)(?:e[+-]?\d+)?", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
)
_PERSON = re.compile(r"[^\W\d_][^\W\d_'.-]*(?:[ '-]+[^\W\d_][^\W\d_'.-]*\.?){0,4}")
_COUNTRIES = frozenset(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
    "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
    "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
    "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
    "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
    "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
    "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
    "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
    .split()
)
"""ISO 3166-1 alpha-2."""
_COUNTRY_NAMES = frozenset(
    "argentina australia austria bangladesh belgium brazil bulgaria canada chile china colombia croatia "
    "cyprus czechia denmark egypt estonia ethiopia finland france germany ghana greece hungary iceland "
    "india indonesia iran iraq ireland israel italy japan kenya latvia lithuania luxembourg malaysia "
    "malta mexico morocco netherlands nigeria norway pakistan peru philippines poland portugal romania "
    "russia serbia singapore slovakia slovenia spain sweden switzerland taiwan thailand tunisia turkey "
    "ukraine usa uruguay venezuela vietnam"
    .split()
) | {"new zealand", "south africa", "south korea", "united kingdom", "united states", "united states of america",
     "saudi arabia", "united arab emirates", "czech republic", "sri lanka", "costa rica", "hong kong"}  # fmt: skip
_CURRENCIES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK "
    "LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD "
    "OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN "
    "SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER "
    "ZAR ZMW"
    .split()
)
"""ISO 4217."""


def is_iban(text: str) -> bool:
    """By its form and the check digits of ISO 13616 (the rearranged number is 1 modulo 97)."""
    plain = re.sub(r"\s", "", text).upper()
    if not _IBAN.fullmatch(plain):
        return False
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def is_card(text: str) -> bool:
    """13 to 19 digits with an issuer's first digit, and the check digit of ISO/IEC 7812 (Luhn)."""
    digits = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"[2-6]\d{12,18}", digits):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_ip(text: str) -> bool:
    """An IPv4 or IPv6 address, with or without a prefix length."""
    if not re.search(r"[.:].*[.:]", text):
        return False
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return True


def is_phone(text: str) -> bool:
    """7 to 15 digits (ITU-T E.164) with the signs that people put between them."""
    digits = re.sub(r"\D", "", text)
    return bool(_PHONE.fullmatch(text)) and 7 <= len(digits) <= 15 and not _DATE.fullmatch(text)


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
    "country": lambda text: text.upper() in _COUNTRIES or text.lower() in _COUNTRY_NAMES,
    "currency": lambda text: text.upper() in _CURRENCIES,
    "date": _matches(_DATE),
    "number": _matches(_NUMBER),
    "person_name": _matches(_PERSON),
}
