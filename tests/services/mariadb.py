"""A MariaDB server of the Debian package, started on loopback in a temporary folder and ended by its id.

It never runs as root: for root it becomes the package's own user `mysql`. Grants are in force: `root` has a
password, `reader` may only SELECT. A server that does not start is an error, never a skip.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymysql
import pytest

from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.connections.secret import Secret
from tests.services.free_port import free_port

START_S = 60.0
ER_ACCESS_DENIED = 1045


@dataclass(frozen=True)
class MariaDB:
    """A running server."""

    port: int
    root_password: str
    reader_password: str
    host: str = "127.0.0.1"

    def url(self, database: str = "", user: str = "root") -> str:
        """A URL without a password."""
        return f"mysql://{user}@{self.host}:{self.port}/{database}"

    def password(self, user: str = "root") -> str:
        return self.root_password if user == "root" else self.reader_password

    def config(self, database: str = "", user: str = "root", **changes: Any) -> ConnectionConfig:
        """How the product opens a database of this server."""
        secret = Secret(self.password(user))
        return ConnectionConfig("shop", "mysql", self.url(database, user), password=secret, **changes)

    def new_database(self, script: str = "") -> str:
        """Makes a database of its own for a test, fills it, and gives its name."""
        name = f"shop_{uuid.uuid4().hex[:8]}"
        self.run(f"create database {name}")
        self.run(*filter(str.strip, script.split(";")), database=name)
        return name

    def run(self, *statements: str, database: str | None = None) -> None:
        """Runs statements as root."""
        native = pymysql.connect(
            host=self.host,
            port=self.port,
            user="root",
            password=self.root_password,
            database=database,
            autocommit=True,
        )
        with native, native.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def running() -> Iterator[MariaDB]:
    """Starts a server; it and its folder are gone after the block."""
    folder = Path(tempfile.mkdtemp(prefix="iopsdata-mariadb-"))
    try:
        _hand_over(folder)
        _install(folder)
        server = MariaDB(free_port(), secrets.token_urlsafe(12), secrets.token_urlsafe(12))
        process = _start(folder, server)
        try:
            _wait(process, folder, server)
            yield server
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise RuntimeError(f"{name} is missing: apt-get install mariadb-server")
    return found


def _account() -> str | None:
    """The account to become: the server refuses to run as root."""
    return "mysql" if os.getuid() == 0 else None


def _hand_over(folder: Path) -> None:
    if account := _account():
        entry = pwd.getpwnam(account)
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def _install(folder: Path) -> None:
    done = subprocess.run(
        [_program("mariadb-install-db"), "--no-defaults", f"--datadir={folder / 'data'}", "--skip-test-db",
         "--auth-root-authentication-method=normal", "--innodb-log-file-size=4M"],
        user=_account(), cwd=folder, capture_output=True, text=True, check=False, timeout=START_S,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"mariadb-install-db failed:\n{done.stdout}\n{done.stderr}")


def _start(folder: Path, server: MariaDB) -> subprocess.Popen[bytes]:
    first = folder / "first.sql"
    first.write_text(
        f"ALTER USER root@localhost IDENTIFIED BY '{server.root_password}';\n"
        f"CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '{server.root_password}';\n"
        "GRANT ALL PRIVILEGES ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n"
        f"CREATE USER reader@'127.0.0.1' IDENTIFIED BY '{server.reader_password}';\n"
        "GRANT SELECT, SHOW VIEW ON *.* TO reader@'127.0.0.1';\n"
    )
    first.chmod(0o644)
    return subprocess.Popen(
        [_program("mariadbd"), "--no-defaults", f"--datadir={folder / 'data'}", f"--port={server.port}",
         f"--bind-address={server.host}", f"--socket={folder / 'socket'}", f"--pid-file={folder / 'pid'}",
         f"--init-file={first}", f"--tmpdir={folder}", "--skip-name-resolve", "--innodb-buffer-pool-size=32M",
         "--innodb-log-file-size=4M", "--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4"],
        user=_account(), cwd=folder, stdout=(folder / "log").open("wb"), stderr=subprocess.STDOUT,
    )  # fmt: skip


def _wait(process: subprocess.Popen[bytes], folder: Path, server: MariaDB) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            server.run("SELECT 1")
        except pymysql.err.OperationalError as error:
            if error.args[0] == ER_ACCESS_DENIED:
                break
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"mariadbd did not start:\n{(folder / 'log').read_text(errors='replace')[-4000:]}")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """One server for each test process."""
    with running() as server:
        yield server
