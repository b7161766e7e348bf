"""Where the key of a model's provider comes from: the environment, the system's keyring, the encrypted store.

The single seam for keys. A key is handed to the call that needs it and is neither kept nor shown; nothing
reads one from a notebook.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from iopsdata_jupyter.encryption.storage import KeyringSource
from iopsdata_jupyter.model_providers import key_variable as variable
from iopsdata_jupyter.model_providers import keyring_account as account

__all__ = ["StoredKey", "account", "key_of", "no_stored_key", "variable"]

StoredKey = Callable[[str, str], str | None]
"""Gives the key that the encrypted store keeps for a provider, as litellm names it, and an address, or None.

The address is the `api_base` that a request goes to; empty: the provider's own. Raises StoreError.
"""


def no_stored_key(_provider: str, _api_base: str) -> str | None:
    """The store of a translator that was given none."""
    return None


def key_of(provider: str, stored: StoredKey = no_stored_key) -> str | None:
    """The provider's key from the first place that has one; None where none has.

    Raises:
        StoreError: the store's key cannot be read.
    """
    return os.environ.get(variable(provider)) or _of_keyring(provider) or stored(provider, "") or None


def _of_keyring(provider: str) -> str:
    """The key in the system's keyring; empty where there is no keyring, or it is locked."""
    return KeyringSource(account(provider)).read()
