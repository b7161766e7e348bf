"""A real Jupyter server in the test's own loop, its store in a folder of its own, and a client for its routes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pytest_jupyter.jupyter_core import *  # noqa: F403 - fixtures
from pytest_jupyter.jupyter_server import *  # noqa: F403 - fixtures
from tornado.httpclient import HTTPClientError

from iopsdata_jupyter.encryption.storage import FileSource, Keys
from iopsdata_jupyter.server.base import LOCAL_STORE_SETTING
from iopsdata_jupyter.server.routes import NAMESPACE
from iopsdata_jupyter.store.local import LocalStore

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def jp_server_config() -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {"iopsdata_jupyter": True, "jupyter_server_terminals": False},
            "allow_unauthenticated_access": False,
        }
    }


@pytest.fixture
def store(jp_serverapp: Any, tmp_path: Path) -> Iterator[LocalStore]:
    """The store that the server uses."""
    folder = tmp_path / "store"
    store = LocalStore(folder, Keys([FileSource(folder / "encryption.keys")]))
    jp_serverapp.web_app.settings[LOCAL_STORE_SETTING] = store
    yield store
    store.close()


@dataclass(frozen=True)
class Client:
    """Asks the server; statuses of errors come back like any other."""

    fetch: Callable[..., Any]

    async def __call__(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None, **query: Any
    ) -> tuple[int, Any]:
        """Status and JSON of an answer; an error's body has the one shape."""
        if not isinstance(body, bytes | str | None):
            body = json.dumps(body)
        options: dict[str, Any] = {"method": method, "params": query, "headers": {**JSON, **(headers or {})}}
        options |= {"body": body, "allow_nonstandard_methods": True}
        parts = [part if "%" in part else quote(part, safe="") for part in path.split("/")]
        try:
            response = await self.fetch(NAMESPACE, *parts, **options)
        except HTTPClientError as error:
            assert error.response is not None
            found = json.loads(error.response.body)
            assert set(found) == {"error"}
            assert set(found["error"]) == {"title", "message", "hint"}
            return error.code, found["error"]
        assert response.headers["Content-Type"].startswith("application/json")
        assert response.headers["Cache-Control"] == "no-store"
        return response.code, json.loads(response.body)


@pytest.fixture
def ask(jp_fetch: Callable[..., Any], store: LocalStore) -> Client:
    """A client of the server."""
    return Client(jp_fetch)
