from __future__ import annotations

from pathlib import Path

import pytest

from iopsdata_jupyter.encryption.keys import new_key
from iopsdata_jupyter.encryption.storage import FILE_NAME, Keys
from iopsdata_jupyter.errors import SecretUnreadable
from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.store.rotation import outdated, rotate, unused_keys

NAMES = [f"c{number}" for number in range(5)]


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    store = LocalStore(tmp_path)
    for name in NAMES:
        save(store, name)
    return store


def save(store: LocalStore, name: str) -> None:
    store.save_connection(
        ConnectionRecord(name, "mysql", "mysql://db/x", "read_only"), ConnectionSecrets(name)
    )


def passwords(store: LocalStore) -> list[str | None]:
    return [store.secrets(name).password for name in NAMES]


def test_every_secret_is_sealed_anew_and_reads_the_same(store: LocalStore) -> None:
    before = store.sealed()
    store.keys.make()
    assert len(outdated(store, store.keys)) == 5
    done = rotate(store, store.keys)
    assert list(done.resealed) == NAMES
    assert (done.unreadable, done.changed, done.current) == ((), (), ())
    assert not {secret.text for secret in store.sealed()} & {secret.text for secret in before}
    assert passwords(store) == NAMES
    assert list(rotate(store, store.keys).current) == NAMES


def test_an_interrupted_rotation_goes_on_where_it_stopped(store: LocalStore) -> None:
    store.keys.make()
    real, calls = store.reseal, []

    def interrupted(secret, text):
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(secret.connection)
        return real(secret, text)

    store.reseal = interrupted  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        rotate(store, store.keys)
    assert passwords(store) == NAMES
    store.reseal = real  # type: ignore[method-assign]
    done = rotate(store, store.keys)
    assert (list(done.current), list(done.resealed)) == (NAMES[:2], NAMES[2:])


def test_what_cannot_be_read_is_reported_and_kept(store: LocalStore, tmp_path: Path) -> None:
    native = store._file._handle()
    native.execute("UPDATE connections SET secrets = (SELECT secrets FROM connections WHERE name = 'c0') "
                   "WHERE name = 'c1'")  # fmt: skip
    other = LocalStore(tmp_path, Keys.of_folder(tmp_path, lambda: new_key().text))
    save(other, "c2")
    store.keys.make()
    done = rotate(store, store.keys)
    assert [name for name, _ in done.unreadable] == ["c1", "c2"]
    assert "another connection" in done.unreadable[0][1]
    assert "locked" in done.unreadable[1][1]
    assert len(store.sealed()) == 5
    assert list(store.locked()) == ["c2"]


def test_a_secret_saved_meanwhile_is_not_written_over(store: LocalStore) -> None:
    store.keys.make()
    real = store.reseal

    def raced(secret, text):
        store.save_connection(
            ConnectionRecord("c0", "mysql", "mysql://db/x", "read_only"), ConnectionSecrets("newer")
        ) if secret.connection == "c0" else None
        return real(secret, text)

    store.reseal = raced  # type: ignore[method-assign]
    assert rotate(store, store.keys).changed == ("c0",)
    assert store.secrets("c0").password == "newer"


def test_only_keys_that_no_secret_needs_are_dropped(store: LocalStore) -> None:
    store.keys.make()
    assert unused_keys([store], store.keys) == []
    rotate(store, store.keys)
    unused = unused_keys([store], store.keys)
    assert unused == store.keys.roots()[1:]
    assert store.keys.drop(unused) == 1
    assert len(store.keys.roots()) == 1
    assert passwords(store) == NAMES


def test_a_lost_key_locks_rows_and_loses_nothing(store: LocalStore, tmp_path: Path) -> None:
    key_file = tmp_path / FILE_NAME
    kept = key_file.read_text()
    key_file.unlink()
    assert [record.name for record in store.connections()] == NAMES
    assert list(store.locked()) == NAMES
    with pytest.raises(SecretUnreadable, match="locked"):
        store.secrets("c0")
    with pytest.raises(SecretUnreadable, match="5 stored secrets need it"):
        save(store, "c9")
    assert not key_file.exists()
    key_file.write_text(kept)
    key_file.chmod(0o600)
    assert passwords(store) == NAMES
    assert not store.locked()
