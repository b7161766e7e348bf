"""Which Supabase project, as the settings name it. config.py has refused keys that are not publishable."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.errors import ConfigurationError, NotConfigured


@dataclass(frozen=True, slots=True)
class Project:
    """A project and the key by which any client may talk to it; who is signed in decides what is allowed."""

    url: str
    """Without a slash at its end."""
    key: str

    @property
    def host(self) -> str:
        """As a message names the project."""
        return urlsplit(self.url).netloc


def is_configured(settings: Settings) -> bool:
    """Whether the settings name a project at all."""
    return settings.supabase_url is not None


def project_of(settings: Settings) -> Project:
    """The project of the settings.

    Raises:
        NotConfigured: none is set, or its key is not.
        ConfigurationError: the address cannot be used.
    """
    if settings.supabase_url is None:
        raise NotConfigured(
            "No Supabase project is set.",
            hint="Set supabase_url and supabase_key: IOPSDATA_SUPABASE_URL and IOPSDATA_SUPABASE_KEY.",
        )
    url = _checked_url(settings.supabase_url)
    if settings.supabase_key is None:
        raise NotConfigured(
            f"The project {urlsplit(url).netloc} is set without a key.",
            hint="Set supabase_key (IOPSDATA_SUPABASE_KEY) to the publishable key of its API settings.",
        )
    return Project(url, settings.supabase_key)


def _checked_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
        parts = urlsplit("")
    if host is None or parts.scheme not in ("http", "https") or parts.username or parts.query:
        raise ConfigurationError(
            "The setting supabase_url is not the address of a project.",
            hint="It looks like https://abcdefgh.supabase.co.",
        )
    if parts.scheme == "http" and not _is_loopback(host):
        raise ConfigurationError(
            f"The setting supabase_url would send the sign-in to {host} in the clear.",
            hint="Use https://; http:// is for this machine alone.",
        )
    return text.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
