"""Every sealed text of the local store's file, whatever table keeps it: what rotating keys goes through."""

from __future__ import annotations

import sqlite3

from iopsdata_jupyter.store.records import SealedSecret, SecretKind

_ALL = (
    "SELECT name, target, secrets, 'connection' FROM connections WHERE secrets IS NOT NULL "
    "UNION ALL SELECT provider, api_base, key, 'provider' FROM provider_keys ORDER BY 4, 1"
)
_UPDATE: dict[SecretKind, str] = {
    "connection": "UPDATE connections SET secrets = ? WHERE name = ? AND target = ? AND secrets = ?",
    "provider": "UPDATE provider_keys SET key = ? WHERE provider = ? AND api_base = ? AND key = ?",
}


def sealed_secrets(native: sqlite3.Connection) -> list[SealedSecret]:
    """Those of connections by name, then those of providers."""
    return [SealedSecret(*row) for row in native.execute(_ALL)]


def put_in_place(native: sqlite3.Connection, secret: SealedSecret, text: str) -> bool:
    """Stores `text` in place of `secret.text`; False: somebody changed it meanwhile, and it stays."""
    values = (text, secret.connection, secret.target, secret.text)
    return native.execute(_UPDATE[secret.kind], values).rowcount > 0
