"""OAuth where no Jupyter server runs: the browser comes back to a port of this machine, once."""

from __future__ import annotations

import time
import webbrowser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from iopsdata_jupyter.errors import TimedOut, WrongCredentials
from iopsdata_jupyter.store.supabase.sign_in import OAuthFlow, SignIn
from iopsdata_jupyter.store.supabase.vault import SignedIn

WAIT_S = 300.0
"""Seconds for somebody to sign in with the provider."""
PAGE = "You can close this page and go back. (iOpsData)"


def sign_in_in_browser(
    sign_in: SignIn, provider: str, say: Callable[[str], None], *, wait_s: float = WAIT_S
) -> SignedIn:
    """Opens the browser, and waits until it comes back.

    Raises:
        TimedOut: nobody has signed in.
        WrongCredentials: the provider or the project refused.
    """
    brought: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/callback":
                brought.append(parse_qs(parts.query))
            body = PAGE.encode()
            self.send_response(200 if brought else 404)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            """The address holds the code: it is not logged."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        flow = sign_in.start_oauth(provider, f"http://127.0.0.1:{server.server_port}/callback")
        say(f"Sign in at: {flow.url}")
        webbrowser.open(flow.url)
        code = _awaited(server, brought, flow, wait_s)
    return sign_in.finish_oauth(flow, code)


def _awaited(server: HTTPServer, brought: list[dict[str, list[str]]], flow: OAuthFlow, wait_s: float) -> str:
    deadline = time.monotonic() + wait_s
    server.timeout = 1.0
    while time.monotonic() < deadline:
        server.handle_request()
        while brought:
            query = brought.pop(0)
            if query.get("flow") == [flow.identity]:
                return _code(query)
    raise TimedOut("Nobody has signed in with the provider.", hint="Try again, or sign in by a code.")


def _code(query: dict[str, list[str]]) -> str:
    if "code" in query:
        return query["code"][0]
    raise WrongCredentials(
        "The provider did not let you in.", hint="Try again, or sign in by a code that is sent by e-mail."
    )
