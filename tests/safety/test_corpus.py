"""No statement that does harm is allowed, and analysts' statements are: on two corpora of our own."""

from __future__ import annotations

import statistics
import time

import pytest

from iopsdata_jupyter.guard import Policy, check
from iopsdata_jupyter.guard.analysis import analyze
from tests.safety.corpus import Case, cases


@pytest.mark.parametrize("case", cases("harmful"), ids=str)
def test_harm_is_refused_with_a_reason(case: Case) -> None:
    decision = check(case.sql, dialect=case.engine)
    assert not decision.allowed
    assert decision.reason


@pytest.mark.parametrize("case", cases("analytic"), ids=str)
def test_what_analysts_write_is_allowed(case: Case) -> None:
    decision = check(case.sql, dialect=case.engine)
    assert decision.allowed, f"{decision.rule}: {decision.reason}"


@pytest.mark.parametrize("case", cases("analytic", "duckdb", "postgres", "mysql"), ids=str)
def test_harm_after_or_inside_what_analysts_write_is_refused(case: Case) -> None:
    bare = case.sql.rstrip("; \n")
    for harmful in (f"{bare}\n; delete from sales", f"{bare}\n; commit"):
        assert not check(harmful, dialect=case.engine).allowed


def test_a_check_takes_less_than_a_millisecond() -> None:
    seconds = []
    for case in cases("analytic", "duckdb", "sqlite", "postgres", "mysql"):
        analyze(case.sql + " ", case.engine)
        started = time.perf_counter()
        check(case.sql + "  ", dialect=case.engine, policy=Policy())
        seconds.append(time.perf_counter() - started)
    assert statistics.median(seconds) < 0.001
