from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.translator import Usage
from iopsdata_jupyter.widgets.figures import cost_text, duration_text, rows_text, usage_texts


@pytest.mark.parametrize(
    ("count", "truncated", "expected"),
    [
        (None, False, "not run"),
        (0, False, "0 rows"),
        (1, False, "1 row"),
        (1234567, False, "1,234,567 rows"),
        (100_000, True, "first 100,000 rows"),
    ],
)
def test_rows(count, truncated, expected):
    assert rows_text(count, truncated=truncated) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.0, "0.0 ms"),
        (0.00042, "0.4 ms"),
        (0.0341, "34 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.0 s"),
        (2.44, "2.4 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 0 s"),
        (185.2, "3 min 5 s"),
    ],
)
def test_durations(seconds, expected):
    assert duration_text(seconds) == expected


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        (None, "cost unknown"),
        (0.0, "$0.00"),
        (0.00001, "under $0.0001"),
        (0.00123, "$0.0012"),
        (0.25, "$0.25"),
        (1234.5, "$1,234.50"),
    ],
)
def test_costs(cost, expected):
    assert cost_text(cost) == expected


def test_usage_has_tokens_and_cost():
    assert usage_texts(Usage("m", 1204, 88, 0.0012)) == ("1,204 + 88 tokens", "$0.0012")
