"""Model providers and their keys. A key goes in, is kept encrypted on this machine, and never comes out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from tornado.web import authenticated

from iopsdata_jupyter.config import environment_provider_key
from iopsdata_jupyter.encryption.storage import KeyringSource
from iopsdata_jupyter.errors import SecretUnreadable, UsageError, did_you_mean
from iopsdata_jupyter.model_providers import Provider, key_variable, keyring_account, provider, providers
from iopsdata_jupyter.server.base import JSONHandler, refusal
from iopsdata_jupyter.store.base import ProviderKey, ProviderKeyStore


class ProvidersHandler(JSONHandler):
    """The providers that can be asked, and which of them have a key."""

    @authenticated
    async def get(self) -> None:
        keys = self.local_store.providers
        self.reply({"providers": await self.in_thread(lambda: all_shown(keys))})


class ProviderHandler(JSONHandler):
    """One provider, with the models that litellm knows of it."""

    @authenticated
    async def get(self, name: str) -> None:
        keys = self.local_store.providers
        self.reply(await self.in_thread(lambda: one_shown(known(name), keys)))


class ProviderKeyHandler(JSONHandler):
    """The key of a provider: PUT keeps it, DELETE forgets it; nothing reads it."""

    @authenticated
    async def put(self, name: str) -> None:
        body, keys = self.body("ProviderKeyInput"), self.local_store.providers

        def save() -> dict[str, Any]:
            found = known(name)
            keys.save(found.name, read_key(body["key"]), api_base=read_base(body.get("api_base")))
            return one_shown(found, keys)

        self.reply(await self.in_thread(save))

    @authenticated
    async def delete(self, name: str) -> None:
        keys = self.local_store.providers
        if not await self.in_thread(lambda: keys.delete(name)):
            raise refusal(HTTPStatus.NOT_FOUND, f"No key is saved for {name!r}.")
        self.reply({"deleted": name})


def known(name: str) -> Provider:
    """The provider of that name.

    Raises:
        Refusal: litellm has none of that name.
    """
    found = provider(name)
    if found is None:
        names = [other.name for other in providers()]
        raise refusal(
            HTTPStatus.NOT_FOUND, f"There is no model provider {name!r}.", did_you_mean(name, names)
        )
    return found


def key_in_environment(found: Provider) -> str:
    """The provider's key in the environment; empty where there is none."""
    return environment_provider_key(key_variable(found.name))


def key_in_keyring(found: Provider) -> str:
    """The provider's key in the system's keyring; empty where there is none, after seconds at most."""
    return KeyringSource(keyring_account(found.name)).read()


def read_key(text: str) -> str:
    """A key as it was pasted, without blanks around it.

    Raises:
        UsageError: it has blanks or other characters that no HTTP header can carry.
    """
    key = text.strip()
    if not key.isascii() or not key.isprintable() or " " in key or not key:
        raise UsageError(
            "That is no key: it has blanks, line breaks or other characters in it.",
            hint="Copy the key alone, in one line.",
        )
    return key


def read_base(text: str | None) -> str:
    """The address of a provider's server; empty for its own.

    Raises:
        UsageError: it is no address, or would carry the key over the network in plain text.
    """
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or "@" in parts.netloc or parts.scheme not in ("http", "https"):
        raise UsageError("api_base is no address.", hint="Write it as https://models.example/v1.")
    if parts.scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
        raise UsageError(
            "Over http:// the key could be read on its way.",
            hint="Use https://, or a server on this machine.",
        )
    return text


def all_shown(keys: ProviderKeyStore) -> list[dict[str, Any]]:
    """Every provider; the keyring is not asked for each of them, since it may take seconds."""
    kept = {key.provider: key for key in keys.saved()}
    return [_shown(found, kept.get(found.name)) for found in providers()]


def one_shown(found: Provider, keys: ProviderKeyStore) -> dict[str, Any]:
    """One provider, with its models, and whether the stored key can be read."""
    kept = next((key for key in keys.saved() if key.provider == found.name), None)
    body = _shown(found, kept)
    if body["key"]["source"] != "environment" and key_in_keyring(found):
        body["key"]["source"] = "keyring"
    return {**body, "models": list(found.models), "locked": kept is not None and _is_locked(keys, kept)}


def _shown(found: Provider, kept: ProviderKey | None) -> dict[str, Any]:
    source = "environment" if key_in_environment(found) else "store" if kept else None
    return {
        "name": found.name,
        "title": found.title,
        "credentials": found.credentials,
        "variable": key_variable(found.name),
        "key": {
            "source": source,
            "saved_at": kept.saved_at.isoformat() if kept else None,
            "api_base": kept.api_base if kept else None,
        },
    }


def _is_locked(keys: ProviderKeyStore, kept: ProviderKey) -> bool:
    try:
        keys.key(kept.provider, api_base=kept.api_base)
    except SecretUnreadable:
        return True
    return False
