"""Requests of a view: answered by name, in order, the needless ones not at all."""

from __future__ import annotations

import threading
from queue import Queue
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.widgets.profile_requests import ProfileRequests

WAIT_S = 60
"""Seconds that an answer may take on a loaded machine."""
EVEN = [{"column": "t", "kind": "value", "first": 0}]


@pytest.fixture
def live(tmp_path):
    frame = pd.DataFrame({"n": range(100), "t": ["even", "odd"] * 50})
    session = Session(store=LocalStore(tmp_path), variables=lambda: {"frame": frame})
    return session.profiles.live(session.profiles.of("frame"))


@pytest.fixture
def sent() -> Queue:
    return Queue()


@pytest.fixture
def requests(sent) -> ProfileRequests:
    return ProfileRequests(lambda content, buffers=(): sent.put((content, list(buffers))))


def ask(requests: ProfileRequests, live: Any, request: str, name: str, **fields: Any) -> None:
    requests.ask(live, {"request": request, "view": "v", "id": name, **fields})


def test_counts_and_rows_come_by_name(requests, live, sent):
    ask(requests, live, "filter", "one", filters=EVEN)
    content, _ = sent.get(timeout=WAIT_S)
    numbers, texts = content.pop("columns")
    assert content == {"id": "one", "rows": 50, "progress": 1.0}
    assert (numbers[:3], sum(numbers[3])) == ([0, 50, 0], 50)
    assert texts == [1, 50, 0, (50, 0)]
    ask(requests, live, "rows", "two", filters=EVEN, offset=10, limit=5)
    content, buffers = sent.get(timeout=WAIT_S)
    assert content == {"id": "two", "held": 50, "whole": True}
    page = pa.ipc.open_stream(buffers[0]).read_all()
    assert page.to_pydict() == {"0": [20, 22, 24, 26, 28], "1": ["even"] * 5}


def test_whether_anything_can_be_asked(requests, live, sent):
    ask(requests, live, "hello", "one")
    ask(requests, None, "hello", "two")
    ask(requests, None, "rows", "three", filters=[], offset=0, limit=1)
    assert sent.get(timeout=WAIT_S)[0] == {"id": "one", "can": True}
    assert sent.get(timeout=WAIT_S)[0] == {"id": "two", "can": False}
    assert "run the cell" in sent.get(timeout=WAIT_S)[0]["error"]["hint"]


@pytest.mark.parametrize(
    "fields",
    [
        {"filters": "1=1"},
        {"filters": [{"column": "nowhere", "kind": "null"}]},
        {"filters": [], "offset": -1, "limit": 5},
        {"filters": [], "offset": 0, "limit": "5"},
        {"filters": []},
    ],
)
def test_what_makes_no_sense_is_answered_by_an_error(requests, live, sent, fields):
    ask(requests, live, "rows", "one", **fields)
    content, buffers = sent.get(timeout=WAIT_S)
    assert set(content) == {"id", "error"}
    assert content["error"]["message"]
    assert buffers == []


def test_a_page_has_a_bound(requests, live, sent):
    ask(requests, live, "rows", "one", filters=[], offset=0, limit=10**9)
    assert pa.ipc.open_stream(sent.get(timeout=WAIT_S)[1][0]).read_all().num_rows == 100


def test_an_unknown_request_and_a_strangers_error_hurt_nobody(requests, live, sent, monkeypatch):
    ask(requests, live, "drop table x", "one")
    monkeypatch.setattr(live, "rows", lambda _filters: 1 / 0)
    ask(requests, live, "rows", "two", filters=[], offset=0, limit=5)
    content, _ = sent.get(timeout=WAIT_S)
    assert (content["id"], content["error"]["message"]) == ("two", "The request failed: ZeroDivisionError.")


@pytest.mark.parametrize("later", ["filter", "stop"])
def test_a_later_filter_gives_up_what_the_view_asked_before(requests, live, sent, monkeypatch, later):
    begun, go_on = threading.Event(), threading.Event()
    filtered, stops = live.filtered, []

    def slow(filters):
        begun.set()
        go_on.wait(WAIT_S)
        return filtered(filters)

    monkeypatch.setattr(live, "filtered", slow)
    monkeypatch.setattr(live, "stop", lambda: stops.append(1))
    ask(requests, live, "filter", "one", filters=EVEN)
    assert begun.wait(WAIT_S)
    ask(requests, live, "rows", "two", filters=EVEN, offset=0, limit=5)
    ask(requests, live, later, "three", filters=[])
    requests.ask(
        live, {"request": "rows", "view": "another", "id": "four", "filters": [], "offset": 0, "limit": 1}
    )
    go_on.set()
    answered = [sent.get(timeout=WAIT_S)[0]["id"] for _ in range(1 + (later == "filter"))]
    assert answered == (["three", "four"] if later == "filter" else ["four"])
    assert stops == [1]
    assert sent.empty()
