"""A loopback proxy of HTTP that can swallow an answer: the work is done, the client never knows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

import httpx

WAIT_S = 30.0


class CuttingProxy:
    """Passes requests on to a port; `cut_answers` hangs up in place of one answer."""

    def __init__(self, port: int) -> None:
        self._target = f"http://127.0.0.1:{port}"
        self._cut: tuple[str, Callable[[], None]] | None = None
        self.was_cut = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> CuttingProxy:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    def cut_answers(self, path: str, then: Callable[[], None]) -> None:
        """Swallows the next answer to a POST of `path`, after which `then` is called."""
        self._cut = (path, then)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {key: value for key, value in self.headers.items() if key.lower() != "host"}
                try:
                    reply = httpx.request(
                        self.command, proxy._target + self.path, headers=headers, content=body, timeout=WAIT_S
                    )
                except httpx.TransportError:
                    self.close_connection = True
                    return
                if proxy._swallows(self.command, self.path):
                    self.close_connection = True
                    return
                self.send_response(reply.status_code)
                for key, value in reply.headers.items():
                    if key.lower() not in ("transfer-encoding", "content-encoding", "content-length"):
                        self.send_header(key, value)
                self.send_header("Content-Length", str(len(reply.content)))
                self.end_headers()
                self.wfile.write(reply.content)

            do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = handle_any  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def _swallows(self, method: str, path: str) -> bool:
        if self._cut is None or method != "POST" or not path.startswith(self._cut[0]):
            return False
        then = self._cut[1]
        self._cut = None
        then()
        self.was_cut.set()
        return True
