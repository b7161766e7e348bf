"""Keys of model providers in the local store: encrypted, bound to an address, part of a rotation."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from iopsdata_jupyter.encryption.storage import FileSource, Keys
from iopsdata_jupyter.errors import SecretUnreadable
from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.store.rotation import rotate, unused_keys

KEY = "sk-correct-horse-battery"


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path, Keys([FileSource(tmp_path / "encryption.keys")]))


def test_a_key_comes_back_for_its_address_alone(store: LocalStore) -> None:
    store.providers.save("openai", KEY, api_base="https://models.example")
    assert store.providers.key("openai", api_base="https://models.example") == KEY
    assert store.providers.key("openai") is None
    assert store.providers.key("openai", api_base="https://elsewhere.example") is None
    assert store.providers.key("anthropic") is None


def test_the_list_has_no_key_in_it(store: LocalStore) -> None:
    store.providers.save("openai", KEY)
    store.providers.save("anthropic", KEY)
    listed = store.providers.saved()
    assert [(entry.provider, entry.api_base) for entry in listed] == [("anthropic", ""), ("openai", "")]
    assert KEY not in repr(listed)


def test_a_new_key_replaces_the_old_one_and_its_address(store: LocalStore) -> None:
    store.providers.save("openai", "old", api_base="https://models.example")
    store.providers.save("openai", KEY)
    assert store.providers.key("openai") == KEY
    assert len(store.providers.saved()) == 1
    assert store.providers.delete("openai")
    assert not store.providers.delete("openai")


def test_no_file_has_the_key_in_plain_text(store: LocalStore, tmp_path: Path) -> None:
    store.providers.save("openai", KEY)
    store.close()
    assert not any(b"battery" in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "change", ["provider = 'groq'", "api_base = 'https://evil.example'"], ids=["provider", "address"]
)
def test_a_key_that_was_moved_is_refused(store: LocalStore, change: str) -> None:
    store.providers.save("openai", KEY)
    native = sqlite3.connect(store.path)
    native.execute(f"UPDATE provider_keys SET {change}")
    native.commit()
    (row,) = native.execute("SELECT provider, api_base FROM provider_keys")
    native.close()
    with pytest.raises(SecretUnreadable, match="cannot be read"):
        store.providers.key(row[0], api_base=row[1])


def test_a_rotation_takes_providers_along(store: LocalStore) -> None:
    store.save_connection(ConnectionRecord("shop", "sqlite", "x", "read_only"), ConnectionSecrets("p"))
    store.providers.save("openai", KEY)
    store.keys.make()
    report = rotate(store, store.keys)
    assert report.resealed == ("shop", "provider openai")
    store.keys.drop(unused_keys([store], store.keys))
    assert store.providers.key("openai") == KEY
    assert store.secrets("shop").password == "p"


def test_a_lost_encryption_key_is_told_and_never_replaced(store: LocalStore, tmp_path: Path) -> None:
    store.providers.save("openai", KEY)
    (tmp_path / "encryption.keys").unlink()
    assert store.locked() == ["provider openai"]
    with pytest.raises(SecretUnreadable, match="'openai'"):
        store.providers.key("openai")
    with pytest.raises(SecretUnreadable, match="no new one is made"):
        store.providers.save("groq", KEY)
