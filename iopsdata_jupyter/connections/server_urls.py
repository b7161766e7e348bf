"""URLs of servers: where they lead, and the secrets that are taken out before anything else is done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.errors import ConnectionFailed

PASSWORD_KEYS = ("password", "passwd", "pwd")
SECRET_KEYS = (
    "sslpassword", "token", "access_token", "secret", "client_secret", "api_key", "apikey", "private_key",
    "private_key_passphrase", "private_key_pwd", "credentials_base64", "aws_secret_access_key",
    "odbc_connect",
)  # fmt: skip
"""Query parameters that are secrets without being the account's password."""

_HOST = r"(?:\[[^\]]*\]|[^:/?\#@,]*)(?::\d*)?"
_PLACE = rf"(?P<place>{_HOST}(?:,{_HOST})*)(?P<path>/[^?\#@]*)?(?:\?(?P<query>[^\#]*))?(?:\#.*)?"
_FORMS = tuple(
    re.compile(rf"(?P<scheme>[A-Za-z][\w+.-]*)://{account}{_PLACE}", re.DOTALL)
    for account in (
        r"(?P<user>[^:/?\#@]*)(?::(?P<password>[^/?\#]*))?@",
        r"(?P<user>)(?P<password>)",
        r"(?P<user>[^:/?\#@]*):(?P<password>.*)@",
    )
)
"""With an account, without one, and with a password that should have been percent-encoded; tried in order."""


@dataclass(frozen=True, slots=True)
class ServerURL:
    """A URL without its secrets."""

    scheme: str
    """Lower case, with the part behind a plus sign: `postgresql+psycopg`."""
    user: str
    place: str
    """`host`, `host:port`, several with commas between, or empty: as typed."""
    database: str
    """Unquoted; empty where the URL names none."""
    query: str
    """As typed, without secrets."""
    password: Secret | None = None
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    """Query parameters that are secrets, by their names."""

    def text(self, scheme: str | None = None) -> str:
        """The URL without its secrets, with `scheme` in place of its own where one is given."""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        database = quote(self.database, safe="/") if self.database else ""
        query = f"?{self.query}" if self.query else ""
        return f"{scheme or self.scheme}://{user}{self.place}/{database}{query}"

    @property
    def host(self) -> str:
        """The first host without its port; empty where the URL names none."""
        return re.sub(r":\d*$", "", self.place.split(",")[0]).strip("[]")


def read_server_url(text: str) -> ServerURL:
    """The parts of `text`, unquoted.

    Raises:
        ConnectionFailed: it has no form that could be read; the message does not repeat it.
    """
    found = next(filter(None, (form.fullmatch(text.strip()) for form in _FORMS)), None)
    if found is None:
        raise ConnectionFailed(
            "The URL cannot be read.",
            hint="Its form is scheme://user:password@host:port/database?option=value; "
            "special characters are percent-encoded, such as %40 for @.",
        )
    password = found["password"]
    query, secrets = _without_secrets(found["query"] or "")
    in_query = next((secrets.pop(key) for key in PASSWORD_KEYS if key in secrets), None)
    return ServerURL(
        scheme=found["scheme"].lower(),
        user=unquote(found["user"] or ""),
        place=found["place"] or "",
        database=unquote((found["path"] or "").removeprefix("/")),
        query=query,
        password=Secret(unquote(password)) if password else in_query,
        secrets=secrets,
    )


def _without_secrets(query: str) -> tuple[str, dict[str, Secret]]:
    kept: list[str] = []
    secrets: dict[str, Secret] = {}
    for pair in filter(None, query.split("&")):
        key, _, value = pair.partition("=")
        name = unquote(key).lower()
        if name in PASSWORD_KEYS or name in SECRET_KEYS:
            secrets[name] = Secret(unquote(value))
        else:
            kept.append(pair)
    return "&".join(kept), secrets
