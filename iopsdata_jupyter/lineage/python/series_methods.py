"""Methods of columns, of polars and Spark expressions, and of groups."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import replace

from iopsdata_jupyter.lineage.flows import Origins, through
from iopsdata_jupyter.lineage.models import Subtype
from iopsdata_jupyter.lineage.python.calls import Call, members_of, names_in
from iopsdata_jupyter.lineage.python.columns import fields_of, here
from iopsdata_jupyter.lineage.python.values import (
    Conditions,
    Field,
    Frame,
    Function,
    Grouped,
    Items,
    Series,
    Table,
    Text,
    Value,
    not_followed,
    origins_of,
    united,
)

AGGREGATES_WORDS = """
    sum mean median min max std var count nunique n_unique first last mode quantile any all prod product len
    size agg aggregate avg countDistinct collect_list collect_set stddev sum_distinct approx_n_unique kurt
    skew sem idxmin idxmax arg_max arg_min null_count implode cov corr describe ohlc
"""
AGGREGATES = frozenset(AGGREGATES_WORDS.split())
_ONE_ROW = frozenset({"first", "last"})
_ALONG_WORDS = "transform cumsum cumcount cummax cummin shift rank diff pct_change ffill bfill"
_ALONG = frozenset(_ALONG_WORDS.split())
"""Methods of groups that give a value for each row."""
_UNCHANGED_WORDS = """
    copy clone to_list tolist to_numpy head tail to_pandas sort_values sort drop_duplicates dropna sample
    unique desc asc sort_index
"""
_UNCHANGED = frozenset(_UNCHANGED_WORDS.split())


def series_method(base: Series, call: Call) -> Value:
    """A method of a column: what it is given flows in too."""
    handler = _METHODS.get(call.name)
    if handler is not None:
        return handler(base, call)
    return base if call.name in _UNCHANGED else _worked(base, call)


def _renamed(base: Series, call: Call) -> Value:
    names = call.columns(0, "name", "index")
    return replace(base, name=names[0], expression=call.text) if names else base


def _counts(base: Series, _: Call) -> Value:
    key = Field(base.name or "value", base.origins)
    counted = through(base.origins, "AGGREGATION")
    return Series(counted, "count", through(base.origins, "GROUP_BY"), keys=(key,))


def _by(base: Series, call: Call) -> Value:
    field = Field(base.name or "value", base.origins)
    keys = tuple(Field(one.name or "key", one.origins) for one in _series(call.args[:1]))
    return Grouped(Frame((field,), indirect=base.indirect), keys, (field.name,), single=True)


def _excluding(base: Series, call: Call) -> Value:
    away = [name for one in call.args for name in names_in(one) or ()]
    return replace(base, gone=base.gone | frozenset(away))


def _over(base: Series, call: Call) -> Value:
    return replace(base, origins=united([base.origins, through(_columns(call), "WINDOW")]))


def _filtered(base: Series, call: Call) -> Value:
    return replace(base, origins=united([base.origins, through(_columns(call), "CONDITIONAL")]))


def _worked(base: Series, call: Call) -> Series:
    subtype: Subtype = (
        "AGGREGATION" if call.name in AGGREGATES and call.name not in _ONE_ROW else "TRANSFORMATION"
    )
    given = united(origins_of(one) for one in call.everything() if not isinstance(one, (Text, Function)))
    made = united([through(base.origins, subtype), through(given, "TRANSFORMATION")])
    return Series(
        made,
        base.name if base.keys else None,
        base.indirect,
        named_by=base.name or base.named_by,
        keys=base.keys,
    )


def _framed(base: Series, call: Call) -> Value:
    name = call.columns(-1 if call.name == "reset_index" else 0, "name")
    own = Field(name[0] if name else base.name or base.named_by or "0", base.origins, base.expression)
    dropped = call.flag("drop") is True
    if dropped:
        return base
    return Frame((*base.keys, own), indirect=base.indirect)


def _series(values: Iterable[Value]) -> list[Series]:
    return [one for value in values for one in members_of(value) if isinstance(one, Series)]


def _columns(call: Call) -> Origins:
    """The columns that arguments name or are."""
    found = [
        here(one.text) if isinstance(one, Text) else one
        for value in call.everything()
        for one in members_of(value)
    ]
    return united(map(origins_of, found))


def condition_method(base: Conditions, call: Call) -> Value:
    """The `when(a).then(b)` of polars, and `.when(c)` behind it."""
    given = united(map(origins_of, call.everything()))
    if call.name == "when":
        return Conditions(united([base.origins, through(given, "CONDITIONAL")]))
    value = call.args[0] if call.args else None
    named = value.name or value.named_by if isinstance(value, Series) else None
    return Series(united([base.origins, through(given, "TRANSFORMATION")]), named_by=named)


def _otherwise(base: Series, call: Call) -> Value:
    given = united(map(origins_of, call.everything()))
    subtype: Subtype = "CONDITIONAL" if call.name == "when" else "TRANSFORMATION"
    return replace(base, origins=united([base.origins, through(given, subtype)]), name=None)


# ------------------------------------------------------------------------------------------------- groups


def group_method(base: Grouped, call: Call) -> Value:
    """What becomes of groups: a frame of the keys and of what is made of the other columns."""
    if call.name in ("agg", "aggregate"):
        return _aggregated(base, call)
    if call.name in ("size", "len"):
        return _counted(base, call)
    if call.name in AGGREGATES:
        return _all_aggregated(base, call, "TRANSFORMATION" if call.name in _ONE_ROW else "AGGREGATION")
    if call.name in _ALONG:
        return _along(base, call)
    return _still_grouped(base, call)


def _still_grouped(base: Grouped, call: Call) -> Value:
    if call.name in ("pivot", "rolling", "expanding", "ewm", "resample"):
        return base
    if call.name in ("filter", "head", "tail", "nth"):
        return base.frame.shaped(united(one.origins for one in base.keys), "GROUP_BY")
    return not_followed([base, *call.everything()], frame=True)


def _over_groups(base: Grouped) -> Origins:
    keys = united(one.origins for one in base.keys)
    return united([base.frame.indirect, through(keys, "GROUP_BY")])


def _result(base: Grouped, fields: list[Field], rest: Origins | None = None) -> Value:
    if base.single and len(fields) == 1:
        one = fields[0]
        return Series(one.origins, one.name, _over_groups(base), one.expression, one.name, base.keys)
    names = {one.name for one in base.keys}
    kept = [one for one in fields if one.name not in names]
    return Frame(
        (*base.keys, *kept), rest or {}, frozenset(names | {one.name for one in kept}), _over_groups(base)
    )


def _all_aggregated(base: Grouped, call: Call, subtype: Subtype) -> Value:
    given = [names_in(one) for one in call.args]  # Spark's `.sum("a", "b")` names them `sum(a)`
    named = [name for names in given if names for name in names]
    if named and base.selected is None:
        made = [
            Field(f"{call.name}({name})", through(base.frame.column(name), subtype), call.text)
            for name in named
        ]
        return _result(base, made)
    keys = {one.name for one in base.keys}
    names = base.selected or [one.name for one in base.frame.fields if one.name not in keys]
    fields = [Field(name, through(base.frame.column(name), subtype), call.text) for name in names]
    rest = through(base.frame.rest, subtype) if base.selected is None else None
    return _result(base, fields, rest)


def _counted(base: Grouped, call: Call) -> Value:
    made = through(united(one.origins for one in base.keys), "AGGREGATION")
    name = call.columns(-1, "name")
    own = Field(name[0] if name else call.name, made, call.text)
    if call.name == "len":
        return _result(replace(base, single=False), [own])
    return Series(made, own.name, _over_groups(base), call.text, keys=base.keys)


def _along(base: Grouped, call: Call) -> Value:
    """One value for each row, made over its group."""
    keys = united(one.origins for one in base.keys)
    names = base.selected or [one.name for one in base.frame.fields]
    read = united([base.frame.column(name) for name in names])
    if base.single or len(names) == 1:
        made = united([through(read, "AGGREGATION" if call.name == "transform" else "TRANSFORMATION"),
                       through(keys, "WINDOW")])  # fmt: skip
        return Series(made, named_by=names[0] if names else None)
    return base.frame.changed().shaped(keys, "GROUP_BY")


def _aggregated(base: Grouped, call: Call) -> Value:
    fields: list[Field] = []
    for value in call.args:
        fields += _given(base, value, call)
    for name, value in call.keywords.items():
        if isinstance(value, Items) and value.members and isinstance(value.members[0], Text):
            column = value.members[0].text  # pandas' total=("amount", "sum")
            fields.append(Field(name, through(base.frame.column(column), "AGGREGATION"), _text(call, name)))
    expressions = [one for one in fields_of(call, base.frame, names=False)
                   if one.name not in {field.name for field in fields} and one.origins]  # fmt: skip
    if base.selected and not fields and not expressions:
        fields = [
            Field(name, through(base.frame.column(name), "AGGREGATION"), call.text) for name in base.selected
        ]
        keywords = [name for name in call.keywords if name != "func"]
        if keywords and len(base.selected) == 1:
            fields = [replace(fields[0], name=name) for name in keywords]
            return _result(replace(base, single=False), fields)
    if not fields and not expressions:
        return _all_aggregated(replace(base), replace(call, args=()), "AGGREGATION")
    return _result(base, [*fields, *(_by_group(one) for one in expressions)])


def _by_group(field: Field) -> Field:
    """A bare column in a polars aggregation becomes a list of the group's values."""
    return replace(field, origins=through(field.origins, "AGGREGATION"))


def _given(base: Grouped, value: Value, call: Call) -> list[Field]:
    """The dict from columns to functions that pandas and Spark take."""
    if not isinstance(value, Table):
        return []
    found = []
    for name, how in value.entries.items():
        several = [one.text for one in how.members if isinstance(one, Text)] if isinstance(how, Items) else []
        made = through(base.frame.column(name), "AGGREGATION")
        found += (
            [Field(f"{name}_{one}", made, call.text) for one in several]
            if len(several) > 1
            else [Field(name, made, call.text)]
        )
    return found


def _text(call: Call, name: str) -> str:
    return next((ast.unparse(one.value) for one in call.node.keywords if one.arg == name), "")


_METHODS: dict[str, Callable[[Series, Call], Value]] = {
    **dict.fromkeys(("alias", "name", "rename", "with_name"), _renamed),
    **dict.fromkeys(("reset_index", "to_frame"), _framed),
    **dict.fromkeys(("groupby", "group_by"), _by),
    **dict.fromkeys(("when", "otherwise", "then"), _otherwise),
    "value_counts": _counts, "exclude": _excluding, "over": _over, "filter": _filtered,
}  # fmt: skip
