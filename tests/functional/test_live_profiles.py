"""One statement at a time on a connection: cells wait for nobody, widgets for cells."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from iopsdata_jupyter.errors import IopsDataError
from iopsdata_jupyter.execution.turns import turn_of
from iopsdata_jupyter.live_profiles import LiveProfile, Stopped
from iopsdata_jupyter.profiling.filters import read_filters
from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.local import LocalStore

WAIT_S = 60
"""Seconds that a thread may take on a loaded machine."""
ENDLESS = "select a.x + b.y as n from range(1000000) a(x), range(10000000) b(y) where x * y % 7 = 3"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    path = tmp_path / "harbour.duckdb"
    with duckdb.connect(str(path)) as native:
        native.execute("create table boats as select range as id, range % 3 as berth from range(3000)")
    made = Session(store=LocalStore(tmp_path / "store"))
    made.connect(str(path), name="harbour")
    yield made
    made.connections.close_all()


def in_thread(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Starts `work`; the list holds what it gave or raised once the thread has ended."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(work())
        except (IopsDataError, Stopped) as error:
            found.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, found


def live_of(session: Session) -> LiveProfile:
    live = session.profiles.live(session.profiles.of("boats"))
    assert live is not None
    return live


def until(is_so: Callable[[], bool]) -> None:
    pause, left = threading.Event(), WAIT_S * 100
    while not is_so() and left:
        pause.wait(0.01)
        left -= 1
    assert is_so()


def slow_once(live: LiveProfile, monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """Makes the first `times` statements of a live profile endless ones; the list holds what was asked."""
    asked: list[str] = []
    run_on = live._run_on

    def slow(connection):
        run = run_on(connection)

        def ask(sql):
            asked.append(sql)
            return run(ENDLESS if len(asked) <= times else sql)

        return ask

    monkeypatch.setattr(live, "_run_on", slow)
    return asked


def test_a_cell_takes_the_connection_from_a_widget_which_then_begins_again(session, monkeypatch):
    live = live_of(session)
    asked = slow_once(live, monkeypatch, times=1)
    berth = [{"column": "berth", "kind": "value", "first": 0}]
    thread, found = in_thread(lambda: list(live.filtered(read_filters(berth, live.profile))))
    until(lambda: live._running is not None)
    assert session.sql("select count(*) as n from boats").frame["n"].tolist() == [3000]
    thread.join(WAIT_S)
    assert found[0][0].row_count == 1000
    assert asked == [asked[0]] * 2


def test_a_stopped_request_ends_and_the_connection_stays_usable(session, monkeypatch):
    live = live_of(session)
    slow_once(live, monkeypatch, times=1)
    thread, found = in_thread(lambda: list(live.filtered(())))
    until(lambda: live._running is not None)
    # An interrupt that comes before the engine has begun is lost, so that it is sent until the thread ends.
    until(lambda: live.stop() or bool(thread.join(0.1)) or not thread.is_alive())
    assert isinstance(found[0], Stopped)
    live.begin()
    assert next(iter(live.filtered(()))).row_count == 3000


def test_a_widget_waits_for_a_cell(session):
    live = live_of(session)
    connection = session.connection("harbour")
    with turn_of(connection).taken():
        thread, found = in_thread(lambda: live.rows(()))
        thread.join(0.3)
        assert thread.is_alive()
        assert session.sql("select 1 as n").row_count == 1
    thread.join(WAIT_S)
    assert found[0].table.num_rows == 1000


def test_every_request_leaves_audit_events(session):
    live = live_of(session)
    before = len(session.store.audit())
    list(live.filtered(()))
    live.rows(())
    events = session.store.audit()
    assert len(events) == before + 2
    assert {(event.source, event.verdict) for event in events[:2]} == {("profile", "allowed")}


def test_a_connection_that_was_closed_is_opened_again_by_its_name(session):
    live = live_of(session)
    assert next(iter(live.filtered(()))).row_count == 3000
    session.close("harbour")
    with pytest.raises(IopsDataError):
        list(live.filtered(()))
    assert next(iter(live.filtered(()))).row_count == 3000
