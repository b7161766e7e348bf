"""Filters and rows of a profile on every engine, by the same code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.live_profiles import LiveProfile
from iopsdata_jupyter.profiling.filters import read_filters
from iopsdata_jupyter.session import Session
from tests.services.engines import ENGINES, MAKERS

NASTY = ["{{a}}", "it's \\ 100% :b", "back\\", '"d" -- \';', "é\u202e", " ", "tab\t"]
"""Values that end a literal, are a bind or a format in some engine, or only look so."""


@pytest.fixture(params=ENGINES)
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    engine = MAKERS[request.param](request, tmp_path)
    opened = engine.open()
    yield opened
    opened.close()
    engine.clean_up()


@pytest.fixture
def session() -> Session:
    return Session()


def live_profile(session: Session, connection: Connection, target: str) -> LiveProfile:
    live = session.profiles.live(session.profiles.of(target, connection=connection))
    assert live is not None
    return live


def left(live: LiveProfile, *filters: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Rows that filters leave, and each column's values, nulls and counts."""
    names = list(live.profile.columns)
    found: dict[str, Any] = {}
    rows = -1
    for part in live.filtered(read_filters(list(filters), live.profile)):
        rows = part.row_count
        found |= {names[one.position]: (one.count, one.null_count, one.counts) for one in part.columns}
    assert list(found) == names
    return rows, found


def test_without_filters_every_picture_is_counted_as_it_stands(session, connection):
    live = live_profile(session, connection, "orders")
    rows, found = left(live)
    assert rows == 3
    for name, column in live.profile.columns.items():
        assert found[name][:2] == (column.count, column.null_count)
        shown = column.histogram or (column.text and column.text.lengths)
        assert shown is not None
        assert found[name][2] == shown.counts


def test_bins_nulls_and_values_leave_their_rows(session, connection):
    live = live_profile(session, connection, "orders")
    amounts = live.profile.columns["amount"].histogram
    assert amounts is not None
    last = len(amounts.counts) - 1
    rows, found = left(live, {"column": "amount", "kind": "range", "first": 1, "last": last})
    assert rows == 2
    assert found["placed_on"] == (2, 0, (1, 1))
    rows, found = left(live, {"column": "placed_on", "kind": "range", "first": 1})
    assert (rows, found["note"][:2]) == (1, (1, 0))
    rows, found = left(live, {"column": "placed_on", "kind": "null"})
    assert (rows, found["note"][:2], found["placed_on"]) == (1, (1, 0), (0, 1, (0, 0)))
    # The value 2, which occurs twice, and of these the one without a date.
    rows, _ = left(
        live, {"column": "store_id", "kind": "value", "first": 0}, {"column": "placed_on", "kind": "null"}
    )
    assert rows == 1


def test_a_value_equals_itself_whatever_stands_in_it(session, connection):
    from sqlglot import exp

    listed = [exp.Literal.string(value).sql(connection.dialect) for value in NASTY]
    listed[0] = "'{' || '{a}}'" if connection.dialect != "mysql" else "concat('{', '{a}}')"
    rows = " union all ".join(f"select {text} as t union all select {text}" for text in listed)
    live = live_profile(session, connection, rows)
    top = live.profile.columns["t"].top_values
    assert {item.value for item in top} == set(NASTY)
    for place in range(len(NASTY)):
        rows, found = left(live, {"column": "t", "kind": "value", "first": place})
        assert rows == 2
        assert found["t"][2] == tuple(2 * (place == at) for at in range(len(NASTY)))
        held = live.rows(read_filters([{"column": "t", "kind": "value", "first": place}], live.profile))
        assert held.table.column(0).to_pylist() == [top[place].value] * 2


def test_rows_are_the_first_ones_that_the_filters_leave(session, connection):
    live = live_profile(session, connection, "orders")
    held = live.rows(())
    assert (held.table.num_rows, held.is_whole) == (3, True)
    by_id = {row["0"]: row for row in held.table.to_pylist()}
    assert {key: (float(row["2"]), row["3"], row["4"]) for key, row in by_id.items()} == {
        1: (9.5, "2024-01-31", None),
        2: (20.0, "2024-02-01", "gift"),
        3: (pytest.approx(0.1), None, "x"),
    }
    only = live.rows(read_filters([{"column": "placed_on", "kind": "null"}], live.profile))
    assert only.table.column("0").to_pylist() == [3]


def test_bins_of_hours_keep_their_edges(session, connection):
    kind = {"mysql": "datetime", "sqlite": "text"}.get(connection.dialect, "timestamp")
    moments = [f"2024-05-01 {hour:02}:30:00" for hour in (1, 1, 2, 5, 23)]
    rows = " union all ".join(f"select cast('{moment}' as {kind}) as m" for moment in moments)
    live = live_profile(session, connection, rows)
    column = live.profile.columns["m"]
    if connection.dialect == "sqlite":
        # A query of SQLite has no types: its moments are text.
        assert column.histogram is None
        return
    assert column.histogram is not None
    assert left(live)[1]["m"][2] == column.histogram.counts
    assert left(live, {"column": "m", "kind": "range", "first": 0})[0] == 2
    place = max(at for at, count in enumerate(column.histogram.counts) if count)
    assert left(live, {"column": "m", "kind": "range", "first": place})[0] == 1
