from __future__ import annotations

import io
from pathlib import Path

import pytest

from iopsdata_jupyter.cli import main
from iopsdata_jupyter.encryption.keys import read_entries
from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets
from iopsdata_jupyter.store.local import LocalStore

SHOP = ConnectionRecord("shop", "mysql", "mysql://db/x", "read_only")


@pytest.fixture
def store(clean_environment: Path) -> LocalStore:
    store = LocalStore(clean_environment)
    store.save_connection(SHOP, ConnectionSecrets("hunter2"))
    return store


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    code = main(["keys", *arguments])
    out, err = capsys.readouterr()
    assert code == 0, err
    return out


def test_keys_are_listed_by_id(store: LocalStore, capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "list")
    assert out.split()[0] == store.keys.where("local")[0][0]
    assert "1 secrets, seals" in out
    assert store.keys.roots()[0].text not in out


def test_a_rotation_makes_a_key_seals_anew_and_drops_the_old_one(
    store: LocalStore, capsys: pytest.CaptureFixture[str]
) -> None:
    before = store.keys.roots()
    assert "1 secrets sealed" in run(capsys, "rotate", "--drop-old")
    assert len(store.keys.roots()) == 1
    assert store.keys.roots() != before
    assert store.secrets("shop").password == "hunter2"


def test_a_rotation_after_generate_makes_no_second_key(
    store: LocalStore, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "generate")
    run(capsys, "rotate")
    assert len(store.keys.roots()) == 2
    assert store.secrets("shop").password == "hunter2"


def test_an_exported_key_opens_the_store_again_after_an_import(
    store: LocalStore, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = run(capsys, "export")
    (store.path.parent / "encryption.keys").unlink()
    assert "Locked" in run(capsys, "list")
    monkeypatch.setattr("sys.stdin", io.StringIO(exported))
    assert run(capsys, "import") == "1 keys added. Nothing is locked.\n"
    assert store.secrets("shop").password == "hunter2"


def test_a_member_is_given_the_derived_key_alone(
    store: LocalStore, capsys: pytest.CaptureFixture[str]
) -> None:
    exported = run(capsys, "export", "--workspace", "team")
    assert exported.startswith("team:")
    assert store.keys.roots()[0].text not in exported
    assert read_entries(exported, "x") == [store.keys.current("team")]


def test_a_printed_key_is_kept_nowhere(capsys: pytest.CaptureFixture[str], clean_environment: Path) -> None:
    assert len(read_entries(run(capsys, "generate", "--print"), "x")) == 1
    assert not (clean_environment / "encryption.keys").exists()


def test_input_without_a_key_is_refused(
    store: LocalStore, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hello"))
    assert main(["keys", "import"]) == 1
    assert "Entry 1 of the input is not an encryption key" in capsys.readouterr().err


def test_the_environment_s_key_is_rotated_by_its_owner(
    clean_environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = run(capsys, "generate", "--print").strip(), run(capsys, "generate", "--print").strip()
    monkeypatch.setenv("FERNET_KEY", old)
    LocalStore(clean_environment).save_connection(SHOP, ConnectionSecrets("hunter2"))
    assert main(["keys", "rotate"]) == 1
    assert "Put the new key in front" in capsys.readouterr().err
    monkeypatch.setenv("FERNET_KEY", f"{new},{old}")
    assert "1 secrets sealed" in run(capsys, "rotate")
    monkeypatch.setenv("FERNET_KEY", new)
    assert LocalStore(clean_environment).secrets("shop").password == "hunter2"
