"""Tables as DDL for a model: compact, with keys and comments, at three levels of detail.

Pure. Columns without a remark share lines, because line breaks and indents cost a tenth of the tokens.
Everything goes through `scrubbing`: names and comments are foreign text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Literal

from iopsdata_jupyter.catalog.models import Column, ForeignKey, Table
from iopsdata_jupyter.text_to_sql import scrubbing
from iopsdata_jupyter.text_to_sql.dialects import identifier

Detail = Literal["full", "lean", "near"]
"""`full`: all there is; `lean`: without comments and hints; `near`: also without the columns far off."""

Hint = Callable[[Table, Column], str]
"""What may be told of a column's values; empty where nothing may."""

MAX_COMMENT_CHARS = 160
MAX_TYPE_CHARS = 60
NEAR_COLUMNS = 6
"""Columns of a table from which the `near` level drops any."""
_TELLING = ("name", "title", "label", "description", "date", "year", "type", "status", "amount", "total")
_LINE_CHARS = 110


def no_hint(_table: Table, _column: Column) -> str:
    """For a connection that tells no values."""
    return ""


def table_text(
    table: Table, dialect: str, detail: Detail = "full", *, named: Collection[str] = (), hint: Hint = no_hint
) -> str:
    """The table as one CREATE TABLE; `named` are columns that the `near` level keeps in any case."""
    columns = near_columns(table, named) if detail == "near" else table.columns
    items = [_column_item(table, column, dialect, detail, hint) for column in columns]
    items += [(text, "") for text in _composite_keys(table, dialect)]
    dropped = len(table.columns) - len(columns)
    remarks = [
        _remark(table.comment) if detail != "near" else "",
        f"-- and {dropped} more columns" if dropped else "",
    ]
    name = qualified(table.schema, table.name, dialect)
    opening = f"CREATE TABLE {name} (" + "".join(f" {remark}" for remark in remarks if remark)
    return "\n".join([opening, *_lines(items), ");"])


def near_columns(table: Table, named: Collection[str]) -> tuple[Column, ...]:
    """The columns that a question likely needs: named ones, keys, telling ones, then the first of all."""
    keys = {*table.primary_key, *(column for key in table.foreign_keys for column in key.columns)}

    def rank(column: Column) -> int:
        if column.name in named:
            return 0
        if column.name in keys:
            return 1
        return 2 if any(word in column.name.casefold() for word in _TELLING) else 3

    kept = sorted(table.columns, key=rank)
    least = sum(rank(column) == 0 for column in kept)
    chosen = {column.name for column in kept[: max(NEAR_COLUMNS, least)]}
    return tuple(column for column in table.columns if column.name in chosen)


def _lines(items: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Items with a comma behind each, as many in a line as fit and up to the first with a remark."""
    line = ""
    for text, remark in items:
        if line and (remark or len(line) + len(text) > _LINE_CHARS):
            yield line
            line = ""
        line = f"{line} {text}," if line else f"  {text},"
        if remark:
            yield f"{line} {remark}"
            line = ""
    if line:
        yield line


def _column_item(table: Table, column: Column, dialect: str, detail: Detail, hint: Hint) -> tuple[str, str]:
    """A column's definition, and its remark."""
    words = [name_text(column.name, dialect), _type(column.type, detail)]
    if table.primary_key == (column.name,):
        words.append("PRIMARY KEY")
    words += [
        _reference(key, table, dialect, detail) for key in table.foreign_keys if key.columns == (column.name,)
    ]
    text = " ".join(word for word in words if word)
    if detail != "full":
        return text, ""
    return text, _remark(" ".join(part for part in (column.comment or "", hint(table, column)) if part))


def _composite_keys(table: Table, dialect: str) -> Iterator[str]:
    if len(table.primary_key) > 1:
        yield f"PRIMARY KEY ({_names(table.primary_key, dialect)})"
    for key in table.foreign_keys:
        if len(key.columns) > 1:
            yield f"FOREIGN KEY ({_names(key.columns, dialect)}) {_reference(key, table, dialect, 'full')}"


def _reference(key: ForeignKey, table: Table, dialect: str, detail: Detail) -> str:
    """Where the key leads; below `full` without what the reader can tell: the same schema, the same names."""
    same_names = detail != "full" and key.target_columns == key.columns
    columns = "" if same_names else _names(key.target_columns, dialect)
    schema = None if detail != "full" and key.target_schema == table.schema else key.target_schema
    return f"REFERENCES {qualified(schema, key.target_table, dialect)}" + (f" ({columns})" if columns else "")


def name_text(name: str, dialect: str) -> str:
    """A name as it must be written in a statement."""
    return identifier(scrubbing.one_line(name, 128), dialect)


def _names(names: Iterable[str], dialect: str) -> str:
    return ", ".join(name_text(name, dialect) for name in names)


def qualified(schema: str | None, name: str, dialect: str) -> str:
    """`schema.table`, each part written as it must be."""
    return ".".join(name_text(part, dialect) for part in (schema, name) if part)


def _type(type_: str, detail: Detail) -> str:
    """The type; without the literals that some engines list in it, since those of an ENUM are values."""
    has_values = "'" in type_ or '"' in type_
    plain = type_.partition("(")[0].strip() if has_values or detail != "full" else type_
    return scrubbing.one_line(plain, MAX_TYPE_CHARS)


def _remark(comment: str | None) -> str:
    text = scrubbing.one_line(scrubbing.without_secrets(comment or ""), MAX_COMMENT_CHARS)
    return f"-- {text}" if text else ""
