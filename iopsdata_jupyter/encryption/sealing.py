"""Sealed texts: `v1.<key id>.<Fernet token>`, with the place that a secret belongs to inside the token.

Fernet has no associated data, so the place is part of what is encrypted: a sealed text that was copied to
another row, or whose row was pointed at another server, is refused.
"""

from __future__ import annotations

import json
import re
from dataclasses import astuple, dataclass

from iopsdata_jupyter.encryption.keys import WorkspaceKey
from iopsdata_jupyter.errors import SecretUnreadable

SEALED = re.compile(r"v1\.([0-9a-f]{16})\.([A-Za-z0-9_-]{20,}={0,2})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a secret belongs."""

    workspace: str
    connection: str
    target: str
    """The address that the secret may be sent to."""


def seal(plain: str, key: WorkspaceKey, place: Place) -> str:
    """`plain`, encrypted for one place."""
    from cryptography.fernet import Fernet

    payload = json.dumps([*astuple(place), plain])
    return f"v1.{key.id}.{Fernet(key.text).encrypt(payload.encode()).decode()}"


def unseal(sealed: str, key: WorkspaceKey, place: Place) -> str:
    """What was sealed for that place.

    Raises:
        SecretUnreadable: another key sealed it, it was changed, or it was sealed for another place.
    """
    from cryptography.fernet import Fernet, InvalidToken

    found = SEALED.fullmatch(sealed)
    try:
        payload = json.loads(Fernet(key.text).decrypt(found[2].encode() if found else b""))
    except InvalidToken:
        raise SecretUnreadable(
            f"The stored secret of {place.connection!r} was changed and cannot be read.",
            hint="Connect with the password again; it replaces what is stored.",
        ) from None
    if payload[:-1] != list(astuple(place)):
        raise SecretUnreadable(
            f"The stored secret of {place.connection!r} was made for another connection or address.",
            hint="Somebody copied it or changed the address. If that is right, connect with the password.",
        )
    plain: str = payload[-1]
    return plain


def key_id(sealed: str) -> str | None:
    """Which key sealed the text; None: it has not the form of a sealed text."""
    found = SEALED.fullmatch(sealed)
    return found[1] if found else None
