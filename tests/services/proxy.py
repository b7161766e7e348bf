"""A TCP proxy on loopback that can freeze, as a network does that has gone away without a word."""

from __future__ import annotations

import selectors
import socket
import threading
from types import TracebackType


class FreezingProxy:
    """Passes bytes on to a port until `freeze`; new connections are then accepted and left unanswered."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._flowing = threading.Event()
        self._flowing.set()
        self._ended = False
        self._sockets: list[socket.socket] = [self._listener]

    def __enter__(self) -> FreezingProxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        self._flowing.set()
        for open_socket in self._sockets:
            open_socket.close()

    def freeze(self) -> None:
        """Lets nothing through any more."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Passes on again, and what was held back first."""
        self._flowing.set()

    def _accept(self) -> None:
        while not self._ended:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self._sockets += [client, server]
            threading.Thread(target=self._pass_on, args=(client, server), daemon=True).start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        others = {client: server, server: client}
        with selectors.DefaultSelector() as selector:
            for end in others:
                selector.register(end, selectors.EVENT_READ)
            while not self._ended:
                for key, _ in selector.select(0.1):
                    self._flowing.wait()
                    try:
                        data = key.fileobj.recv(65_536)  # type: ignore[union-attr]
                        others[key.fileobj].sendall(data)  # type: ignore[index]
                    except OSError:
                        data = b""
                    if not data:
                        client.close()
                        server.close()
                        return
