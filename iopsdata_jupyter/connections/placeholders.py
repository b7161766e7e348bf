"""Rewrites the `:name` binds of a statement into the spelling of a driver that knows no names.

The text is cut by sqlglot's tokenizer of the statement's own dialect, the one that the guard reads with, so
both agree on where a string literal or a comment ends (backslash escapes, `#` comments, dollar quotes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from itertools import pairwise

_NAME = re.compile(r"[A-Za-z_]\w*")
_VALUE_END = re.compile(r"[\w\]\[)'\"`{}.:]$")
"""Characters after which a colon right behind goes with what stands before it: a[1:n], {'k':v}, a:b."""


def rewrite(
    sql: str,
    dialect: str,
    names: Container[str] | None,
    spell: Callable[[str], str],
    literal: Callable[[str], str] = str,
) -> str:
    """`sql` with each `:name` of `names` as `spell(name)`, and all text between them as `literal(text)`.

    None as `names` stands for every name.
    """
    pieces: list[str] = []
    end = 0
    for start, name in places(sql, dialect, names):
        pieces += [literal(sql[end:start]), spell(name)]
        end = start + 1 + len(name)
    return "".join([*pieces, literal(sql[end:])])


def places(sql: str, dialect: str, names: Container[str] | None) -> Iterator[tuple[int, str]]:
    """Offset of the colon and name of each bind, in the order of the text."""
    if ":" not in sql:
        return
    import sqlglot

    try:
        tokens = sqlglot.tokenize(sql, read=dialect)
    except sqlglot.errors.TokenError:
        return
    for colon, name in pairwise(tokens):
        if (
            colon.text == ":"
            and name.start == colon.end + 1
            and _NAME.fullmatch(found := sql[name.start : name.end + 1])
            and (names is None or found in names)
            and not _VALUE_END.search(sql[: colon.start][-1:])
        ):
            yield colon.start, found
