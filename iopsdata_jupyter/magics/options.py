r"""The option parser of the magics, and the source of their help and of the tables in the documentation.

Our own, because argparse takes quotes and braces apart: here `--params '{"city": "o\'hara"}'` and paths with
spaces arrive whole, and the text after the options is left as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from iopsdata_jupyter.errors import UsageError, did_you_mean


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a magic."""

    name: str
    """Long spelling without dashes; with `_` for `-` the key of its value."""
    help: str
    short: str | None = None
    """One letter, without its dash."""
    value: str | None = None
    """What the value is called in the help; None for a switch."""
    convert: Callable[[str], Any] = str
    """Makes the value; raises ValueError with a clause that says what it takes."""

    @property
    def key(self) -> str:
        return self.name.replace("-", "_")

    @property
    def spelling(self) -> str:
        """As the help shows it: `-o, --out NAME`."""
        names = f"-{self.short}, --{self.name}" if self.short else f"--{self.name}"
        return f"{names} {self.value}" if self.value else names


@dataclass(frozen=True, slots=True)
class Parsed:
    """A magic's line, taken apart."""

    values: Mapping[str, Any]
    """Options that were given, by key."""
    rest: str
    """What follows the options, as typed."""

    def get(self, key: str, default: Any = None) -> Any:
        """The option's value, or `default` where it was not given."""
        return self.values.get(key, default)


@dataclass(frozen=True, slots=True)
class Syntax:
    """What a magic takes."""

    usage: str
    """Its line forms, one a line."""
    options: tuple[Option, ...]
    anywhere: bool = False
    """Whether options may also follow the text, as in a question; in SQL `--` begins a comment."""

    def parse(self, line: str) -> Parsed:
        """Takes `line` apart.

        Raises:
            UsageError: an unknown option, a missing or a wrong value.
        """
        values: dict[str, Any] = {}
        kept: list[str] = []
        position = 0
        while position < len(line):
            start, end, token = _next_token(line, position)
            if not _is_option(token):
                if not self.anywhere:
                    return Parsed(values, line[start:].strip())
                kept.append(line[start:end])
                position = end
                continue
            position = self._take(line, token, end, values)
        return Parsed(values, " ".join(kept))

    def _take(self, line: str, token: str, end: int, values: dict[str, Any]) -> int:
        """Adds the option `token` to `values`; where the text goes on."""
        spelled, _, attached = token.partition("=")
        option = self._option(spelled)
        if option.value is None:
            values[option.key] = True
            return end
        if not attached:
            start, end, attached = _next_token(line, end)
            if start == len(line):
                raise UsageError(f"{spelled} needs a value: {option.spelling}.", hint=self.usage)
        values[option.key] = self._converted(option, unquoted(attached))
        return end

    def _converted(self, option: Option, text: str) -> Any:
        try:
            return option.convert(text)
        except ValueError as error:
            raise UsageError(
                f"--{option.name} cannot be {text!r}: {error}.", hint=f"{option.spelling}: {option.help}"
            ) from None

    def _option(self, spelled: str) -> Option:
        for option in self.options:
            if spelled in (f"--{option.name}", f"-{option.short}"):
                return option
        known = [f"--{option.name}" for option in self.options]
        raise UsageError(
            f"There is no option {spelled}.",
            hint=did_you_mean(spelled, known) or f"Options: {', '.join(known)}.",
        )

    def help(self) -> str:
        """The usage and a line for each option."""
        width = max(len(option.spelling) for option in self.options)
        lines = [f"  {option.spelling:<{width}}  {option.help}" for option in self.options]
        return "\n".join([self.usage, "", *lines])


def _is_option(token: str) -> bool:
    return bool(re.match(r"--[A-Za-z]|-[A-Za-z](?:=|$)", token))


def _next_token(text: str, position: int) -> tuple[int, int, str]:
    """Start, end and text of the token at or after `position`; quotes and brackets hold it together."""
    start = position
    while start < len(text) and text[start].isspace():
        start += 1
    end, depth, quote = start, 0, ""
    while end < len(text):
        character = text[end]
        if quote:
            end += character == "\\" and end + 1 < len(text)
            quote = "" if character == quote else quote
        elif character in "\"'" and (depth or end == start or text[end - 1] == "="):
            quote = character
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
        elif character.isspace() and depth <= 0:
            break
        end += 1
    return start, end, text[start:end]


def unquoted(text: str) -> str:
    """`text` without one pair of outer quotes."""
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].replace("\\" + text[0], text[0])
    return text


def split(text: str) -> list[str]:
    """The tokens of `text`, unquoted."""
    tokens: list[str] = []
    position = 0
    while True:
        start, position, token = _next_token(text, position)
        if start == len(text):
            return tokens
        tokens.append(unquoted(token))


def whole_number(text: str) -> int:
    """A count from 0.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(r"\d[\d_,]*", text):
        raise ValueError("it takes a whole number")
    return int(re.sub("[_,]", "", text))


def seconds(text: str) -> float:
    """A duration in seconds.

    Raises:
        ValueError: it is none.
    """
    try:
        value = float(text)
    except ValueError:
        raise ValueError("it takes a number of seconds") from None
    if not 0 <= value < 1e9:
        raise ValueError("it takes a number of seconds from 0")
    return value


def json_object(text: str) -> dict[str, Any]:
    """A JSON object.

    Raises:
        ValueError: it is none.
    """
    import json

    try:
        value = json.loads(text)
    except ValueError as error:
        raise ValueError(f"it is no JSON ({error})") from None
    if not isinstance(value, dict):
        raise ValueError('it takes a JSON object such as {"city": "Bergen"}')
    return value


def listed(text: str | None) -> list[str]:
    """The names in a text with commas between; none where there is no text."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def form(text: str) -> str:
    """The kind of a result.

    Raises:
        ValueError: it is none that there is.
    """
    if text not in ("pandas", "polars", "arrow"):
        raise ValueError("it takes pandas, polars or arrow")
    return text


def variable_name(text: str) -> str:
    """A name that a Python variable may have.

    Raises:
        ValueError: it may not.
    """
    import keyword

    if not text.isidentifier() or keyword.iskeyword(text):
        raise ValueError("it takes the name of a Python variable")
    return text


def as_markdown(options: Sequence[Option]) -> str:
    """The options as a Markdown table, for the documentation."""
    rows = [f"| `{option.spelling}` | {option.help} |" for option in options]
    return "\n".join(["| option | does |", "|---|---|", *rows])
