"""A function of another engine in the words of this one: sqlglot knows most, SQLite's dates stand here."""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.text_to_sql.repair.fault import Fault

_COMPLAINT = re.compile(
    r"no such function: (\w+)|function (?:\w+\.)*(\w+)(?:\([^)]*\))? does not exist"
    r"|function with name (\w+) does not exist|(\w+) is not an allowed function"
    r"|cannot resolve (?:routine|function) `?(\w+)`?|unknown function:? `?(\w+)`?",
    re.IGNORECASE,
)
_OTHERS = ("postgres", "mysql", "duckdb", "tsql", "snowflake", "bigquery", "spark", "oracle", "sqlite")
_SQLITE_PARTS = {"YEAR": "%Y", "MONTH": "%m", "DAY": "%d", "HOUR": "%H", "MINUTE": "%M"}
_SQLITE_STARTS = {"YEAR": "%Y-01-01", "MONTH": "%Y-%m-01", "DAY": "%Y-%m-%d"}
_PARTS: dict[type[exp.Expr], str] = {exp.Year: "YEAR", exp.Month: "MONTH", exp.Day: "DAY"}


def translated_function(fault: Fault) -> str | None:
    """The statement with an unknown function written as this engine does; None where nobody knows it."""
    found = _COMPLAINT.search(fault.error)
    if found is None:
        return None
    name = next(group for group in found.groups() if group)
    dialect, tree = fault.catalog.dialect, fault.tree
    if dialect == "sqlite":
        tree = tree.transform(_as_sqlite)
    tree = tree.transform(lambda node: _from_elsewhere(node, name, dialect))
    written = fault.written(tree)
    return None if re.search(rf"\b{re.escape(name)}\s*\(", written, re.IGNORECASE) else written


def _from_elsewhere(node: exp.Expr, name: str, dialect: str) -> exp.Expr:
    """A call that this dialect does not know, read as the first dialect that knows it."""
    if not isinstance(node, exp.Anonymous) or node.name.casefold() != name.casefold():
        return node
    # Arguments stand in as plain names: what is a name here may be a text in the other dialect.
    stands = {f"argument_{place}": item for place, item in enumerate(node.expressions)}
    plain = [
        item.copy() if isinstance(item, exp.Literal) else exp.column(key) for key, item in stands.items()
    ]
    call = exp.Anonymous(this=node.name, expressions=plain).sql(dialect)
    for other in _OTHERS:
        known = _read(call, other) if other != dialect else None
        if known is None or known.find(exp.Anonymous):
            continue
        written = _read(known.sql(dialect), dialect)
        if written is not None and _keeps_all(written, stands):
            return _with_arguments(written, stands)
    return node


def _with_arguments(call: exp.Expr, arguments: dict[str, exp.Expr]) -> exp.Expr:
    for column in list(call.find_all(exp.Column)):
        column.replace(arguments[column.name].copy())
    return call


def _keeps_all(written: exp.Expr, arguments: dict[str, exp.Expr]) -> bool:
    """Whether no argument is lost, as where the same name takes fewer of them in another dialect."""
    names = {column.name for column in written.find_all(exp.Column)}
    literals = sum(isinstance(item, exp.Literal) for item in arguments.values())
    stood_in = {key for key, item in arguments.items() if not isinstance(item, exp.Literal)}
    return stood_in == names and len(list(written.find_all(exp.Literal))) >= literals


def _read(call: str, dialect: str) -> exp.Expr | None:
    try:
        return sqlglot.parse_one(call, read=dialect)
    except (SqlglotError, RecursionError):
        return None


def _as_sqlite(node: exp.Expr) -> exp.Expr:
    """Parts and starts of dates by `strftime`, which is all that SQLite has."""
    part = _PARTS.get(type(node)) or (node.name.upper() if isinstance(node, exp.Extract) else "")
    if part in _SQLITE_PARTS:
        moment = node.expression if isinstance(node, exp.Extract) else node.this
        return exp.cast(_strftime(_SQLITE_PARTS[part], _bare(moment)), "INTEGER")
    if isinstance(node, exp.DateTrunc | exp.TimestampTrunc):
        unit = str(node.args["unit"].name if node.args.get("unit") else "").upper()
        if unit in _SQLITE_STARTS:
            return _strftime(_SQLITE_STARTS[unit], _bare(node.this))
    return node


def _bare(moment: exp.Expr) -> exp.Expr:
    """A date without the conversion that sqlglot puts around it."""
    return moment.this if isinstance(moment, exp.TsOrDsToDate) else moment


def _strftime(form: str, moment: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="STRFTIME", expressions=[exp.Literal.string(form), moment.copy()])
