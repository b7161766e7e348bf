"""Takes a script apart into its statements, by the dialect's own tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement of a script."""

    sql: str
    start: int
    """0-based offset into the script."""


def split(script: str, dialect: str) -> list[Piece]:
    """The statements of `script`, without empty ones; text that has no tokens in `dialect` stays whole."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    if ";" not in script:
        return [Piece(script, 0)]
    try:
        tokens = sqlglot.tokenize(script, read=dialect)
    except SqlglotError:
        return [Piece(script, 0)]
    ends = [token.start for token in tokens if token.token_type.name == "SEMICOLON"]
    bounds = zip([0, *(end + 1 for end in ends)], [*ends, len(script)], strict=True)
    filled = [(start, end) for start, end in bounds if any(start <= token.start < end for token in tokens)]
    return [_piece(script, start, end) for start, end in filled]


def _piece(script: str, start: int, end: int) -> Piece:
    text = script[start:end]
    return Piece(text.strip(), start + len(text) - len(text.lstrip()))
