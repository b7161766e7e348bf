"""One Spark Connect session: statements, cancelling by tag, progress, temporary views."""

from __future__ import annotations

import itertools
import logging
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pyspark.errors import PySparkException

from iopsdata_jupyter.connections.drivers.spark import address
from iopsdata_jupyter.connections.drivers.spark.failures import SPARK_ERRORS, translated, unopened
from iopsdata_jupyter.connections.drivers.spark.fetching import Fetch
from iopsdata_jupyter.connections.drivers.spark.native import NativeSession
from iopsdata_jupyter.connections.models import (
    Capabilities,
    ConnectionConfig,
    LoadMode,
    Parameters,
    ServerInfo,
    Stream,
)
from iopsdata_jupyter.errors import ExecutionError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.connect.session import SparkSession

_COMMENTS = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*"
_TELLS = re.compile(rf"{_COMMENTS}(?:SHOW|DESC|DESCRIBE|EXPLAIN)\b", re.IGNORECASE | re.DOTALL)
"""Statements that read and are no queries."""
QUERY_STARTS = "WITH iopsdata AS (\n"
_numbers = itertools.count(1)


class SparkConnection:
    """A Spark Connect session; `close` ends it only where it is owned."""

    dialect = "spark"
    capabilities = Capabilities("colon", reads_frames=True, tells_progress=True, loads=True)
    readable_folders: tuple[Path, ...] = ()

    def __init__(self, config: ConnectionConfig, native: SparkSession) -> None:
        self.config = config
        self._native = native
        self._closed = False
        self._frames: set[str] = set()
        self._fetch: Fetch | None = None
        self._done: float | None = None
        # The client's own type of a handler leaves `stages` out of what may be None.
        self._handler = cast(Any, self._told)
        native.registerProgressHandler(self._handler)

    def __repr__(self) -> str:
        return f"<Spark connection {self.config.name!r}, {self.config.access}>"

    def execute(self, sql: str, parameters: Parameters) -> Stream:
        tag = f"iopsdata-{next(_numbers)}"
        self._done = None
        self._fetch = Fetch(self._native, tag, sql, lambda: self._tables(sql, parameters))
        tables = iter(self._fetch)
        first = next(tables)
        return Stream(first.schema, _batches(first, tables))

    def _tables(self, sql: str, parameters: Parameters) -> Iterator[pa.Table]:
        """The rows as they come, behind an empty table that tells the schema."""
        from pyspark.sql.pandas.types import to_arrow_schema
        from pyspark.sql.types import StructType

        if self.config.access == "read_only" and not _TELLS.match(sql):
            self._require_query(sql, parameters)
        try:
            frame: Any = self._native.sql(sql, args=dict(parameters) or None)
            schema = to_arrow_schema(frame.schema)
            yield schema.empty_table()
            # The public toArrow() gives all rows at once: neither a limit nor a memory bound could stop it.
            plan = frame._plan.to_proto(self._native.client)  # noqa: SLF001
            for part in self._native.client.to_table_as_iterator(plan, {}):
                if not isinstance(part, StructType):
                    yield part.cast(schema)
        except SPARK_ERRORS as error:
            raise translated(error, sql) from None

    def _require_query(self, sql: str, parameters: Parameters) -> None:
        try:
            self._native.sql(as_query(sql), args=dict(parameters) or None).schema  # noqa: B018 - asks the server
        except SPARK_ERRORS as error:
            raise translated(error, sql, before=QUERY_STARTS) from None

    def syntax_error(self, sql: str) -> ExecutionError | None:
        """The server reads the text as a query, which runs nothing."""
        try:
            self._native.sql(as_query(sql)).schema  # noqa: B018 - asks the server
        except SPARK_ERRORS as error:
            told = translated(error, sql, before=QUERY_STARTS)
            return told if told.position is not None else None
        return None

    def interrupt(self) -> None:
        if self._fetch is not None:
            self._fetch.stop()

    def register(self, name: str, frame: Any) -> None:
        """Sends the rows to the cluster as a temporary view of this session."""
        try:
            _sent(self._native, frame).createOrReplaceTempView(name)
        except (*SPARK_ERRORS, TypeError, ValueError) as error:
            raise ExecutionError(
                f"The DataFrame {name} cannot be sent to Spark: {str(error).splitlines()[0]}",
                hint="Give its columns plain types, or leave it out with `del`.",
            ) from None
        self._frames.add(name)

    def unregister(self, name: str) -> None:
        if name in self._frames:
            self._frames.discard(name)
            with suppress(*SPARK_ERRORS):
                self._native.catalog.dropTempView(name)

    def registered(self) -> set[str]:
        return set(self._frames)

    def progress(self) -> float | None:
        return self._done

    def _told(self, *, stages: Any, inflight_tasks: int, operation_id: str | None, done: bool) -> None:
        """What the client calls while a statement runs."""
        tasks = sum(stage.num_tasks for stage in stages or ())
        finished = sum(stage.num_completed_tasks for stage in stages or ())
        self._done = finished / tasks if tasks else None

    def in_transaction(self) -> bool:
        return False

    def load(self, table: str, rows: pa.Table, mode: LoadMode) -> int:
        if self.config.access == "read_only":
            raise ExecutionError("The connection is read-only.", hint="Connect with `--write` to load data.")
        try:
            frame = _sent(self._native, rows)
            if mode == "replace":
                frame.write.mode("overwrite").saveAsTable(table)
            elif mode == "create":
                frame.write.mode("error").saveAsTable(table)
            else:
                self._in_order(frame, table).write.insertInto(table)
        except SPARK_ERRORS as error:
            raise translated(error, f"INSERT INTO {table}") from None
        return int(rows.num_rows)

    def _in_order(self, frame: DataFrame, table: str) -> DataFrame:
        """The columns in the table's order, by which `insertInto` goes; those that are missing are null."""
        from pyspark.sql import functions

        given = {name.casefold(): name for name in frame.columns}
        fields = self._native.table(table).schema.fields
        return frame.select(
            [
                frame[given[field.name.casefold()]]
                if field.name.casefold() in given
                else functions.lit(None).cast(field.dataType).alias(field.name)
                for field in fields
            ]
        )

    def describe(self) -> ServerInfo:
        started = time.perf_counter()
        try:
            version = self._native.version
            self._native.sql("SELECT 1").collect()
        except SPARK_ERRORS as error:
            raise translated(error, "SELECT 1") from None
        return ServerInfo(f"Spark {version}", 1000 * (time.perf_counter() - started))

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        for name in self.registered():
            self.unregister(name)
        self._native.removeProgressHandler(self._handler)
        self.interrupt()
        if isinstance(self._native, NativeSession):
            self._native.end()


def open_connection(config: ConnectionConfig) -> SparkConnection:
    """Opens `sc://host:port`, with a token where the configuration holds one.

    Raises:
        ConnectionFailed: no server answers, or it refuses.
    """
    # The client prints every error of a statement as JSON beside raising it.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    place = address.of(config)
    address.require_listener(place)
    try:
        native = NativeSession(address.url(config))
        native.version  # noqa: B018 - asks the server
    except (*SPARK_ERRORS, PySparkException, ValueError) as error:
        raise unopened(place, error) from None
    return SparkConnection(config, native)


def as_query(sql: str) -> str:
    """`sql` at a place where the grammar allows nothing but a query; the line breaks end its comments."""
    return f"{QUERY_STARTS}{sql.rstrip().removesuffix(';')}\n) SELECT * FROM iopsdata"


def _sent(native: SparkSession, frame: Any) -> DataFrame:
    """The rows in the cluster; a timestamp without a zone stays one, unlike in Spark's own reading."""
    import pyarrow as pa
    from pyspark.sql.pandas.types import from_arrow_schema

    if type(frame).__module__.startswith("polars"):
        frame = frame.to_arrow()
    table = frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame, preserve_index=False)
    return native.createDataFrame(table, schema=from_arrow_schema(table.schema, prefer_timestamp_ntz=True))


def _batches(first: pa.Table, rest: Iterator[pa.Table]) -> Iterator[pa.RecordBatch]:
    for table in itertools.chain([first], rest):
        yield from table.to_batches()
