"""Which tables the SQL around a cursor reads, from text that is not finished yet.

A parser refuses half a statement, so this goes by brackets and words. Only the bodies of CTEs and of queries
in FROM, which are whole, are parsed for the names of their columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from iopsdata_jupyter.catalog.models import Catalog

_HIDDEN = re.compile(r"'(?:[^']|'')*(?:'|\Z)|--[^\n]*|/\*.*?(?:\*/|\Z)|\$(\w*)\$.*?(?:\$\1\$|\Z)", re.DOTALL)
_PART = r"(?:\"(?:[^\"]|\"\")+\"|`[^`]+`|[^\W\d][\w$]*)"
_NAME = rf"{_PART}(?:\.{_PART}){{0,2}}"
_ALIAS = rf"(?:\s+(?:as\s+)?(?P<alias>{_PART}))?"
_READ = re.compile(rf"\b(?:from|join|update|into|table)\s+(?P<name>{_NAME}){_ALIAS}", re.IGNORECASE)
_LISTED = re.compile(rf",\s*(?P<name>{_NAME}){_ALIAS}", re.IGNORECASE)
_FROM_LIST = re.compile(
    r"\bfrom\b(?P<list>.*?)(?=\b(?:where|group|order|having|limit|qualify|window|union)\b|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_SET_WORD = re.compile(r"\b(?:union(?:\s+all)?|intersect|except)\b", re.IGNORECASE)
_CTE = re.compile(
    rf"(?:\bwith(?:\s+recursive)?|\)\s*,)\s+(?P<name>{_PART})\s*(?:\((?P<columns>[^()]*)\)\s*)?"
    r"as\s*(?:(?:not\s+)?materialized\s*)?\(",
    re.IGNORECASE,
)
_QUERY = re.compile(r"\s*(?:select|with|from|values)\b", re.IGNORECASE)
_NO_ALIAS = re.compile(
    "on|where|join|left|right|inner|full|outer|cross|natural|group|order|limit|using|set|values|union|"
    "intersect|except|having|qualify|window|as|select|from|and|or|asof|anti|semi|lateral|tablesample|returning",
    re.IGNORECASE,
)
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Relation:
    """Something that a query reads."""

    alias: str
    """What its columns are called by; unquoted."""
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """What stands around a cursor."""

    relations: tuple[Relation, ...] = ()
    """Innermost query first."""
    ctes: tuple[Relation, ...] = ()

    def relation(self, name: str) -> Relation | None:
        """The one of that alias, or the CTE of that name."""
        wanted = name.casefold()
        return next((one for one in (*self.relations, *self.ctes) if one.alias.casefold() == wanted), None)


def hidden(sql: str) -> str:
    """`sql` with strings and comments blanked, at the same offsets."""
    return _HIDDEN.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), sql)


def inside_text(sql: str, offset: int) -> bool:
    """Whether the offset is in a string or comment."""
    return any(
        found.start() < offset and (offset < found.end() or _open(found[0]))
        for found in _HIDDEN.finditer(sql)
    )


def _open(text: str) -> bool:
    """Whether a string or comment goes on behind its last letter."""
    if text.startswith("'"):
        return len(text) == 1 or not text.endswith("'")
    return text.startswith("--") or (text.startswith("/*") and not text.endswith("*/"))


def statement_at(sql: str, offset: int) -> tuple[str, int]:
    """The statement of a script that holds the offset, blanked, and the offset in it."""
    text = hidden(sql)
    start = text.rfind(";", 0, offset) + 1
    end = text.find(";", offset)
    return text[start : len(text) if end < 0 else end], offset - start


def scope_at(sql: str, offset: int, catalog: Catalog) -> Scope:
    """The scope of the statement that holds the offset."""
    text, at = statement_at(sql, offset)
    return _Reader(text, catalog).scope(at)


@dataclass(frozen=True)
class _Reader:
    text: str
    catalog: Catalog
    depth: int = 0

    def scope(self, at: int) -> Scope:
        ctes = tuple(self._ctes())
        found: dict[str, Relation] = {}
        for start, end in _blocks(self.text, at):
            for one in self._relations(self._one_query(start, end, at), start, ctes):
                found.setdefault(one.alias.casefold(), one)
        return Scope(tuple(found.values()), ctes)

    def _one_query(self, start: int, end: int, at: int) -> str:
        """The query of a block that holds the offset, without those that UNION puts beside it."""
        flat = _flat(self.text[start:end])
        bounds = [0, *(found.start() for found in _SET_WORD.finditer(flat)), len(flat)]
        for begin, stop in pairwise(bounds):
            if start + begin <= at <= start + stop:
                return " " * begin + flat[begin:stop]
        return flat

    def _relations(self, flat: str, start: int, ctes: tuple[Relation, ...]) -> Iterator[Relation]:
        named = {one.alias.casefold(): one for one in ctes}
        lists = [(found.start("list"), found["list"]) for found in _FROM_LIST.finditer(flat)]
        for found in (*_READ.finditer(flat), *(one for _, text in lists for one in _LISTED.finditer(text))):
            name = unquoted(found["name"])
            alias = found["alias"] if found["alias"] and not _NO_ALIAS.fullmatch(found["alias"]) else None
            columns = self._columns(name, named)
            if columns is not None:
                yield Relation(unquoted(alias or name.rsplit(".", 1)[-1]), columns)
        yield from self._queries(flat, start)

    def _columns(self, name: str, ctes: dict[str, Relation]) -> tuple[str, ...] | None:
        cte = ctes.get(name.casefold())
        if cte is not None:
            return cte.columns
        table = self.catalog.table(name) or self.catalog.table(name.rsplit(".", 1)[-1])
        return tuple(column.name for column in table.columns) if table is not None else None

    def _queries(self, flat: str, start: int) -> Iterator[Relation]:
        """The queries in FROM: `(select ...) alias`."""
        for opened in re.finditer(r"\(", flat):
            begin = start + opened.end()
            end = _close(self.text, begin)
            behind = re.match(rf"\)\s*(?:as\s+)?({_PART})", self.text[end:], re.IGNORECASE)
            if behind and not _NO_ALIAS.fullmatch(behind[1]) and _QUERY.match(self.text, begin):
                yield Relation(unquoted(behind[1]), self._of_query(self.text[begin:end]))

    def _ctes(self) -> Iterator[Relation]:
        for found in _CTE.finditer(self.text):
            listed = [unquoted(name.strip()) for name in (found["columns"] or "").split(",") if name.strip()]
            body = self.text[found.end() : _close(self.text, found.end())]
            columns = tuple(listed) or self._of_query(body)
            yield Relation(unquoted(found["name"]), columns)

    def _of_query(self, body: str) -> tuple[str, ...]:
        """Names of a whole query's columns; none where it cannot be read."""
        if self.depth >= _DEEPEST or not _QUERY.match(body):
            return ()
        names = _selected(body, self.catalog.dialect)
        if "*" not in names:
            return names
        # The text before is needed too: its CTEs may be read.
        before = self.text[: self.text.find(body)]
        inner = replace(self, text=before + body, depth=self.depth + 1).scope(len(before) + len(body))
        stars = tuple(column for one in inner.relations for column in one.columns)
        return tuple(dict.fromkeys(name for given in names for name in (stars if given == "*" else (given,))))


def _selected(body: str, dialect: str) -> tuple[str, ...]:
    import sqlglot
    from sqlglot import exp

    try:
        tree = sqlglot.parse_one(body, read=dialect)
    except Exception:  # noqa: BLE001 (half a query; sqlglot lets TypeError and IndexError out too)
        return ()
    names = tree.named_selects if isinstance(tree, exp.Query) else []
    return tuple(name for name in names if name)


def _blocks(text: str, at: int) -> list[tuple[int, int]]:
    """The brackets that are open at the offset, innermost first, and the whole text last."""
    opened: list[int] = []
    for place, character in enumerate(text[:at]):
        if character == "(":
            opened.append(place + 1)
        elif character == ")" and opened:
            opened.pop()
    return [*((start, _close(text, start)) for start in reversed(opened)), (0, len(text))]


def _close(text: str, start: int) -> int:
    """Where the bracket closes whose content starts there."""
    depth = 0
    for place in range(start, len(text)):
        if text[place] == "(":
            depth += 1
        elif text[place] == ")":
            if depth == 0:
                return place
            depth -= 1
    return len(text)


def _flat(text: str) -> str:
    """The text with what stands in brackets blanked."""
    depth, out = 0, []
    for character in text:
        if character == ")" and depth:
            depth -= 1
        out.append(character if depth == 0 or character == "\n" else " ")
        if character == "(":
            depth += 1
    return "".join(out)


def unquoted(name: str) -> str:
    """The name without its quotes, part by part."""
    return ".".join(part.strip('"`').replace('""', '"') for part in re.findall(_PART, name)) or name
