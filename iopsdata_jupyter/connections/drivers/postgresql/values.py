"""PostgreSQL's types as Arrow's: exact decimals, dates, UTC timestamps, intervals, arrays.

The server sends text; what psycopg's C code reads well (numbers, booleans, bytes) it reads, and Arrow casts
the rest a column at a time, which costs half of what making Python objects does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from psycopg.adapt import AdaptersMap, Transformer
from psycopg.postgres import types as registry
from psycopg.types.array import register_array
from psycopg.types.bool import BoolLoader
from psycopg.types.numeric import FloatLoader, IntLoader
from psycopg.types.string import ByteaLoader, TextLoader

from iopsdata_jupyter.errors import ExecutionError

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

Convert = Callable[[pa.Array], pa.Array]

NUMERIC = 1700
_TYPMOD_HEADER = 4
_DAY = pa.timestamp("us")
_LOADED: dict[str, tuple[type[Any], pa.DataType]] = {
    "bool": (BoolLoader, pa.bool_()),
    "int2": (IntLoader, pa.int16()),
    "int4": (IntLoader, pa.int32()),
    "int8": (IntLoader, pa.int64()),
    "oid": (IntLoader, pa.int64()),
    "float4": (FloatLoader, pa.float32()),
    "float8": (FloatLoader, pa.float64()),
    "bytea": (ByteaLoader, pa.binary()),
}
"""Types that psycopg reads; each by the oid of its name."""
_INTERVAL = re.compile(
    r"(?:(?P<years>-?\+?\d+) years? ?)?(?:(?P<months>[-+]?\d+) mons? ?)?(?:(?P<days>[-+]?\d+) days? ?)?"
    r"(?:(?P<sign>[-+])?(?P<hours>\d+):(?P<minutes>\d+):(?P<seconds>\d+)(?:\.(?P<fraction>\d+))?)?"
)


@dataclass(frozen=True, slots=True)
class Described:
    """A column of a result."""

    name: str
    oid: int
    modifier: int
    """The type's modifier, such as the digits of numeric(10,2); -1: none."""


def described(result: PGresult) -> list[Described]:
    """The columns of a result or of a described statement."""
    return [
        Described((result.fname(at) or b"").decode(), result.ftype(at), result.fmod(at))
        for at in range(result.nfields)
    ]


class Reader:
    """Makes record batches of the results of one statement."""

    def __init__(self, first: PGresult) -> None:
        self._columns = described(first)
        self._transformer = Transformer(_Context())
        self._builders = [_builder(column) for column in self._columns]
        self._names = [column.name for column in self._columns]

    def batch(self, result: PGresult) -> pa.RecordBatch:
        """The rows of `result`.

        Raises:
            ExecutionError: a value has no place in Arrow's type, such as the date `infinity`.
        """
        self._transformer.set_pgresult(result)
        rows = self._transformer.load_rows(0, result.ntuples, tuple)
        columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(self._names)
        arrays = [build(values) for build, values in zip(self._builders, columns, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, names=self._names)


class _Context:
    """Where psycopg finds the loaders: ours alone, so that every type without one comes as text."""

    connection: psycopg.Connection[Any] | None = None

    @property
    def adapters(self) -> AdaptersMap:
        return _adapters()


@lru_cache(maxsize=1)
def _adapters() -> AdaptersMap:
    adapters = AdaptersMap(types=registry)
    adapters.register_loader(0, TextLoader)
    for name, (loader, _) in _LOADED.items():
        adapters.register_loader(registry[name].oid, loader)
    for name in (*_LOADED, *_CASTS, *_TEXTS):
        register_array(registry[name], _ArrayContext(adapters))
    return adapters


class _ArrayContext:
    """What `register_array` registers into."""

    connection: psycopg.Connection[Any] | None = None

    def __init__(self, adapters: AdaptersMap) -> None:
        self.adapters = adapters


def _builder(column: Described) -> Callable[[Sequence[Any]], pa.Array]:
    info = registry.get(column.oid)
    if info is not None and info.array_oid == column.oid and info.name in (*_LOADED, *_CASTS, *_TEXTS):
        return lambda values: _nested(values, _leaf(info.name, column))
    name = info.name if info is not None else "text"
    if name in _LOADED:
        kind = _LOADED[name][1]
        return lambda values: pa.array(values, kind)
    convert = _leaf(name, column)
    return lambda values: convert(pa.array(values, pa.string()))


def _leaf(name: str, column: Described) -> Convert:
    """What makes a column's type of its texts, or of what psycopg has read."""
    if name in _LOADED:
        kind = _LOADED[name][1]
        return lambda read: read.cast(kind)
    if name == "numeric":
        return Decimals(column.modifier)
    cast = _CASTS.get(name)
    return _told(cast, column.name, name) if cast else lambda texts: texts


def _told(cast: Convert, column: str, name: str) -> Convert:
    def converted(texts: pa.Array) -> pa.Array:
        try:
            return cast(texts)
        except (pa.ArrowInvalid, ValueError):
            raise unfit(column, name, texts) from None

    return converted


def unfit(column: str, name: str, texts: pa.Array | None = None) -> ExecutionError:
    """The error for a value such as the date `infinity`, or a year before Christ."""
    shown = f" ({_odd(texts)})" if texts is not None and _odd(texts) else ""
    return ExecutionError(
        f"The column {column} holds a {name}{shown} that a DataFrame's {name} cannot hold.",
        hint=f'Select it as text: "{column}"::text.',
    )


def _odd(texts: pa.Array) -> str:
    return next((text for text in texts.to_pylist() if text and re.search(r"infinity|BC|\d{5}-", text)), "")


class Decimals:
    """Texts of numeric as exact decimals; the digits behind the point never get fewer from batch to batch."""

    def __init__(self, modifier: int) -> None:
        self._declared = _declared(modifier)
        self._scale = 0

    @property
    def kind(self) -> pa.DataType:
        """The type as far as it is known."""
        return self._declared or pa.decimal128(38, self._scale)

    def __call__(self, texts: pa.Array) -> pa.Array:
        if self._declared is not None:
            return _decimals(texts, self._declared)
        point = pc.find_substring(texts, ".")
        length = pc.utf8_length(texts)
        behind = pc.max(pc.if_else(pc.greater_equal(point, 0), pc.subtract(pc.subtract(length, point), 1), 0))
        before = pc.max(pc.if_else(pc.greater_equal(point, 0), point, length)).as_py() or 0
        self._scale = max(self._scale, behind.as_py() or 0)
        if before + self._scale <= 38:
            return _decimals(texts, pa.decimal128(38, self._scale))
        return _decimals(texts, pa.decimal256(76, min(self._scale, 75)))


def _declared(modifier: int) -> pa.DataType | None:
    """`numeric(p, s)` as a decimal of its own digits; None: undeclared, or a scale that Arrow has not."""
    if modifier < _TYPMOD_HEADER:
        return None
    precision = (modifier - _TYPMOD_HEADER) >> 16 & 0xFFFF
    scale = (modifier - _TYPMOD_HEADER) & 0x7FF
    if scale > precision:
        return None
    return pa.decimal128(precision, scale) if precision <= 38 else None


def _decimals(texts: pa.Array, kind: pa.DataType) -> pa.Array:
    try:
        return texts.cast(kind)
    except pa.ArrowInvalid:
        # NaN and Infinity, or more than 76 digits: what no decimal holds comes as a float.
        return texts.cast(pa.float64())


def _nested(values: Sequence[Any], leaf: Convert) -> pa.Array:
    """Lists of what psycopg has read, of any depth."""
    if not any(value for value in values):
        inner = leaf(pa.array([], pa.string()))
        return pa.array(values, pa.list_(inner.type))
    return _converted(pa.array(values), leaf)


def _converted(array: pa.Array, leaf: Convert) -> pa.Array:
    if not pa.types.is_list(array.type):
        return leaf(array.cast(pa.string()) if pa.types.is_null(array.type) else array)
    inner = _converted(array.values, leaf)
    return pa.ListArray.from_arrays(array.offsets, inner, mask=array.is_null())


def _dates(texts: pa.Array) -> pa.Array:
    return texts.cast(pa.date32())


def _timestamps(texts: pa.Array) -> pa.Array:
    return texts.cast(_DAY)


def _zoned(texts: pa.Array) -> pa.Array:
    return texts.cast(pa.timestamp("us", "UTC"))


def _times(texts: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise("1970-01-01", texts, " ").cast(_DAY).cast(pa.time64("us"))


def _intervals(texts: pa.Array) -> pa.Array:
    values = [None if text is None else _interval(text) for text in texts.to_pylist()]
    return pa.array(values, pa.month_day_nano_interval())


def _interval(text: str) -> pa.MonthDayNano:
    """An interval in the server's style `postgres`: 1 year 2 mons -3 days +04:05:06.7."""
    found = _INTERVAL.fullmatch(text)
    if found is None:
        raise ValueError(text)
    part = {key: int(found[key] or 0) for key in ("years", "months", "days", "hours", "minutes", "seconds")}
    nanoseconds = (part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"]) * 10**9
    nanoseconds += int((found["fraction"] or "0").ljust(9, "0"))
    if found["sign"] == "-":
        nanoseconds = -nanoseconds
    return pa.MonthDayNano([12 * part["years"] + part["months"], part["days"], nanoseconds])


_CASTS: dict[str, Convert] = {
    "date": _dates,
    "timestamp": _timestamps,
    "timestamptz": _zoned,
    "time": _times,
    "interval": _intervals,
    "numeric": _dates,  # `_leaf` takes Decimals in its place
}
_TEXTS = ("text", "varchar", "bpchar", "name", "uuid", "json", "jsonb")
