from __future__ import annotations

from pathlib import Path

import pytest

from iopsdata_jupyter.config import Settings, setting_names
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
    [("auto_execute", "perhaps"), ("ask_row_limit", "-1"), ("ask_row_limit", "x"), ("translator", "magic")],
)
def test_a_wrong_value_is_named_with_its_source(name: str, text: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"{name} cannot be {text!r} \(notebook settings\)"):
        Settings.load(notebook={name: text})


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
