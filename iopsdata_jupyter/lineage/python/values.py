"""What an expression in a Python cell stands for, as far as lineage goes. All of it is immutable."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from iopsdata_jupyter.lineage.flows import (
    NOTHING,
    Doubt,
    MutableOrigins,
    Origins,
    add,
    add_all,
    doubted,
    of_column,
    through,
)
from iopsdata_jupyter.lineage.models import STAR, Subtype

HERE = "\0here"
"""The node that `pl.col("a")` speaks of, until a frame's method takes the expression."""
WHOLE = ""
"""The column name of a node of which it is not known what columns are used."""
NOT_FOLLOWED = Doubt(0.5, "it passes through Python code that is not followed")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a frame."""

    name: str
    origins: Origins
    expression: str = ""
    """The Python text that makes it, where it is not merely passed on."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A DataFrame: its columns and where they come from."""

    fields: tuple[Field, ...] = ()
    rest: Origins = field(default_factory=lambda: NOTHING)
    """Where columns come from that are not among the fields; empty: there are none."""
    gone: frozenset[str] = frozenset()
    """Names that `rest` does not bring."""
    indirect: Origins = field(default_factory=lambda: NOTHING)
    """What decided over the rows."""
    sure: bool = True
    """False: it may be something else than a DataFrame, such as a chart made from one."""

    def named(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)

    def column(self, name: str) -> Origins:
        """Where the column comes from; nothing where the frame is known not to have it."""
        own = self.named(name)
        if own is not None:
            return own.origins
        return NOTHING if name in self.gone else of_column(self.rest, name)

    def field(self, name: str) -> Field:
        own = self.named(name)
        return own if own is not None else Field(name, self.column(name))

    def everything(self) -> Origins:
        """All that its columns come from."""
        return united([*(one.origins for one in self.fields), self.rest])

    def keep(self, names: Iterable[str]) -> Frame:
        return replace(self, fields=tuple(map(self.field, dict.fromkeys(names))), rest=NOTHING)

    def drop(self, names: Iterable[str]) -> Frame:
        away = frozenset(names)
        kept = tuple(one for one in self.fields if one.name not in away)
        return replace(self, fields=kept, gone=self.gone | away)

    def rename(self, names: Mapping[str, str]) -> Frame:
        fields = [replace(one, name=names.get(one.name, one.name)) for one in self.fields]
        if self.rest:
            listed = {one.name for one in self.fields}
            fields += [Field(new, self.column(old)) for old, new in names.items() if old not in listed]
        return replace(self, fields=tuple(fields), gone=self.gone | frozenset(names))

    def put(self, fields: Iterable[Field]) -> Frame:
        """The frame with columns set, in place of those of the same names."""
        new = {one.name: one for one in fields}
        kept = [new.pop(one.name, one) for one in self.fields]
        added = tuple(new.values())
        return replace(self, fields=(*kept, *added), gone=self.gone | {one.name for one in added})

    def changed(self, subtype: Subtype = "TRANSFORMATION") -> Frame:
        """The same columns with other values."""
        fields = tuple(replace(one, origins=through(one.origins, subtype)) for one in self.fields)
        return replace(self, fields=fields, rest=through(self.rest, subtype))

    def shaped(self, origins: Origins, subtype: Subtype) -> Frame:
        """The frame whose rows `origins` decide over."""
        found: MutableOrigins = dict(self.indirect)
        add_all(found, through(origins, subtype))
        return replace(self, indirect=found)


@dataclass(frozen=True, slots=True)
class Series:
    """A column, a mask, a figure: anything with origins that is no frame; without origins anything at all."""

    origins: Origins = field(default_factory=lambda: NOTHING)
    name: str | None = None
    indirect: Origins = field(default_factory=lambda: NOTHING)
    expression: str = ""
    named_by: str | None = None
    """The first column that it was made from, which names it where nothing else does."""
    keys: tuple[Field, ...] = ()
    """The groups that its index holds, which `reset_index` makes columns."""
    gone: frozenset[str] = frozenset()
    """Names that an expression over all columns leaves out."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string that is known; `exact` is False where parts of an f-string are not."""

    text: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Items:
    """A list or tuple whose members are known."""

    members: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A dict whose keys are known texts."""

    entries: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grouped:
    """A frame between `groupby` and its aggregation."""

    frame: Frame
    keys: tuple[Field, ...]
    selected: tuple[str, ...] | None = None
    """Columns chosen from the groups; None: all."""
    single: bool = False
    """Whether one column was chosen by name, which gives a series."""


@dataclass(frozen=True, slots=True)
class Indexer:
    """`frame.loc`, `.iloc`, `.at`, `.iat`."""

    frame: Frame
    by_place: bool


@dataclass(frozen=True, slots=True)
class Writer:
    """`frame.write` of Spark."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class Module:
    """A module or a name out of one, by its dotted path."""

    path: str


@dataclass(frozen=True, slots=True)
class Engine:
    """A database connection that the cells open themselves."""

    dialect: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A function that the notebook defines."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda = field(compare=False)


@dataclass(frozen=True, slots=True)
class Conditions:
    """polars' `when(...).then(...)` before its `otherwise`."""

    origins: Origins


Value = (
    Frame | Series | Text | Items | Table | Grouped | Indexer | Writer | Module | Engine | Function
    | Conditions
)  # fmt: skip
UNKNOWN = Series()


def united(parts: Iterable[Origins]) -> Origins:
    found: MutableOrigins = {}
    for origins in parts:
        add_all(found, origins)
    return found


def origins_of(value: Value) -> Origins:
    """All that a value comes from, its whole frames as such."""
    if isinstance(value, Series):
        return united([value.origins, value.indirect]) if value.indirect else value.origins
    if isinstance(value, Frame):
        return whole(united([value.everything(), value.indirect]))
    if isinstance(value, (Grouped, Indexer, Writer)):
        return origins_of(value.frame)
    if isinstance(value, Items):
        return united(origins_of(one) for one in value.members)
    if isinstance(value, Table):
        return united(origins_of(one) for one in value.entries.values())
    return value.origins if isinstance(value, Conditions) else NOTHING


def values_of(value: Value) -> Origins:
    """What a value itself comes from, without what decided over its rows."""
    return value.origins if isinstance(value, Series) else origins_of(value)


def whole(origins: Origins) -> Origins:
    """`origins` with unexpanded stars as the node as a whole."""
    found: MutableOrigins = {}
    for (node, column, subtype), doubt in origins.items():
        at_large = column in (STAR, WHOLE)
        add(found, (node, WHOLE if at_large else column, subtype), NOT_FOLLOWED if at_large else doubt)
    return found


def not_followed(values: Iterable[Value], *, frame: bool) -> Frame | Series:
    """What comes out of code that is not followed: something made of all that went in."""
    origins = through(united(map(origins_of, values)), "TRANSFORMATION")
    loose = doubted(_nodes(origins), NOT_FOLLOWED)
    return Frame(rest=loose, sure=False) if frame and loose else Series(origins)


def _nodes(origins: Origins) -> Origins:
    """The nodes behind `origins`, each as a whole."""
    found: MutableOrigins = {}
    for node, _, _ in origins:
        add(found, (node, WHOLE, "TRANSFORMATION"), None)
    return found


def merged(left: Value | None, right: Value | None) -> Value:
    """What a name stands for that two branches set."""
    if left is None or left == UNKNOWN:
        return right if right is not None else UNKNOWN
    if right is None or right in (UNKNOWN, left):
        return left
    return _both(left, right)


def _both(left: Value, right: Value) -> Value:
    if isinstance(left, Frame) and isinstance(right, Frame):
        return stacked([left, right])
    if isinstance(left, Series) and isinstance(right, Series):
        both = united([left.origins, right.origins])
        return Series(both, left.name if left.name == right.name else None)
    if isinstance(left, Items) and isinstance(right, Items):
        return Items(left.members + tuple(one for one in right.members if one not in left.members))
    return left if isinstance(left, Frame) else right


def stacked(frames: Iterable[Frame]) -> Frame:
    """Frames put on top of each other: columns meet by name."""
    listed = list(frames)
    names = dict.fromkeys(one.name for frame in listed for one in frame.fields)
    fields = tuple(Field(name, united(frame.column(name) for frame in listed)) for name in names)
    rest = united(frame.rest for frame in listed)
    indirect = united(frame.indirect for frame in listed)
    return Frame(fields, rest, frozenset(names), indirect, sure=all(frame.sure for frame in listed))
