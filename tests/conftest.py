"""Keeps the machine out of every test: settings, stores and histories live in a temporary folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GROQ_API_KEY", "GEMINI_API_KEY", "OPENROUTER_API_KEY")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of this test; nothing of the machine's own settings is seen."""
    for name in list(os.environ):
        if name.startswith("IOPSDATA_") or name in (*KEYS, "FERNET_KEY"):
            monkeypatch.delenv(name)
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("IOPSDATA_DATA_DIR", str(folder / "data"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(folder / "config"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(folder / "jupyter"))
    monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    from iopsdata_jupyter import config

    config._config_file.cache_clear()
    config._default_data_dir.cache_clear()
    return folder / "data"
