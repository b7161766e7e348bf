"""The lock file as text: TOML in a fixed order and layout, so that two answers are two places of a diff."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from iopsdata_jupyter.text_to_sql.replay.record import LockedAnswer

VERSION = 1
_HEAD = f"""\
# The SQL behind the answers of the notebooks in this folder: running them again gives the same SQL without a
# model. Made by iopsdata-jupyter; commit it. `%%ask --new` makes an answer anew.
version = {VERSION}
"""
_QUOTES = re.compile(r'"{3,}|"+\Z')
"""Quotes that would end the text."""
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)


_WHERE_THERE = ("follows", "metrics", "explanation")
"""Fields that are left out where there is nothing in them."""


class UnreadableTextError(Exception):
    """Text that is no lock file; the message says what is wrong and where."""


def dump(answers: Iterable[LockedAnswer]) -> str:
    """The whole file."""
    return "\n".join([_HEAD, *(_entry(answer) for answer in sorted(answers, key=lambda a: a.key))])


def _entry(answer: LockedAnswer) -> str:
    lines = ["[[answer]]"]
    for entry in fields(answer):
        value = getattr(answer, entry.name)
        if value or entry.name not in _WHERE_THERE:
            lines.append(f"{entry.name} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, float):
        return f"{value:g}" if "." in f"{value:g}" else f"{value:g}.0"
    text = "".join(map(_escaped, str(value)))
    if "\n" not in text:
        return '"' + text.replace('"', '\\"') + '"'
    return '"""\n' + _QUOTES.sub(lambda found: '\\"' * len(found[0]), text) + '"""'


def _escaped(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if character == "\n" or unicodedata.category(character)[0] not in "CZ" or character == " ":
        return character
    return f"\\U{ord(character):08x}" if unicodedata.category(character) != "Cs" else "\\ufffd"


def load(text: str) -> list[LockedAnswer]:
    """The answers of a file.

    Raises:
        UnreadableTextError: a merge conflict, no TOML, another version, or an entry that is none.
    """
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        raise UnreadableTextError(f"line {line} holds a merge conflict")
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableTextError(f"it is no TOML: {error}") from None
    if found.get("version") != VERSION:
        raise UnreadableTextError(
            f"its version is {found.get('version')!r}, and this program knows {VERSION}"
        )
    return [_answer(entry, place) for place, entry in enumerate(_listed(found.get("answer", [])), 1)]


def _listed(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise UnreadableTextError("`answer` is no list of entries")
    return found


_KINDS: dict[str, tuple[type, ...]] = {"tables": (list,), "metrics": (list,), "confidence": (int, float)}


def _answer(entry: Any, place: int) -> LockedAnswer:
    known = {field.name for field in fields(LockedAnswer)}
    if not isinstance(entry, dict) or set(entry) - known:
        raise UnreadableTextError(f"its answer number {place} holds what is not known")
    wrong = [name for name, value in entry.items() if not isinstance(value, _KINDS.get(name, (str,)))]
    if wrong:
        raise UnreadableTextError(f"`{wrong[0]}` of its answer number {place} is of the wrong kind")
    values: dict[str, Any] = {
        name: tuple(map(str, value)) if isinstance(value, list) else value for name, value in entry.items()
    }
    try:
        return LockedAnswer(**values)
    except TypeError:
        raise UnreadableTextError(f"its answer number {place} is not whole") from None
