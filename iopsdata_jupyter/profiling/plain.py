"""A profile as JSON values, for the widget, the server routes and files.

| value | written as |
|---|---|
| decimal | a number; `min` and `max` of the Python object stay exact |
| whole number beyond 2^53, which JavaScript would round | text |
| infinity, NaN | "Infinity", "-Infinity", "NaN" |
| date, time, timestamp | ISO 8601 |
| binary | hexadecimal, at most 32 bytes |
| list, struct, map | JSON text, at most 200 characters |
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iopsdata_jupyter.profiling.models import TableProfile

LONGEST_TEXT = 200
_SAFE_INTEGER = 2**53
_DERIVED = {
    "ColumnProfile": ("null_share", "uniqueness", "is_constant", "is_key"),
    "Quality": ("score",),
    "TableProfile": ("column_count",),
}


def profile_dict(profile: TableProfile) -> dict[str, Any]:
    """Every field by its name, columns as a list in the order of the table, derived figures beside them."""
    written = _record(profile)
    written["columns"] = [_record(column) for column in profile.columns.values()]
    return written


def _record(value: Any) -> dict[str, Any]:
    names = [entry.name for entry in dataclasses.fields(value)]
    derived = _DERIVED.get(type(value).__name__, ())
    return {name: _field(getattr(value, name)) for name in (*names, *derived)}


def _field(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record(value)
    if isinstance(value, tuple):
        return [_field(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _field(item) for key, item in value.items()}
    return plain(value)


def plain(value: Any) -> Any:
    """One value of the data as a JSON value."""
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value)
    return value if value is None else str(value)


def _number(value: float) -> Any:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def shortened(text: str, most: int = LONGEST_TEXT) -> str:
    """`text`, cut with an ellipsis where it is longer."""
    return text if len(text) <= most else text[: most - 1] + "…"


_WRITERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (bool, bool),
    (str, lambda text: shortened(text, LONGEST_TEXT * 5)),
    (int, lambda number: number if abs(number) <= _SAFE_INTEGER else str(number)),
    ((float, Decimal), lambda number: _number(float(number))),
    ((date, time), lambda moment: moment.isoformat()),
    ((bytes, bytearray, memoryview), lambda data: bytes(data)[:32].hex()),
    ((list, dict), lambda nested: shortened(json.dumps(nested, default=str, ensure_ascii=False))),
)
"""The first kind that fits; a bool is an int, and a datetime a date."""
