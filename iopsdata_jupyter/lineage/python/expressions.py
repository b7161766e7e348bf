"""Expressions of a Python cell: names, attributes, subscripts, operators, displays."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.lineage.flows import Origins, through
from iopsdata_jupyter.lineage.python.calls import Call, names_in
from iopsdata_jupyter.lineage.python.values import (
    UNKNOWN,
    Frame,
    Function,
    Grouped,
    Indexer,
    Items,
    Module,
    Series,
    Table,
    Text,
    Value,
    Writer,
    merged,
    not_followed,
    origins_of,
    united,
    values_of,
)

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.python.reading import Reader


def value_of(node: ast.expr, reader: Reader) -> Value:
    """What an expression stands for; one without a rule comes from all of its parts."""
    handler = _EXPRESSIONS.get(type(node))
    if handler is not None:
        return handler(node, reader)
    parts = [reader.value(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    return Series(through(united(map(origins_of, parts)), "TRANSFORMATION"))


def member(value: Value) -> Value:
    """What a loop over a value takes out of it each time."""
    if isinstance(value, Items):
        found: Value | None = None
        for one in value.members:
            found = merged(found, one)
        return found if found is not None else UNKNOWN
    if isinstance(value, Grouped):
        return Items((Series(united(key.origins for key in value.keys)), value.frame))
    return Series(through(origins_of(value), "TRANSFORMATION"))


def conditional(origins: Origins) -> Origins:
    """`origins` as what a condition reads."""
    return through(origins, "CONDITIONAL")


def _constant(node: ast.Constant, _: Reader) -> Value:
    return Text(node.value) if isinstance(node.value, str) else UNKNOWN


def _name(node: ast.Name, reader: Reader) -> Value:
    return reader.lookup(node.id)


def _joined(node: ast.JoinedStr, reader: Reader) -> Value:
    """An f-string: known where its parts are, else with what stands in the braces."""
    parts: list[Text] = []
    for part in node.values:
        written = part.value if isinstance(part, ast.FormattedValue) else part
        inner = reader.value(written)
        parts.append(inner if isinstance(inner, Text) else Text(f"{{{ast.unparse(written)}}}", exact=False))
    return Text("".join(part.text for part in parts), all(part.exact for part in parts))


def _sequence(node: ast.List | ast.Tuple | ast.Set, reader: Reader) -> Value:
    members: list[Value] = []
    for one in node.elts:
        inner = reader.value(one.value if isinstance(one, ast.Starred) else one)
        spread = isinstance(one, ast.Starred) and isinstance(inner, Items)
        members.extend(inner.members if spread and isinstance(inner, Items) else [inner])
    return Items(tuple(members))


def _mapping(node: ast.Dict, reader: Reader) -> Value:
    entries: dict[str, Value] = {}
    known = True
    for key, value in zip(node.keys, node.values, strict=True):
        inner = reader.value(value)
        name = reader.value(key) if key is not None else None
        if isinstance(name, Text):
            entries[name.text] = inner
        elif key is None and isinstance(inner, Table):
            entries.update(inner.entries)
        else:
            known = False
            entries[ast.unparse(key) if key is not None else "**"] = inner
    return Table(entries) if known else Series(origins_of(Table(entries)))


def _operator(node: ast.BinOp, reader: Reader) -> Value:
    left, right = reader.value(node.left), reader.value(node.right)
    if isinstance(left, Text) and isinstance(right, Text):
        # Text put together, and paths by `/`.
        between = "/" if isinstance(node.op, ast.Div) and not left.text.endswith("/") else ""
        return Text(left.text + between + right.text, left.exact and right.exact)
    if isinstance(left, Items) and isinstance(right, Items):
        return Items(left.members + right.members)
    return _combined([left, right])


def _combined(values: list[Value]) -> Value:
    frame = next((one for one in values if isinstance(one, Frame)), None)
    if frame is not None:
        others = united(values_of(one) for one in values if one is not frame)
        changed = frame.changed()
        fields = tuple(replace(one, origins=united([one.origins, others])) for one in changed.fields)
        return replace(changed, fields=fields, rest=united([changed.rest, others]) if changed.rest else {})
    series = [one for one in values if isinstance(one, Series)]
    named = next((name for one in series if (name := one.named_by or one.name)), None)
    indirect = united(one.indirect for one in series)
    return Series(
        through(united(map(values_of, values)), "TRANSFORMATION"), indirect=indirect, named_by=named
    )


def _comparison(node: ast.Compare, reader: Reader) -> Value:
    return _combined([reader.value(one) for one in (node.left, *node.comparators)])


def _logic(node: ast.BoolOp, reader: Reader) -> Value:
    values = [reader.value(one) for one in node.values]
    return values[0] if len(values) == 1 else _combined(values)


def _unary(node: ast.UnaryOp, reader: Reader) -> Value:
    return _combined([reader.value(node.operand)])


def _choice(node: ast.IfExp, reader: Reader) -> Value:
    test = origins_of(reader.value(node.test))
    found = merged(reader.value(node.body), reader.value(node.orelse))
    if isinstance(found, Series):
        return replace(found, origins=united([found.origins, conditional(test)]))
    return found


def _walrus(node: ast.NamedExpr, reader: Reader) -> Value:
    value = reader.value(node.value)
    reader.assign(node.target, value)
    return value


def _lambda(node: ast.Lambda, _: Reader) -> Value:
    return Function(node)


def _comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp, reader: Reader) -> Value:
    kept = dict(reader.names)
    assigned = dict(reader.assigned)
    listed: tuple[Value, ...] = ()
    for part in node.generators:
        over = reader.value(part.iter)
        reader.assign(part.target, member(over))
        for test in part.ifs:
            reader.show(reader.value(test))
        listed = over.members if isinstance(over, Items) else ()
    found: list[Value] = []
    if len(node.generators) == 1 and 0 < len(listed) <= 100 and not node.generators[0].ifs:
        for one in listed:
            reader.assign(node.generators[0].target, one)
            found.append(reader.value(node.elt))
    else:
        found.append(reader.value(node.elt))
    reader.names, reader.assigned = kept, assigned
    return Items(tuple(found))


def _dict_comprehension(node: ast.DictComp, reader: Reader) -> Value:
    inner = ast.ListComp(elt=node.value, generators=node.generators)
    return Series(origins_of(_comprehension(ast.copy_location(inner, node), reader)))


def _awaited(node: ast.Await, reader: Reader) -> Value:
    return reader.value(node.value)


# ----------------------------------------------------------------------------------- attributes, subscripts

_NO_COLUMNS_WORDS = """
    columns shape dtypes index values T size empty ndim style attrs plot schema height width flags axes
    hist boxplot rdd sparkSession
"""
_NO_COLUMNS = frozenset(_NO_COLUMNS_WORDS.split())
"""Attributes of a frame that are no columns."""
_INDEXERS = {"loc": False, "iloc": True, "at": False, "iat": True}


def _attribute(node: ast.Attribute, reader: Reader) -> Value:
    base = reader.value(node.value)
    if isinstance(base, Module):
        return Module(f"{base.path}.{node.attr}")
    if isinstance(base, Frame):
        return _frame_attribute(base, node.attr)
    if isinstance(base, Grouped):
        return _chosen(base, [node.attr], single=True)
    if isinstance(base, Series):
        return replace(base, indirect=base.indirect)
    return not_followed([base], frame=False)


def _frame_attribute(base: Frame, name: str) -> Value:
    if name in _INDEXERS:
        return Indexer(base, _INDEXERS[name])
    if name == "write":
        return Writer(base)
    if name == "columns" and not base.rest:
        return Items(tuple(Text(one.name) for one in base.fields))
    if name in ("T", "dataframe"):
        return base if name == "dataframe" else not_followed([base], frame=True)
    if name in _NO_COLUMNS or (not base.rest and base.named(name) is None):
        return not_followed([base], frame=False)
    return series_of(base, name)


def series_of(base: Frame, name: str) -> Series:
    """One column of a frame."""
    return Series(base.column(name), name, base.indirect, named_by=name)


def _chosen(group: Grouped, names: list[str], *, single: bool) -> Grouped:
    return replace(group, selected=tuple(names), single=single)


def _subscript(node: ast.Subscript, reader: Reader) -> Value:
    base = reader.value(node.value)
    if isinstance(node.slice, ast.Slice):
        return base if isinstance(base, (Frame, Series, Text, Items)) else not_followed([base], frame=False)
    if isinstance(base, Items):
        return _item(base, node.slice)
    return _item_of(base, reader.value(node.slice))


def _item_of(base: Value, key: Value) -> Value:
    if isinstance(base, Frame):
        return _frame_item(base, key)
    if isinstance(base, Indexer):
        return _located(base, key)
    if isinstance(base, Grouped):
        names = names_in(key)
        return _chosen(base, names, single=isinstance(key, Text)) if names else base
    if isinstance(base, Table) and isinstance(key, Text):
        return base.entries.get(key.text, UNKNOWN)
    if isinstance(base, Series):
        return replace(base, indirect=united([base.indirect, through(origins_of(key), "FILTER")]))
    return not_followed([base, key], frame=False)


def _item(base: Items, place: ast.expr) -> Value:
    if (
        isinstance(place, ast.Constant)
        and isinstance(place.value, int)
        and -len(base.members) <= place.value < len(base.members)
    ):
        return base.members[place.value]
    return member(base)


def _frame_item(base: Frame, key: Value) -> Value:
    if isinstance(key, Text) and key.exact:
        return series_of(base, key.text)
    names = names_in(key) if isinstance(key, Items) else None
    if names is not None:
        return base.keep(names)
    if isinstance(key, Series) and key.origins:
        return base.shaped(key.origins, "FILTER")
    return not_followed([base, key], frame=True) if isinstance(key, (Items, Text)) else base


def _located(base: Indexer, key: Value) -> Value:
    if not (isinstance(key, Items) and len(key.members) == 2):
        return base.frame.shaped(origins_of(key), "FILTER") if origins_of(key) else base.frame
    rows, columns = key.members
    frame = base.frame.shaped(origins_of(rows), "FILTER") if origins_of(rows) else base.frame
    if base.by_place:
        return not_followed([frame], frame=True) if columns != UNKNOWN else frame
    if isinstance(columns, Text):
        return series_of(frame, columns.text)
    names = names_in(columns) if isinstance(columns, Items) else None
    return frame.keep(names) if names is not None else frame


def _slice(node: ast.Slice, reader: Reader) -> Value:
    return Series(
        united(origins_of(reader.value(one)) for one in (node.lower, node.upper) if one is not None)
    )


# ------------------------------------------------------------------------------------------------- calls


def _call(node: ast.Call, reader: Reader) -> Value:
    from iopsdata_jupyter.lineage.python.functions import call_module, call_plain
    from iopsdata_jupyter.lineage.python.methods import call_method

    function = node.func
    base = reader.value(function.value) if isinstance(function, ast.Attribute) else None
    args = tuple(_argument(one, reader) for one in node.args)
    keywords = {one.arg or "**": reader.value(one.value) for one in node.keywords}
    if isinstance(keywords.get("**"), Table):
        keywords.update(keywords.pop("**").entries)  # type: ignore[union-attr]
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    call = Call(name, args, keywords, node, reader)
    if isinstance(base, Module):
        return call_module(f"{base.path}.{name}", call)
    if base is not None:
        return call_method(base, call, function.value if isinstance(function, ast.Attribute) else function)
    called = reader.value(function)
    if isinstance(called, Module):
        return call_module(called.path, call)
    if isinstance(called, Function):
        return reader.apply(called, list(args), keywords)
    return call_plain(call)


def _argument(node: ast.expr, reader: Reader) -> Value:
    return reader.value(node.value if isinstance(node, ast.Starred) else node)


_EXPRESSIONS: dict[type[ast.expr], Callable[[Any, Reader], Value]] = {
    ast.Constant: _constant, ast.Name: _name, ast.JoinedStr: _joined, ast.List: _sequence,
    ast.Tuple: _sequence, ast.Set: _sequence, ast.Dict: _mapping, ast.BinOp: _operator,
    ast.Compare: _comparison, ast.BoolOp: _logic, ast.UnaryOp: _unary, ast.IfExp: _choice,
    ast.NamedExpr: _walrus, ast.Lambda: _lambda, ast.ListComp: _comprehension, ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension, ast.DictComp: _dict_comprehension, ast.Await: _awaited,
    ast.Attribute: _attribute, ast.Subscript: _subscript, ast.Slice: _slice, ast.Call: _call,
}  # fmt: skip
