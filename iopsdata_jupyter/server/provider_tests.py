"""Whether a provider's key works: one question to a model, asked by a process of its own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from tornado.web import authenticated

from iopsdata_jupyter.errors import ExecutionError, UsageError
from iopsdata_jupyter.model_providers import Provider
from iopsdata_jupyter.server.base import JSONHandler, error_body
from iopsdata_jupyter.server.processes import asked
from iopsdata_jupyter.server.providers import key_in_environment, key_in_keyring, known, read_base, read_key
from iopsdata_jupyter.server.work import bounded
from iopsdata_jupyter.store.base import ProviderKeyStore

MODULE = "iopsdata_jupyter.provider_check"
"""Named, not imported: the server process has no part that writes or runs SQL, and no litellm."""
CALL_S = 30.0
"""Seconds that the model may take."""
PROCESS_S = 100.0
"""Seconds that the process may take; importing litellm took 4 s of CPU, and 40 s on a machine under load."""


class ProviderTestHandler(JSONHandler):
    """POST asks a model of the provider, with the key of the request or the one that a kernel would use."""

    @authenticated
    async def post(self, name: str) -> None:
        body, keys = self.body("ProviderTestInput"), self.local_store.providers
        self.reply(
            await bounded(lambda: tested(known(name), body, keys), PROCESS_S + 5, what="The key's test")
        )


def tested(found: Provider, body: dict[str, Any], keys: ProviderKeyStore) -> dict[str, Any]:
    """What asking the model found.

    Raises:
        UsageError: there is no model, key or address that can be used.
        SecretUnreadable: the stored key is locked.
    """
    # Always with this provider's name in front: its key goes to no other one.
    model = f"{found.name}/{body['model'].removeprefix(f'{found.name}/')}"
    base = read_base(body.get("api_base"))
    key, source = _key(found, body, base, keys)
    if found.credentials == "key" and key is None:
        where = f" for {base}" if base else ""
        raise UsageError(f"There is no key of {found.title}{where}.", hint="Save one, or send one along.")
    arguments = {"model": model, "api_base": base or None, "api_key": key, "timeout_s": CALL_S}
    try:
        answer = asked(MODULE, arguments, PROCESS_S)
    except ExecutionError as error:
        answer = {"ok": False, "error": error_body(error, HTTPStatus.UNPROCESSABLE_ENTITY)}
    return {"model": model, "key_source": source, **answer}


def _key(
    found: Provider, body: dict[str, Any], base: str, keys: ProviderKeyStore
) -> tuple[str | None, str | None]:
    """The key and where it is from; one that is kept goes to its own address alone."""
    if body.get("key"):
        return read_key(body["key"]), "request"
    if not base:
        if in_environment := key_in_environment(found):
            return in_environment, "environment"
        if in_keyring := key_in_keyring(found):
            return in_keyring, "keyring"
    stored = keys.key(found.name, api_base=base)
    return stored, "store" if stored else None
