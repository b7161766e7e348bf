"""Reads the statements of a Python cell in order; each expression becomes a value with its origins."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from iopsdata_jupyter.lineage.flows import Origins
from iopsdata_jupyter.lineage.python import expressions
from iopsdata_jupyter.lineage.python.calls import World, names_in
from iopsdata_jupyter.lineage.python.frame_methods import MUTATING
from iopsdata_jupyter.lineage.python.values import (
    UNKNOWN,
    Field,
    Frame,
    Function,
    Indexer,
    Items,
    Module,
    Series,
    Table,
    Text,
    Value,
    merged,
    not_followed,
    origins_of,
    united,
)

_DEEPEST = 4
"""Calls of the notebook's own functions inside each other that are followed."""
_LONGEST = 20_000
"""Steps after which a cell is no longer followed: functions that call each other could go on for long."""
_MOST_ROUNDS = 20
"""Members of a list up to which a loop over it is read once for each."""


@dataclass
class Reader:
    """The state of one cell, or of one call of a function."""

    world: World
    names: dict[str, Value]
    depth: int = 0
    assigned: dict[str, None] = field(default_factory=dict)
    """Names that the cell sets, in order."""
    deleted: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    """Names from before that it reads."""
    shown: list[Origins] = field(default_factory=list)
    """What goes into expressions whose value is not kept: prints, charts, the cell's output."""
    last: Value = UNKNOWN
    """The value of the last expression statement."""
    returned: Value | None = None
    steps: int = 0

    def run(self, statements: list[ast.stmt]) -> None:
        """Reads statements one after another."""
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """Reads one statement; a kind without a rule only has its expressions read."""
        self.steps += 1
        handler = _STATEMENTS.get(type(node))
        if handler is not None:
            handler(self, node)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.show(self.value(child))

    def value(self, node: ast.expr) -> Value:
        """What an expression stands for."""
        self.steps += 1
        return expressions.value_of(node, self) if self.steps < _LONGEST else UNKNOWN

    def show(self, value: Value) -> None:
        """Notes a value that is used and not kept."""
        origins = origins_of(value)
        if origins:
            self.shown.append(origins)

    # ------------------------------------------------------------------------------------------ names

    def lookup(self, name: str) -> Value:
        if name not in self.assigned:
            self.used.add(name)
        return self.names.get(name, Module(_COMMON_ALIASES[name]) if name in _COMMON_ALIASES else UNKNOWN)

    def bind(self, name: str, value: Value) -> None:
        """Sets a name; a series that carries another column's name keeps it."""
        self.names[name] = value
        self.assigned.setdefault(name)
        self.deleted.discard(name)

    def unbind(self, name: str) -> None:
        self.names.pop(name, None)
        self.assigned.pop(name, None)
        self.deleted.add(name)

    def assign(self, target: ast.expr, value: Value, text: str = "") -> None:
        """Puts a value into what stands left of `=`."""
        if isinstance(target, ast.Name):
            self.bind(target.id, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target.elts, value)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, value, text)
        elif isinstance(target, ast.Subscript):
            self._assign_item(target, value, text)
        elif isinstance(target, ast.Attribute):
            self._assign_attribute(target, value, text)

    def _unpack(self, targets: list[ast.expr], value: Value) -> None:
        members = value.members if isinstance(value, Items) else ()
        fits = len(members) == len(targets) and not any(isinstance(one, ast.Starred) for one in targets)
        for place, target in enumerate(targets):
            self.assign(target, members[place] if fits else not_followed([value], frame=False))

    def _assign_item(self, target: ast.Subscript, value: Value, text: str) -> None:
        base, key = self.value(target.value), self.value(target.slice)
        if isinstance(base, Frame):
            self.replace(target.value, _with_columns(base, key, value, text))
        elif isinstance(base, Indexer):
            inner = target.value.value if isinstance(target.value, ast.Attribute) else target.value
            self.replace(inner, _with_cells(base, key, value, f"{ast.unparse(target)} = {text}"))
        elif isinstance(base, Table) and isinstance(key, Text):
            self.replace(target.value, Table({**base.entries, key.text: value}))
        elif isinstance(base, Series):
            together = united([base.origins, origins_of(value), origins_of(key)])
            self.replace(target.value, replace(base, origins=together))

    def _assign_attribute(self, target: ast.Attribute, value: Value, text: str) -> None:
        base = self.value(target.value)
        if not isinstance(base, Frame):
            return
        if target.attr == "columns":
            names = names_in(value)
            if names is not None:
                self.replace(target.value, _renamed_by_place(base, names))
        elif base.named(target.attr) is not None or base.rest:
            self.replace(target.value, _with_columns(base, Text(target.attr), value, text))

    def replace(self, place: ast.expr, value: Value) -> None:
        """Puts a changed value where it came from, if that is a name."""
        while isinstance(place, (ast.Attribute, ast.Subscript)) and not isinstance(place, ast.Name):
            place = place.value
        if isinstance(place, ast.Name):
            self.bind(place.id, value)

    # -------------------------------------------------------------------------------------- functions

    def apply(self, function: Value, args: list[Value], keywords: Mapping[str, Value] | None = None) -> Value:
        """What a function gives for values: one of the notebook's own is followed, others are not."""
        keywords = keywords or {}
        if isinstance(function, Function) and self.depth < _DEEPEST:
            return self._called(function.node, args, keywords)
        values = [*args, *keywords.values()]
        return not_followed(values, frame=any(isinstance(one, Frame) for one in values))

    def _called(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        args: list[Value],
        keywords: Mapping[str, Value],
    ) -> Value:
        inner = Reader(self.world, dict(self.names), self.depth + 1, steps=self.steps)
        inner.names.update(self._defaults(node))
        listed = [*node.args.posonlyargs, *node.args.args]
        inner.names.update({one.arg: value for one, value in zip(listed, args, strict=False)})
        inner.names.update(keywords)
        inner.assigned.update(dict.fromkeys(one.arg for one in [*listed, *node.args.kwonlyargs]))
        if isinstance(node, ast.Lambda):
            found = inner.value(node.body)
        else:
            inner.run(node.body)
            found = inner.returned if inner.returned is not None else UNKNOWN
        self.used |= inner.used - inner.assigned.keys()
        self.shown += inner.shown
        self.steps = inner.steps
        return found

    def _defaults(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> dict[str, Value]:
        listed = [*node.args.posonlyargs, *node.args.args]
        from_end = zip(reversed(listed), reversed(node.args.defaults), strict=False)
        return {one.arg: self.value(default) for one, default in from_end}

    # ----------------------------------------------------------------------------------------- branches

    def branches(self, *bodies: list[ast.stmt]) -> None:
        """Reads bodies of which one runs; a name that several set may be what any of them sets."""
        before = dict(self.names)
        ends: list[dict[str, Value]] = []
        for body in bodies:
            self.names = dict(before)
            self.run(body)
            ends.append(self.names)
        changed = {name for end in ends for name in end if end[name] is not before.get(name)}
        self.names = dict(before)
        for name in changed:
            found: Value | None = None
            for end in ends:
                found = merged(found, end.get(name))
            self.names[name] = found if found is not None else UNKNOWN


_COMMON_ALIASES = {
    "pd": "pandas", "pl": "polars", "np": "numpy", "plt": "matplotlib.pyplot", "sns": "seaborn",
    "px": "plotly.express", "duckdb": "duckdb", "iops": "iopsdata_jupyter", "spark": "spark",
}  # fmt: skip
"""What names mean that a notebook uses without importing them in a cell that was read."""


def _with_columns(base: Frame, key: Value, value: Value, text: str) -> Frame:
    """The frame after `base[key] = value`."""
    names = names_in(key) if not isinstance(key, Series) else None
    if names is None:
        # A mask, or names that are not known: any column may be changed.
        changed = united([origins_of(value), origins_of(key)])
        fields = tuple(replace(one, origins=united([one.origins, changed])) for one in base.fields)
        return replace(base, fields=fields, rest=united([base.rest, changed]) if base.rest else base.rest)
    if isinstance(value, Frame) and len(value.fields) == len(names):
        return base.put(Field(name, one.origins, text) for name, one in zip(names, value.fields, strict=True))
    origins = _beside(value, base)
    return base.put(Field(name, origins, text) for name in names)


def _beside(value: Value, base: Frame) -> Origins:
    """What a column takes from a value: what decided over the frame's own rows is no news."""
    if not isinstance(value, Series):
        return origins_of(value)
    news = {origin: doubt for origin, doubt in value.indirect.items() if origin not in base.indirect}
    return united([value.origins, news]) if news else value.origins


def _with_cells(base: Indexer, key: Value, value: Value, text: str) -> Frame:
    """`frame.loc[rows, columns] = value`: the old values stay where the rows do not fit."""
    rows, columns = (
        (key.members[0], key.members[1]) if isinstance(key, Items) and len(key.members) == 2 else (key, None)
    )
    names = names_in(columns) if columns is not None and not base.by_place else None
    if names is None:
        return _with_columns(base.frame, Series(origins_of(rows)), value, text)
    added = united([origins_of(value), expressions.conditional(origins_of(rows))])
    return base.frame.put(Field(name, united([base.frame.column(name), added]), text) for name in names)


def _renamed_by_place(base: Frame, names: list[str]) -> Frame:
    if base.rest or len(names) != len(base.fields):
        loose = not_followed([base], frame=False)
        origins = loose.origins if isinstance(loose, Series) else {}
        return Frame(tuple(Field(name, origins) for name in names), indirect=base.indirect)
    fields = tuple(replace(one, name=name) for one, name in zip(base.fields, names, strict=True))
    return replace(base, fields=fields)


# ----------------------------------------------------------------------------------------------- statements


def _expression(reader: Reader, node: ast.Expr) -> None:
    reader.last = reader.value(node.value)
    reader.show(reader.last)


def _assignment(reader: Reader, node: ast.Assign) -> None:
    value = reader.value(node.value)
    for target in node.targets:
        reader.assign(target, value, ast.unparse(node.value))


def _annotated(reader: Reader, node: ast.AnnAssign) -> None:
    if node.value is not None:
        reader.assign(node.target, reader.value(node.value), ast.unparse(node.value))


def _augmented(reader: Reader, node: ast.AugAssign) -> None:
    left = ast.BinOp(left=_as_load(node.target), op=node.op, right=node.value)
    reader.assign(node.target, reader.value(left), ast.unparse(node.value))


def _as_load(node: ast.expr) -> ast.expr:
    loaded = ast.parse(ast.unparse(node), mode="eval").body
    return ast.copy_location(loaded, node)


def _delete(reader: Reader, node: ast.Delete) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            reader.unbind(target.id)
        elif isinstance(target, ast.Subscript):
            base, names = reader.value(target.value), names_in(reader.value(target.slice))
            if isinstance(base, Frame) and names is not None:
                reader.replace(target.value, base.drop(names))


def _import(reader: Reader, node: ast.Import) -> None:
    for alias in node.names:
        path = alias.name if alias.asname else alias.name.split(".")[0]
        reader.bind(alias.asname or path, Module(path))


def _import_from(reader: Reader, node: ast.ImportFrom) -> None:
    for alias in node.names:
        reader.bind(alias.asname or alias.name, Module(f"{node.module or ''}.{alias.name}"))


def _function(reader: Reader, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    reader.bind(node.name, Function(node))


def _return(reader: Reader, node: ast.Return) -> None:
    if node.value is not None:
        reader.returned = merged(reader.returned, reader.value(node.value))


def _if(reader: Reader, node: ast.If) -> None:
    reader.show(reader.value(node.test))
    reader.branches(node.body, node.orelse)


def _loop(reader: Reader, node: ast.For | ast.AsyncFor) -> None:
    over = reader.value(node.iter)
    if isinstance(over, Items) and 0 < len(over.members) <= _MOST_ROUNDS:
        for one in over.members:
            reader.assign(node.target, one)
            reader.run(node.body)
        reader.run(node.orelse)
        return
    reader.assign(node.target, expressions.member(over))
    reader.branches([*node.body, *node.orelse], [])


def _while(reader: Reader, node: ast.While) -> None:
    reader.show(reader.value(node.test))
    reader.branches([*node.body, *node.orelse], [])


def _with(reader: Reader, node: ast.With | ast.AsyncWith) -> None:
    for item in node.items:
        value = reader.value(item.context_expr)
        if item.optional_vars is not None:
            reader.assign(item.optional_vars, value)
    reader.run(node.body)


def _try(reader: Reader, node: ast.Try) -> None:
    reader.run(node.body)
    if node.handlers:
        reader.branches(*(handler.body for handler in node.handlers), node.orelse)
    else:
        reader.run(node.orelse)
    reader.run(node.finalbody)


def _match(reader: Reader, node: ast.Match) -> None:
    reader.show(reader.value(node.subject))
    reader.branches(*(case.body for case in node.cases), [])


def _nothing(reader: Reader, node: ast.stmt) -> None:
    """Classes, `global`, `pass`: no data moves."""


_STATEMENTS: dict[type[ast.stmt], Callable[[Reader, Any], None]] = {
    ast.Expr: _expression, ast.Assign: _assignment, ast.AnnAssign: _annotated, ast.AugAssign: _augmented,
    ast.Delete: _delete, ast.Import: _import, ast.ImportFrom: _import_from, ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function, ast.Return: _return, ast.If: _if, ast.For: _loop, ast.AsyncFor: _loop,
    ast.While: _while, ast.With: _with, ast.AsyncWith: _with, ast.Try: _try, ast.TryStar: _try,
    ast.Match: _match, ast.ClassDef: _nothing,
}  # fmt: skip


# ------------------------------------------------------------------------------------------- last changes


def last_changes(tree: ast.Module) -> dict[int, list[str]]:
    """The names that each statement of a cell is the last to set or to change, by its place."""
    last: dict[str, int] = {}
    for place, statement in enumerate(tree.body):
        for name in _changed_names(statement):
            last[name] = place
    found: dict[int, list[str]] = {}
    for name, place in last.items():
        found.setdefault(place, []).append(name)
    return found


def _changed_names(statement: ast.stmt) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, (ast.Store, ast.Del)):
            found.add(_root(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _may_change(node):
            found.add(_root(node.func))
    return found


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _may_change(call: ast.Call) -> bool:
    in_place = any(one.arg == "inplace" for one in call.keywords)
    return in_place or (isinstance(call.func, ast.Attribute) and call.func.attr in MUTATING)
