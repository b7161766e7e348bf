"""A scripted server on loopback that speaks OpenAI's chat completions: litellm itself is never mocked.

```python
with OpenAIServer() as server:
    server.script(Reply("SELECT 1"), Reply(status=429), Reply("later", delay_s=2.0))
    litellm.completion("openai/any-name", api_base=server.url, ...)
    server.requests[0].body["messages"]
```
Replies are taken in order; a request beyond the script is answered with status 418.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

import pytest


@dataclass(frozen=True)
class Reply:
    """One scripted answer."""

    content: str = ""
    status: int = 200
    error: Mapping[str, Any] | None = None
    """Body of `error` for a status of 400 and more."""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    finish_reason: str = "stop"
    refusal: str | None = None
    prompt_tokens: int = 100
    completion_tokens: int = 20
    chunk_chars: int = 16
    """Characters in each chunk of a streamed reply."""
    hang_up_after: int | None = None
    """Closes the connection after that many chunks; None: never."""
    raw: bytes | None = None
    """Sent as the body in place of a completion."""


@dataclass(frozen=True)
class RecordedRequest:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    text: str
    """The whole body, undecoded, for searching."""
    at_s: float
    """Seconds of a monotonic clock."""


class OpenAIServer:
    """The server; its thread ends with the `with` block."""

    def __init__(self) -> None:
        self.requests: list[RecordedRequest] = []
        self._replies: deque[Reply] = deque()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """What to give as `api_base`."""
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def script(self, *replies: Reply | str) -> None:
        """Appends replies; a text stands for a plain completion."""
        self._replies.extend(Reply(reply) if isinstance(reply, str) else reply for reply in replies)

    def __enter__(self) -> OpenAIServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def next_reply(self, request: RecordedRequest) -> Reply:
        self.requests.append(request)
        unscripted = Reply(status=418, error={"message": "no reply is scripted"})
        return self._replies.popleft() if self._replies else unscripted

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                body = json.loads(text)
                request = RecordedRequest(self.path, dict(self.headers), body, text, time.monotonic())
                reply = server.next_reply(request)
                time.sleep(reply.delay_s)
                with suppress(ConnectionError):
                    _send(self, reply, body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
                """Says nothing: the tests read `requests`."""

        return Handler


def _send(handler: BaseHTTPRequestHandler, reply: Reply, body: dict[str, Any]) -> None:
    if reply.raw is not None:
        _send_bytes(handler, reply, reply.raw)
    elif reply.status >= 400:
        error = {"message": f"scripted {reply.status}", "type": "error", "code": None} | dict(
            reply.error or {}
        )
        _send_bytes(handler, reply, json.dumps({"error": error}).encode())
    elif body.get("stream"):
        _send_stream(handler, reply, body)
    else:
        _send_bytes(handler, reply, json.dumps(_completion(reply, body)).encode())


def _send_bytes(handler: BaseHTTPRequestHandler, reply: Reply, payload: bytes) -> None:
    handler.send_response(reply.status)
    for name, value in {"Content-Type": "application/json", **reply.headers}.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(payload)))
    handler.end_headers()
    handler.wfile.write(payload)


def _usage(reply: Reply) -> dict[str, int]:
    return {
        "prompt_tokens": reply.prompt_tokens,
        "completion_tokens": reply.completion_tokens,
        "total_tokens": reply.prompt_tokens + reply.completion_tokens,
    }


def _completion(reply: Reply, body: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.content, "refusal": reply.refusal}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish_reason}
    head = {"id": "scripted", "object": "chat.completion", "created": 0, "model": body["model"]}
    return head | {"choices": [choice], "usage": _usage(reply)}


def _send_stream(handler: BaseHTTPRequestHandler, reply: Reply, body: dict[str, Any]) -> None:
    """Server-sent events; HTTP/1.0 ends them by closing the connection."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()
    for number, chunk in enumerate(_chunks(reply, body)):
        if number == reply.hang_up_after:
            return
        handler.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
        handler.wfile.flush()
    handler.wfile.write(b"data: [DONE]\n\n")


def _chunks(reply: Reply, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Pieces of the text, the end, and, where asked for, the usage in a chunk that has no choices."""
    head = {"id": "scripted", "object": "chat.completion.chunk", "created": 0, "model": body["model"]}
    pieces = [
        reply.content[at : at + reply.chunk_chars] for at in range(0, len(reply.content), reply.chunk_chars)
    ]
    for piece in pieces:
        delta = {"role": "assistant", "content": piece}
        yield head | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield head | {"choices": [{"index": 0, "delta": {}, "finish_reason": reply.finish_reason}]}
    if (body.get("stream_options") or {}).get("include_usage"):
        yield head | {"choices": [], "usage": _usage(reply)}


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """A server with an empty script."""
    with OpenAIServer() as server:
        yield server
