"""Tables of so many rows that a sample tells what is asked of all; the figures are exact all the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.profiling.models import TableProfile
from iopsdata_jupyter.session import Session
from tests.services.postgresql import PASSWORD, PostgreSQLServer, postgresql

__all__ = ["postgresql"]

ROWS = 260_000
_TABLE = f"""
create table visits as select i as id, (i % 9) - 2 as stars, (i * 7919 % 100003) / 8.0::float8 as amount,
    case when i > {ROWS // 2} then 'group ' || i % 40 end as team,
    case i % 50 when 0 then ' a ' || i else 'Note ' || i end as note,
    timestamp '2024-01-01' + i * interval '1 minute' as at
from generate_series(0, {ROWS - 1}) i
"""


@pytest.fixture(scope="module")
def connection(postgresql: PostgreSQLServer) -> Iterator[Connection]:
    database = postgresql.new_database()
    postgresql.run(_TABLE, database)
    postgresql.run("analyze visits", database)
    session = Session()
    yield session.connect(postgresql.url(database), name="big", connect_args={"password": PASSWORD})
    session.connections.close_all()


@pytest.fixture(scope="module")
def stages(connection: Connection) -> list[TableProfile]:
    seen: list[TableProfile] = []
    Session().profiles.of("visits", connection=connection, on_update=seen.append)
    return seen


def test_a_sample_comes_first_and_says_so(stages: list[TableProfile]) -> None:
    sample = next(profile for profile in stages if profile.stage == "sample")
    assert sample.sampling is not None
    assert "pages chosen at random" in sample.sampling.method
    assert stages[-1].stage == "exact"
    assert all(column.notes == () for column in stages[-1].columns.values())


def test_numbers(stages: list[TableProfile]) -> None:
    stars, amount = (stages[-1].columns[name] for name in ("stars", "amount"))
    assert (stars.min, stars.max, stars.distinct_count, stars.distinct_is_exact) == (-2, 6, 9, True)
    assert stars.number is not None
    assert stars.number.negative_count == sum(i % 9 < 2 for i in range(ROWS))
    assert stars.top_values[0].count == -(-ROWS // 9)
    values = sorted((i * 7919 % 100003) / 8 for i in range(ROWS))
    mean = sum(values) / ROWS
    assert (amount.distinct_count, amount.distinct_is_exact) == (100_003, True)
    assert amount.mean == pytest.approx(mean)
    assert amount.std == pytest.approx((sum((x - mean) ** 2 for x in values) / (ROWS - 1)) ** 0.5)
    assert amount.quantiles["p50"] == pytest.approx((values[ROWS // 2 - 1] + values[ROWS // 2]) / 2)
    assert amount.histogram is not None
    width = values[-1] / 20
    assert amount.histogram.counts[0] == pytest.approx(sum(x < width for x in values), abs=3)
    assert sum(amount.histogram.counts) == ROWS
    assert amount.number is not None
    assert (amount.number.outlier_count, amount.number.zero_count) == (0, values.count(0))


def test_text(stages: list[TableProfile]) -> None:
    team, note = (stages[-1].columns[name] for name in ("team", "note"))
    assert (team.null_count, team.distinct_count, team.min) == (ROWS // 2 + 1, 40, "group 0")
    assert team.text is not None
    assert (team.text.min_length, team.text.max_length) == (7, 8)
    assert (note.distinct_count, note.distinct_is_exact) == (ROWS, True)
    assert note.text is not None
    assert note.text.padded_count == -(-ROWS // 50)
    assert (note.min, note.max) == (" a 0", "Note 99999")


def test_moments_and_nulls_over_time(stages: list[TableProfile]) -> None:
    at = stages[-1].columns["at"]
    assert at.temporal is not None
    assert (at.temporal.granularity, at.temporal.gap_count, at.distinct_count) == ("minute", 0, ROWS)
    assert at.histogram is not None
    assert sum(at.histogram.counts) == ROWS
    assert [insight.columns[0] for insight in stages[-1].insights if insight.kind == "null_jump"] == ["team"]
