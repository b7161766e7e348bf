"""What every Store does, whatever is behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from iopsdata_jupyter.store.base import (
    AuditEvent,
    AuditFilter,
    ConnectionRecord,
    ConnectionSecrets,
    FileAsset,
    HistoryEntry,
    HistoryFilter,
    Metric,
    Store,
    VerifiedQuery,
)

SHOP = ConnectionRecord("shop", "postgresql", "postgresql://ann@db.example/shop", "read_only")
SECRETS = ConnectionSecrets("hunter2 ü%/'", {"sslmode": "require", "sslpassword": "s", "n": 5})
NOW = dt.datetime(2026, 1, 1, 12, 30, 1, 250000, tzinfo=dt.UTC)


def event(number: int) -> AuditEvent:
    at = NOW + dt.timedelta(seconds=number)
    return AuditEvent(at, "shop", "sql", f"{number:064x}", "allowed", "", number, 1.5, "offline")


def test_connections_are_kept_by_name(store: Store) -> None:
    store.save_connection(SHOP)
    store.save_connection(replace(SHOP, target="postgresql://db.example/other", access="read_write"))
    store.save_connection(replace(SHOP, name="a"))
    assert [(entry.name, entry.target, entry.access) for entry in store.connections()] == [
        ("a", SHOP.target, "read_only"),
        ("shop", "postgresql://db.example/other", "read_write"),
    ]


def test_a_connection_can_be_deleted_with_its_secrets(store: Store) -> None:
    store.save_connection(SHOP, SECRETS)
    assert store.delete_connection("shop")
    assert not store.delete_connection("shop")
    assert not store.connections()
    assert not store.secrets("shop")


def test_secrets_come_back_and_are_not_in_the_record(store: Store) -> None:
    store.save_connection(SHOP, SECRETS)
    assert store.secrets("shop") == SECRETS
    assert list(store.connections()) == [replace(SHOP, has_password=True)]
    assert "hunter2" not in repr([store.connections(), store.secrets("shop"), store.sealed()])


def test_options_without_a_password_are_kept_too(store: Store) -> None:
    store.save_connection(SHOP, ConnectionSecrets(options={"token": "t"}))
    assert store.secrets("shop") == ConnectionSecrets(options={"token": "t"})
    assert not store.connections()[0].has_password


def test_saving_without_secrets_keeps_those_of_the_same_address(store: Store) -> None:
    store.save_connection(SHOP, SECRETS)
    store.save_connection(replace(SHOP, access="read_write"))
    assert store.secrets("shop") == SECRETS
    assert store.connections()[0].has_password


def test_a_password_never_follows_a_connection_to_another_address(store: Store) -> None:
    store.save_connection(SHOP, SECRETS)
    store.save_connection(replace(SHOP, target="postgresql://ann@evil.example/shop"))
    assert not store.secrets("shop")
    assert not store.connections()[0].has_password


def test_empty_secrets_are_forgotten(store: Store) -> None:
    store.save_connection(SHOP, SECRETS)
    store.save_connection(SHOP, ConnectionSecrets())
    assert not store.secrets("shop")
    assert not store.sealed()


def test_an_unknown_connection_has_no_secrets(store: Store) -> None:
    assert not store.secrets("nobody")


def test_a_sealed_secret_is_replaced_only_where_it_is_still_the_same(store: Store) -> None:
    store.save_connection(SHOP, SECRETS)
    secret = store.sealed()[0]
    store.save_connection(SHOP, ConnectionSecrets("newer"))
    assert not store.reseal(secret, secret.text)
    assert store.secrets("shop").password == "newer"


def test_audit_events_come_back_newest_first(store: Store) -> None:
    for number in range(5):
        store.append_audit(event(number))
    expected = [replace(event(number), workspace=store.workspace) for number in (4, 3)]
    assert list(store.audit(limit=2)) == expected


@pytest.mark.parametrize(
    ("matching", "expected"),
    [
        (AuditFilter(connection="shop"), [4, 3, 1, 0]),
        (AuditFilter(connection="zoo"), [2]),
        (AuditFilter(source="ask"), [3]),
        (AuditFilter(verdict="refused", connection="shop"), [1]),
        (AuditFilter(since=NOW + dt.timedelta(seconds=3)), [4, 3]),
        (AuditFilter(until=NOW + dt.timedelta(seconds=1)), [0]),
        (
            AuditFilter(since=(NOW + dt.timedelta(seconds=4)).astimezone(dt.timezone(dt.timedelta(hours=5)))),
            [4],
        ),
    ],
    ids=["connection", "other", "source", "verdict", "since", "until", "zone"],
)
def test_the_log_can_be_searched(store: Store, matching: AuditFilter, expected: list[int]) -> None:
    changes: dict[int, dict[str, str]] = {
        1: {"verdict": "refused"}, 2: {"connection": "zoo"}, 3: {"source": "ask"}
    }  # fmt: skip
    for number in range(5):
        store.append_audit(replace(event(number), **changes.get(number, {})))
    assert [found.rows for found in store.audit(matching=matching)] == expected
    assert [found.rows for found in store.audit(matching=matching, limit=1, offset=1)] == expected[1:2]


def test_history_tells_what_became_of_a_statement(store: Store) -> None:
    entry = HistoryEntry(
        NOW, "shop", "ask", "select 1", "one?", "a.ipynb", "failed", None, "gpt-4.1-mini", 0.002
    )
    store.append_history(entry)
    store.append_history(replace(entry, verdict="allowed", rows=3, cost_usd=None))
    assert list(store.history(offset=1)) == [entry]
    assert store.history()[0].rows == 3


def test_history_comes_back_newest_first(store: Store) -> None:
    entries = [HistoryEntry(NOW, "shop", "ask", f"select {n}", "how many?", "a.ipynb") for n in range(3)]
    for entry in entries:
        store.append_history(entry)
    assert list(store.history(limit=2)) == [entries[2], entries[1]]


@pytest.mark.parametrize(
    ("matching", "expected"),
    [
        (HistoryFilter(), ["c", "b", "a"]),
        (HistoryFilter(connection="zoo"), ["c"]),
        (HistoryFilter(source="ask"), ["b"]),
        (HistoryFilter(verdict="refused"), ["a"]),
        (HistoryFilter(words=("STRASSE", "umsatz")), ["b"]),
        (HistoryFilter(words=("%",)), ["c"]),
        (HistoryFilter(words=("strasse", "orders")), []),
        (HistoryFilter(connection="shop", words=("select",)), ["b", "a"]),
    ],
    ids=["all", "connection", "source", "verdict", "words", "sign", "every word", "both"],
)
def test_the_history_can_be_searched(store: Store, matching: HistoryFilter, expected: list[str]) -> None:
    store.append_history(
        HistoryEntry(NOW, "shop", "sql", "select * from orders", notebook="a", verdict="refused")
    )
    store.append_history(HistoryEntry(NOW, "shop", "ask", "select 1", "Umsatz je Straße?", "b"))
    store.append_history(HistoryEntry(NOW, "zoo", "sql", "select '%' from animals", notebook="c"))
    assert [found.notebook for found in store.history(matching=matching)] == expected


def test_history_behind_an_entry_does_not_move_when_newer_ones_come(store: Store) -> None:
    for number in range(4):
        store.append_history(HistoryEntry(NOW, "shop", "sql", f"select {number}"))
    last = store.history(limit=2)[-1]
    store.append_history(HistoryEntry(NOW, "shop", "sql", "select 'newer'"))
    older = store.history(matching=HistoryFilter(before=last.id))
    assert [entry.sql for entry in older] == ["select 1", "select 0"]


def test_an_entry_of_the_history_can_be_forgotten_and_then_all(store: Store) -> None:
    store.append_audit(event(0))
    for number in range(3):
        store.append_history(HistoryEntry(NOW, "shop", "sql", f"select {number}"))
    newest = store.history()[0].id
    assert (store.forget_history(newest), store.forget_history(newest)) == (1, 0)
    assert [entry.sql for entry in store.history()] == ["select 1", "select 0"]
    assert store.forget_history() == 2
    assert list(store.history()) == []
    assert len(store.audit()) == 1


@pytest.mark.parametrize("value", ["x", 5, 1.5, True, ["a"], {"a": None}], ids=str)
def test_settings_are_json_values(store: Store, value: object) -> None:
    store.save_setting("b", value)
    store.save_setting("a", 1)
    assert store.settings() == {"a": 1, "b": value}
    store.save_setting("b", None)
    assert store.settings() == {"a": 1}


def test_one_verified_query_a_question_and_connection(store: Store) -> None:
    query = VerifiedQuery(
        "revenue in {region}", "select 1", "shop", "postgres", NOW, {"region": {"type": "text"}}
    )
    store.save_verified_query(query)
    store.save_verified_query(replace(query, sql="select 2"))
    store.save_verified_query(replace(query, connection="a"))
    found = store.verified_queries()
    # Where a team shares them, the server says when.
    assert all(entry.verified_at.tzinfo for entry in found)
    assert [replace(entry, verified_at=NOW) for entry in found] == [
        replace(query, connection="a"),
        replace(query, sql="select 2"),
    ]
    assert store.delete_verified_query("a", query.question)
    assert not store.delete_verified_query("a", query.question)
    assert len(store.verified_queries()) == 1


def test_metrics_by_name(store: Store) -> None:
    metric = Metric("revenue", "sum(amount)", "What came in", "order", ("amount > 0",), ("turnover", "sales"))
    store.save_metric(metric)
    store.save_metric(replace(metric, expression="sum(net)"))
    assert list(store.metrics()) == [replace(metric, expression="sum(net)")]
    assert store.delete_metric("revenue")
    assert not store.delete_metric("revenue")


def test_file_assets_by_name(store: Store) -> None:
    asset = FileAsset("orders.csv", f"{store.workspace}/orders.csv", 2**40, "0" * 64, NOW, "text/csv")
    store.save_file_asset(asset)
    assert [replace(found, uploaded_at=NOW) for found in store.file_assets()] == [asset]
    assert store.delete_file_asset("orders.csv")
    assert not store.file_assets()
