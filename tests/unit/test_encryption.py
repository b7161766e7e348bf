from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iopsdata_jupyter.encryption.keys import RootKey, WorkspaceKey, derive, new_key, read_entries
from iopsdata_jupyter.encryption.sealing import SEALED, Place, key_id, seal, unseal
from iopsdata_jupyter.encryption.storage import FILE_NAME, KeyringSource, Keys
from iopsdata_jupyter.errors import ConfigurationError, SecretUnreadable

SHOP = Place("local", "shop", "postgresql://ann@db.example/shop")
ROOT = RootKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")


def workspace_key(root: RootKey = ROOT, workspace: str = "local") -> WorkspaceKey:
    key = derive(root, workspace)
    assert key is not None
    return key


def keys_of(folder: Path, variable: str = "") -> Keys:
    return Keys.of_folder(folder, lambda: variable)


@given(st.text(), st.text(), st.text())
def test_what_was_sealed_comes_back(plain: str, connection: str, target: str) -> None:
    place = Place("local", connection, target)
    sealed = seal(plain, workspace_key(), place)
    assert SEALED.fullmatch(sealed)
    assert unseal(sealed, workspace_key(), place) == plain


def test_a_sealed_text_tells_neither_secret_nor_place() -> None:
    sealed = seal("hunter2", workspace_key(), SHOP)
    assert "hunter2" not in sealed
    assert "shop" not in sealed


@pytest.mark.parametrize(
    "place",
    [
        Place("other", SHOP.connection, SHOP.target),
        Place("local", "other", SHOP.target),
        Place("local", "shop", "postgresql://ann@evil.example/shop"),
    ],
    ids=["workspace", "connection", "address"],
)
def test_a_sealed_text_is_refused_elsewhere(place: Place) -> None:
    sealed = seal("hunter2", workspace_key(), SHOP)
    with pytest.raises(SecretUnreadable, match="another connection or address"):
        unseal(sealed, workspace_key(), place)


def test_a_changed_text_is_refused() -> None:
    sealed = seal("hunter2", workspace_key(), SHOP)
    for position in range(len(sealed) // 2, len(sealed), 7):
        other = "A" if sealed[position] != "A" else "B"
        with pytest.raises(SecretUnreadable):
            unseal(sealed[:position] + other + sealed[position + 1 :], workspace_key(), SHOP)


@pytest.mark.parametrize(
    "text", ["", "hunter2", "v1.x.y", "v2." + "0" * 16 + "." + "A" * 40, "v1." + "0" * 16]
)
def test_what_is_not_sealed_is_refused(text: str, tmp_path: Path) -> None:
    assert key_id(text) is None
    with pytest.raises(SecretUnreadable):
        keys_of(tmp_path, ROOT.text).unseal(text, SHOP)


def test_keys_of_workspaces_differ_and_tell_nothing_about_each_other() -> None:
    first, second = workspace_key(workspace="a"), workspace_key(workspace="b")
    assert len({ROOT.text, first.text, second.text}) == 3
    assert first.id != second.id
    assert derive(first, "b") is None
    assert derive(first, "a") == first


def test_a_derived_key_stays_the_same_in_every_release() -> None:
    assert workspace_key().id == "ca242fff004c8e54"


def test_a_key_is_shown_by_no_repr() -> None:
    assert ROOT.text not in repr([ROOT, workspace_key()])
    assert workspace_key().text not in repr(workspace_key())


def test_a_list_has_roots_and_shared_keys_between_commas_or_lines() -> None:
    shared = workspace_key(workspace="team-1")
    text = f"# kept safe\n{ROOT.entry}, {shared.entry}\n\n{new_key().entry} # old"
    found = read_entries(text, "here")
    assert found[:2] == [ROOT, shared]
    assert len(found) == 3


@pytest.mark.parametrize("entry", ["x", ROOT.text[:-1], ROOT.text + "=", ":" + ROOT.text, "a b:" + ROOT.text])
def test_a_bad_entry_is_named_by_its_number_and_not_shown(entry: str) -> None:
    with pytest.raises(ConfigurationError, match="Entry 2 of FERNET_KEY") as caught:
        read_entries(f"{ROOT.text},{entry}", "FERNET_KEY")
    assert ROOT.text not in str(caught.value)


def test_the_environment_comes_before_the_file_and_both_open(tmp_path: Path) -> None:
    keys_of(tmp_path).make()
    in_file = keys_of(tmp_path).seal("old", SHOP)
    both = keys_of(tmp_path, ROOT.text)
    in_environment = both.seal("new", SHOP)
    assert key_id(in_environment) == workspace_key().id
    assert (both.unseal(in_file, SHOP), both.unseal(in_environment, SHOP)) == ("old", "new")


def test_the_first_key_seals_and_later_ones_open(tmp_path: Path) -> None:
    second = new_key()
    sealed = keys_of(tmp_path, ROOT.text).seal("x", SHOP)
    keys = keys_of(tmp_path, f"{second.text},{ROOT.text}")
    assert keys.unseal(sealed, SHOP) == "x"
    assert key_id(keys.seal("y", SHOP)) == workspace_key(second).id


def test_a_made_key_lies_in_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    source = keys_of(tmp_path / "new").make()
    path = tmp_path / "new" / FILE_NAME
    assert source == str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_file_that_others_may_read_is_refused(mode: int, tmp_path: Path) -> None:
    keys_of(tmp_path).make()
    (tmp_path / FILE_NAME).chmod(mode)
    with pytest.raises(ConfigurationError, match="other users") as caught:
        keys_of(tmp_path).current("local")
    assert "chmod 600" in (caught.value.hint or "")


def test_a_key_file_is_never_written_over_by_a_first_key(tmp_path: Path) -> None:
    from iopsdata_jupyter.encryption.storage import FileSource

    source = FileSource(tmp_path / FILE_NAME)
    assert source.write(f"{ROOT.text}\n", first=True)
    assert not source.write(f"{new_key().text}\n", first=True)
    assert read_entries(source.read(), "file") == [ROOT]


def test_a_new_key_goes_in_front_of_the_old_ones(tmp_path: Path) -> None:
    keys = keys_of(tmp_path)
    keys.make()
    sealed = keys.seal("x", SHOP)
    first = keys.current("local")
    keys.make()
    assert keys.current("local") != first
    assert keys.unseal(sealed, SHOP) == "x"


def test_the_environment_s_key_is_not_silently_overruled(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="FERNET_KEY is set"):
        keys_of(tmp_path, ROOT.text).make()
    assert not (tmp_path / FILE_NAME).exists()


def test_without_a_key_the_way_out_is_said(tmp_path: Path) -> None:
    with pytest.raises(SecretUnreadable, match="no encryption key") as caught:
        keys_of(tmp_path).seal("x", SHOP)
    assert "iopsdata keys generate" in (caught.value.hint or "")
    sealed = keys_of(tmp_path, ROOT.text).seal("x", SHOP)
    with pytest.raises(SecretUnreadable, match=rf"locked: its key {workspace_key().id}"):
        keys_of(tmp_path).unseal(sealed, SHOP)


def test_a_member_opens_with_the_derived_key_alone(tmp_path: Path) -> None:
    team = Place("team", "shop", "x")
    sealed = keys_of(tmp_path, ROOT.text).seal("x", team)
    member = keys_of(tmp_path, workspace_key(workspace="team").entry)
    assert member.unseal(sealed, team) == "x"
    assert member.current("local") is None
    assert member.roots() == []


class MemoryKeyring:
    """What the keyring package calls; `broken` answers no read, as a locked one does."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.broken = False
        self.asked = threading.Event()
        self.asked.set()

    def get_password(self, service: str, account: str) -> str | None:
        self.asked.wait(30)
        if self.broken:
            raise RuntimeError("locked")
        return self.kept.get((service, account))

    def set_password(self, service: str, account: str, text: str) -> None:
        self.kept[service, account] = text


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    import keyring as package

    memory = MemoryKeyring()
    monkeypatch.setattr(package, "get_password", memory.get_password)
    monkeypatch.setattr(package, "set_password", memory.set_password)
    return memory


def test_a_keyring_keeps_the_key_where_there_is_one(keyring: MemoryKeyring, tmp_path: Path) -> None:
    assert keys_of(tmp_path).make() == "the keyring"
    assert not (tmp_path / FILE_NAME).exists()
    assert keys_of(tmp_path).unseal(keys_of(tmp_path).seal("x", SHOP), SHOP) == "x"
    assert keys_of(tmp_path / "other").current("local") is None


def test_a_keyring_that_cannot_be_read_is_not_written_over(keyring: MemoryKeyring, tmp_path: Path) -> None:
    keys_of(tmp_path).make()
    before = dict(keyring.kept)
    keyring.broken = True
    assert not KeyringSource(str(tmp_path.absolute())).write("x", first=False)
    assert keys_of(tmp_path).make() == str(tmp_path / FILE_NAME)
    assert keyring.kept == before


def test_a_keyring_that_waits_to_be_unlocked_does_not_hang_the_kernel(
    keyring: MemoryKeyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iopsdata_jupyter.encryption.storage.KEYRING_S", 0.05)
    keyring.asked.clear()
    start = time.monotonic()
    assert keys_of(tmp_path).current("local") is None
    assert time.monotonic() - start < 5
    keyring.asked.set()


def test_lists_that_a_killed_process_left_are_removed(tmp_path: Path) -> None:
    left = tmp_path / f"{FILE_NAME}.left"
    left.write_text(ROOT.text)
    fresh = tmp_path / f"{FILE_NAME}.fresh"
    fresh.write_text(ROOT.text)
    os.utime(left, (0, 0))
    keys_of(tmp_path).make()
    assert {path.name for path in tmp_path.iterdir()} == {FILE_NAME, fresh.name}


def test_a_key_given_for_a_workspace_goes_before_one_s_own_root_key(tmp_path: Path) -> None:
    shared = workspace_key(workspace="team")
    keys = keys_of(tmp_path)
    keys.make()
    keys.add([shared])
    assert keys.current("team") == shared
    assert keys.of("team")[0] == shared
    assert len(keys.of("team")) == 2
    assert keys.current("local") != shared
