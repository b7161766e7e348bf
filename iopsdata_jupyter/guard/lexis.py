"""Proves that an engine would cut a text into the same words, strings and comments as the parser did.

A guard that reads `/* ... */` as a comment where the server runs it, or sees a string end where the server
reads on, checks another statement than the one that runs. So each token of the parser is held against the
lexical rules of the engine, written down here from its manual; where the two differ the text is refused.
What several settings of one engine read differently (a comment inside a comment, a lone carriage return
in one) counts as a difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from iopsdata_jupyter.guard.dialects import family

_STANDARD = r"'(?:[^']|'')*'"
_ESCAPED = r"'(?:[^'\\]|''|\\.)*'"
_UNAMBIGUOUS = r"'(?:[^'\\]|''|\\(?!'))*'"
_DOUBLE = r'"(?:[^"]|"")*"'
_DOUBLE_ESCAPED = r'"(?:[^"\\]|""|\\.)*"'
_BACKTICK = r"`(?:[^`]|``)*`"
_BRACKET = r"\[[^\]]*\]"
_DOLLAR = r"\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$"
_DOLLARS = r"\$\$.*?\$\$"

_QUOTED: dict[str, tuple[str, ...]] = {
    "postgres": (rf"[eE]{_ESCAPED}", rf"(?:[bBxXnN]|[uU]&)?{_STANDARD}", _DOUBLE, _DOLLAR),
    "duckdb": (rf"[eE]{_ESCAPED}", rf"[bBxX]?{_STANDARD}", _DOUBLE, _DOLLAR),
    "sqlite": (rf"[xX]?{_STANDARD}", _DOUBLE, _BACKTICK, _BRACKET),
    "mysql": (rf"[bBxXnN]?{_ESCAPED}", _DOUBLE_ESCAPED, _BACKTICK),
    "spark": (
        r"[rR]'[^']*'", r'[rR]"[^"]*"', r"[xX]?'(?:[^'\\]|\\.)*'", r'"(?:[^"\\]|\\.)*"', _BACKTICK,
    ),
    "bigquery": (
        r"[rR]?[bB]?'''(?:[^\\]|\\.)*?'''", r'[rR]?[bB]?"""(?:[^\\]|\\.)*?"""',
        r"(?:[rR]?[bB]?|[bB][rR])'(?!'')(?:[^'\\\n]|\\.)*'",
        r'(?:[rR]?[bB]?|[bB][rR])"(?!"")(?:[^"\\\n]|\\.)*"',
        r"`[^`\\]*`",
    ),
    "snowflake": (rf"[xX]?{_ESCAPED}", _DOUBLE, _DOLLARS),
    "tsql": (rf"[nN]?{_STANDARD}", _DOUBLE, r"\[(?:[^\]]|\]\])*\]"),
    "oracle": (rf"[nN]?{_STANDARD}", _DOUBLE),
    "clickhouse": (_ESCAPED, r'"(?:[^"\\]|""|\\.)*"', r"`(?:[^`\\]|``|\\.)*`"),
    "mysql without escapes": (rf"[bBxXnN]?{_STANDARD}", _DOUBLE, _BACKTICK),
    "generic": (rf"[xX]?{_UNAMBIGUOUS}", _DOUBLE, r"`[^`\\]*`"),
}  # fmt: skip

_DASHES = r"--[^\r\n]*"
_BLOCK = r"/\*(?:[^*/]|\*(?!/)|/(?!\*))*\*/"
_BLOCK_NO_HINT = r"/\*(?!\+)(?:[^*/]|\*(?!/)|/(?!\*))*\*/"
_HASH = r"#[^\r\n]*"

_COMMENTS: dict[str, tuple[str, ...]] = {
    "mysql": (r"--(?=[\s\x00-\x1f]|\Z)[^\r\n]*", _HASH, r"/\*(?!M?!)(?:[^*/]|\*(?!/)|/(?!\*))*\*/"),
    "spark": (r"--(?:[^\r\n]*[^\r\n\\])?(?=[\r\n]|\Z)", _BLOCK_NO_HINT),
    "bigquery": (_DASHES, _HASH, _BLOCK),
    "snowflake": (_DASHES, r"//[^\r\n]*", _BLOCK),
}
_ESCAPED_QUOTE = re.compile(r"(?<!\\)(?:\\\\)*\\['\"]")
_HINT = re.compile(r"/\*\+[\w\s,.()]*\*/")
_COMMENTS["mysql without escapes"] = _COMMENTS["mysql"]
_PREFIXES = frozenset({"b", "br", "e", "n", "nq", "q", "r", "rb", "u", "x", "z"})


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place at which engine and parser would part."""

    position: int
    """0-based offset into the text."""
    reason: str


@dataclass(frozen=True, slots=True)
class _Rules:
    lexeme: re.Pattern[str]
    gap: re.Pattern[str]
    """White space and comments, as many as there are."""


def _rules(name: str) -> _Rules:
    quoted = "|".join(_QUOTED[name])
    suffix = r"(?:(?:[LlSsYyDdFf]|BD|bd)(?!\w))?" if name == "spark" else ""
    lexeme = (
        rf"(?P<quoted>{quoted})|(?P<word>[^\W\d][\w$]*)"
        r"|(?P<number>0[xX][0-9a-fA-F]+|\d[\d_]*\.?[\d_]*(?:[eE][+-]?\d+)?" + suffix + ")"
        r"|(?P<sign>[!#$%&()*+,\-./:;<=>?@\[\]^{|}~])"
    )
    comments = "|".join(_COMMENTS.get(name, (_DASHES, _BLOCK)))
    return _Rules(re.compile(lexeme, re.DOTALL), re.compile(rf"(?:[ \t\r\n\f]+|{comments})*", re.DOTALL))


_RULES = {name: _rules(name) for name in _QUOTED}


def gap_end(sql: str, dialect: str, place: int = 0) -> int:
    """Where the white space and the comments that begin at `place` end."""
    found = _RULES[family(dialect)].gap.match(sql, place)
    return found.end() if found else place


def first_difference(sql: str, tokens: Sequence[Any], dialect: str) -> Difference | None:
    """Where the engine would read `sql` otherwise than sqlglot's `tokens` say; None: nowhere."""
    rules = _RULES[family(dialect)]
    place = before = 0
    for token in tokens:
        if token.start == before < place == token.end + 1:
            continue  # sqlglot reads 1L as three tokens with one place
        gap = rules.gap.match(sql, place)
        if gap is None or gap.end() != token.start:
            return _unread(sql, gap.end() if gap else place)
        before, place = token.start, token.end + 1
        if sql.startswith("/*+", before):
            if _HINT.fullmatch(sql, before, place):
                continue
            return Difference(before, "an optimizer hint holds more than names")
        if difference := _within(sql, token.start, place, rules):
            return difference
    gap = rules.gap.match(sql, place)
    if gap is None or gap.end() != len(sql):
        return _unread(sql, gap.end() if gap else place)
    return _other_mode(sql) if family(dialect) == "mysql" else None


def _other_mode(sql: str) -> Difference | None:
    """Whether a MySQL server with NO_BACKSLASH_ESCAPES could run the text too, as another one."""
    if (escape := _ESCAPED_QUOTE.search(sql)) is None:
        return None
    rules, place = _RULES["mysql without escapes"], 0
    while place < len(sql):
        gap = rules.gap.match(sql, place)
        place = gap.end() if gap else place
        found = rules.lexeme.match(sql, place)
        if found is None and place < len(sql):
            return None
        place = found.end() if found else place
    return Difference(escape.start(), "an escaped quote ends the text where NO_BACKSLASH_ESCAPES is set")


def _within(sql: str, start: int, end: int, rules: _Rules) -> Difference | None:
    """A token is one string, one name, one number, words with blanks between, or signs."""
    place = start
    while place < end:
        found = rules.lexeme.match(sql, place)
        if found is None:
            return _unread(sql, place)
        kind = found.lastgroup
        if kind in ("quoted", "tag"):
            if place != start or found.end() != end:
                return Difference(place, "a quoted text may end elsewhere for the server")
        elif kind == "word":
            if difference := _odd_word(sql, place, found.end()):
                return difference
        elif kind == "sign" and place > start and rules.gap.match(sql, place).end() > place:  # type: ignore[union-attr]
            return Difference(place, "a comment begins inside an operator")
        place = found.end()
        if place < end and kind == "word":
            place += len(sql[place:end]) - len(sql[place:end].lstrip(" \t\r\n\f"))
    return None if place == end else Difference(start, "a word may end elsewhere for the server")


def _odd_word(sql: str, start: int, end: int) -> Difference | None:
    word = sql[start:end]
    if not word.isascii() and (word.upper().isascii() or word.lower().isascii()):
        return Difference(start, f"{word!r} is a keyword to some and a name to others")
    if end < len(sql) and sql[end] in "'\"" and word.lower() in _PREFIXES:
        return Difference(start, f"{word}{sql[end]}...{sql[end]} is not read as a string everywhere")
    return None


def _unread(sql: str, reached: int) -> Difference:
    if sql[reached : reached + 1].isascii():
        return Difference(reached, "a comment, a quote or a sign is not read alike by parser and server")
    return Difference(reached, f"the character U+{ord(sql[reached]):04X} stands outside quotes")
