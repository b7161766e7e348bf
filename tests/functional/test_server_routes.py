"""The server extension's routes, in a real Jupyter server."""

from __future__ import annotations

import json
import sqlite3

import pytest
from tornado.httpclient import HTTPClientError

from iopsdata_jupyter.errors import ConfigurationError, StoreError, UsageError
from iopsdata_jupyter.server.base import STORE_SETTING
from iopsdata_jupyter.server.routes import NAMESPACE, ROUTES
from iopsdata_jupyter.store.base import ConnectionRecord
from iopsdata_jupyter.store.local import LocalStore

pytest_plugins = ["pytest_jupyter.jupyter_server"]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def jp_server_config():
    return {
        "ServerApp": {
            "jpserver_extensions": {"iopsdata_jupyter": True, "jupyter_server_terminals": False},
            "allow_unauthenticated_access": False,
        }
    }


@pytest.fixture
def store(jp_serverapp, tmp_path):
    """The store that the server uses, in a folder of its own."""
    store = LocalStore(tmp_path / "store")
    jp_serverapp.web_app.settings[STORE_SETTING] = store
    yield store
    store.close()


class BrokenStore:
    """A store whose reading fails with a given error."""

    def __init__(self, error):
        self.error = error

    def connections(self):
        raise self.error


async def failure(fetch, *path, **options):
    """Status and error of a request that must fail."""
    with pytest.raises(HTTPClientError) as caught:
        await fetch(*path, **options)
    body = json.loads(caught.value.response.body)
    assert set(body) == {"error"}
    assert set(body["error"]) == {"title", "message", "hint"}
    return caught.value.code, body["error"]


def implemented(handler):
    return [method for method in METHODS if method.lower() in vars(handler)]


@pytest.mark.parametrize(
    ("path", "method"),
    [(path, method) for path, handler in ROUTES for method in implemented(handler)],
)
async def test_every_route_refuses_a_request_without_a_token(path, method, jp_fetch, store):
    options = {"method": method, "headers": {"Authorization": ""}, "allow_nonstandard_methods": True}
    status, error = await failure(jp_fetch, NAMESPACE, path, **options)
    assert status == 403
    assert error["title"] == "Forbidden"


async def test_an_empty_store_has_no_connections(jp_fetch, store):
    response = await jp_fetch(NAMESPACE, "connections")
    assert json.loads(response.body) == {"connections": []}
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.headers["Cache-Control"] == "no-store"


async def test_saved_connections_come_by_name(jp_fetch, store):
    store.save_connection(ConnectionRecord("zoo", "sqlite", "zoo.db", "read_write"))
    store.save_connection(ConnectionRecord("<b>a", "duckdb", "sales.duckdb", "read_only"))
    response = await jp_fetch(NAMESPACE, "connections")
    assert json.loads(response.body)["connections"] == [
        {
            "name": "<b>a",
            "driver": "duckdb",
            "target": "sales.duckdb",
            "access": "read_only",
            "has_password": False,
        },
        {
            "name": "zoo",
            "driver": "sqlite",
            "target": "zoo.db",
            "access": "read_write",
            "has_password": False,
        },
    ]


async def test_a_connection_saved_by_another_process_is_seen(jp_fetch, store):
    await jp_fetch(NAMESPACE, "connections")
    other = LocalStore(store.path.parent)
    other.save_connection(ConnectionRecord("later", "duckdb", "later.duckdb", "read_only"))
    other.close()
    response = await jp_fetch(NAMESPACE, "connections")
    assert [item["name"] for item in json.loads(response.body)["connections"]] == ["later"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("No such thing.", hint="Try another."), 400),
        (ConfigurationError("Unknown setting.", hint="Remove it."), 409),
        (StoreError("The store is locked.", hint="Wait."), 500),
    ],
    ids=["usage", "configuration", "store"],
)
async def test_a_foreseen_error_keeps_its_words(error, status, jp_fetch, jp_serverapp):
    jp_serverapp.web_app.settings[STORE_SETTING] = BrokenStore(error)
    found = await failure(jp_fetch, NAMESPACE, "connections")
    assert found == (status, {"title": error.title, "message": error.message, "hint": error.hint})


async def test_an_unforeseen_error_does_not_show_its_text(jp_fetch, jp_serverapp):
    jp_serverapp.web_app.settings[STORE_SETTING] = BrokenStore(sqlite3.Error("password=hunter2"))
    status, error = await failure(jp_fetch, NAMESPACE, "connections")
    assert status == 500
    assert "hunter2" not in json.dumps(error)


async def test_a_method_that_a_route_does_not_have_is_refused(jp_fetch, store):
    status, error = await failure(jp_fetch, NAMESPACE, "connections", method="DELETE")
    assert (status, error["title"]) == (405, "Method Not Allowed")
