"""What the methods of pandas, polars and Spark frames do to columns. A name means the same in all three."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from iopsdata_jupyter.lineage.flows import NOTHING, Origins, through
from iopsdata_jupyter.lineage.python.calls import Call, members_of, names_in, pairs_in
from iopsdata_jupyter.lineage.python.columns import (
    all_sources,
    everything,
    fields_of,
    in_frame,
    in_query,
    of_fields,
    sources,
)
from iopsdata_jupyter.lineage.python.values import (
    UNKNOWN,
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
    stacked,
    united,
    values_of,
)

Handler = Callable[[Frame, Call], Value]

_SAME_WORDS = """
    head tail limit slice copy clone reset_index set_index sort_index infer_objects collect lazy to_pandas
    toPandas to_arrow to_polars df fetchdf fetch_df to_df pl arrow fetch_arrow_table execute persist compute
    cache repartition coalesce reindex sample rechunk swaplevel droplevel rename_axis squeeze with_row_index
    hint checkpoint unpersist shift_index set_flags fetchall fetchmany alias to_frame iloc last first_rows
    itertuples_same localCheckpoint reorder_levels asfreq tz_localize tz_convert
"""
_CHANGED_WORDS = """
    fillna ffill bfill fill_null fill_nan astype cast convert_dtypes round abs clip replace interpolate map
    applymap diff pct_change rank cumsum cummax cummin cumprod shift mask where add sub mul div mod pow
    normalize transform rolling expanding ewm resample combine_first update
"""
_FIGURES_WORDS = """
    sum mean median min max std var count nunique first mode quantile describe corr cov any all prod
    n_unique null_count summary product kurt skew sem estimated_size
"""


def _same(frame: Frame, _: Call) -> Value:
    return frame


def _changed(frame: Frame, call: Call) -> Value:
    names = next((names_in(value) for value in call.everything() if isinstance(value, Table)), None)
    if names and call.name in ("astype", "cast", "fillna", "replace"):
        return frame.put(
            Field(name, through(frame.column(name), "TRANSFORMATION"), call.text) for name in names
        )
    others = all_values(call)
    changed = frame.changed()
    if not others:
        return changed
    fields = tuple(replace(one, origins=united([one.origins, others])) for one in changed.fields)
    return replace(changed, fields=fields)


def all_values(call: Call) -> Origins:
    """What the arguments that are no names of columns come from."""
    return united(values_of(one) for one in call.everything() if not isinstance(one, (Text, Items, Table)))


def _figures(frame: Frame, _: Call) -> Value:
    """`frame.sum()`: one row of all columns."""
    return replace(frame.changed("AGGREGATION"), indirect=frame.indirect)


def _filter(frame: Frame, call: Call) -> Value:
    """Polars and Spark: conditions; pandas: names of columns."""
    items = call.keywords.get("items") or (
        call.args[0] if call.args and isinstance(call.args[0], Items) else None
    )
    names = names_in(items) if items is not None else None
    if names is not None and not any(isinstance(one, Series) for one in members_of(items)):
        return frame.keep(names)
    if {"like", "regex"} & call.keywords.keys():
        return frame
    if call.args and isinstance(call.args[0], Text):
        return frame.shaped(in_query(call.args[0].text, frame), "FILTER")
    given = united([all_sources(call, frame), *(frame.column(name) for name in call.keywords)])
    return frame.shaped(given, "FILTER")


def _query(frame: Frame, call: Call) -> Value:
    text = call.get(0, "expr", "predicate")
    read = in_query(text.text, frame) if isinstance(text, Text) else all_sources(call, frame)
    return frame.shaped(read, "FILTER")


def _eval(frame: Frame, call: Call) -> Value:
    text = call.get(0, "expr")
    if not isinstance(text, Text):
        return not_followed([frame], frame=True)
    made = frame
    for line in text.text.splitlines():
        name, sign, rest = line.partition("=")
        if sign and name.strip().isidentifier() and not rest.startswith("="):
            origins = through(in_query(rest, made), "TRANSFORMATION")
            made = made.put([Field(name.strip(), origins, rest.strip())])
    return made if made is not frame else Series(through(in_query(text.text, frame), "TRANSFORMATION"))


def _select(frame: Frame, call: Call) -> Value:
    return of_fields(fields_of(call, frame), frame)


def _with_columns(frame: Frame, call: Call) -> Value:
    return frame.put(fields_of(call, frame))


def _assign(frame: Frame, call: Call) -> Value:
    """Keywords in order: a later one may read what an earlier one made."""
    made = frame
    nodes = {one.arg: one.value for one in call.node.keywords}
    for name, value in call.keywords.items():
        if isinstance(value, Function):
            value = call.reader.apply(value, [made])  # noqa: PLW2901 - what the function gives
        text = ast.unparse(nodes[name]) if name in nodes else ""
        origins = values_of(value)
        made = made.put([Field(name, origins, text)])
    return made


def _with_column(frame: Frame, call: Call) -> Value:
    """Spark's `withColumn(name, expression)`."""
    name, value = call.get(0, "colName"), call.get(1, "col")
    if not isinstance(name, Text) or value is None:
        return not_followed([frame], frame=True)
    return frame.put([Field(name.text, sources(value, frame), call.text)])


def _rename(frame: Frame, call: Call) -> Value:
    given = call.get(0, "columns", "mapper", "mapping")
    pairs = pairs_in(given)
    if "index" in call.keywords and "columns" not in call.keywords:
        return frame
    if pairs is None:
        return not_followed([frame], frame=True)
    return frame.rename(pairs)


def _rename_one(frame: Frame, call: Call) -> Value:
    """Spark's `withColumnRenamed(old, new)`."""
    old, new = call.get(0, "existing"), call.get(1, "new")
    if isinstance(old, Text) and isinstance(new, Text):
        return frame.rename({old.text: new.text})
    return not_followed([frame], frame=True)


def _drop(frame: Frame, call: Call) -> Value:
    by_rows = "index" in call.keywords and "columns" not in call.keywords
    if by_rows or call.flag("axis") in (0, "index"):
        return frame
    given = [call.keywords["columns"]] if "columns" in call.keywords else list(call.args[:1])
    given += [one for one in call.args[1:] if isinstance(one, (Text, Series))]
    names = [names_in(one) for one in given]
    if any(one is None for one in names):
        return frame
    return frame.drop(name for one in names if one is not None for name in one)


def _pop(frame: Frame, call: Call) -> Value:
    names = call.columns(0, "item")
    return Series(frame.column(names[0]), names[0], named_by=names[0]) if names else UNKNOWN


def _insert(frame: Frame, call: Call) -> Value:
    names = call.columns(1, "column")
    value = call.get(2, "value")
    if not names or value is None:
        return frame
    return frame.put([Field(names[0], origins_of(in_frame(value, frame)), call.text)])


def _sorted(frame: Frame, call: Call) -> Value:
    by = [one for place, one in enumerate(call.args) if place == 0 or call.name in ("sort", "orderBy")]
    by += [call.keywords[name] for name in ("by", "columns") if name in call.keywords]
    return frame.shaped(united(sources(one, frame) for one in by), "SORT")


def _top(frame: Frame, call: Call) -> Value:
    """`nlargest(n, columns)`, `top_k(k, by=...)`."""
    by = call.get(1, "columns", "by")
    return frame.shaped(sources(by, frame), "SORT") if by is not None else frame


def _without_rows(frame: Frame, call: Call) -> Value:
    """`dropna`, `drop_duplicates` and their kin: the columns named decide over the rows, or all."""
    subset = call.get(0 if call.name in ("drop_nulls", "unique", "dropDuplicates") else -1, "subset")
    names = names_in(subset) if subset is not None else None
    read = united(map(frame.column, names)) if names else NOTHING
    return frame.shaped(read, "FILTER") if read else frame


def _grouped(frame: Frame, call: Call) -> Value:
    by = [call.keywords[name] for name in ("by", "keys") if name in call.keywords]
    by += (
        call.args
        if call.name in ("group_by", "groupBy", "groupby_dynamic", "rollup", "cube")
        else call.args[:1]
    )
    keys: list[Field] = []
    for value in [inner for one in by for inner in members_of(one)]:
        if isinstance(value, Text):
            keys.append(frame.field(value.text))
        elif isinstance(value, Series):
            name = value.name or value.named_by or "key"
            keys.append(Field(name, sources(value, frame)))
    return Grouped(frame, tuple(keys))


def _pivot(frame: Frame, call: Call) -> Value:
    """One column for each value of `columns`: their names are in the data."""
    index = call.columns(1 if call.name == "pivot_table" else -1, "index") or []
    values = call.columns(0 if call.name == "pivot_table" else -1, "values")
    heads = call.columns(2 if call.name == "pivot_table" else -1, "columns", "on")
    heads = heads or (call.columns(0) if call.name == "pivot" else None) or []
    read = united(map(frame.column, values)) if values else frame.everything()
    made = through(read, "AGGREGATION")
    turned = united([made, through(united(map(frame.column, heads)), "CONDITIONAL")])
    kept = tuple(map(frame.field, index))
    grouped = frame.shaped(united(one.origins for one in kept), "GROUP_BY") if kept else frame
    known = tuple(Field(name, made, call.text) for name in values or ()) if not heads else ()
    return Frame((*kept, *known), NOTHING if known else turned, frozenset(index), grouped.indirect)


def _melt(frame: Frame, call: Call) -> Value:
    kept = call.columns(0 if call.name == "melt" else -1, "id_vars", "index", "ids") or []
    values = call.columns(1 if call.name == "melt" else 0, "value_vars", "on", "values")
    names = values or [one.name for one in frame.fields if one.name not in kept]
    label, value = call.get(-1, "var_name", "variable_name"), call.get(-1, "value_name")
    read = united([frame.column(name) for name in names] or [frame.rest])
    if not values:
        read = united([read, frame.rest])
    fields = [frame.field(name) for name in kept]
    fields.append(Field(label.text if isinstance(label, Text) else "variable", NOTHING))
    fields.append(
        Field(value.text if isinstance(value, Text) else "value", through(read, "TRANSFORMATION"), call.text)
    )
    return Frame(tuple(fields), indirect=frame.indirect)


def _explode(frame: Frame, call: Call) -> Value:
    names = call.columns(0, "column", "columns") or []
    return frame.put(Field(name, through(frame.column(name), "TRANSFORMATION"), call.text) for name in names)


def _apply(frame: Frame, call: Call) -> Value:
    """A function over rows reads the columns that it names; over columns it changes all of them."""
    function = call.get(0, "func", "function")
    if isinstance(function, Function) and (call.flag("axis") in (1, "columns") or call.name == "map_rows"):
        found = call.reader.apply(function, [frame])
        return Series(through(origins_of(found), "TRANSFORMATION"))
    return not_followed([frame, *call.everything()], frame=True)


def _pipe(frame: Frame, call: Call) -> Value:
    function = call.get(0, "func", "function")
    if function is None:
        return frame
    return call.reader.apply(function, [frame, *call.args[1:]])


def _append(frame: Frame, call: Call) -> Value:
    """Rows of other frames below this one."""
    others = [one for value in call.args for one in members_of(value) if isinstance(one, Frame)]
    if call.name == "hstack":
        return frame.put(field for one in others for field in everything(one))
    return stacked([frame, *others]) if others else frame


def _column(frame: Frame, call: Call) -> Value:
    """`frame.get("a")`, `frame.get_column("a")`."""
    names = call.columns(0, "key", "name")
    return (
        Series(frame.column(names[0]), names[0], named_by=names[0])
        if names
        else not_followed([frame], frame=False)
    )


def _counts(frame: Frame, call: Call) -> Value:
    names = call.columns(0, "subset") or [one.name for one in frame.fields]
    keys = tuple(map(frame.field, names))
    read = through(united(one.origins for one in keys), "AGGREGATION")
    return Series(read, "count", through(united(one.origins for one in keys), "GROUP_BY"), keys=keys)


def _query_sql(frame: Frame, call: Call) -> Value:
    """The `frame.sql(...)` of polars, in which the frame is called `self`."""
    text = call.get(0, "query")
    if not isinstance(text, Text):
        return not_followed([frame], frame=True)
    return call.reader.world.query(text, "postgres", {**call.reader.names, "self": frame})


def _view(frame: Frame, call: Call) -> Value:
    names = call.columns(0, "name", "view_name")
    if names:
        call.reader.world.write(names[0], "view", frame, call.text)
    return UNKNOWN


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(_SAME_WORDS.split(), _same),
    **dict.fromkeys(_CHANGED_WORDS.split(), _changed),
    **dict.fromkeys(_FIGURES_WORDS.split(), _figures),
    **dict.fromkeys(("sort_values", "sort", "orderBy"), _sorted),
    **dict.fromkeys(("nlargest", "nsmallest", "top_k", "bottom_k"), _top),
    **dict.fromkeys(
        ("dropna", "drop_duplicates", "drop_nulls", "drop_nans", "unique", "distinct", "dropDuplicates"),
        _without_rows,
    ),
    **dict.fromkeys(("groupby", "group_by", "groupBy", "group_by_dynamic", "rollup", "cube"), _grouped),
    **dict.fromkeys(("pivot", "pivot_table"), _pivot),
    **dict.fromkeys(("melt", "unpivot"), _melt),
    **dict.fromkeys(("apply", "map_rows"), _apply),
    **dict.fromkeys(
        ("append", "extend", "vstack", "hstack", "union", "unionAll", "unionByName", "union_all"), _append
    ),
    **dict.fromkeys(("get", "get_column", "to_series"), _column),
    **dict.fromkeys(("createOrReplaceTempView", "createTempView", "create_view", "to_view"), _view),
    "filter": _filter, "query": _query, "eval": _eval, "select": _select, "with_columns": _with_columns,
    "selectExpr": _select, "assign": _assign, "withColumn": _with_column, "rename": _rename,
    "withColumnsRenamed": _rename, "withColumnRenamed": _rename_one, "drop": _drop, "pop": _pop,
    "insert": _insert, "explode": _explode, "pipe": _pipe, "value_counts": _counts, "sql": _query_sql,
}  # fmt: skip
"""By name. `where` of pandas changes values; Spark's, which filters, reads alike."""
MUTATING = {"insert": False, "pop": True, "update": False}
"""Methods that change the frame they are called on, and whether they take the column away."""
