"""A real Jupyter server in a process of its own, on loopback, with every folder in a temporary one."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.free_port import free_port

REPOSITORY = Path(__file__).parents[3]
START_S = 60
"""Seconds that the server may take to answer; under load it has taken ten."""


@dataclass(frozen=True)
class RealServer:
    """A running server."""

    url: str
    token: str
    home: Path
    """All that it reads and writes is below."""

    @property
    def data_dir(self) -> Path:
        """The product's data folder."""
        return self.home / "iopsdata"

    @property
    def log(self) -> str:
        """What it has written so far."""
        return (self.home / "log").read_text()


@contextmanager
def real_server(home: Path) -> Iterator[RealServer]:
    """Runs a server until the block ends; it is ended by its process id."""
    server = RealServer(f"http://127.0.0.1:{free_port()}", secrets.token_hex(16), home)
    (home / "root").mkdir(parents=True)
    (home / "jupyter_config_dir").mkdir()
    extensions = {"iopsdata_jupyter": True, "jupyterlab": False, "jupyter_server_terminals": False}
    (home / "jupyter_config_dir" / "jupyter_server_config.json").write_text(
        json.dumps({"ServerApp": {"jpserver_extensions": extensions}})
    )
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            _command(server), env=_environment(home), cwd=home / "root", stdout=log, stderr=log
        )
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _command(server: RealServer) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
        f"--ServerApp.port={server.url.rpartition(':')[2]}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={server.home / 'root'}",
        f"--IdentityProvider.token={server.token}",
    ]


def _environment(home: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("IOPSDATA_")}
    folders = {
        name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    }
    return inherited | folders | {
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTER_CONFIG_PATH": str(home / "none"),
        "IOPSDATA_DATA_DIR": str(home / "iopsdata"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]),
    }  # fmt: skip


def _wait_for(server: RealServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.url}/api?token={server.token}", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"The Jupyter server did not start:\n{server.log[-3000:]}")
