from __future__ import annotations

from pathlib import Path

import pytest

from iopsdata_jupyter.config import Settings, check_setting, setting_names, setting_sources
from iopsdata_jupyter.errors import ConfigurationError


def write_file(text: str, folder: Path) -> None:
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "iopsdata.toml").write_text(text)


@pytest.fixture
def home(clean_environment: Path) -> Path:
    return clean_environment.parent


def test_every_source_gives_way_to_the_one_above_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.load().model is None
    assert Settings.load(workspace={"model": "w"}).model == "w"
    write_file('model = "file"', home)
    assert Settings.load(workspace={"model": "w"}).model == "file"
    monkeypatch.setenv("IOPSDATA_MODEL", "env")
    assert Settings.load(workspace={"model": "w"}).model == "env"
    assert Settings.load(notebook={"model": "n"}).model == "n"
    assert Settings.load(notebook={"model": "n"}).replace(model="argument").model == "argument"


def test_an_argument_of_none_changes_nothing() -> None:
    assert Settings.load(notebook={"model": "n"}).replace(model=None).model == "n"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("auto_execute", "no", False),
        ("auto_execute", "TRUE", True),
        ("ask_row_limit", "10", 10),
        ("statement_timeout_s", "1.5", 1.5),
        ("translator", "offline", "offline"),
        ("model", "none", None),
        ("data_dir", "x/y", Path("x/y")),
    ],
)
def test_text_becomes_the_setting_s_kind(name: str, text: str, value: object) -> None:
    assert getattr(Settings.load(notebook={name: text}), name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("auto_execute", "perhaps"),
        ("ask_row_limit", "-1"),
        ("ask_row_limit", "x"),
        ("translator", "magic"),
        ("statement_timeout_s", "inf"),
        ("statement_timeout_s", "nan"),
        ("ask_row_limit", "1" + 400 * "0"),
    ],
)
def test_a_wrong_value_is_named_with_its_source(name: str, text: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"{name} cannot be {text!r} \(notebook settings\)"):
        Settings.load(notebook={name: text})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ask_row_limit", 1.5),
        ("ask_row_limit", True),
        ("statement_timeout_s", 10**400),
        ("model", {"a": 1}),
        ("model", 5),
    ],
)
def test_a_saved_value_of_another_kind_is_refused(name: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match="saved settings"):
        check_setting(name, value)


def test_what_decides_a_setting_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file('model = "file"\ntranslator = "offline"', home)
    monkeypatch.setenv("IOPSDATA_MODEL", "env")
    found = setting_sources(workspace={"model": "w", "ask_row_limit": 5})
    assert (found["model"], found["translator"], found["ask_row_limit"], found["api_base"]) == (
        "environment", "file", "saved", "default"
    )  # fmt: skip


def test_saved_settings_of_another_release_are_passed_over() -> None:
    settings = Settings.load(workspace={"from_the_future": 1, "model": "w"})
    assert settings.model == "w"


def test_the_folder_of_the_store_cannot_stand_in_the_store(home: Path) -> None:
    assert Settings.load(workspace={"data_dir": "/elsewhere"}).data_dir == home / "data"
    with pytest.raises(ConfigurationError, match="data_dir cannot be saved"):
        check_setting("data_dir", "/elsewhere")


def test_an_unknown_setting_gets_the_nearest_name() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings.load(notebook={"modle": "x"})
    assert caught.value.hint == "Did you mean model?"


def test_a_broken_file_is_said_and_not_ignored(home: Path) -> None:
    write_file("model = ", home)
    with pytest.raises(ConfigurationError, match=r"iopsdata\.toml cannot be read"):
        Settings.load()


def test_every_setting_has_a_docstring_for_the_documentation() -> None:
    source = Path(__import__("iopsdata_jupyter.config", fromlist=["x"]).__file__).read_text()
    body = source.split("class Settings")[1].split("@classmethod")[0]
    assert body.count('"""') == 2 * (len(setting_names()) + 1)


@pytest.mark.parametrize(
    "key", ["sb_secret_x", "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2ln", "x.y.z"]
)
def test_a_key_that_is_not_publishable_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings.load(notebook={"supabase_key": key})
    assert key not in str(caught.value)
    assert "publishable" in (caught.value.hint or "")


@pytest.mark.parametrize("key", ["sb_publishable_x", "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2ln"])
def test_a_publishable_key_is_taken(key: str) -> None:
    assert Settings.load(notebook={"supabase_key": key}).supabase_key == key
