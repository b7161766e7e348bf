"""Where a Spark Connect session goes: `sc://host:port/;name=value`, the token kept apart."""

from __future__ import annotations

import socket
from urllib.parse import quote, urlsplit

from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.errors import ConnectionFailed

DEFAULT_PORT = 15002
CONNECT_TIMEOUT_S = 10.0

Address = tuple[str, int]


def of(config: ConnectionConfig) -> Address:
    """Host and port."""
    parts = urlsplit(config.target)
    return parts.hostname or "localhost", parts.port or DEFAULT_PORT


def url(config: ConnectionConfig) -> str:
    """What the client is given, its token included."""
    base, _, typed = config.target.partition("/;")
    options = dict(pair.partition("=")[::2] for pair in filter(None, typed.split(";")))
    for name, value in config.options.items():
        options[name] = quote(value.reveal() if isinstance(value, Secret) else str(value), safe="")
    if config.password is not None:
        options["token"] = quote(config.password.reveal(), safe="")
    parameters = ";".join(f"{name}={value}" for name, value in options.items())
    return f"{base.rstrip('/')}/;{parameters}" if parameters else base


def require_listener(address: Address) -> None:
    """Passes where something listens: the client itself would try again for ten minutes.

    Raises:
        ConnectionFailed: nothing does.
    """
    try:
        socket.create_connection(address, CONNECT_TIMEOUT_S).close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConnectionFailed(
            f"No Spark Connect server answers at {address[0]}:{address[1]}: {reason}.",
            hint="Check host and port; a Spark cluster needs its Connect server started, "
            "which listens on port 15002 unless told otherwise.",
        ) from None
