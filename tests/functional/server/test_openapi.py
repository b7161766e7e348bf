"""Requests made from openapi.yaml, right ones and wrong ones, against a real server of its own process."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from iopsdata_jupyter.server.body import OPENAPI
from iopsdata_jupyter.store.base import ConnectionRecord
from iopsdata_jupyter.store.local import LocalStore
from tests.functional.server.real_server import RealServer, real_server

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "ignored_auth",
    "allow_header_conformance",
    "use_after_free",
    "ensure_resource_availability",
)
REFUSALS = (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 423)
"""What a wrong request may be answered with; 413 comes before a body is looked at."""
SLOW = ("testProviderKey", "profileTable", "profileFile")
"""Left out here: each of their requests that is right starts a process, for seconds."""


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_no_answer_is_undocumented_and_none_is_a_fault(tmp_path: Path) -> None:
    with real_server(tmp_path / "home") as server:
        _fill(server)
        done = _requests(server, tmp_path)
        assert done.returncode == 0, f"{done.stdout[-8000:]}\n{done.stderr[-2000:]}\n{server.log[-3000:]}"
        assert "Traceback" not in server.log


def _fill(server: RealServer) -> None:
    """A connection that can be opened, for the requests that ask about one named `name`."""
    shop = server.home / "shop.db"
    native = sqlite3.connect(shop)
    native.execute("create table orders (id integer primary key)")
    native.close()
    store = LocalStore(server.data_dir)
    store.save_connection(ConnectionRecord("shop", "sqlite", str(shop), "read_only"))
    store.close()


def _requests(server: RealServer, folder: Path) -> subprocess.CompletedProcess[str]:
    config = folder / "schemathesis.toml"
    config.write_text(f"[checks.negative_data_rejection]\nexpected-statuses = {list(REFUSALS)}\n")
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config)),
        *("run", str(OPENAPI), "--url", f"{server.url}/iopsdata"),
        *("-H", f"Authorization: token {server.token}", "--phases", "coverage,fuzzing,stateful"),
        *("--max-examples", "6", "--seed", "1", "--generation-database", "none", "--request-timeout", "70"),
        *("--checks", ",".join(CHECKS), "--mode", "all", "--no-color", "--max-failures", "20"),
        *(word for name in SLOW for word in ("--exclude-operation-id", name)),
    ]
    environment = {**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis")}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=400, check=False
    )
