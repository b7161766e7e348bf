"""When two results are the same, and what is told where they are not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from iopsdata_jupyter.evaluation.comparing import compare
from iopsdata_jupyter.evaluation.ordering import order_keys


def frame(*rows: tuple[Any, ...], names: str = "abcdef") -> pd.DataFrame:
    width = len(rows[0]) if rows else 1
    return pd.DataFrame(list(rows), columns=list(names[:width]))


def reason(
    expected: pd.DataFrame,
    found: pd.DataFrame,
    *,
    keys: tuple[int, ...] | None = None,
    tolerance: float = 1e-6,
) -> str | None:
    miss = compare(expected, found, keys=keys, tolerance=tolerance)
    return miss.reason if miss else None


EXPECTED = frame(("Lund", 2, 10.5), ("Bergen", 1, 3.0), ("Oslo", 2, 7.25))


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        pytest.param(EXPECTED, None, id="the same"),
        pytest.param(EXPECTED.iloc[::-1], None, id="rows in another order"),
        pytest.param(EXPECTED[["c", "a", "b"]], None, id="columns in another order"),
        pytest.param(EXPECTED.rename(columns={"a": "city"}), None, id="another name"),
        pytest.param(EXPECTED.astype({"b": float}), None, id="whole numbers as floats"),
        pytest.param(EXPECTED.assign(c=EXPECTED.c + 1e-7), None, id="within the tolerance"),
        pytest.param(EXPECTED.assign(c=EXPECTED.c * 1.01), "rows", id="beyond the tolerance"),
        pytest.param(EXPECTED[["a", "b"]], "columns", id="a column less"),
        pytest.param(EXPECTED.assign(d=1), "columns", id="a column more"),
        pytest.param(EXPECTED.iloc[:2], "rows", id="a row less"),
        pytest.param(pd.concat([EXPECTED.iloc[:2], EXPECTED.iloc[:1]]), "rows", id="a row repeated"),
        pytest.param(EXPECTED.assign(b=[1, 2, 2]), "rows", id="values joined in another way"),
        pytest.param(EXPECTED.assign(b=["2", "1", "2"]), "rows", id="text for numbers"),
    ],
)
def test_rows_and_columns(found: pd.DataFrame, wanted: str | None) -> None:
    assert reason(EXPECTED, found) == wanted


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Decimal("1.50"), 1.5),
        (True, 1),
        (None, float("nan")),
        (pd.NA, None),
        (pd.Timestamp("2024-01-05"), pd.Timestamp("2024-01-05")),
        ([1, 2], [1, 2]),
        (b"x", b"x"),
    ],
)
def test_values_that_are_the_same(left: Any, right: Any) -> None:
    one, other = pd.DataFrame({"a": [left]}, dtype=object), pd.DataFrame({"b": [right]}, dtype=object)
    assert reason(one, other) is None


@pytest.mark.parametrize(("left", "right"), [(None, 0), (0, None), ("a", "A"), (float("inf"), 1e308)])
def test_values_that_differ(left: Any, right: Any) -> None:
    one, other = pd.DataFrame({"a": [left]}, dtype=object), pd.DataFrame({"b": [right]}, dtype=object)
    assert reason(one, other) == "rows"


def test_near_numbers_that_sort_in_another_order_still_pair() -> None:
    expected = frame((1.0, 7.0), (1.0000001, 5.0))
    assert reason(expected, frame((1.0, 5.0), (1.0000001, 7.0))) is None


def test_columns_with_the_same_values_are_put_in_every_order() -> None:
    expected = frame((1, 2, "x"), (2, 1, "y"))
    assert reason(expected, frame((2, 1, "x"), (1, 2, "y"))) is None
    assert reason(expected, frame((1, 1, "x"), (2, 2, "y"))) == "rows"


def test_many_columns_of_the_same_values_still_find_their_places() -> None:
    expected = pd.DataFrame([[0] * 12 + [1]], columns=list("abcdefghijklm"))
    assert reason(expected, pd.DataFrame([[1] + [0] * 12], columns=list("nopqrstuvwxyz"))) is None


def test_too_few_columns_of_the_same_values_are_told_at_once() -> None:
    expected = pd.DataFrame([[0] * 15 + [1]], columns=list("abcdefghijklmnop"))
    assert reason(expected, pd.DataFrame([[0] * 14 + [1] * 2], columns=list("abcdefghijklmnop"))) == "rows"


def test_no_rows_are_equal_to_no_rows() -> None:
    assert reason(EXPECTED.iloc[:0], EXPECTED.iloc[:0]) is None
    assert reason(EXPECTED.iloc[:0], EXPECTED) == "rows"


def test_order_counts_only_where_it_is_asked_for_and_not_among_equal_keys() -> None:
    expected = frame(("a", 3), ("b", 2), ("c", 2))
    tied = frame(("a", 3), ("c", 2), ("b", 2))
    assert reason(expected, tied, keys=(1,)) is None
    assert reason(expected, tied, keys=()) == "order"
    assert reason(expected, frame(("b", 2), ("a", 3), ("c", 2)), keys=(1,)) == "order"


def test_the_detail_names_columns_and_counts_and_no_value() -> None:
    miss = compare(EXPECTED, EXPECTED[["a"]], keys=None, tolerance=0)
    assert miss is not None
    assert miss.detail == "The columns are a; expected are a, b, c."
    miss = compare(EXPECTED, EXPECTED.assign(a="secret"), keys=None, tolerance=0)
    assert miss is not None
    assert miss.detail == "The values of expected column 1 are not in the answer."


@pytest.mark.parametrize(
    ("sql", "keys"),
    [
        ("select a, b from t", None),
        ("select a, b from t order by b desc", (1,)),
        ("select a, sum(b) from t group by a order by 2, 1", (1, 0)),
        ("select a, sum(b) as n from t group by a order by n", (1,)),
        ("select a, sum(b) as n from t group by a order by sum(b)", (1,)),
        ("select a from t order by b", ()),
        ("select * from t order by b", ()),
        ("select a from (select a from t order by a limit 3) as s", None),
        ("select a from t union select b from u order by 1", (0,)),
        ("select from where", None),
    ],
)
def test_the_keys_of_an_order(sql: str, keys: tuple[int, ...] | None) -> None:
    assert order_keys(sql, "duckdb") == keys
