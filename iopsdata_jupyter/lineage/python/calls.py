"""A call in a Python cell, and what its arguments name."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from iopsdata_jupyter.lineage.flows import Origins
from iopsdata_jupyter.lineage.models import NodeKind
from iopsdata_jupyter.lineage.python.values import Frame, Items, Series, Table, Text, Value, united


class World(Protocol):
    """What a cell touches beside its own names."""

    def read(self, name: str, kind: NodeKind) -> Frame:
        """All columns of a file or table."""

    def write(self, name: str, kind: NodeKind, frame: Frame, expression: str) -> None:
        """Notes that a frame goes into a file or table."""

    def query(self, sql: Text, dialect: str | None, names: Mapping[str, Value]) -> Value:
        """The rows of SQL text, which may read the frames among `names`."""

    def magic(self, name: str, line: str, body: str | None, names: Mapping[str, Value]) -> Value:
        """What a magic gives; names that it sets are put into `names` by the caller through `made`."""

    def made(self) -> Mapping[str, Value]:
        """Names that the last magic set."""


class Interpreter(Protocol):
    """What a handler of calls asks of the reader."""

    world: World
    names: dict[str, Value]

    def apply(self, function: Value, args: list[Value]) -> Value:
        """What a function gives for values: one of the notebook's own is followed, others are not."""

    def bind(self, name: str, value: Value) -> None:
        """Sets a name."""

    def replace(self, place: ast.expr, value: Value) -> None:
        """Puts a changed value where it came from, if that is a name."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call with its arguments read."""

    name: str
    args: tuple[Value, ...]
    keywords: Mapping[str, Value]
    node: ast.Call
    reader: Interpreter

    @property
    def text(self) -> str:
        return ast.unparse(self.node)

    def get(self, place: int, *names: str) -> Value | None:
        """The argument at a place (-1: never by place) or of one of the names."""
        for name in names:
            if name in self.keywords:
                return self.keywords[name]
        return self.args[place] if 0 <= place < len(self.args) else None

    def columns(self, place: int, *names: str) -> list[str] | None:
        """The columns that an argument names; None where it cannot be told."""
        value = self.get(place, *names)
        return None if value is None else names_in(value)

    def flag(self, name: str) -> object:
        """The constant behind a keyword; None where it is none."""
        for keyword in self.node.keywords:
            if keyword.arg == name and isinstance(keyword.value, ast.Constant):
                return keyword.value.value
        return None

    def everything(self) -> list[Value]:
        return [*self.args, *self.keywords.values()]

    def sources(self) -> Origins:
        """What all arguments come from."""
        from iopsdata_jupyter.lineage.python.values import origins_of

        return united(map(origins_of, self.everything()))


def names_in(value: Value) -> list[str] | None:
    """The texts in a value; None where it holds anything else."""
    if isinstance(value, Text):
        return [value.text] if value.exact else None
    if isinstance(value, Series) and value.name is not None:
        return [value.name]
    if isinstance(value, Table):
        return list(value.entries)
    if isinstance(value, Items):
        found: list[str] = []
        for one in value.members:
            inner = names_in(one)
            if inner is None:
                return None
            found += inner
        return found
    return None


def pairs_in(value: Value | None) -> dict[str, str] | None:
    """A dict of texts, such as new names by old ones."""
    if not isinstance(value, Table):
        return None
    return {key: one.text for key, one in value.entries.items() if isinstance(one, Text)}


def members_of(value: Value | None) -> list[Value]:
    """The members of a list; a single value as one."""
    if value is None:
        return []
    return list(value.members) if isinstance(value, Items) else [value]
