"""The audit log and the history through their routes, written by real statements."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.base import AuditEvent


@pytest.fixture
def ran(store, tmp_path):
    """Statements that a kernel has run, in this order: allowed, refused, failed, asked."""
    native = sqlite3.connect(tmp_path / "shop.db")
    native.execute("create table orders (id integer primary key, amount real)")
    native.execute("insert into orders values (1, 5)")
    native.commit()
    native.close()
    session = Session(store=store)
    session.connect(str(tmp_path / "shop.db"), name="shop")
    session.sql("select 'S3cr3t' as a from orders")
    with pytest.raises(StatementRejected):
        session.sql("drop table orders")
    with pytest.raises(ExecutionError):
        session.sql("select nothing from orders")
    session.questions.ask("how many orders", translator="offline")
    session.connections.close_all()


async def test_the_log_tells_verdicts_and_no_text(ran, ask):
    status, found = await ask("GET", "audit")
    assert (status, found["more"]) == (200, False)
    assert [(event["source"], event["verdict"], event["rows"]) for event in found["events"]] == [
        ("ask", "allowed", 1),
        ("sql", "failed", None),
        ("sql", "refused", None),
        ("sql", "allowed", 1),
    ]
    assert "S3cr3t" not in str(found)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"verdict": "refused"}, 1),
        ({"source": "ask"}, 1),
        ({"connection": "shop"}, 4),
        ({"connection": "zoo"}, 0),
        ({"since": "2001-01-01T00:00:00Z"}, 4),
        ({"until": "2001-01-01"}, 0),
        ({"since": "9999-12-31T23:59:59Z", "verdict": "allowed"}, 0),
    ],
    ids=str,
)
async def test_the_log_can_be_searched(query, count, ran, ask):
    _, found = await ask("GET", "audit", **query)
    assert len(found["events"]) == count


@pytest.mark.parametrize(
    "query",
    [{"verdict": "x"}, {"since": "yesterday"}, {"since": "0001-01-01T00:00:00+23:00"}, {"source": "a\0"}],
    ids=str,
)
async def test_a_search_that_means_nothing_is_refused(query, ask):
    assert (await ask("GET", "audit", **query))[0] == 400


async def test_the_log_comes_in_pages(ask, store):
    with store.exclusively():
        for number in range(250):
            at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=number)
            store.append_audit(AuditEvent(at, "shop", "sql", "0" * 64, "allowed", "", number, 1.0))
    seen, offset = [], 0
    while True:
        _, page = await ask("GET", "audit", limit=100, offset=offset)
        seen += [event["rows"] for event in page["events"]]
        offset += 100
        if not page["more"]:
            break
    assert seen == list(range(249, -1, -1))


async def test_the_history_tells_what_became_of_a_statement(ran, ask):
    status, found = await ask("GET", "history")
    assert status == 200
    asked, failed, refused, allowed = found["entries"]
    assert (asked["question"], asked["translator"], asked["rows"]) == ("how many orders", "offline", 1)
    assert "count" in asked["sql"].lower()
    assert (failed["verdict"], failed["rows"], failed["question"]) == ("failed", None, "")
    assert (refused["verdict"], refused["sql"]) == ("refused", "drop table orders")
    assert (allowed["verdict"], allowed["rows"], allowed["connection"]) == ("allowed", 1, "shop")
    _, page = await ask("GET", "history", limit=1, offset=1)
    assert (page["entries"], page["more"]) == ([failed], True)


async def test_each_connection_has_the_time_of_its_newest_statement(ran, ask, store):
    newest = store.audit(limit=1)[0]
    assert await ask("GET", "connection-uses") == (200, {"uses": {"shop": newest.at.isoformat()}})


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"search": "ORDERS select"}, ["ask", "sql", "sql"]),
        ({"search": "drop"}, ["sql"]),
        ({"search": "%"}, []),
        ({"search": "how many"}, ["ask"]),
        ({"source": "ask"}, ["ask"]),
        ({"verdict": "refused", "connection": "shop"}, ["sql"]),
        ({"connection": "zoo"}, []),
    ],
    ids=str,
)
async def test_the_history_can_be_searched(query, expected, ran, ask):
    status, found = await ask("GET", "history", **query)
    assert (status, [entry["source"] for entry in found["entries"]]) == (200, expected)


async def test_a_page_of_the_history_may_begin_behind_an_entry(ran, ask):
    _, first = await ask("GET", "history", limit=3)
    _, rest = await ask("GET", "history", before=first["entries"][-1]["id"])
    assert [entry["verdict"] for entry in rest["entries"]] == ["allowed"]
    assert (await ask("GET", "history", before="x"))[0] == 400


async def test_an_entry_of_the_history_is_deleted_by_its_id(ran, ask):
    _, found = await ask("GET", "history")
    identity = found["entries"][1]["id"]
    assert await ask("DELETE", f"history/{identity}") == (200, {"deleted": str(identity)})
    for gone in (identity, 10**10, "x", "1%20or%201"):
        assert (await ask("DELETE", f"history/{gone}"))[0] == 404
    assert len((await ask("GET", "history"))[1]["entries"]) == 3


async def test_clearing_the_history_leaves_the_audit_log(ran, ask):
    assert await ask("DELETE", "history") == (200, {"deleted": "4"})
    assert (await ask("GET", "history"))[1] == {"entries": [], "more": False}
    assert len((await ask("GET", "audit"))[1]["events"]) == 4
