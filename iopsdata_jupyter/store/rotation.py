"""New keys for stored secrets: one row after another, so that it can be stopped and started again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iopsdata_jupyter.encryption.keys import RootKey, derive
from iopsdata_jupyter.encryption.sealing import Place, key_id
from iopsdata_jupyter.encryption.storage import Keys
from iopsdata_jupyter.errors import SecretUnreadable
from iopsdata_jupyter.store.base import SealedStore
from iopsdata_jupyter.store.records import SealedSecret


@dataclass(frozen=True, slots=True)
class Rotation:
    """What became of each stored secret."""

    resealed: tuple[str, ...]
    """Owners of secrets that are sealed with the first key now."""
    current: tuple[str, ...]
    """Owners of secrets that were so before."""
    changed: tuple[str, ...]
    """Owners whose secrets somebody saved meanwhile; another run looks at them."""
    unreadable: tuple[tuple[str, str], ...]
    """Owner and reason; what is stored stays as it is."""


def outdated(store: SealedStore, keys: Keys) -> list[SealedSecret]:
    """Secrets that another key than the first seals, and that can be opened here."""
    first = keys.current(store.workspace)
    return [
        secret
        for secret in store.sealed()
        if first
        and (identity := key_id(secret.text)) != first.id
        and keys.find(store.workspace, identity) is not None
    ]


def rotate(store: SealedStore, keys: Keys) -> Rotation:
    """Seals every secret with the first key; each row is one write, and none is lost on the way.

    Raises:
        StoreError: the store cannot be read or written; what was done stays done.
    """
    found: dict[str, list[str]] = {"resealed": [], "current": [], "changed": []}
    unreadable: list[tuple[str, str]] = []
    for secret in store.sealed():
        try:
            found[_reseal(store, keys, secret)].append(secret.owner)
        except SecretUnreadable as error:
            unreadable.append((secret.owner, error.message))
    return Rotation(
        tuple(found["resealed"]), tuple(found["current"]), tuple(found["changed"]), tuple(unreadable)
    )


def unused_keys(stores: Sequence[SealedStore], keys: Keys) -> list[RootKey]:
    """Root keys that seal nothing in any of the stores; `stores` must be all that the keys serve.

    Raises:
        StoreError: a store cannot be read.
    """
    needed = {(store.workspace, key_id(secret.text)) for store in stores for secret in store.sealed()}
    needed |= {(store.workspace, key.id) for store in stores if (key := keys.current(store.workspace))}
    return [
        root
        for root in keys.roots()
        if not any(
            (store.workspace, key.id) in needed for store in stores if (key := derive(root, store.workspace))
        )
    ]


def _reseal(store: SealedStore, keys: Keys, secret: SealedSecret) -> str:
    place = Place(store.workspace, secret.owner, secret.target)
    plain = keys.unseal(secret.text, place)
    first = keys.current(store.workspace)
    if first is not None and key_id(secret.text) == first.id:
        return "current"
    return "resealed" if store.reseal(secret, keys.seal(plain, place)) else "changed"
