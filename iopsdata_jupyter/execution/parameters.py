"""Named binds: `:name` in a statement becomes a parameter of the engine, never text.

A colon that belongs to something else is left alone: `::casts`, slices, JSON keys, times, string literals,
quoted names and comments. `{{name}}` and `'{{name}}'`, JupySQL's habit, are binds where a value can stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from iopsdata_jupyter.connections.models import ParameterStyle
from iopsdata_jupyter.errors import UsageError, did_you_mean

_LITERALS = r"""'(?:[^']|'')*' | "(?:[^"]|"")*\""""
_BACKSLASH_LITERALS = r"""'(?:[^'\\]|''|\\.)*' | "(?:[^"\\]|""|\\.)*\""""
"""Where a backslash keeps the quote behind it inside: MySQL, Spark, BigQuery, Snowflake."""
_TOKENS = r"""
      (?P<escaped> \b[eE]'(?:[^'\\]|''|\\.)*' ) |
      (?P<quote>')?\{\{ \s* (?P<braced>[A-Za-z_]\w*) \s* \}\}(?(quote)') |
      (?P<skip> LITERALS | `[^`]*` | --[^\n]* | /\*.*?\*/
      | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ )
    | (?P<cast> :: )
    | :(?P<name> [A-Za-z_]\w* )
    | (?P<percent> % )
    """
_VALUE_END = re.compile(r"[\w\]\[)'\"`{}.:]$")
"""Characters after which a colon right behind goes with what stands before it: a[1:n], {'k':v}, a:b."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A statement in the engine's own spelling of binds, and the values."""

    sql: str
    parameters: Mapping[str, Any]
    """By name; for the style `numeric` by number, `{"1": ...}`, in order."""


def bind(sql: str, values: Mapping[str, Any], style: ParameterStyle, dialect: str | None = None) -> Bound:
    """`sql` with every `:name` as a bind of the engine; `dialect` tells how its literals end.

    Raises:
        UsageError: a name that has no value, with near ones.
    """
    if ":" not in sql and "{{" not in sql:
        return Bound(sql, {})
    used: dict[str, Any] = {}
    spelled = _SPELLINGS[style]

    def replace(match: re.Match[str]) -> str:
        name = match["braced"] or match["name"]
        if match["braced"]:
            _require_value_place(sql, match)
        elif name is None or _belongs_to_value(sql, match.start()):
            return _literal(match[0], style)
        used.setdefault(name, _plain(_value(name, values), name))
        return spelled(name, list(used).index(name) + 1)

    bound = _tokens(dialect).sub(replace, sql)
    if not used:
        return Bound(sql, {})
    if style == "numeric":
        return Bound(bound, {str(at): value for at, value in enumerate(used.values(), 1)})
    return Bound(bound, used)


@cache
def _tokens(dialect: str | None) -> re.Pattern[str]:
    literals = _BACKSLASH_LITERALS if _escapes_by_backslash(dialect) else _LITERALS
    return re.compile(_TOKENS.replace("LITERALS", literals), re.VERBOSE | re.DOTALL)


def _escapes_by_backslash(dialect: str | None) -> bool:
    if dialect is None:
        return False
    from sqlglot import Dialect

    return "\\" in Dialect.get_or_raise(dialect).tokenizer_class.STRING_ESCAPES


_SPELLINGS: dict[ParameterStyle, Callable[[str, int], str]] = {
    "dollar": lambda name, _at: f"${name}",
    "colon": lambda name, _at: f":{name}",
    "numeric": lambda _name, at: f"${at}",
    "pyformat": lambda name, _at: f"%({name})s",
}


def _literal(text: str, style: ParameterStyle) -> str:
    """Text that is no bind; a driver that formats in Python reads `%%` as `%`, wherever it stands."""
    return text.replace("%", "%%") if style == "pyformat" else text


_VALUE_STARTS = re.compile(
    r"(?:[=<>+*/%|(,-]|\b(?:LIKE|ILIKE|BETWEEN|AND|OR|LIMIT|OFFSET|THEN|ELSE|WHEN|IN|NOT|VALUES|INTERVAL))\s*$",
    re.IGNORECASE,
)
_NAME_FOLLOWS = re.compile(r"\s*(?:[=<>.]|!=|\bIN\b|\bIS\b|\bLIKE\b|\bBETWEEN\b)", re.IGNORECASE)


def _require_value_place(sql: str, match: re.Match[str]) -> None:
    """Passes braces where a value stands: behind an operator, and not before one that needs a column.

    Raises:
        UsageError: a table, a column or a piece of SQL is meant.
    """
    before, after = sql[: match.start()], sql[match.end() :]
    if match["quote"] or (_VALUE_STARTS.search(before) and not _NAME_FOLLOWS.match(after)):
        return
    name = match["braced"]
    raise UsageError(
        f"{{{{{name}}}}} stands where a name or a piece of SQL would be; only values are filled in.",
        hint=f'Build the text in Python: `iops.sql(f"... {{{name}}} ...")`, or save a snippet with --save.',
    )


def _belongs_to_value(sql: str, start: int) -> bool:
    return start > 0 and bool(_VALUE_END.search(sql[start - 1]))


def _value(name: str, values: Mapping[str, Any]) -> Any:
    if name in values:
        return values[name]
    names = [key for key in values if not key.startswith("_")]
    raise UsageError(
        f"The statement uses :{name}, and there is no variable of that name.",
        hint=did_you_mean(name, names)
        or f"Set it in a cell (`{name} = ...`) or give --params '{{\"{name}\": ...}}'.",
    )


def _plain(value: Any, name: str) -> Any:
    """The value as the drivers take it: numpy scalars unwrapped, timestamps as datetimes."""
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    if hasattr(value, "dtype") and getattr(value, "ndim", None) == 0:
        return value.item()
    if hasattr(value, "columns") or callable(value):
        raise UsageError(
            f":{name} is a {type(value).__name__}, which cannot be bound as a value.",
            hint=f"Use a number, a text, a date or a list; a DataFrame is a table: `from {name}`.",
        )
    return value
