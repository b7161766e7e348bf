"""A question as tokens: words with their forms, numbers read as numbers, quoted text kept whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.lexicon import FUNCTION_WORDS, MONTHS, NUMBER_WORDS, SCALES
from iopsdata_jupyter.text_to_sql.offline.stemming import root, singular

_QUOTED = (
    r"\"([^\"]+)\"|“([^”]+)”|(?<![A-Za-z0-9])'([^']+)'(?![A-Za-z])"
    "|(?<![A-Za-z0-9])\u2018([^\u2019]+)\u2019|``([^`']+)(?:''|``)"
)
_TOKEN = re.compile(
    rf"{_QUOTED}|(\d{{4}}-\d{{1,2}}-\d{{1,2}}(?:[ T]\d{{2}}:\d{{2}}(?::\d{{2}})?)?)"
    r"|([-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![A-Za-z0-9])-?\d+(?:\.\d+)?)(?![A-Za-z])"
    r"|([^\W_]+(?:[-_.&/'\u2019](?=[^\W_])[^\W_]+)*)|([%$€£?,;:!><=]+)",
)


_POSSESSIVE = re.compile("['\u2019]s$")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, quoted text or mark of a question."""

    text: str
    """As written, without quotation marks."""
    lower: str
    lemma: str
    root: str
    kind: str
    """word, number, quoted, date or mark."""
    start: int
    """Offset of the first character in the question."""
    end: int
    number: float | int | None = None

    @property
    def owner(self) -> str:
        """As written, without the ending that says whose: `Anna's` -> `Anna`."""
        return _POSSESSIVE.sub("", self.text) if self.kind == "word" else self.text

    @property
    def content(self) -> bool:
        """Whether the token carries meaning that a query has to account for."""
        return self.kind != "mark" and self.lower not in FUNCTION_WORDS


def tokenize(question: str) -> tuple[Token, ...]:
    """The tokens of a question, in order."""
    tokens = [_token(match) for match in _TOKEN.finditer(question)]
    return tuple(_dated(_scaled(tokens)))


def _token(match: re.Match[str]) -> Token:
    start, end = match.span()
    quoted = next((group for group in match.groups()[:5] if group), None)
    if quoted is not None:
        text = quoted.strip()
        return Token(
            text, text.casefold(), text.casefold(), text.casefold(), "quoted", start, end, _number(text)
        )
    text = match.group(0)
    if match.group(6):
        return Token(text, text, text, text, "date", start, end)
    if match.group(7):
        return Token(text, text, text, text, "number", start, end, _number(text))
    if match.group(9):
        return Token(text, text, text, text, "mark", start, end)
    return _word(text, start, end)


def _word(text: str, start: int, end: int) -> Token:
    lower = re.sub("['\u2019]s?$", "", text.casefold())
    if lower.endswith(("n't", "n\u2019t")) or lower == "cannot":
        return Token(text, "not", "not", "not", "word", start, end)
    number = NUMBER_WORDS.get(lower)
    kind = "word" if number is None else "number"
    return Token(text, lower, singular(lower), root(lower), kind, start, end, number)


def _number(text: str) -> float | int | None:
    plain = text.replace(",", "")
    if not re.fullmatch(r"-?\d+(\.\d+)?", plain):
        return None
    return float(plain) if "." in plain else int(plain)


def _dated(tokens: list[Token]) -> list[Token]:
    """`March 2024` as the month 2024-03, `July 5th, 2009` and `5 July 2009` as days."""
    joined: list[Token] = []
    place = 0
    while place < len(tokens):
        date, length = _date_at(tokens, place)
        if date is None:
            joined.append(tokens[place])
            place += 1
            continue
        first, last = tokens[place], tokens[place + length - 1]
        joined.append(Token(date, date, date, date, "date", first.start, last.end))
        place += length
    return joined


def _date_at(tokens: list[Token], place: int) -> tuple[str | None, int]:
    """A date that starts at a token, as ISO text, and how many tokens it takes."""
    words = tokens[place : place + 5]
    plain = [(i, t) for i, t in enumerate(words) if t.text not in (",", "of", "the")]
    texts = [t.lower for _, t in plain]
    for order in ("mdy", "dmy", "my"):
        if len(plain) < len(order):
            continue
        parts = {kind: _date_part(kind, texts[i]) for i, kind in enumerate(order)}
        if all(parts.values()):
            day = f"-{parts['d']:02}" if "d" in parts else ""
            return f"{parts['y']}-{parts['m']:02}{day}", plain[len(order) - 1][0] + 1
    return None, 0


def _date_part(kind: str, text: str) -> int | None:
    if kind == "m":
        return MONTHS.get(text)
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?" if kind == "d" else r"(\d{4})", text)
    number = int(match.group(1)) if match else 0
    return (
        number
        if match and ((kind == "y" and 1000 <= number <= 2999) or (kind == "d" and 1 <= number <= 31))
        else None
    )


def _scaled(tokens: list[Token]) -> list[Token]:
    """`3 million` as one number."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if last is not None and last.kind == "number" and last.number is not None and token.lower in SCALES:
            number = last.number * SCALES[token.lower]
            number = int(number) if number == int(number) else number
            text, lower = f"{last.text} {token.text}", f"{last.lower} {token.lower}"
            joined[-1] = Token(text, lower, "number", "number", "number", last.start, token.end, number)
        else:
            joined.append(token)
    return joined
