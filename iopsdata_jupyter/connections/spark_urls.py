"""URLs of Spark Connect, whose options stand behind `/;`: `sc://host:15002/;use_ssl=true;token=...`."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.errors import ConnectionFailed

_SECRETS = ("token", "password")


def read_spark_url(text: str) -> tuple[str, str, Secret | None]:
    """The URL without its token, its host, and the token.

    Raises:
        ConnectionFailed: it has no form that could be read; the message does not repeat it.
    """
    base, _, typed = text.strip().partition(";")
    try:
        parts = urlsplit(base)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.username or parts.password or parts.path.strip("/"):
        raise ConnectionFailed(
            "The URL cannot be read.",
            hint="Its form is sc://host:port, options behind it: sc://host:15002/;use_ssl=true;token=...",
        )
    pairs = [pair.partition("=")[::2] for pair in typed.split(";") if pair]
    token = next((Secret(unquote(value)) for name, value in pairs if name in _SECRETS and value), None)
    kept = ";".join(f"{name}={value}" for name, value in pairs if name not in _SECRETS)
    place = f"[{host}]" if ":" in host else host
    url = f"sc://{place}:{port}" if port else f"sc://{place}"
    return (f"{url}/;{kept}" if kept else url), host, token
