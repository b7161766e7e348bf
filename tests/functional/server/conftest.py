"""A real Jupyter server in the test's loop, its store in a folder of its own, and a client for its routes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from pytest_jupyter.jupyter_core import *  # noqa: F403 - fixtures
from pytest_jupyter.jupyter_server import *  # noqa: F403 - fixtures

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
    """Asks the server; an error is an answer like any other."""

    http: Any
    base: str
    token: Mapping[str, str]

    async def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        **query: Any,
    ) -> tuple[int, Any]:
        """Status and JSON of an answer; `path` is sent as it is."""
        sent = json.dumps(body) if not isinstance(body, bytes | str | None) else body
        response = await self.http.fetch(
            f"{self.base}{NAMESPACE}/{path}{'?' if query else ''}{urlencode(query)}",
            method=method,
            body=sent,
            headers={**JSON, **self.token, **(headers or {})},
            raise_error=False,
            allow_nonstandard_methods=True,
            request_timeout=110,
        )
        assert response.headers["Content-Type"].startswith("application/json"), response.body
        assert response.headers["Cache-Control"] == "no-store"
        found = json.loads(response.body)
        if response.code < 400:
            return response.code, found
        assert set(found) == {"error"}
        assert set(found["error"]) == {"title", "message", "hint"}
        return response.code, found["error"]


@pytest.fixture
def ask(
    http_server_client: Any, jp_base_url: str, jp_auth_header: dict[str, str], store: LocalStore
) -> Client:
    """A client of the server."""
    return Client(http_server_client, jp_base_url, jp_auth_header)
