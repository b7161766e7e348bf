"""What `iopsdata doctor` finds on a machine that is set up in this way or that."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from iopsdata_jupyter import doctor
from iopsdata_jupyter.cli import main
from iopsdata_jupyter.doctor import Finding, examine
from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets
from iopsdata_jupyter.store.local import LocalStore


def found(subject: str) -> list[Finding]:
    session = Session()
    findings = examine(lambda: session.settings, lambda: session.store)
    return [finding for finding in findings if finding.subject == subject]


def test_a_new_machine_has_nothing_to_mend_but_its_installation() -> None:
    assert [finding.state for finding in found("store")] == ["good"]
    assert "no key" not in " ".join(finding.said for finding in found("model"))
    assert found("model")[0].state == "note"


def test_a_setting_that_is_wrong_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOPSDATA_STATEMENT_TIMEOUT_S", "soon")
    [finding] = found("settings")
    assert finding.state == "bad"
    assert "statement_timeout_s" in finding.said
    assert "environment" in finding.said


def test_a_folder_that_cannot_be_written_is_told_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("IOPSDATA_DATA_DIR", str(tmp_path / "file" / "below"))
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert out.count("cannot be used") == 1
    assert "IOPSDATA_DATA_DIR" in out


def test_a_model_without_its_key_is_told_and_with_it_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOPSDATA_MODEL", "openai/gpt-4.1-mini")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    [missing] = found("model")
    assert (missing.state, "OPENAI_API_KEY" in missing.hint) == ("bad", True)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    [there] = found("model")
    assert there.state == "good"
    assert "sk-secret" not in there.said


def test_a_key_in_the_store_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOPSDATA_MODEL", "openai/gpt-4.1-mini")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    store = LocalStore(Session().settings.data_dir)
    store.providers.save("openai", "sk-secret")
    store.close()
    assert found("model")[0].state == "good"


def test_secrets_whose_key_is_gone_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FERNET_KEY", Fernet.generate_key().decode())
    store = LocalStore(Session().settings.data_dir)
    record = ConnectionRecord("shop", "postgresql", "postgresql://host/shop", "read_only")
    store.save_connection(record, ConnectionSecrets(password="p"))
    store.close()
    monkeypatch.setenv("FERNET_KEY", Fernet.generate_key().decode())
    assert any("keys that are not here" in finding.said for finding in found("store"))


def test_a_driver_that_a_saved_connection_needs_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    store = LocalStore(Session().settings.data_dir)
    store.save_connection(ConnectionRecord("shop", "mysql", "mysql://host/shop", "read_only"))
    store.close()
    monkeypatch.setitem(doctor.DRIVER_MODULES, "mysql", ("a_module_that_nobody_has",))
    [missing] = [finding for finding in found("store") if finding.state == "bad"]
    assert missing.hint == 'pip install "iopsdata-jupyter[mysql]"'


def test_a_lab_extension_of_another_version_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "labextensions" / "iopsdata-jupyter"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"version": "0.0.1"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert any("0.0.1" in finding.said and finding.state == "bad" for finding in found("JupyterLab"))
