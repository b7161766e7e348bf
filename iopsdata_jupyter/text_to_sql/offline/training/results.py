"""Whether two statements give the same result on a database: what candidates are labelled by."""

from __future__ import annotations

import itertools
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence

import sqlglot

_LIMIT_S = 0.4
_MOST_ORDERS = 5_000

Rows = list[tuple[object, ...]]


class Judge:
    """Compares candidate statements with the accepted ones of a case."""

    def __init__(self) -> None:
        self._accepted: dict[tuple[int, str], tuple[Rows | None, bool]] = {}

    def right(self, connection: sqlite3.Connection, sql: str, accepted: Sequence[str]) -> bool:
        """Whether the result of `sql` is that of an accepted statement."""
        rows = run(connection, sql)
        if rows is None:
            return False
        for gold in accepted:
            wanted, ordered = self._result(connection, gold)
            if wanted is not None and same(rows, wanted, ordered=ordered):
                return True
        return False

    def _result(self, connection: sqlite3.Connection, sql: str) -> tuple[Rows | None, bool]:
        key = id(connection), sql
        if key not in self._accepted:
            self._accepted[key] = run(connection, sql, 5.0), _is_ordered(sql)
        return self._accepted[key]


def run(connection: sqlite3.Connection, sql: str, limit_s: float = _LIMIT_S) -> Rows | None:
    """The rows of a statement, or None where it fails or takes too long."""
    started = time.monotonic()
    connection.set_progress_handler(lambda: time.monotonic() - started > limit_s, 20_000)
    try:
        return connection.execute(sql).fetchall()
    except (sqlite3.Error, OverflowError):
        return None


def _is_ordered(sql: str) -> bool:
    try:
        return bool(sqlglot.parse_one(sql, read="sqlite").args.get("order"))
    except sqlglot.errors.SqlglotError:
        return False


def same(left: Rows, right: Rows, *, ordered: bool) -> bool:
    """Whether two results hold the same rows, columns in any order, row order only where `ordered`."""
    left, right = _plain(left), _plain(right)
    if len(left) != len(right) or (left and len(left[0]) != len(right[0])):
        return False
    if not left:
        return True
    width = len(right[0])
    wanted = right if ordered else sorted(right, key=_sortable)
    columns = [Counter(row[i] for row in right) for i in range(width)]
    choices = [[j for j in range(width) if Counter(row[j] for row in left) == column] for column in columns]
    for order in itertools.islice(itertools.product(*choices), _MOST_ORDERS):
        if len(set(order)) == width:
            moved = [tuple(row[j] for j in order) for row in left]
            if (moved if ordered else sorted(moved, key=_sortable)) == wanted:
                return True
    return False


def _plain(rows: Rows) -> Rows:
    return [tuple(_cell(value) for value in row) for row in rows]


def _cell(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4) + 0.0
    return float(value) if isinstance(value, int) else value


def _sortable(row: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(str(type(value)), str(value)) for value in row]
