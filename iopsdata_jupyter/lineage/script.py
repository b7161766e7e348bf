"""Takes a script apart into statements, and a stored procedure into the statements of its body.

Works on the dialect's tokens, since sqlglot reads only some procedures, and since T-SQL needs no semicolons.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

_STARTERS_WORDS = """
    SELECT WITH INSERT UPDATE DELETE MERGE CREATE DROP TRUNCATE ALTER REPLACE COPY UNLOAD LOAD
    RENAME FROM UPSERT
"""
STARTERS = frozenset(_STARTERS_WORDS.split())
"""Words that open a statement with lineage."""

_BODY_STARTERS = STARTERS - {"FROM", "COPY", "LOAD", "UNLOAD", "RENAME"}
_OPENS_BODY_WORDS = """
    ; BEGIN THEN ELSE LOOP DO AS IS TRY CATCH QUERY FOR ATOMIC IN ) REPEAT END GO RETURN
    PERFORM ALSO INSTEAD
"""
_OPENS_BODY = frozenset(_OPENS_BODY_WORDS.split())
_IN_BRACKETS = frozenset({"SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE"})
"""Statements that a bracket may open: a query of a loop, the body of a macro."""
_ENDS_STATEMENT = frozenset({"END", "ELSE", "ELSEIF", "ELSIF", "EXCEPTION", "LOOP", "DO"})
_BLOCK_TAILS = frozenset({"IF", "LOOP", "WHILE", "FOR", "REPEAT", "CASE"})
_BLOCK_KINDS = frozenset({"PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "PACKAGE", "MACRO", "RULE"})
_NO_SEMICOLONS = frozenset({"tsql", "fabric"})
_LINE_STARTERS_WORDS = """
    DECLARE SET EXEC EXECUTE IF WHILE PRINT GO USE RETURN BEGIN COMMIT ROLLBACK RAISERROR THROW
    GRANT
"""
_LINE_STARTERS = frozenset(_LINE_STARTERS_WORDS.split())
_SQL_INSIDE = re.compile(r"\b(?:insert|update|merge|delete|create|select)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement of a script."""

    sql: str
    start: int
    """0-based offset into the script."""
    body: tuple[Piece, ...] | None = None
    """The statements of a stored procedure or a block; None for a plain statement."""
    kind: str = ""
    """PROCEDURE, FUNCTION, TRIGGER or PACKAGE for one with a body."""
    in_block: bool = False
    """Whether it stands in a body or a block, where SELECT INTO sets a variable."""
    tokens: Sequence[Any] = field(default=(), compare=False, repr=False)
    """Its tokens, for a statement that the script begins with: their places are those in `sql`."""
    variables: frozenset[str] = frozenset()
    """Parameters and variables of the body it stands in, case-folded: they look like columns."""


def split(script: str, dialect: str) -> list[Piece]:
    """The statements of `script` without empty ones; text that has no tokens in `dialect` stays whole."""
    script = without_client_words(script)
    tokens = tokenized(script, dialect)
    if tokens is None:
        return [Piece(script, 0)] if script.strip() else []
    pieces: list[Piece] = []
    for first, last in _statements(tokens):
        pieces.extend(_pieces(script, tokens[first:last], dialect))
    return pieces


_DELIMITER = re.compile(r"^[ \t]*DELIMITER[ \t]+(\S+)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_SLASH = re.compile(r"^[ \t]*/[ \t]*$", re.MULTILINE)


def without_client_words(script: str) -> str:
    """`script` with semicolons for the ends that only clients of MySQL and Oracle know; as long as before."""
    text = _SLASH.sub(lambda found: found.group().replace("/", ";"), script)
    marks = list(_DELIMITER.finditer(text))
    for place, found in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        sign, inside = found[1], text[found.end() : end]
        if sign != ";":
            inside = inside.replace(sign, ";".ljust(len(sign)))
        text = text[: found.start()] + " " * len(found.group()) + inside + text[end:]
    return text


def tokenized(text: str, dialect: str) -> list[Any] | None:
    """The tokens of `text`; None where the dialect's tokenizer refuses it."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        with quiet():
            return list(sqlglot.tokenize(text, read=dialect))
    except SqlglotError:
        return None


@contextmanager
def quiet() -> Iterator[None]:
    """Sqlglot logs a warning for each statement that it keeps opaque; here that is no event."""
    logger = logging.getLogger("sqlglot")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _word(token: Any) -> str:
    return str(token.text).upper()


def _is_text(token: Any) -> bool:
    return token.token_type.name in ("STRING", "HEREDOC_STRING", "RAW_STRING", "NATIONAL_STRING")


def _word_or_blank(token: Any) -> str:
    return "" if _is_text(token) or token.token_type.name == "IDENTIFIER" else _word(token)


# ---------------------------------------------------------------------------------------------- statements


def _statements(tokens: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Ranges of tokens between semicolons; the body of a block counts as one."""
    start = 0
    while start < len(tokens):
        end = _block_end(tokens, start) if _block_kind(tokens, start) else _plain_end(tokens, start)
        if end > start:
            yield start, end
        start = end + 1


def _plain_end(tokens: Sequence[Any], start: int) -> int:
    for place in range(start, len(tokens)):
        if tokens[place].token_type.name == "SEMICOLON":
            return place
    return len(tokens)


def _block_kind(tokens: Sequence[Any], start: int) -> str:
    """What kind of block opens here; empty for a plain statement."""
    words = [_word_or_blank(token) for token in tokens[start : start + 8]]
    if words and words[0] in ("CREATE", "ALTER", "REPLACE"):
        return next((_kind_word(word) for word in words[1:5] if word in _BLOCK_KINDS), "")
    if words and words[0] == "BEGIN":
        return "" if len(words) == 1 or words[1] in (";", "TRANSACTION", "TRAN", "WORK") else "BLOCK"
    if words and words[0] == "DO" and len(words) > 1:
        return "BLOCK"
    if words and words[0] == "DECLARE" and _begin_follows(tokens, start):
        return "BLOCK"
    return ""


def _kind_word(word: str) -> str:
    return "PROCEDURE" if word == "PROC" else word


def _begin_follows(tokens: Sequence[Any], start: int) -> bool:
    """Whether declarations lead to a BEGIN, as in an anonymous PL/SQL block."""
    for place in range(start, len(tokens)):
        word = _word_or_blank(tokens[place])
        if word == "BEGIN":
            return not (place + 1 < len(tokens) and _word(tokens[place + 1]) in ("TRANSACTION", "TRAN", ";"))
        if word in STARTERS - {"SELECT", "WITH"}:
            return False
    return False


def _block_end(tokens: Sequence[Any], start: int) -> int:
    depth, begun, parens = 0, False, 0
    declares = _declares(tokens, start)
    place = start
    while place < len(tokens):
        word = _word_or_blank(tokens[place])
        after = _word_or_blank(tokens[place + 1]) if place + 1 < len(tokens) else ""
        if word == "BEGIN" and after not in ("TRANSACTION", "TRAN", "WORK", ";"):
            depth, begun = depth + 1, True
        elif word == "CASE":
            depth += 1
        elif word == "END":
            depth -= after not in _BLOCK_TAILS - {"CASE"}
            place += after in _BLOCK_TAILS
        elif word == ";" and depth <= 0 and parens <= 0 and (begun or not declares):
            return place
        parens += (word == "(") - (word == ")")
        place += 1
    return len(tokens)


def _declares(tokens: Sequence[Any], start: int) -> bool:
    """Whether declarations with semicolons stand between the head and BEGIN."""
    if _word(tokens[start]) == "DECLARE":
        return True
    for place in range(start, len(tokens) - 1):
        word = _word_or_blank(tokens[place])
        if word in ("BEGIN", ";"):
            return False
        if word in ("AS", "IS"):
            following = tokens[place + 1]
            return not _is_text(following) and _word(following) not in _BODY_STARTERS | {"BEGIN"}
    return False


# -------------------------------------------------------------------------------------------------- pieces


def _pieces(script: str, tokens: Sequence[Any], dialect: str) -> Iterator[Piece]:
    kind = _block_kind(tokens, 0)
    if kind:
        rest = tokens[_head_length(tokens) :]
        inside = [_piece(script, rest[first:last]) for first, last in _body(rest, dialect)]
        inside += [piece for token in rest for piece in _quoted_body(token, dialect)]
        variables = _variables(tokens)
        inside = [replace(piece, in_block=True, variables=variables) for piece in inside]
        if kind == "BLOCK":
            yield from inside
            return
        whole = _piece(script, tokens)
        yield Piece(whole.sql, whole.start, tuple(inside), kind)
    elif dialect in _NO_SEMICOLONS:
        for first, last in _unseparated(tokens):
            yield _piece(script, tokens[first:last])
    else:
        yield _piece(script, tokens)


def _piece(script: str, tokens: Sequence[Any]) -> Piece:
    start, end = tokens[0].start, tokens[-1].end + 1
    return Piece(script[start:end], start, tokens=() if start else tokens)


def _quoted_body(token: Any, dialect: str) -> list[Piece]:
    """The statements of a body that stands in a string, such as `$$ ... $$`."""
    if not _is_text(token) or not _SQL_INSIDE.search(token.text):
        return []
    dollars = re.fullmatch(r"(\$\w*\$)(.*)\1", token.text, re.DOTALL)
    text = dollars.group(2) if dollars else token.text
    tokens = tokenized(text, dialect) or []
    # The quotes around the text are as long before it as behind it.
    shift = token.start + max((token.end + 1 - token.start - len(text)) // 2, 0)
    pieces = [_piece(text, tokens[first:last]) for first, last in _body(tokens, dialect)]
    return [Piece(piece.sql, piece.start + shift) for piece in pieces]


def _variables(tokens: Sequence[Any]) -> frozenset[str]:
    """The names that the head's brackets and the declarations before BEGIN introduce."""
    found: set[str] = set()
    depth, declaring = 0, False
    for place, token in enumerate(tokens[:-1]):
        word, before = _word_or_blank(token), _word_or_blank(tokens[place - 1]) if place else ""
        if word == "BEGIN" or (word in _BODY_STARTERS and place > 2):
            break
        depth += (word == "(") - (word == ")")
        declaring = declaring or word in ("DECLARE", "AS", "IS")
        opens = depth == 1 and before in ("(", ",", "IN", "OUT", "INOUT")
        opens = opens or (depth == 0 and declaring and before in ("DECLARE", "AS", "IS", ";"))
        if opens and word.isidentifier() and _word_or_blank(tokens[place + 1]) not in (",", ")", "("):
            found.add(word.casefold())
    return frozenset(found - {"in", "out", "inout", "cursor", "declare"})


def _head_length(tokens: Sequence[Any]) -> int:
    """How many tokens stand before the body of a block."""
    if _word(tokens[0]) in ("BEGIN", "DECLARE", "DO"):
        return 0
    depth = 0
    for place, token in enumerate(tokens):
        word = _word_or_blank(token)
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in ("AS", "IS", "BEGIN"):
            return place
        if (
            depth == 0
            and place > 2
            and word in _BODY_STARTERS - {"WITH", "REPLACE", "UPDATE", "INSERT", "DELETE"}
        ):
            return place
        if (
            depth == 0
            and place > 2
            and word in ("INSERT", "UPDATE", "DELETE")
            and _word(tokens[place - 1]) in (")", "ROW", "STATEMENT", "DO", "ALSO", "INSTEAD")
        ):
            return place
    return len(tokens)


def _body(tokens: Sequence[Any], dialect: str) -> Iterator[tuple[int, int]]:
    """Ranges of the statements inside a body with its control flow."""
    place = 0
    while place < len(tokens):
        word = _word_or_blank(tokens[place])
        before = _word_or_blank(tokens[place - 1]) if place else ";"
        fresh = place == 0 or _starts_line(tokens, place)
        opens = before in _OPENS_BODY or (before == "(" and word in _IN_BRACKETS)
        starts = word in _BODY_STARTERS or (word in ("EXECUTE", "EXEC") and _carries(tokens, place))
        if starts and (opens or (fresh and dialect in _NO_SEMICOLONS)):
            end = _inner_end(tokens, place, dialect)
            yield place, end
            place = end
        else:
            place += 1


def _carries(tokens: Sequence[Any], place: int) -> bool:
    """Whether EXECUTE runs SQL text: a string, or one that is put together."""
    following = tokens[place + 1 : place + 4]
    words = [_word_or_blank(token) for token in following]
    return any(map(_is_text, following)) or bool({"IMMEDIATE", "SP_EXECUTESQL", "FORMAT"} & set(words))


def _inner_end(tokens: Sequence[Any], start: int, dialect: str) -> int:
    """Where a statement of a body ends."""
    parens = cases = 0
    for place in range(start + 1, len(tokens)):
        word = _word_or_blank(tokens[place])
        parens += (word == "(") - (word == ")")
        if parens < 0:
            return place
        if word == "CASE":
            cases += 1
        elif word == "END" and cases:
            cases -= 1
        elif parens == 0 and (word == ";" or (cases == 0 and _ends(tokens, start, place, dialect))):
            return place
    return len(tokens)


def _ends(tokens: Sequence[Any], start: int, place: int, dialect: str) -> bool:
    if _word_or_blank(tokens[place]) in _ENDS_STATEMENT:
        return True
    return dialect in _NO_SEMICOLONS and _breaks(tokens, start, place)


# ----------------------------------------------------------------------------------- without semicolons


def _unseparated(tokens: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Statements that follow each other without a semicolon, as T-SQL allows."""
    start = depth = 0
    for place in range(1, len(tokens)):
        word = _word_or_blank(tokens[place])
        depth += (word == "(") - (word == ")")
        if depth == 0 and _breaks(tokens, start, place):
            yield start, place
            start = place
    if start < len(tokens):
        yield start, len(tokens)


def _breaks(tokens: Sequence[Any], start: int, place: int) -> bool:
    """Whether a new statement opens at `place`, in T-SQL."""
    word, before = _word_or_blank(tokens[place]), _word_or_blank(tokens[place - 1])
    if not word or not _starts_line(tokens, place):
        return False
    first = _main_verb(tokens, start, place)
    if word in _LINE_STARTERS:
        return not (word == "SET" and first in ("UPDATE", "MERGE", "ALTER")) and not (
            word.startswith("EXEC") and first == "INSERT"
        )
    if word not in _BODY_STARTERS or before in (
        "UNION",
        "ALL",
        "EXCEPT",
        "INTERSECT",
        "AS",
        "THEN",
        "FOR",
        "ON",
        ",",
    ):
        return False
    return not _continues(word, first, tokens, start, place)


def _main_verb(tokens: Sequence[Any], start: int, place: int) -> str:
    """The verb of the statement so far; WITH while only its CTEs were met."""
    first = _word_or_blank(tokens[start])
    if first != "WITH":
        return first
    depth = 0
    for token in tokens[start + 1 : place]:
        word = _word_or_blank(token)
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in ("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"):
            return word
    return "WITH"


def _continues(word: str, first: str, tokens: Sequence[Any], start: int, place: int) -> bool:
    if first == "WITH":
        return True
    if word in ("SELECT", "WITH") and first == "INSERT":
        words = {_word_or_blank(token) for token in tokens[start:place]}
        return not words & {"SELECT", "VALUES", "EXEC", "EXECUTE"}
    if first == "ALTER" and word in ("DROP", "ALTER", "WITH"):
        return True
    return word in ("WITH", "FROM", "REPLACE")


def _starts_line(tokens: Sequence[Any], place: int) -> bool:
    return place == 0 or tokens[place].line > tokens[place - 1].line
