"""Method calls: by the kind of value that they are called on."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from iopsdata_jupyter.lineage.python import files
from iopsdata_jupyter.lineage.python.calls import Call
from iopsdata_jupyter.lineage.python.columns import in_frame
from iopsdata_jupyter.lineage.python.frame_methods import HANDLERS, MUTATING
from iopsdata_jupyter.lineage.python.joins import joined
from iopsdata_jupyter.lineage.python.series_methods import condition_method, group_method, series_method
from iopsdata_jupyter.lineage.python.values import (
    UNKNOWN,
    Conditions,
    Engine,
    Frame,
    Grouped,
    Items,
    Series,
    Table,
    Text,
    Value,
    Writer,
    not_followed,
)


def call_method(base: Value, call: Call, place: ast.expr) -> Value:
    """What a method gives; `place` is where the value that it may change came from."""
    if isinstance(base, Frame):
        return _of_frame(base, call, place)
    if isinstance(base, Items):
        return _of_items(base, call, place)
    handler = _BY_KIND.get(type(base))
    return handler(base, call) if handler else not_followed([base, *call.everything()], frame=False)


def _of_frame(base: Frame, call: Call, place: ast.expr) -> Value:
    if call.name in files.WRITERS:
        return files.written(base, call)
    if call.name in ("merge", "join", "merge_ordered", "join_asof", "merge_asof"):
        return joined(base, call.get(0, "right", "other"), call, 1)
    handler = HANDLERS.get(call.name)
    if handler is None:
        return _unknown(base, call)
    found = handler(base, call)
    reader = call.reader
    if call.flag("inplace") is True and isinstance(found, Frame):
        reader.replace(place, found)
        return UNKNOWN
    if call.name in MUTATING and (call.name != "update" or call.args):
        names = call.columns(0, "item") if MUTATING[call.name] else None
        reader.replace(place, base.drop(names) if names else found)
    return found


def _unknown(base: Frame, call: Call) -> Value:
    """A method without a rule; what plots, prints or iterates makes no frame."""
    ends = call.name.startswith(
        ("plot", "hist", "box", "to_", "iter", "info", "memory", "show", "print", "is")
    )
    given = [in_frame(one, base) for one in call.everything()]
    return not_followed([base, *given], frame=not ends)


def _of_series(base: Series, call: Call) -> Value:
    if call.name in files.WRITERS and base.name is not None:
        frame = series_method(base, _plain(call, "to_frame"))
        return files.written(frame, call) if isinstance(frame, Frame) else UNKNOWN
    if not base.origins and call.name in files.SQL_CALLS:
        text = call.get(0, "query", "sql", "statement")
        if isinstance(text, Text) and files.is_sql(text.text):
            return call.reader.world.query(text, None, call.reader.names)
    if not base.origins and not base.keys:
        return _of_nothing(call)
    return series_method(base, call)


def _plain(call: Call, name: str) -> Call:
    return Call(name, (), {}, call.node, call.reader)


def _of_nothing(call: Call) -> Value:
    """A method of a value that holds no data: only what it is given counts."""
    values = call.everything()
    return not_followed(values, frame=any(isinstance(one, Frame) and one.sure for one in values))


def _of_engine(base: Engine, call: Call) -> Value:
    text = call.get(0, "query", "sql", "statement")
    if isinstance(text, Text) and (call.name in files.SQL_CALLS or files.is_sql(text.text)):
        return call.reader.world.query(text, base.dialect, call.reader.names)
    if call.name in ("cursor", "connect", "begin"):
        return base
    if call.name in ("table", "view") and isinstance(text, Text):
        return call.reader.world.read(text.text, "table")
    if call.name == "register" and len(call.args) == 2 and isinstance(call.args[0], Text):
        frame = call.args[1]
        if isinstance(frame, Frame):
            call.reader.world.write(call.args[0].text, "view", frame, call.text)
        return UNKNOWN
    return files.read_by_name(f"engine.{call.name}", call) or UNKNOWN


def _of_items(base: Items, call: Call, place: ast.expr) -> Value:
    if call.name in ("append", "add") and call.args:
        call.reader.replace(place, Items((*base.members, call.args[0])))
        return UNKNOWN
    if call.name == "extend" and call.args and isinstance(call.args[0], Items):
        call.reader.replace(place, Items((*base.members, *call.args[0].members)))
        return UNKNOWN
    if all(isinstance(one, Series) for one in base.members):
        # An expression over several columns: `pl.col("a", "b").sum()`.
        return Items(tuple(series_method(one, call) for one in base.members if isinstance(one, Series)))
    return (
        base
        if call.name in ("copy", "tolist", "to_list", "difference")
        else not_followed([base, *call.everything()], frame=False)
    )


def _of_text(base: Text, call: Call) -> Value:
    if call.name in (
        "strip",
        "rstrip",
        "lstrip",
        "lower",
        "upper",
        "expanduser",
        "resolve",
        "as_posix",
        "absolute",
    ):
        changed = getattr(base.text, call.name)() if call.name in ("strip", "lower", "upper") else base.text
        return Text(changed, base.exact)
    if call.name == "joinpath":
        parts = [base, *(one for one in call.args if isinstance(one, Text))]
        return Text("/".join(one.text for one in parts), all(one.exact for one in parts))
    if call.name == "format":
        return Text(base.text, exact=False)
    if call.name in ("glob", "rglob") and call.args and isinstance(call.args[0], Text):
        return Items((Text(f"{base.text}/{call.args[0].text}"),))
    return not_followed(call.everything(), frame=False)


def _of_table(base: Table, call: Call) -> Value:
    if call.name == "get" and call.args and isinstance(call.args[0], Text):
        return base.entries.get(call.args[0].text, UNKNOWN)
    if call.name == "values":
        return Items(tuple(base.entries.values()))
    if call.name == "keys":
        return Items(tuple(Text(name) for name in base.entries))
    if call.name == "items":
        return Items(tuple(Items((Text(name), value)) for name, value in base.entries.items()))
    return not_followed([base], frame=False)


_BY_KIND: dict[type, Callable[[Any, Call], Value]] = {
    Series: _of_series,
    Grouped: group_method,
    Writer: files.spark_written,
    Engine: _of_engine,
    Conditions: condition_method,
    Text: _of_text,
    Table: _of_table,
}
