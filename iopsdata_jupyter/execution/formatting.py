"""Lays SQL out over lines: only white space and the case of keywords change.

Works on the tokens of the text itself, so that casts, functions, binds and comments stay as they were typed;
a generator that writes SQL from a tree spells them its own way. What comes out is compared with what went in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import ExecutionError
from iopsdata_jupyter.execution.splitting import split
from iopsdata_jupyter.guard import analyze

if TYPE_CHECKING:
    from sqlglot import Token

STEP = "  "


def _kinds(names: str) -> frozenset[str]:
    """Names of sqlglot's token types."""
    return frozenset(names.split())


_CLAUSES = _kinds(
    "SELECT FROM WHERE GROUP_BY HAVING ORDER_BY LIMIT OFFSET QUALIFY UNION INTERSECT EXCEPT VALUES SET "
    "RETURNING WITH"
)
_LISTS = _kinds("SELECT SET")
_JOIN_WORDS = _kinds("JOIN LEFT RIGHT FULL INNER OUTER CROSS NATURAL ANTI SEMI ASOF LATERAL")
_OTHER_KEYWORDS = _kinds(
    "DISTINCT ALL RECURSIVE ON USING ALIAS AND OR NOT IN IS NULL LIKE ILIKE BETWEEN EXISTS CASE WHEN THEN "
    "ELSE END ASC DESC INSERT INTO UPDATE DELETE OVER PARTITION_BY TRUE FALSE"
)
_UPPER = _CLAUSES | _JOIN_WORDS | _OTHER_KEYWORDS
_SPACED = _kinds("EQ NEQ GT LT GTE LTE")


def formatted(sql: str, dialect: str) -> str:
    """`sql` with a clause a line, its statements apart by a blank line.

    Raises:
        ExecutionError: the text is no SQL of the dialect; it carries the place where that is known.
    """
    _require_readable(sql, dialect)
    tokens = _tokens(sql, dialect)
    laid = _Layout(sql)
    for at, token in enumerate(tokens):
        laid.add(token, tokens[at - 1] if at else None, tokens[at + 1] if at + 1 < len(tokens) else None)
    out = laid.finish(tokens[-1].end + 1 if tokens else 0)
    # A slip in the layout must never reach somebody's cell.
    if _meaning(out, dialect) != _meaning(sql, dialect):
        raise ExecutionError("The statement cannot be laid out.", hint="It has been left as it was.")
    return out


_BINDS = re.compile(r"(?<![:\w\]}]):[A-Za-z_]\w*|\{\{\s*\w+\s*\}\}")


def _require_readable(sql: str, dialect: str) -> None:
    for piece in split(sql, dialect):
        plain = _BINDS.sub(lambda found: "x" * len(found[0]), piece.sql)
        problem = analyze(plain, dialect).problem
        if problem is not None and problem.rule == "syntax":
            at = None if problem.position is None else piece.start + problem.position
            told = problem.reason[:1].upper() + problem.reason[1:].rstrip(".")
            raise ExecutionError(f"{told}.", sql=sql, position=at, hint="It has been left as it was.")


def _tokens(sql: str, dialect: str) -> list[Token]:
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        return sqlglot.tokenize(sql, read=dialect)
    except SqlglotError:
        raise ExecutionError(
            f"The SQL cannot be read as {dialect}.", hint="It has been left as it was."
        ) from None


def _meaning(sql: str, dialect: str) -> tuple[list[tuple[str, str]], str]:
    """The tokens, keywords in one case, and everything that is no white space, comments included."""
    tokens = [(token.token_type.name, _said(token, sql)) for token in _tokens(sql, dialect)]
    return tokens, "".join(sql.split()).casefold()


def _said(token: Token, sql: str) -> str:
    text = sql[token.start : token.end + 1]
    return " ".join(text.upper().split()) if token.token_type.name in _UPPER else text


@dataclass
class _Level:
    """An open parenthesis, or the statement itself."""

    indent: int
    inline: bool = False
    """Whether its content stays on one line: no query begins in it."""
    in_list: bool = False
    """Whether a comma ends a line: the columns of SELECT, the CTEs of WITH."""
    with_list: bool = False
    between: bool = False
    """Whether the next AND belongs to BETWEEN."""


@dataclass
class _Layout:
    sql: str
    lines: list[str] = field(default_factory=list)
    line: str = ""
    levels: list[_Level] = field(default_factory=lambda: [_Level(0)])
    end: int = 0
    """Where the last token ended in the text."""
    fresh: bool = True
    """Whether the next token begins a line."""

    def add(self, token: Token, before: Token | None, after: Token | None) -> None:
        kind, level = token.token_type.name, self.levels[-1]
        commented = self._comments(token.start)
        gap = token.start > self.end or commented
        text = self.sql[token.start : token.end + 1]
        named = before is not None and before.token_type.name in ("DOT", "ALIAS")
        if kind in _UPPER and not named:
            text = " ".join(text.upper().split())
        if kind == "R_PAREN":
            self._close()
        elif not level.inline and not named:
            self._break_before(kind, before, after)
        self._write(text, gap=gap or bool(before and {kind, before.token_type.name} & _SPACED), kind=kind)
        self.end = token.end + 1
        if kind == "L_PAREN":
            self._open(after)
        elif not self.levels[-1].inline:
            self._break_after(kind, after)

    def finish(self, end: int) -> str:
        self.end = end
        self._comments(len(self.sql))
        self._newline()
        return "\n".join(self.lines).strip("\n")

    # ------------------------------------------------------------------------------------------- lines

    def _break_before(self, kind: str, before: Token | None, after: Token | None) -> None:
        level = self.levels[-1]
        joins = kind in _JOIN_WORDS and not (after and after.token_type.name == "L_PAREN" and kind != "JOIN")
        continues = before is not None and before.token_type.name in _JOIN_WORDS
        if kind in _CLAUSES or (joins and not continues and kind != "LATERAL"):
            self._newline()
            level.in_list = level.with_list = False
        elif kind == "BETWEEN":
            level.between = True
        elif kind in ("AND", "OR"):
            if not (kind == "AND" and level.between):
                self._newline(1)
            level.between = level.between and kind == "OR"

    def _break_after(self, kind: str, after: Token | None) -> None:
        level = self.levels[-1]
        if kind in _LISTS:
            level.in_list = True
            if not (after and after.token_type.name in ("DISTINCT", "ALL", "STAR")):
                self._newline(1)
        elif kind == "DISTINCT" and level.in_list:
            self._newline(1)
        elif kind == "WITH":
            level.with_list = True
        elif kind == "COMMA" and (level.in_list or level.with_list):
            self._newline(0 if level.with_list else 1)
        elif kind == "SEMICOLON":
            self._newline()
            self.lines.append("")

    def _open(self, after: Token | None) -> None:
        level = self.levels[-1]
        query = after is not None and after.token_type.name in ("SELECT", "WITH") and not level.inline
        # A query stands deeper than the line on which its parenthesis opens.
        indent = (len(self.line) - len(self.line.lstrip())) // len(STEP) + 1
        self.levels.append(_Level(indent if query else level.indent, inline=not query))
        if query:
            self._newline()

    def _close(self) -> None:
        if len(self.levels) > 1:
            closed = self.levels.pop()
            if not closed.inline:
                self._newline(closed.indent - 1 - self.levels[-1].indent)

    def _newline(self, deeper: int = 0) -> None:
        if self.line.strip():
            self.lines.append(self.line.rstrip())
        self.line = STEP * (self.levels[-1].indent + deeper)
        self.fresh = True

    def _write(self, text: str, *, gap: bool, kind: str) -> None:
        tight = kind in ("COMMA", "R_PAREN", "SEMICOLON") or self.line.endswith("(")
        spaced = (gap or self.line.endswith(",")) and not tight and not self.fresh
        self.line += f" {text}" if spaced else text
        self.fresh = False

    # ---------------------------------------------------------------------------------------- comments

    def _comments(self, until: int) -> bool:
        """Takes over the comments between the last token and the next; whether there were any."""
        between = self.sql[self.end : until]
        if not between.strip():
            return False
        own_line = "\n" in between[: len(between) - len(between.lstrip())]
        if own_line and self.line.strip():
            self._newline()
        for line in between.strip().splitlines():
            self._write(line.strip(), gap=True, kind="COMMENT")
            if line.strip().startswith(("--", "#")) or "--" in line or own_line:
                self._newline(1 if self.levels[-1].in_list else 0)
        return True
