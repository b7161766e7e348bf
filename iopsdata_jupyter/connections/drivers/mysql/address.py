"""Where a MySQL connection goes, and with which options: from its URL and `connect_args`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.errors import UsageError, did_you_mean

CONNECT_TIMEOUT_S = 10
DEFAULT_PORT = 3306

_FLAGS = {"ssl_disabled", "ssl_verify_cert", "ssl_verify_identity"}
_NUMBERS = {"connect_timeout", "read_timeout", "write_timeout", "statement_timeout"}
_TEXTS = {"unix_socket", "read_default_file", "read_default_group", "ssl_ca", "ssl_cert", "ssl_key"}
_KNOWN = sorted(_FLAGS | _NUMBERS | _TEXTS)


@dataclass(frozen=True, slots=True)
class Address:
    """What PyMySQL is given, without the password."""

    display: str
    """`host:port` or the socket's path, for messages."""
    arguments: Mapping[str, Any] = field(repr=False)
    statement_timeout_s: float | None = None

    @classmethod
    def of(cls, config: ConnectionConfig) -> Address:
        """The address of a configuration.

        Raises:
            UsageError: an unknown option, or one of the wrong kind.
        """
        parts = urlsplit(config.target)
        given = {**dict(parse_qsl(parts.query)), **config.options}
        options = {name: _value(name, value) for name, value in given.items()}
        timeout = options.pop("statement_timeout", None)
        host, port = parts.hostname or "localhost", parts.port or DEFAULT_PORT
        arguments = {
            "host": host,
            "port": port,
            "user": unquote(parts.username) if parts.username else None,
            "database": unquote(parts.path.removeprefix("/")) or None,
            "connect_timeout": CONNECT_TIMEOUT_S,
            **options,
        }
        return cls(str(options.get("unix_socket") or f"{host}:{port}"), arguments, timeout)


def _value(name: str, value: Any) -> Any:
    if name in _TEXTS:
        return str(value)
    if name in _FLAGS:
        return str(value).lower() in ("1", "true", "yes", "on")
    if name in _NUMBERS:
        try:
            return float(value) if name == "statement_timeout" else int(value)
        except ValueError:
            raise UsageError(f"The option {name} takes a number of seconds, not {value!r}.") from None
    raise UsageError(
        f"MySQL connections have no option {name!r}.",
        hint=did_you_mean(name, _KNOWN) or f"Known: {', '.join(_KNOWN)}.",
    )
