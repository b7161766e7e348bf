"""The lines of our magics as far as lineage goes: connection, names that are set, tables that are written."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

_VALUED_WORDS = """
    -o --out -l --limit -p --params --as -t --timeout -f --file -S --save -w --with --persist
    --persist-replace --append --table -x --close --section -m --model -a -A --alias --ini --options --allow
"""
_VALUED = frozenset(_VALUED_WORDS.split())
"""Options that are followed by a value."""
_LONG = {
    "-o": "--out",
    "-f": "--file",
    "-S": "--save",
    "-w": "--with",
    "-a": "--as",
    "-A": "--as",
    "--alias": "--as",
}
_ASSIGN = re.compile(r"\s*([^\W\d]\w*)\s*<<\s*")
_SQL_WORD = re.compile(
    r"(?:select|with|insert|create|update|delete|merge|from|copy|drop|alter|truncate|pivot|unpivot|values|table|"
    r"replace|show|describe|explain|summarize|call|set|begin|commit|rollback|attach|use|pragma)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MagicLine:
    """What stands behind `%sql`, `%ask` or `%connect`."""

    options: Mapping[str, str] = field(default_factory=dict)
    """Long spelling to value; a switch has an empty one."""
    connection: str = ""
    """A first word that is no SQL, which names a connection or is the target."""
    out: str = ""
    """The name that the rows are kept under."""
    rest: str = ""
    """What is left: the SQL, or the question."""


def magic_line(line: str, *, words_first: bool = True) -> MagicLine:
    """Takes a magic's line apart; `words_first`: whether a single leading word may name a connection."""
    options, rest = _options(line)
    connection = ""
    while True:
        assigned = _ASSIGN.match(rest)
        if assigned is not None:
            options.setdefault("--out", assigned[1])
            rest = rest[assigned.end() :]
            continue
        word = re.match(r"\s*([\w./:@*?%+=&~-]+)(?:\s+|$)", rest)
        if not words_first or connection or word is None or _SQL_WORD.match(word[1]):
            break
        connection, rest = word[1], rest[word.end() :]
        more, rest = _options(rest)
        options.update(more)
    return MagicLine(options, connection, options.get("--out", ""), rest.strip())


def _options(line: str) -> tuple[dict[str, str], str]:
    """Leading options, and what follows them."""
    options: dict[str, str] = {}
    rest = line
    while True:
        found = re.match(r"\s*(--?[A-Za-z][\w-]*)(?:=(\S+))?(?:\s+|$)", rest)
        if found is None:
            return options, rest
        rest = rest[found.end() :]
        value = found[2] or ""
        if found[1] in _VALUED and found[2] is None:
            value, rest = _value(rest)
        options[_LONG.get(found[1], found[1])] = value.strip("'\"")


def _value(text: str) -> tuple[str, str]:
    found = re.match(r"\s*('[^']*'|\"[^\"]*\"|\{[^}]*\}|\[[^\]]*\]|\S+)\s*", text)
    return (found[1], text[found.end() :]) if found is not None else ("", text)


def all_options(line: str) -> tuple[dict[str, str], list[str]]:
    """Options anywhere in a line, and the other words: for `%connect`."""
    try:
        words = shlex.split(line)
    except ValueError:
        words = line.split()
    options: dict[str, str] = {}
    others: list[str] = []
    pending = ""
    for word in words:
        if pending:
            options[_LONG.get(pending, pending)], pending = word, ""
        elif word in _VALUED:
            pending = word
        elif word.startswith("-"):
            name, _, value = word.partition("=")
            options[_LONG.get(name, name)] = value
        else:
            others.append(word)
    return options, others
