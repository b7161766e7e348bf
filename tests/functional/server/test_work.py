"""Work that hangs: given up in time, and not piled up."""

from __future__ import annotations

import threading

import pytest

from iopsdata_jupyter.server import catalog, connection_tests, work
from iopsdata_jupyter.store.base import ConnectionRecord


@pytest.fixture
def stuck(monkeypatch, store, tmp_path):
    """Connections hang when they are opened, until the test ends."""
    release = threading.Event()
    monkeypatch.setattr(connection_tests, "open_connection", lambda config: release.wait(60))
    monkeypatch.setattr(connection_tests, "TEST_S", 0.2)
    (tmp_path / "shop.db").write_bytes(b"SQLite format 3\0" + bytes(84))
    store.save_connection(ConnectionRecord("shop", "sqlite", str(tmp_path / "shop.db"), "read_only"))
    yield
    release.set()
    for thread in threading.enumerate():
        if thread.name.startswith("iopsdata"):
            thread.join(10)


async def test_what_hangs_is_given_up_and_not_piled_up(stuck, ask):
    for _ in range(work.MAX_THREADS):
        status, error = await ask("POST", "connections/shop/test", {})
        assert (status, "within 0.2 s" in error["message"]) == (504, True)
    status, error = await ask("POST", "connections/shop/test", {})
    assert (status, error["title"]) == (503, "Service Unavailable")
    assert (await ask("GET", "connections"))[0] == 200
    assert catalog.READ_S > connection_tests.TEST_S
