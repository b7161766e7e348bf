"""As much of GitHub's OAuth as a Supabase server asks for, and the browser that goes through it."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx

WAIT_S = 30.0


class GitHub:
    """Lets everybody in as the account of the address in `email`."""

    def __init__(self) -> None:
        self.email = "octocat@example.com"
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._visits: list[threading.Thread] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> GitHub:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for visit in self._visits:
            visit.join(WAIT_S)
        self._http.shutdown()
        self._http.server_close()

    def visit(self, text: str) -> None:
        """What a browser does with `Sign in at: URL`, without anybody being kept waiting."""
        address = text.rpartition(" ")[2]
        visit = threading.Thread(
            target=httpx.get,
            args=(address,),
            kwargs={"follow_redirects": True, "timeout": WAIT_S},
            daemon=True,
        )
        self._visits.append(visit)
        visit.start()

    def code_of(self, address: str) -> str:
        """The code that the last redirect would bring to us."""
        return str(self.way_back(address)["query"]["code"])

    def way_back(self, address: str) -> dict[str, Any]:
        """Path and query of the last redirect, which leads to us."""
        while "code=" not in address or "/auth/v1/callback" in address:
            address = httpx.get(address, timeout=WAIT_S).headers["Location"]
        parts = urlsplit(address)
        return {"path": parts.path, "query": dict(parse_qsl(parts.query))}


def _handler(github: GitHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/login/oauth/authorize":
                query = parse_qs(parts.query)
                back = urlencode({"code": "from-github", "state": query["state"][0]})
                self.send_response(302)
                self.send_header("Location", f"{query['redirect_uri'][0]}?{back}")
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif parts.path.endswith("/user/emails"):
                self._reply([{"email": github.email, "verified": True, "primary": True}])
            else:
                self._reply({"id": abs(hash(github.email)) % 10**9, "login": "octo", "name": "Octo"})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._reply({"access_token": "gho_x", "token_type": "bearer", "scope": "user:email"})

        def _reply(self, value: object) -> None:
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
