"""500 columns in the built widget; the benchmark beside it tells the figures."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.benchmarks.bare_page import bare_page
from tests.benchmarks.profile_widget import SCROLL, SHOW, wide_payload

SLOW_S = 10
"""Seconds for the first picture that no machine exceeds on which it takes 0.1 when idle."""
MOST_ELEMENTS = 2000
"""500 rows would have about 15,000."""


def test_500_columns_are_drawn_at_once_and_only_where_they_are_seen():
    with bare_page("profile") as page:
        assert page.evaluate(SHOW, wide_payload()) < SLOW_S
        found = page.evaluate(SCROLL, 20)
        assert 0 < found["elements"] < MOST_ELEMENTS
        page.get_by_role("searchbox").fill("column_499")
        expect(page.locator(".iops-sizer .iops-column-name")).to_have_text(["column_499"])
        page.locator(".iops-sizer .iops-row").click()
        expect(page.get_by_role("complementary")).to_contain_text("median")
