"""What the Spark Connect client raises, in our own errors."""

from __future__ import annotations

import re
import textwrap

import grpc
from pyspark.errors import PySparkException

from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError, ResultTooLarge

SPARK_ERRORS = (PySparkException, grpc.RpcError)

MAX_CHARACTERS = 300
"""Servers print whole plans."""

_CLASS = re.compile(r"^\[[A-Z_.]+\]\s*")
_STATE = re.compile(r"\s*SQLSTATE: \w+(?:\s*\(line \d+, pos \d+\))?\.?\s*$")
_LINE = re.compile(r"\(?line (?P<line>\d+), pos(?:ition)? (?P<column>\d+)\)?")
_OFFSET = re.compile(r"\bat (?P<start>\d+):\d+\b")
"""Offsets as Sail, a Spark Connect server without Spark, tells them."""
_NO_COLUMN = re.compile(
    r'attribute ObjectName\(\[(?:Identifier\("[^"]*"\), )*Identifier\("(?P<name>[^"]*)"\)\]\) is missing.*'
)
_STOPPED = re.compile(r"OPERATION_CANCELED|operation not found|cancel+ed", re.IGNORECASE)
_UNEXPECTED = re.compile(r"found (?P<found>.+?) at \d+:\d+ expected .*", re.DOTALL)


def unopened(address: tuple[str, int], error: BaseException) -> ConnectionFailed:
    """Why a session could not be opened."""
    return ConnectionFailed(
        f"The server at {address[0]}:{address[1]} did not open a session: {_first(error)}",
        hint="Is it a Spark Connect server (sc://), of version 3.5 or later? Does it want a token or TLS?",
    )


def translated(error: BaseException, sql: str, *, before: str = "") -> ExecutionError:
    """Why a statement failed; `before` is what stood before it in the text that was sent."""
    text = str(error)
    if _STOPPED.search(text):
        return stopped(sql)
    if "RESOURCE_EXHAUSTED" in text:
        return ResultTooLarge(_first(error), sql=sql, hint="Select fewer columns, or aggregate.")
    return ExecutionError(_first(error), sql=sql, position=_position(text, sql, before))


def stopped(sql: str) -> ExecutionError:
    """The error of a statement that was told to stop."""
    return ExecutionError("The statement was stopped.", sql=sql, title="Stopped")


def _first(error: BaseException) -> str:
    """The first sentence that a person can use: without error class, SQLSTATE and stack."""
    text = str(error).split("JVM stacktrace:")[0].split("== SQL")[0].strip()
    line = next((line for line in text.splitlines() if line.strip()), type(error).__name__)
    line = _STATE.sub("", _CLASS.sub("", line.strip().removeprefix("Table not found: ")))
    line = _CLASS.sub("", line).removeprefix("invalid argument: ")
    line = _NO_COLUMN.sub(r"there is no column \g<name>", line)
    line = _UNEXPECTED.sub(r"the SQL has a mistake near '\g<found>'", line)
    line = textwrap.shorten(line.rstrip("."), MAX_CHARACTERS, placeholder=" ...")
    return line[:1].upper() + line[1:] + "."


def _position(text: str, sql: str, before: str) -> int | None:
    if found := _LINE.search(text):
        starts = [0, *(match.end() for match in re.finditer("\n", sql))]
        line = int(found["line"]) - before.count("\n")
        return starts[line - 1] + int(found["column"]) if 0 < line <= len(starts) else None
    if found := _OFFSET.search(text):
        offset = int(found["start"]) - len(before)
        return min(offset, len(sql)) if offset >= 0 else None
    return None
