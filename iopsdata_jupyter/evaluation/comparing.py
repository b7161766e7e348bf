"""Whether two results are the same.

Rows count as often as they occur, in any order unless the expected SQL orders them; columns may stand in any
order and have any name, as long as their values are those expected. Numbers are compared with a tolerance,
true with 1, everything else exactly; null equals null.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.evaluation.models import Miss

if TYPE_CHECKING:
    import pandas as pd

_NEAR_ZERO = 1e-9
"""Numbers that differ by less are equal: a share of nothing is nothing."""
_MOST_ORDERS = 1_000
"""Orders of columns that are tried; many arise only where columns hold the same values."""
_MOST_CELLS = 20_000_000
"""Cells that are compared for it."""
_MOST_PAIRED = 500
"""Rows that agree in all but their numbers, up to which each is looked for among all others."""

Row = tuple[Any, ...]
_Columns = list[list[Any]]


def compare(
    expected: pd.DataFrame, found: pd.DataFrame, *, keys: Sequence[int] | None, tolerance: float
) -> Miss | None:
    """Why `found` is not what was expected; None where it is.

    `keys` are the positions of the expected columns whose order counts, empty for whole rows; None: no order
    counts. Rows that are equal in the keys may stand in any order.
    """
    wanted, given = _plain_columns(expected), _plain_columns(found)
    if len(wanted) != len(given):
        return Miss("columns", _columns_told(expected, found))
    if len(expected) != len(found):
        return Miss("rows", f"{_count(len(found))}, and {_count(len(expected))} expected.")
    rows = list(zip(*wanted, strict=True))
    near = _Nearness(tolerance)
    choices = _choices(expected, found, (wanted, given), near)
    most = min(_MOST_ORDERS, 1 + _MOST_CELLS // max(1, expected.size))
    if _crowded(choices):
        return _rows_told(choices)
    misplaced = False
    for order in itertools.islice(_orders(choices), most):
        moved = list(zip(*(given[at] for at in order), strict=True))
        if not near.same_rows(rows, moved):
            continue
        if keys is None or near.same_order(rows, moved, keys):
            return None
        misplaced = True
    if misplaced:
        return Miss("order", "The rows are right, and their order is not.")
    return _rows_told(choices)


def _rows_told(choices: list[list[int]]) -> Miss:
    lost = [number for number, places in enumerate(choices, 1) if not places]
    if _crowded(choices) and not lost:
        return Miss("rows", "Fewer columns of the answer hold the same values than is expected.")
    if not lost:
        return Miss("rows", "Each column is right by itself; the rows join them in another way.")
    places = ", ".join(map(str, lost))
    return Miss("rows", f"The values of expected column {places} are not in the answer.")


def _crowded(choices: list[list[int]]) -> bool:
    """Whether columns are fewer than those that need them; looking for an order would take for ever."""
    return any(
        len(places) < sum(set(other) == set(places) for other in choices) or not places for places in choices
    )


def _choices(
    expected: pd.DataFrame, found: pd.DataFrame, columns: tuple[_Columns, _Columns], near: _Nearness
) -> list[list[int]]:
    """For each expected column those that hold its values; one of its name first."""
    wanted, given = ([sorted(column, key=_sortable) for column in side] for side in columns)
    names, own = ([str(name).casefold() for name in frame.columns] for frame in (found, expected))
    return [
        sorted(
            (at for at, other in enumerate(given) if near.same_row(column, other)),
            key=lambda at: (names[at] != own[number], at),
        )
        for number, column in enumerate(wanted)
    ]


def _orders(choices: list[list[int]], taken: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """Ways to take another column for each."""
    if len(taken) == len(choices):
        yield taken
        return
    for at in choices[len(taken)]:
        if at not in taken:
            yield from _orders(choices, (*taken, at))


class _Nearness:
    """Equality with a tolerance for numbers."""

    def __init__(self, tolerance: float) -> None:
        self._tolerance = tolerance

    def same(self, left: Any, right: Any) -> bool:
        if isinstance(left, float) and isinstance(right, float):
            return left == right or math.isclose(
                left, right, rel_tol=self._tolerance, abs_tol=min(_NEAR_ZERO, self._tolerance)
            )
        return type(left) is type(right) and bool(left == right)

    def same_row(self, left: Sequence[Any], right: Sequence[Any]) -> bool:
        return all(map(self.same, left, right))

    def same_order(self, expected: list[Row], found: list[Row], keys: Sequence[int]) -> bool:
        places = keys or range(len(expected[0]) if expected else 0)
        return all(
            self.same(left[at], right[at])
            for left, right in zip(expected, found, strict=True)
            for at in places
        )

    def same_rows(self, expected: list[Row], found: list[Row]) -> bool:
        """Whether both hold the same rows, in any order."""
        left, right = _grouped(expected), _grouped(found)
        return left.keys() == right.keys() and all(self._same_group(left[key], right[key]) for key in left)

    def _same_group(self, expected: list[Row], found: list[Row]) -> bool:
        """Rows that agree in all but their numbers; sorted, near numbers may have changed places."""
        if len(expected) != len(found):
            return False
        if all(map(self.same_row, sorted(expected, key=_row_key), sorted(found, key=_row_key))):
            return True
        if len(expected) > _MOST_PAIRED:
            return False
        left = list(found)
        for row in expected:
            match = next((at for at, other in enumerate(left) if self.same_row(row, other)), None)
            if match is None:
                return False
            del left[match]
        return True


def _grouped(rows: list[Row]) -> dict[Row, list[Row]]:
    groups: dict[Row, list[Row]] = {}
    for row in rows:
        exact = tuple(float if isinstance(value, float) else value for value in row)
        groups.setdefault(exact, []).append(row)
    return groups


def _sortable(value: Any) -> tuple[str, Any]:
    """Values of one kind together, whatever else the column holds."""
    return type(value).__name__, "" if value is None else value


def _row_key(row: Row) -> list[tuple[str, Any]]:
    return [_sortable(value) for value in row]


def _plain_columns(frame: pd.DataFrame) -> list[list[Any]]:
    """Each column as floats, texts and None."""
    return [[_plain(value) for value in frame.iloc[:, at].tolist()] for at in range(frame.shape[1])]


def _plain(value: Any) -> Any:
    from decimal import Decimal
    from numbers import Real

    import pandas as pd

    if isinstance(value, (list, dict, tuple, bytes)) or type(value).__module__ == "numpy":
        return repr(value.tolist() if hasattr(value, "tolist") else value)
    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124 - not a number
        return None
    if isinstance(value, (Real, Decimal)):
        return float(value)
    return value if isinstance(value, str) else _text(value)


def _text(value: Any) -> str:
    as_text: Callable[[], str] | None = getattr(value, "isoformat", None)
    return as_text() if as_text else str(value)


def _columns_told(expected: pd.DataFrame, found: pd.DataFrame) -> str:
    given, wanted = (", ".join(map(str, frame.columns)) for frame in (found, expected))
    return f"The columns are {given or 'none'}; expected are {wanted or 'none'}."


def _count(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"
