"""Keys of model providers in the local store, each sealed for its provider and the address it is sent to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from iopsdata_jupyter.errors import SecretUnreadable
from iopsdata_jupyter.store.file import StoreFile
from iopsdata_jupyter.store.records import ProviderKey, SealedSecret

Seal = Callable[[sqlite3.Connection, str, SealedSecret], str]
"""Gives a plain text as it is stored for the owner and address of a secret."""
Unseal = Callable[[SealedSecret], str]


class ProviderKeys:
    """Implements `ProviderKeyStore` on the file of the local store."""

    def __init__(self, file: StoreFile, seal: Seal, unseal: Unseal) -> None:
        self._file = file
        self._seal = seal
        self._unseal = unseal

    def saved(self) -> Sequence[ProviderKey]:
        with self._file.read() as native:
            rows = native.execute(
                "SELECT provider, api_base, saved_at FROM provider_keys ORDER BY provider"
            ).fetchall()
        return [ProviderKey(provider, base, datetime.fromisoformat(at)) for provider, base, at in rows]

    def save(self, provider: str, key: str, *, api_base: str = "") -> None:
        with self._file.write() as native:
            text = self._seal(native, key, SealedSecret(provider, api_base, "", "provider"))
            native.execute(
                "INSERT OR REPLACE INTO provider_keys (provider, api_base, key, saved_at) "
                "VALUES (?, ?, ?, ?)",
                (provider, api_base, text, datetime.now(UTC).isoformat()),
            )

    def delete(self, provider: str) -> bool:
        with self._file.write() as native:
            return native.execute("DELETE FROM provider_keys WHERE provider = ?", (provider,)).rowcount > 0

    def key(self, provider: str, *, api_base: str = "") -> str | None:
        with self._file.read() as native:
            row = native.execute(
                "SELECT key FROM provider_keys WHERE provider = ? AND api_base = ?", (provider, api_base)
            ).fetchone()
        if row is None:
            return None
        try:
            return self._unseal(SealedSecret(provider, api_base, row[0], "provider"))
        except SecretUnreadable:
            raise SecretUnreadable(
                f"The stored key of the provider {provider!r} cannot be read: its encryption key is not on "
                "this machine, or the stored text was changed.",
                hint="Bring the encryption key back with `iopsdata keys import` or FERNET_KEY, or save the "
                "provider's key again.",
            ) from None
