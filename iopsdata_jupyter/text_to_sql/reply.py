"""From a model's reply to one statement, or to an error: never to a guess.

Pure. Whatever a model writes, at most one statement comes out of here, and it is text that the guard then
judges. Where a reply can be read in two ways it is refused, because the wrong way would run.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import TokenType, exp
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.errors import ModelError, TranslationError

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sql": {"type": "string", "description": "One query, or empty where none can answer."},
        "explanation": {"type": "string", "description": "What the query does, in one or two sentences."},
        "assumptions": {"type": "array", "items": {"type": "string"}, "description": "What was left open."},
        "cannot_answer": {
            "type": "string",
            "description": "Why there is no query; empty where there is one.",
        },
    },
    "required": ["sql", "explanation", "assumptions", "cannot_answer"],
    "additionalProperties": False,
}
"""JSON Schema of a reply, for providers that can hold a model to one."""

MAX_REPLY_CHARS = 50_000
"""Longer replies are refused unread: no useful query is that long, and parsing one takes seconds."""

_THINKING = re.compile(r"\s*<(think|thinking|reasoning)>", re.IGNORECASE)
_FENCE_LINE = re.compile(r"\s*(`{3,}|~{3,})([^`]*)$")
_COMMENTS = r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*"
_OPENS_QUERY = re.compile(_COMMENTS + r"(?:select|with|from)\b", re.IGNORECASE | re.DOTALL)
_OPENS_STATEMENT = re.compile(
    _COMMENTS + r"(?:select|with|from|values|insert|update|delete|merge|create|drop|alter|truncate|copy)\b",
    re.IGNORECASE | re.DOTALL,
)
_NOTHING = frozenset({"", "-", "none", "null", "n/a", "no", "false"})
_RETRY_HINT = "Ask again, put the question in other words, or choose another model."


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered."""

    sql: str
    """One statement that parses in the dialect; not yet judged by the guard."""
    explanation: str = ""
    assumptions: tuple[str, ...] = ()


def parse_reply(text: str, dialect: str) -> Reply:
    """The statement in `text`: JSON of `SCHEMA`, or text with one fenced statement, or bare SQL.

    Raises:
        TranslationError: the model says that it cannot answer.
        ModelError: the reply holds no statement, more than one, or one that does not parse.
    """
    if len(text) > MAX_REPLY_CHARS:
        raise _unusable(f"is longer than {MAX_REPLY_CHARS:,} characters")
    body = _without_thinking(text).strip()
    if not body:
        raise _unusable("is empty")
    if body.startswith("{"):
        return _from_json(body, dialect)
    blocks, prose = _fenced_blocks(body)
    if len(blocks) == 1 and blocks[0].startswith("{"):
        return _from_json(blocks[0], dialect)
    if blocks:
        return Reply(sql=_only_statement(blocks, dialect), explanation=prose)
    return _from_bare_text(body, dialect)


def _unusable(what: str, *, shown: str = "") -> ModelError:
    message = f"The model's reply {what}." + (f" It reads: {_shortened(shown)}" if shown else "")
    return ModelError(message, hint=_RETRY_HINT)


def _declined(reason: str) -> TranslationError:
    message = f"The model has no answer: {_shortened(reason, 500)}" if reason else "The model has no answer."
    return TranslationError(message, hint="Name the tables or columns that you mean, or use other words.")


def _shortened(text: str, limit: int = 200) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


# --- shape: reasoning, fences, prose


def _without_thinking(text: str) -> str:
    """`text` after the reasoning that some models write before their answer."""
    opening = _THINKING.match(text)
    if opening is None:
        return text
    closing = f"</{opening[1].lower()}>"
    end = text.lower().find(closing)
    if end < 0:
        raise _unusable("ends before its answer")
    return text[end + len(closing) :]


def _fenced_blocks(body: str) -> tuple[list[str], str]:
    """The contents of the fenced blocks, whatever their labels, and the text around them."""
    blocks: list[str] = []
    lines: list[str] = []
    prose: list[str] = []
    fence: str | None = None
    for line in body.split("\n"):
        mark = _FENCE_LINE.match(line)
        if fence is None:
            fence = mark[1] if mark else None
            prose.extend([] if mark else [line])
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            blocks.append("\n".join(lines).strip())
            fence, lines = None, []
        else:
            lines.append(line)
    if fence is not None or "```" in "".join(prose):
        raise _unusable("has a block that is not closed", shown=body)
    return blocks, "\n".join(prose).strip()


# --- structured replies


def _from_json(source: str, dialect: str) -> Reply:
    answer = _json_object(source)
    sql = _string(answer, "sql")
    reason = _string(answer, "cannot_answer")
    if not sql:
        raise _declined(reason or _string(answer, "explanation"))
    if reason.casefold() not in _NOTHING:
        raise _unusable("holds a query and says that it cannot answer", shown=reason)
    return Reply(
        sql=_statement(_unfenced(sql), dialect),
        explanation=_string(answer, "explanation"),
        assumptions=_strings(answer.get("assumptions")),
    )


def _json_object(source: str) -> dict[str, Any]:
    try:
        value = json.loads(source, object_pairs_hook=_distinct_keys, strict=False)
    except (ValueError, RecursionError):
        raise _unusable("starts as JSON and is not valid JSON", shown=source) from None
    return dict(value)


def _distinct_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a dict. A key given twice is an error: readers differ in which value they take."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key stands twice")
    return values


def _string(answer: dict[str, Any], key: str) -> str:
    value = answer.get(key) or ""
    if not isinstance(value, str):
        raise _unusable(f"holds no text under {key!r}")
    return value.strip()


def _strings(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(item.strip() for item in items if isinstance(item, str) and item.strip())


def _unfenced(sql: str) -> str:
    blocks, prose = _fenced_blocks(sql)
    return blocks[0] if len(blocks) == 1 and not prose else sql


# --- text replies


def _only_statement(blocks: list[str], dialect: str) -> str:
    """The statement of the blocks that hold SQL; the same one twice counts once."""
    candidates = [_sql_of_block(block) for block in blocks]
    statements = [_statement(sql, dialect) for sql in candidates if sql]
    if not statements:
        raise _unusable("holds no SQL", shown=" ".join(blocks))
    if len({_canonical(sql, dialect) for sql in statements}) > 1:
        raise _unusable("holds several different statements, and which one to run is not known")
    return statements[0]


def _sql_of_block(block: str) -> str | None:
    """The SQL of one block among several; None for a block that is something else, such as sample output."""
    if block.startswith("{") and '"sql"' in block:
        return _string(_json_object(block), "sql")
    return block if _OPENS_STATEMENT.match(block) else None


def _from_bare_text(body: str, dialect: str) -> Reply:
    """The whole reply as SQL. Prose may open with `select` and even parse: only a query of a table counts."""
    if not _OPENS_QUERY.match(body):
        raise _declined(body)
    sql = _statement(body, dialect)
    tree = sqlglot.parse_one(sql, read=dialect)
    if not isinstance(tree, exp.Query) or (tree.find(exp.Column) and not tree.find(exp.From)):
        raise _declined(body)
    return Reply(sql=sql)


# --- SQL


def _statement(sql: str, dialect: str) -> str:
    """`sql` without its closing semicolon, where it is exactly one statement of the dialect."""
    if not _OPENS_STATEMENT.match(sql):
        raise _unusable("holds no SQL statement", shown=sql)
    count = _statement_count(sql, dialect)
    if count != 1:
        raise _unusable(f"holds {count} statements, and only one can run", shown=sql)
    return _up_to_semicolon(sql, dialect)


def _statement_count(sql: str, dialect: str) -> int:
    try:
        trees = sqlglot.parse(sql, read=dialect)
    except (SqlglotError, RecursionError):
        raise _unusable(f"holds SQL that does not parse as {dialect}", shown=sql) from None
    return sum(tree is not None and not isinstance(tree, exp.Semicolon) for tree in trees)


def _up_to_semicolon(sql: str, dialect: str) -> str:
    tokens = sqlglot.tokenize(sql, read=dialect)
    end = next((token.start for token in tokens if token.token_type is TokenType.SEMICOLON), len(sql))
    return sql[:end].strip()


def _canonical(sql: str, dialect: str) -> str:
    return sqlglot.parse_one(sql, read=dialect).sql(dialect=dialect, comments=False, normalize=True)
