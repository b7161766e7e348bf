"""A PostgreSQL server of the tests' own: Debian's binaries, a temporary folder, loopback, a password.

```python
with PostgreSQLServer() as server:
    server.run("create database shop")
    psycopg.connect(server.dsn("shop"))
```
A server that cannot start fails the tests that want it: it is never a skip.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg
import pytest

from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.connections.urls import parse_target
from tests.services.free_port import free_port

ADMIN = "keeper"
PASSWORD = "S3cr3t p@ss/word%"  # of a server that lives as long as the tests
SYSTEM_USERS = ("postgres", "nobody")
START_S = 30.0
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "logging_collector": "off",
}


_DIES_WITH_US = ("setpriv", "--pdeathsig", "INT") if shutil.which("setpriv") else ()
"""Ends the server when the process that started it is killed, whose own clean-up then never runs."""


class PostgreSQLServer:
    """One cluster; `kill` and `start` may be called in the middle of a test."""

    def __init__(self) -> None:
        self._binaries = _binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="iopsdata-pg-"))
        self._user = _system_user()
        if self._user:
            shutil.chown(self.folder, self._user)
        self.folder.chmod(0o700)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._number = 0

    def __enter__(self) -> PostgreSQLServer:
        self._make_cluster()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def dsn(self, database: str = "postgres", user: str = ADMIN, password: str = PASSWORD) -> str:
        """libpq's own key=value form."""
        return psycopg.conninfo.make_conninfo(
            host="127.0.0.1", port=self.port, dbname=database, user=user, password=password, connect_timeout=5
        )

    def url(self, database: str = "postgres", user: str = ADMIN) -> str:
        """A URL without a password."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def config(self, database: str = "postgres", user: str = ADMIN, **changes: Any) -> ConnectionConfig:
        """How the product opens it; the connection is named `shop`."""
        config = parse_target(self.url(database, user), name="shop")
        return dataclasses.replace(config, password=Secret(PASSWORD), **changes)

    def run(self, sql: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Runs a script as the administrator, in autocommit; the rows of its last statement."""
        with psycopg.connect(self.dsn(database), autocommit=True) as native:
            cursor = native.execute(sql.encode())
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []

    def new_database(self, script: str = "") -> str:
        """Makes an empty database and runs `script` in it; its name."""
        self._number += 1
        name = f"test_{self._number}"
        self.run(f"create database {name}")
        if script:
            self.run(script, name)
        return name

    def start(self) -> None:
        """Starts the server and waits until it lets one in."""
        options = [part for key, value in _SETTINGS.items() for part in ("-c", f"{key}={value}")]
        options += [
            "-p",
            str(self.port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={self.folder}",
        ]
        self._process = subprocess.Popen(
            [*_DIES_WITH_US, self._binaries / "postgres", "-D", self.folder / "data", *options],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=(self.folder / "log").open("ab"),
            **self._identity(),
        )  # fmt: skip
        self._await()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT lets the server end its clients and close its files; SIGQUIT is a crash."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(START_S)

    def crash(self) -> None:
        """Ends the server at once, as a power cut would."""
        self.stop(signal.SIGQUIT)

    def _make_cluster(self) -> None:
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        if self._user:
            shutil.chown(secret, self._user)
        command = [
            self._binaries / "initdb", "-D", self.folder / "data", "-U", ADMIN, "--pwfile", secret,
            "-A", "scram-sha-256", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        ]  # fmt: skip
        made = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, **self._identity()
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr}")

    def _identity(self) -> dict[str, Any]:
        """Arguments of a process that runs as the server's user."""
        if self._user is None:
            return {}
        import pwd

        return {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": []}

    def _await(self) -> None:
        deadline = time.monotonic() + START_S
        while True:
            try:
                psycopg.connect(self.dsn()).close()
            except psycopg.OperationalError as error:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    log = (self.folder / "log").read_text(errors="replace")[-2000:]
                    raise RuntimeError(f"PostgreSQL did not start: {error}\n{log}") from None
                time.sleep(0.05)
            else:
                return


def _binaries() -> Path:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name)
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise RuntimeError("There is no initdb: install Debian's package postgresql.")
    return Path(on_path).resolve().parent


def _system_user() -> str | None:
    """The user that the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in SYSTEM_USERS if name in known)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQLServer]:
    """A server for all tests of this process; a test that stops it starts a server of its own instead."""
    with PostgreSQLServer() as server:
        yield server
