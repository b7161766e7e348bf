"""From an engine's own name of a type to the kind of column that decides which figures are computed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iopsdata_jupyter.profiling.models import Kind

if TYPE_CHECKING:
    import pyarrow as pa

_INTEGER = (
    r"U?(TINY|SMALL|MEDIUM|BIG|HUGE|U)?INT(EGER)?\d*( UNSIGNED)?( ZEROFILL)?(\(\d+\))?( UNSIGNED)?"
    r"( ZEROFILL)?|LONG|SHORT|BYTE|(SMALL|BIG)?SERIAL\d?|YEAR(\(\d\))?|BIGNUM|VARINT|OID"
)
_BINARY = r"(VAR|LARGE_)?BINARY\b.*|BYTEA|(TINY|MEDIUM|LONG)?BLOB\b.*|BYTES|RAW\b.*|FIXED_SIZE_BINARY.*"
_TEXT = (
    r"(N?(VAR)?CHAR(ACTER)?\d?|BPCHAR|CHARACTER VARYING|(TINY|MEDIUM|LONG|N|CI)?TEXT|(LARGE_)?STRING|N?CLOB"
    r"|NAME|ENUM|SET|DICTIONARY)\b.*"
)
_NAMES: tuple[tuple[str, Kind], ...] = (
    (r"TINYINT\(1\)|BOOL(EAN)?", "boolean"),
    (r".*\[\d*\]|ARRAY\b.*|LIST\b.*|_\w+", "list"),
    (r"(STRUCT|ROW)\b.*", "struct"),
    (r"MAP\b.*", "map"),
    (_INTEGER, "integer"),
    (r"(DECIMAL|NUMERIC|NUMBER|DEC|FIXED|MONEY)\b.*", "decimal"),
    (r"(DOUBLE|FLOAT|REAL|BINARY_(FLOAT|DOUBLE))\b.*|FLOAT\d", "float"),
    (r"DATE(32|64)?", "date"),
    (r"(TIMESTAMP|DATETIME)\w*\b.*", "timestamp"),
    (r"TIME(TZ|_NS|32|64)?\b.*", "time"),
    (r"(INTERVAL|DURATION)\b.*", "interval"),
    (r"UUID|UNIQUEIDENTIFIER", "uuid"),
    (r"JSONB?|VARIANT|OBJECT", "json"),
    (_BINARY, "binary"),
    (_TEXT, "text"),
)
_COMPILED = tuple((re.compile(pattern), kind) for pattern, kind in _NAMES)


def kind_of(type_name: str, dialect: str) -> Kind:
    """The kind of a column that the engine calls `type_name`; what is not known is `other`."""
    name = re.sub(r"\s+", " ", type_name.strip().upper())
    if dialect == "oracle" and name == "DATE":
        return "timestamp"
    for pattern, kind in _COMPILED:
        if pattern.fullmatch(name):
            return _sqlite_kind(kind) if dialect == "sqlite" else kind
    return _affinity(name) if dialect == "sqlite" else "other"


def _sqlite_kind(kind: Kind) -> Kind:
    """SQLite computes decimals as doubles, and keeps no other types than these."""
    return "float" if kind == "decimal" else kind


def _affinity(name: str) -> Kind:
    """What SQLite makes of a declared type of its own (section 3.1 of its page on datatypes)."""
    if "INT" in name:
        return "integer"
    if not name or any(word in name for word in ("CHAR", "CLOB", "TEXT", "STRING")):
        return "text"
    return "float" if any(word in name for word in ("REAL", "FLOA", "DOUB")) else "other"


def arrow_type(kind: pa.DataType) -> str:
    """A name for an Arrow type that `kind_of` knows; for queries, of whose columns no catalog tells."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return arrow_type(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return f"{arrow_type(kind.value_type)}[]"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMPTZ" if kind.tz else "TIMESTAMP"
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    names = {"halffloat": "FLOAT", "string_view": "STRING", "binary_view": "BINARY", "null": "TEXT"}
    plain = re.split(r"[\[<(]", str(kind))[0]
    return names.get(plain, plain).upper()
