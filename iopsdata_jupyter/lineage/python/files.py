"""Where frames come from and go to: files, database tables, SQL text."""

from __future__ import annotations

import ast
import re

from iopsdata_jupyter.lineage.flows import Origins
from iopsdata_jupyter.lineage.models import NodeKind
from iopsdata_jupyter.lineage.python.calls import Call, names_in
from iopsdata_jupyter.lineage.python.values import (
    UNKNOWN,
    Engine,
    Frame,
    Series,
    Text,
    Value,
    Writer,
    not_followed,
    origins_of,
)

_TO_FILE_WORDS = """
    to_parquet to_csv to_json to_excel to_feather to_pickle to_orc to_hdf to_xml to_stata to_html to_markdown
    to_latex to_file write_parquet write_csv write_json write_ndjson write_excel write_ipc write_ipc_stream
    write_avro write_delta sink_parquet sink_csv sink_ipc sink_ndjson to_delta
"""
_TO_TABLE = {
    "to_sql": "name",
    "write_database": "table_name",
    "to_gbq": "destination_table",
    "saveAsTable": "name",
    "insertInto": "tableName",
    "insert_into": "table_name",
    "create": "name",
}
WRITERS = frozenset(_TO_FILE_WORDS.split()) | frozenset(_TO_TABLE)
SQL_CALLS = frozenset({"sql", "query", "execute", "read_sql", "read_sql_query", "raw_sql", "executescript"})

_READER = re.compile(r"(?:^|\.)(?:read|scan|from)_(\w+)$|(?:^|\.)(read_table|read_feather|open_dataset)$")
_NO_FILE_WORDS = """
    dict dicts records pandas arrow numpy repr dataframe clipboard pydict pylist array product tuples
"""
_NO_FILE = frozenset(_NO_FILE_WORDS.split())
_SPARK_READER = re.compile(r"\.read\.(?:parquet|csv|json|orc|text|load|avro|format)$")
_SQL = re.compile(
    r"^\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(?:SELECT|WITH|INSERT|CREATE|UPDATE|DELETE|MERGE|FROM|COPY|DROP|ALTER|"
    r"TRUNCATE|PIVOT|UNPIVOT|VALUES|TABLE|REPLACE)\b",
    re.IGNORECASE | re.DOTALL,
)


def is_sql(text: str) -> bool:
    """Whether a text begins like a statement."""
    return bool(_SQL.match(text))


def path_of(value: Value | None) -> str | None:
    """The path in an argument; with what stands in braces where it is an f-string."""
    if isinstance(value, Text):
        return value.text
    names = names_in(value) if value is not None else None
    return names[0] if names else None


def read_by_name(path: str, call: Call) -> Value | None:
    """A frame read by `read_csv`, `scan_parquet`, `read_sql` or their kin; None for another function."""
    name = path.rpartition(".")[2]
    if _SPARK_READER.search(path):
        return _file(call)
    found = _READER.search(path)
    if found is None:
        return None
    what = found[1] or found[2]
    if what in ("sql", "sql_query", "database", "database_uri", "gbq"):
        return _sql(call)
    if what == "sql_table" or (name == "read_table" and "spark" in path):
        table = path_of(call.get(0, "table_name", "table"))
        return _columns(call.reader.world.read(table, "table"), call) if table else UNKNOWN
    if what in _NO_FILE:
        return _made(call)
    return _file(call)


def _file(call: Call) -> Value:
    path = path_of(call.get(0, "filepath_or_buffer", "path", "path_or_buf", "io", "source", "where", "file"))
    if path is None and call.sources():
        return not_followed(call.everything(), frame=True)
    if path is None:
        path = "{" + ast.unparse(call.node.args[0]) + "}" if call.node.args else "{unknown path}"
    return _columns(call.reader.world.read(path, "file"), call)


def _columns(frame: Frame, call: Call) -> Frame:
    names = call.columns(-1, "usecols", "columns")
    renamed = call.columns(-1, "names", "new_columns")
    if renamed and not names:
        return frame if frame.fields else Frame(rest=frame.rest).keep(renamed)
    return frame.keep(names) if names else frame


def _sql(call: Call) -> Value:
    text = call.get(0, "sql", "query", "query_or_table")
    if not isinstance(text, Text):
        return not_followed(call.everything(), frame=True)
    if not is_sql(text.text) and re.fullmatch(r"[\w.]+", text.text):
        return call.reader.world.read(text.text, "table")
    engine = call.get(1, "con", "connection", "connection_uri", "uri")
    dialect: str | None = engine.dialect if isinstance(engine, Engine) else ""
    if isinstance(engine, Text):
        dialect = dialect_of_url(engine.text) or ""
    return call.reader.world.query(text, dialect, call.reader.names)


def dialect_of_url(url: str) -> str | None:
    """The name that sqlglot has for the scheme of a database URL."""
    scheme = url.partition("://")[0].partition("+")[0].casefold() if "://" in url else ""
    return {"postgresql": "postgres", "mariadb": "mysql", "mssql": "tsql", "awsathena": "athena"}.get(
        scheme, scheme or None
    )


def _made(call: Call) -> Value:
    """A frame made of values: of a dict of columns, or of anything else as a whole."""
    from iopsdata_jupyter.lineage.python.values import Field, Table

    data = call.get(0, "data")
    if isinstance(data, Table):
        return Frame(tuple(Field(name, _series_origins(value)) for name, value in data.entries.items()))
    if isinstance(data, Frame):
        names = call.columns(-1, "columns")
        return data.keep(names) if names else data
    names = call.columns(-1, "columns", "schema")
    origins = origins_of(data) if data is not None else {}
    if names:
        return Frame(tuple(Field(name, origins) for name in names))
    return Frame(rest=origins)


def _series_origins(value: Value) -> Origins:
    return value.origins if isinstance(value, Series) else origins_of(value)


made = _made


def written(frame: Frame, call: Call) -> Value:
    """A frame put into a file or table; without a name, its text is the value."""
    kind: NodeKind = "table" if call.name in _TO_TABLE else "file"
    keyword = _TO_TABLE.get(call.name, "path")
    target = path_of(
        call.get(0, keyword, "path_or_buf", "excel_writer", "path", "file", "workbook", "target")
    )
    if target is None:
        return Series(origins_of(frame))
    schema = call.get(-1, "schema")
    if kind == "table" and isinstance(schema, Text):
        target = f"{schema.text}.{target}"
    columns = call.columns(-1, "columns") if kind == "file" else None
    call.reader.world.write(target, kind, frame.keep(columns) if columns else frame, call.text)
    return UNKNOWN


def spark_written(base: Writer, call: Call) -> Value:
    """Spark's `frame.write.mode(...).parquet(path)` and `.saveAsTable(name)`."""
    if call.name in ("mode", "format", "option", "options", "partitionBy", "bucketBy", "sortBy"):
        return base
    target = path_of(call.get(0, "path", "name", "tableName"))
    if target is not None:
        kind: NodeKind = "table" if call.name in ("saveAsTable", "insertInto") else "file"
        call.reader.world.write(target, kind, base.frame, call.text)
    return UNKNOWN
