"""Texts that would keep the parser busy for minutes, told from their tokens before it starts.

sqlglot tries a bracket behind the name of a type in two ways, and so takes twice the time for each level of
`date(date(...` or `array[array[...`: 9 levels cost 2 to 20 ms, 30 would take hours. A chain of subscripts
costs the cube of its length: `a[1]` with 5,000 of them 51 s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlglot import Parser, TokenType

from iopsdata_jupyter.guard.text import Problem

MAX_TRIED = 9
"""Levels of square and curly brackets, and of brackets behind the name of a type."""

MAX_SUBSCRIPTS = 50
"""Subscripts in a row."""

_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE})


def nesting_problem(tokens: Sequence[Any], parser: type[Parser]) -> Problem | None:
    """Whether the tokens nest so that parsing them would take far longer than their number says."""
    levels: list[tuple[TokenType, bool]] = []
    tried = subscripts = 0
    before = None
    for token in tokens:
        kind = token.token_type
        if kind in _OPENING or (kind == TokenType.LT and before in parser.NESTED_TYPE_TOKENS):
            levels.append((kind, kind != TokenType.L_PAREN or before in parser.TYPE_TOKENS))
            tried += levels[-1][1]
            subscripts = (
                subscripts + 1 if kind == TokenType.L_BRACKET and before == TokenType.R_BRACKET else 0
            )
        elif levels and (kind in _CLOSING or (kind == TokenType.GT and levels[-1][0] == TokenType.LT)):
            tried -= levels.pop()[1]
        if subscripts > MAX_SUBSCRIPTS or tried > MAX_TRIED:
            return Problem(
                "nesting", "the statement nests types or subscripts too deep", position=token.start
            )
        before = kind
    return None
