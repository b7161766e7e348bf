"""A Supabase server of the tests' own: npm's `@supabase/lite` on a database of the tests' PostgreSQL.

```python
with SupabaseLite(postgresql) as supabase:
    client = supabase_client(supabase.url, supabase.key)
    supabase.code_for("ann@example.com")  # what the server sent by e-mail
    supabase.kill(); supabase.start()
```
The packages come from the committed lock beside this file. A server that cannot start fails the tests that
want it: it is never a skip.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from filelock import FileLock

from tests.services.free_port import lasting_port
from tests.services.github import GitHub
from tests.services.policy_world import FOLDER
from tests.services.postgresql import ADMIN, PASSWORD, PostgreSQLServer

HERE = Path(__file__).with_name("supabase_lite")
INSTALLED = Path(__file__).parents[2] / ".services" / "supabase_lite"
CLI = INSTALLED / "node_modules/@supabase/lite/dist/cli/index.js"
INSTALL_S = 100.0
START_S = 60.0
JWT_SECRET = "Q7v-only-for-tests-9xKp2LmZr4TtWcYb81"

_DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
_CONFIG = """
[api]
port = {port}
external_url = "http://127.0.0.1:{port}"
[db]
driver = "postgres"
url = "{database}"
[auth]
enabled = true
jwt_secret = "{secret}"
publishable_key = "{key}"
secret_key = "{secret_key}"
site_url = "http://127.0.0.1:1"
[auth.email]
enable_confirmations = false
max_frequency = "0s"
[auth.external.github]
enabled = true
client_id = "tests"
secret = "tests"
url = "{github}"
[storage]
enabled = true
"""


class SupabaseLite:
    """One project with our migrations; `kill` and `start` may be called in the middle of a test."""

    key = "sb_publishable_only-for-tests"
    secret_key = "sb_secret_only-for-tests"

    def __init__(self, postgresql: PostgreSQLServer) -> None:
        self._postgresql = postgresql
        self.database = postgresql.new_database()
        self.port = lasting_port()
        self.github = GitHub()
        """Where the server sends people who sign in with GitHub."""
        self._folder = Path(tempfile.mkdtemp(prefix="iopsdata-supabase-"))
        self._log = self._folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> SupabaseLite:
        _install()
        self.github.__enter__()
        migrations = self._folder / "supabase" / "migrations"
        migrations.mkdir(parents=True)
        for file in sorted(FOLDER.glob("*.sql")):
            shutil.copy(file, migrations)
        account = f"{ADMIN}:{quote(PASSWORD, safe='')}@127.0.0.1:{self._postgresql.port}"
        (self._folder / "supabase" / "config.toml").write_text(
            _CONFIG.format(
                port=self.port,
                database=f"postgres://{account}/{self.database}",
                secret=JWT_SECRET,
                key=self.key,
                secret_key=self.secret_key,
                github=self.github.url,
            )
        )
        made = subprocess.run(
            ["node", CLI, "migration", "up"], cwd=self._folder, env=_environment(), capture_output=True,
            text=True, timeout=START_S, check=False,
        )  # fmt: skip
        if made.returncode or "Applied" not in made.stdout:
            raise RuntimeError(f"The migrations failed: {made.stdout[-1000:]}\n{made.stderr[-3000:]}")
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self.github.__exit__(kind, error, trace)
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        self._process = subprocess.Popen(
            [*_DIES_WITH_US, "node", CLI, "start", "--no-admin"], cwd=self._folder, env=_environment(),
            stdout=self._log.open("ab"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._await()
        # At its start the server grants everything to everybody.
        for file in sorted(FOLDER.glob("*_grants.sql")):
            self.run(file.read_text())

    def kill(self) -> None:
        """Ends the server at once, as a power cut would."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(START_S)

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Runs SQL past all policies; the rows of its last statement."""
        return self._postgresql.run(sql, self.database)

    def code_for(self, email: str) -> str:
        """The newest sign-in code that was sent to the address."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            letters = re.findall(
                rf"To: {re.escape(email)}\n.*?code(?: is)?: (\d+)", self._log.read_text(), re.DOTALL
            )
            if letters:
                return str(letters[-1])
            time.sleep(0.05)
        raise RuntimeError(f"No code was sent to {email}: {self._log.read_text()[-2000:]}")

    def _await(self) -> None:
        deadline = time.monotonic() + START_S
        while True:
            try:
                # The first request to the tables, not the port, shows that all is set up.
                reply = httpx.get(
                    f"{self.url}/rest/v1/workspaces?limit=1", headers={"apikey": self.key}, timeout=5
                )
                if reply.status_code < 500:
                    return
                trouble = reply.text
            except httpx.HTTPError as error:
                trouble = repr(error)
            ended = self._process is None or self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise RuntimeError(
                    f"@supabase/lite did not start: {trouble}\n{self._log.read_text()[-3000:]}"
                )
            time.sleep(0.05)


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "DO_NOT_TRACK": "1",
        "LITE_TELEMETRY": "0",
        "EXPERIMENTAL_STORAGE": "1",
        "NODE_OPTIONS": f"--import={(HERE / 'preload.mjs').as_uri()}",
    }


def _install() -> None:
    """Installs the packages of the committed lock, once for all test processes of this tree."""
    lock = (HERE / "package-lock.json").read_bytes()
    done = INSTALLED / "of-lock"
    INSTALLED.mkdir(parents=True, exist_ok=True)
    with FileLock(INSTALLED / "installing", timeout=INSTALL_S):
        if done.exists() and done.read_bytes() == lock:
            return
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, INSTALLED)
        made = subprocess.run(
            ["npm", "ci"], cwd=INSTALLED, capture_output=True, text=True, timeout=INSTALL_S, check=False
        )
        if made.returncode:
            raise RuntimeError(f"npm ci failed in {INSTALLED}: {made.stderr[-3000:]}")
        done.write_bytes(lock)


_running: list[SupabaseLite] = []


@pytest.fixture(scope="session")
def supabase(request: pytest.FixtureRequest) -> Iterator[SupabaseLite]:
    """One project for all tests of this process; a test that kills it starts it again.

    To pytest each module that imports this fixture has one of its own; all of them share the server.
    """
    if _running:
        yield _running[0]
        return
    with SupabaseLite(request.getfixturevalue("postgresql")) as server:
        _running.append(server)
        yield server
        _running.clear()
