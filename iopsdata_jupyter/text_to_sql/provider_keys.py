"""Where the key of a model's provider comes from: the environment, the system's keyring, the encrypted store.

The single seam for keys. A key is handed to the call that needs it and is neither kept nor shown; nothing
reads one from a notebook.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from iopsdata_jupyter.encryption.storage import KeyringSource

StoredKey = Callable[[str], str | None]
"""Gives the key that the encrypted store keeps for a provider as litellm names it, or None."""


def no_stored_key(_provider: str) -> str | None:
    """The store of a translator that was given none."""
    return None


def key_of(provider: str, stored: StoredKey = no_stored_key) -> str | None:
    """The provider's key from the first place that has one; None where none has."""
    return os.environ.get(variable(provider)) or _of_keyring(provider) or stored(provider) or None


def account(provider: str) -> str:
    """The name under which a provider's key stands in the keyring, such as `openai-api-key`."""
    return f"{provider}-api-key"


def variable(provider: str) -> str:
    """The environment variable that holds the key, such as `OPENAI_API_KEY`."""
    return f"{provider.upper()}_API_KEY"


def _of_keyring(provider: str) -> str:
    """The key in the system's keyring; empty where there is no keyring, or it is locked."""
    return KeyringSource(account(provider)).read()
