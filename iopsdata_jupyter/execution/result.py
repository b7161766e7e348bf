"""Arrow batches to a pandas DataFrame: the one place that decides dtypes.

| SQL type | dtype |
|---|---|
| integer | int8..int64, uint8..uint64; with nulls the nullable Int8..UInt64 |
| boolean | bool; with nulls boolean |
| float, double | float32, float64 |
| decimal, hugeint | decimal128 of Arrow: exact |
| text, enum, uuid | str |
| date, timestamp | datetime64; in UTC where the column has a zone |
| time, interval, binary | object (datetime.time, DateOffset-like value, bytes) |
| list, struct, map | the Arrow type; cells read as lists and dicts |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from iopsdata_jupyter.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


Form = Literal["pandas", "polars", "arrow"]


@dataclass(frozen=True)
class Result:
    """The rows of one statement."""

    frame: Any
    """A pandas or polars DataFrame or an Arrow table, as was asked for."""
    row_count: int
    sql: str
    connection: str
    elapsed_s: float
    """Wall seconds from sending the statement to the DataFrame."""
    truncated: bool
    """Whether the engine had more rows than were asked for."""
    effects: tuple[str, ...] = ()
    """What the statement changed, such as `INSERT orders`."""

    @property
    def origin(self) -> dict[str, Any]:
        """What `frame.attrs["iopsdata"]` tells; `elapsed` in seconds."""
        return {
            "sql": self.sql,
            "connection": self.connection,
            "elapsed": self.elapsed_s,
            "truncated": self.truncated,
        }

    @property
    def has_columns(self) -> bool:
        """Whether the statement gave a table back, be it an empty one."""
        columns = self.frame.column_names if hasattr(self.frame, "column_names") else self.frame.columns
        return len(columns) > 0


def shaped(table: pa.Table, form: Form) -> Any:
    """The table in the form that was asked for.

    Raises:
        ConfigurationError: polars is not installed.
    """
    if form == "arrow":
        return table
    if form == "pandas":
        return to_frame(table)
    try:
        import polars as pl
    except ImportError:
        raise ConfigurationError("polars is not installed.", hint="pip install polars") from None
    return pl.from_arrow(table)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """The table as a DataFrame of the dtypes above; column names may repeat."""
    import pyarrow as pa

    names = table.column_names
    table = table.rename_columns([str(number) for number in range(len(names))])
    nullable = {
        number: table.column(number)
        for number, field in enumerate(table.schema)
        if (pa.types.is_integer(field.type) or pa.types.is_boolean(field.type))
        and table.column(number).null_count
    }
    decoded = _decoded(table)
    frame: pd.DataFrame = decoded.to_pandas(
        types_mapper=_arrow_backed, date_as_object=False, split_blocks=True, ignore_metadata=True
    )
    for number, column in nullable.items():
        frame.isetitem(number, _nullable(column))
    frame.columns = _index(names)
    return frame


def _index(names: list[str]) -> Any:
    import pandas as pd

    return pd.Index(names) if names else pd.RangeIndex(0)


def _decoded(table: pa.Table) -> pa.Table:
    """Columns as the table of this module says, whatever an engine's driver calls the same type."""
    for number, field in enumerate(table.schema):
        target = _one_name(field.type)
        # By name: Arrow takes two lists for equal whatever the field inside is called.
        if str(target) != str(field.type):
            table = table.set_column(number, field.name, table.column(number).cast(target))
    return table


def _one_name(kind: pa.DataType) -> pa.DataType:
    """Values for dictionaries, text for nothing but nulls, UTC for any zone, `item` for what lists hold."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return kind.value_type
    if pa.types.is_null(kind):
        return pa.string()
    if pa.types.is_timestamp(kind) and kind.tz:
        return pa.timestamp(kind.unit, "UTC")
    if pa.types.is_list(kind):
        return pa.list_(_one_name(kind.value_type))
    return kind


def _arrow_backed(kind: pa.DataType) -> Any:
    """The pandas dtype for Arrow types that pandas would otherwise spread into Python objects."""
    import pandas as pd
    import pyarrow as pa

    if pa.types.is_decimal(kind) or pa.types.is_nested(kind):
        return pd.ArrowDtype(kind)
    return None


def _nullable(column: pa.ChunkedArray) -> Any:
    import pandas as pd
    import pyarrow as pa

    name = (
        "boolean"
        if pa.types.is_boolean(column.type)
        else str(column.type).replace("int", "Int").replace("u", "U")
    )
    dtype: Any = pd.api.types.pandas_dtype(name)
    return dtype.__from_arrow__(column)
