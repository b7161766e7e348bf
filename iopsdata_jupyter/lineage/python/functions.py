"""Calls of functions out of modules, and of Python's own."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from iopsdata_jupyter.lineage.flows import through
from iopsdata_jupyter.lineage.models import Subtype
from iopsdata_jupyter.lineage.python import files
from iopsdata_jupyter.lineage.python.calls import Call, names_in
from iopsdata_jupyter.lineage.python.columns import here
from iopsdata_jupyter.lineage.python.joins import concatenated, joined
from iopsdata_jupyter.lineage.python.series_methods import AGGREGATES
from iopsdata_jupyter.lineage.python.values import (
    HERE,
    UNKNOWN,
    WHOLE,
    Conditions,
    Engine,
    Frame,
    Items,
    Module,
    Series,
    Text,
    Value,
    not_followed,
    origins_of,
    united,
)

_FRAME_MODULES_WORDS = "pandas. polars. pyarrow. dask. geopandas. modin. duckdb. pyspark. cudf."
_FRAME_MODULES = tuple(_FRAME_MODULES_WORDS.split())
_PLAIN_WORDS = """
    zip enumerate range len print display sum max min round type isinstance int float bool abs any all map
    filter repr id
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())
"""Python's own functions that give no frame."""


def call_module(path: str, call: Call) -> Value:
    """What a function of a module gives, by the module's real name."""
    name = path.rpartition(".")[2]
    handler = _BY_PATH.get(path) or (_BY_NAME.get(name) if path.startswith(_FRAME_MODULES) else None)
    if handler is not None:
        return handler(call)
    read = files.read_by_name(path, call)
    if read is not None:
        return read
    if path.startswith(("polars", "F.", "functions.")) or ".functions." in path:
        return _expression(name, call)
    if name in files.SQL_CALLS or path.startswith("duckdb."):
        return _sql(call)
    values = call.everything()
    frame = path.startswith(_FRAME_MODULES) and any(isinstance(one, Frame) for one in values)
    return not_followed(values, frame=frame)


def call_plain(call: Call) -> Value:
    """Python's own functions, and those that nothing is known of."""
    if call.name in ("list", "tuple", "sorted", "set", "reversed", "dict") and call.args:
        value = call.args[0]
        return value if isinstance(value, (Items, Frame)) else not_followed([value], frame=False)
    if call.name in ("str", "Path") and call.args and isinstance(call.args[0], Text):
        return call.args[0]
    if call.name in _PLAIN:
        step: Subtype = "AGGREGATION" if call.name in ("sum", "max", "min") else "TRANSFORMATION"
        return Series(through(call.sources(), step))
    if call.name == "get_ipython":
        return Module("get_ipython")
    values = call.everything()
    return not_followed(values, frame=any(isinstance(one, Frame) for one in values))


# ------------------------------------------------------------------------------------------------ frames


def _frame(call: Call) -> Value:
    return files.made(call)


def _merge(call: Call) -> Value:
    left, right = call.get(0, "left"), call.get(1, "right")
    return (
        joined(left, right, call, 2)
        if isinstance(left, Frame)
        else not_followed(call.everything(), frame=True)
    )


def _concat(call: Call) -> Value:
    return concatenated(call)


def _series(call: Call) -> Value:
    value = call.get(0, "data")
    name = call.get(-1, "name")
    found = value if isinstance(value, Series) else Series(origins_of(value) if value is not None else {})
    return replace(found, name=name.text) if isinstance(name, Text) else found


def _changed(call: Call) -> Value:
    """`pd.to_datetime(x)`, `pd.cut(x, ...)`: one column in, one out."""
    value = call.get(0, "arg", "x", "values", "obj")
    if isinstance(value, Series):
        return replace(
            value,
            origins=through(value.origins, "TRANSFORMATION"),
            name=None,
            named_by=value.name or value.named_by,
        )
    return value.changed() if isinstance(value, Frame) else UNKNOWN


def _pivot(call: Call) -> Value:
    from iopsdata_jupyter.lineage.python.frame_methods import HANDLERS

    frame = call.args[0] if call.args else call.keywords.get("data", call.keywords.get("frame"))
    if not isinstance(frame, Frame):
        return not_followed(call.everything(), frame=True)
    name = {"get_dummies": "explode", "wide_to_long": "melt"}.get(call.name, call.name)
    return HANDLERS[name](frame, replace(call, args=call.args[1:]))


def _crosstab(call: Call) -> Value:
    return Frame(rest=through(call.sources(), "AGGREGATION"))


# ----------------------------------------------------------------------------------------------- columns


def _column(call: Call) -> Value:
    names = [name for one in call.args for name in names_in(one) or ()]
    if names == ["*"] or not names:
        return Series({(HERE, WHOLE, "IDENTITY"): None}, WHOLE)
    return here(*names)


def _literal(call: Call) -> Value:
    return Series(call.sources(), "literal")


def _when(call: Call) -> Value:
    given = united(map(origins_of, call.everything()))
    conditions = Conditions(through(given, "CONDITIONAL"))
    if len(call.args) == 2:  # Spark's when(condition, value)
        return Series(united([through(origins_of(call.args[0]), "CONDITIONAL"), origins_of(call.args[1])]))
    return conditions


def _expression(name: str, call: Call) -> Value:
    """`pl.sum("a")`, `F.upper("a")`: texts are names of columns."""
    found = [
        here(*(names_in(one) or ())) if isinstance(one, (Text, Items)) and names_in(one) else one
        for one in call.args
    ]
    found += [one for one in call.keywords.values() if not isinstance(one, Text)]
    read = united(map(origins_of, found))
    names = [one.name or one.named_by for one in found if isinstance(one, Series)]
    step: Subtype = "AGGREGATION" if name in AGGREGATES or name in ("count", "n_unique") else "TRANSFORMATION"
    if name in ("len", "count") and not read:
        return Series({(HERE, WHOLE, "AGGREGATION"): None}, name)
    return Series(through(read, step), named_by=next(filter(None, names), None))


def _where(call: Call) -> Value:
    """`np.where(condition, a, b)`, `np.select(conditions, values, default)`."""
    condition = origins_of(call.args[0]) if call.args else {}
    rest = united(map(origins_of, [*call.args[1:], *call.keywords.values()]))
    return Series(united([through(condition, "CONDITIONAL"), through(rest, "TRANSFORMATION")]))


# --------------------------------------------------------------------------------------------------- SQL


def _sql(call: Call) -> Value:
    text = call.get(0, "query", "sql", "statement")
    if not isinstance(text, Text):
        return not_followed(call.everything(), frame=True)
    return call.reader.world.query(text, _dialect(call), call.reader.names)


def _dialect(call: Call) -> str | None:
    engine = call.get(1, "connection", "con")
    if isinstance(engine, Engine):
        return engine.dialect
    if _is_spark(call):
        return "spark"
    return "duckdb" if ast.unparse(call.node.func).startswith("duckdb.") else None


def _is_spark(call: Call) -> bool:
    return ast.unparse(call.node.func).startswith("spark.")


def _ask(_: Call) -> Value:
    return Frame(sure=False)


def _magic(call: Call) -> Value:
    """A magic inside Python, which IPython turns into `get_ipython().run_line_magic(name, line)`."""
    texts = [one.text if isinstance(one, Text) else "" for one in call.args]
    if len(texts) < 2:
        return UNKNOWN
    world, reader = call.reader.world, call.reader
    value = world.magic(texts[0], texts[1], texts[2] if len(texts) > 2 else None, reader.names)
    for name, made in world.made().items():
        reader.bind(name, made)
    return value


def _table(call: Call) -> Value:
    name = files.path_of(call.get(0, "tableName"))
    return call.reader.world.read(name, "table") if name else UNKNOWN


def _engine(dialect: str) -> Callable[[Call], Value]:
    def made(_: Call) -> Value:
        return Engine(dialect)

    return made


def _engine_of_url(call: Call) -> Value:
    url = call.get(0, "url", "target")
    return Engine(files.dialect_of_url(url.text) or "" if isinstance(url, Text) else "")


def _text(call: Call) -> Value:
    return call.args[0] if call.args else UNKNOWN


def _path(call: Call) -> Value:
    parts = [one for one in call.args if isinstance(one, Text)]
    if len(parts) != len(call.args):
        return Text("/".join(one.text for one in parts), exact=False) if parts else UNKNOWN
    return Text("/".join(one.text for one in parts), all(one.exact for one in parts))


_BY_PATH: dict[str, Callable[[Call], Value]] = {
    "iopsdata_jupyter.sql": _sql,
    "iopsdata_jupyter.ask": _ask,
    "iopsdata_jupyter.connect": _engine_of_url,
    "duckdb.sql": _sql,
    "duckdb.query": _sql,
    "duckdb.execute": _sql,
    "duckdb.connect": _engine("duckdb"),
    "sqlite3.connect": _engine("sqlite"),
    "sqlalchemy.create_engine": _engine_of_url,
    "sqlalchemy.text": _text,
    "psycopg.connect": _engine("postgres"),
    "psycopg2.connect": _engine("postgres"),
    "pymysql.connect": _engine("mysql"),
    "spark.sql": _sql,
    "spark.table": _table,
    "spark.createDataFrame": _frame,
    "get_ipython.run_line_magic": _magic,
    "get_ipython.run_cell_magic": _magic,
    "numpy.where": _where,
    "numpy.select": _where,
    "pathlib.Path": _path,
    "os.path.join": _path,
}
_BY_NAME: dict[str, Callable[[Call], Value]] = {
    **dict.fromkeys(("DataFrame", "LazyFrame", "json_normalize"), _frame),
    **dict.fromkeys(("merge", "merge_asof", "merge_ordered"), _merge),
    **dict.fromkeys(
        ("to_datetime", "to_numeric", "to_timedelta", "cut", "qcut", "isna", "notna", "factorize"), _changed
    ),
    **dict.fromkeys(("melt", "pivot_table", "pivot", "get_dummies", "wide_to_long"), _pivot),
    **dict.fromkeys(("col", "column", "all"), _column),
    "concat": _concat,
    "Series": _series,
    "crosstab": _crosstab,
    "lit": _literal,
    "when": _when,
}
