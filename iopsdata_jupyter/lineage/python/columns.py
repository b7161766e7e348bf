"""Arguments that are columns: names, `pl.col` expressions, series; resolved against their frame."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator
from dataclasses import replace

from iopsdata_jupyter.lineage.flows import MutableOrigins, Origins, add, add_all, through
from iopsdata_jupyter.lineage.models import STAR, Subtype
from iopsdata_jupyter.lineage.python.calls import Call, members_of
from iopsdata_jupyter.lineage.python.values import (
    HERE,
    WHOLE,
    Field,
    Frame,
    Items,
    Series,
    Table,
    Text,
    Value,
    origins_of,
    united,
)


def here(*names: str) -> Series | Items:
    """`pl.col(...)`: columns of the frame whose method takes the expression."""
    made = tuple(Series({(HERE, name, "IDENTITY"): None}, name, named_by=name) for name in names)
    return made[0] if len(made) == 1 else Items(made)


def resolved(origins: Origins, frame: Frame) -> Origins:
    """`origins` with what `pl.col` names put in."""
    if not any(node == HERE for node, _, _ in origins):
        return origins
    found: MutableOrigins = {}
    for (node, column, subtype), doubt in origins.items():
        if node != HERE:
            add(found, (node, column, subtype), doubt)
        else:
            own = frame.everything() if column in (WHOLE, STAR) else frame.column(column)
            add_all(found, through(own, subtype))
    return found


def in_frame(value: Value, frame: Frame) -> Value:
    """A value with its `pl.col` expressions resolved."""
    if isinstance(value, Series):
        return replace(
            value, origins=resolved(value.origins, frame), indirect=resolved(value.indirect, frame)
        )
    if isinstance(value, Items):
        return Items(tuple(in_frame(one, frame) for one in value.members))
    return value


def sources(value: Value, frame: Frame) -> Origins:
    """What a column argument reads: a text is a column's name."""
    if isinstance(value, Text):
        return frame.column(value.text)
    if isinstance(value, Items):
        return united(sources(one, frame) for one in value.members)
    return origins_of(in_frame(value, frame))


def all_sources(call: Call, frame: Frame) -> Origins:
    """What all arguments of a call read of the frame."""
    return united(sources(one, frame) for one in call.everything())


def fields_of(call: Call, frame: Frame, *, names: bool = True) -> list[Field]:
    """The columns that `select`, `with_columns` and `agg` are given.

    `names`: whether a text is a column's name; else it is a constant.
    """
    found: list[Field] = []
    for node, value in _written(call):
        for one in members_of(value):
            found += _fields(one, node, frame, names=names)
    for name, value in call.keywords.items():
        written = _keyword(call, name)
        text = ast.unparse(written) if written is not None else ""
        origins = sources(value, frame) if names else origins_of(in_frame(value, frame))
        found.append(Field(name, origins, text))
    return found


def _keyword(call: Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.node.keywords if one.arg == name), None)


def _written(call: Call) -> Iterator[tuple[ast.expr, Value]]:
    for node, value in zip(call.node.args, call.args, strict=True):
        inner = node.value if isinstance(node, ast.Starred) else node
        if (
            isinstance(inner, (ast.List, ast.Tuple))
            and isinstance(value, Items)
            and len(inner.elts) == len(value.members)
        ):
            yield from zip(inner.elts, value.members, strict=True)
        else:
            yield inner, value


def _fields(value: Value, node: ast.expr, frame: Frame, *, names: bool) -> list[Field]:
    if isinstance(value, Text):
        if value.text == STAR:
            return everything(frame)
        return [frame.field(value.text)] if names else []
    if not isinstance(value, Series):
        return [Field(ast.unparse(node), sources(value, frame), ast.unparse(node))]
    inner = resolved(value.origins, frame)
    if value.name in (STAR, WHOLE):
        kept = everything(frame.drop(value.gone) if value.gone else frame)
        return [replace(one, origins=_step(value, one.origins)) for one in kept]
    name = value.name or value.named_by or "literal"
    passed_on = value.origins == {(HERE, name, "IDENTITY"): None}
    return [frame.field(name) if passed_on else Field(name, inner, ast.unparse(node))]


def _step(value: Series, origins: Origins) -> Origins:
    """What an expression over all columns makes of one of them."""
    steps: list[Subtype] = [subtype for node, _, subtype in value.origins if node == HERE]
    return through(origins, steps[0]) if steps else origins


def everything(frame: Frame) -> list[Field]:
    """All columns, those not known as `*`."""
    rest = [Field(STAR, frame.rest)] if frame.rest else []
    return [*frame.fields, *rest]


def of_fields(fields: list[Field], frame: Frame) -> Frame:
    """A frame of these columns and of the rows of `frame`; a field `*` is what is not known of it."""
    rest = united(one.origins for one in fields if one.name == STAR)
    named = tuple(one for one in fields if one.name != STAR)
    return Frame(named, rest, frame.gone if rest else frozenset(), frame.indirect)


_NAME = re.compile(r"`([^`]+)`")


def in_query(text: str, frame: Frame) -> Origins:
    """The columns that the text of pandas' `query` and `eval` reads."""
    quoted = _NAME.findall(text)
    plain = re.sub(r"@\w+(\.\w+)*", "0", _NAME.sub("0", text))
    try:
        tree = ast.parse(plain.strip(), mode="eval")
    except SyntaxError:
        return frame.everything()
    found = [
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not keyword.iskeyword(node.id)
    ]
    return united(frame.column(name) for name in [*found, *quoted] if name not in ("index", "True", "False"))


def renamed_pairs(value: Value | None) -> dict[str, str] | None:
    """New names by old ones, from a dict."""
    if not isinstance(value, Table):
        return None
    return {old: new.text for old, new in value.entries.items() if isinstance(new, Text)}
