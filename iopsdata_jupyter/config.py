"""Settings: the only reader of environment variables and configuration files.

Precedence, highest first: an argument, the notebook, the user (environment, then `iopsdata.toml`), the
workspace, the default.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

from iopsdata_jupyter.errors import ConfigurationError, did_you_mean

ENVIRONMENT_PREFIX = "IOPSDATA_"
FILE_NAME = "iopsdata.toml"

TranslatorChoice = Literal["auto", "offline", "model"]

Access = Literal["read_only", "read_write"]
"""What a connection allows; without a word from the user it is `read_only`."""


@lru_cache(maxsize=1)
def _default_data_dir() -> Path:
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "iopsdata"


@lru_cache(maxsize=1)
def _config_file() -> Path:
    from jupyter_core.paths import jupyter_config_dir

    return Path(jupyter_config_dir()) / FILE_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user can set, with the defaults."""

    model: str | None = None
    """A model as litellm names it, such as `gpt-4.1-mini` or `ollama/llama3.2`; None: offline only."""
    api_base: str | None = None
    """Address of an OpenAI-compatible server; None: the provider's own."""
    fallback_models: tuple[str, ...] = ()
    """Models, separated by commas, that are asked in this order where `model` fails; `NAME@http://ADDRESS` is
    one on a server of its own, and `offline` the offline translator."""
    translator: TranslatorChoice = "auto"
    """`auto`: the model where one is set, else the offline translator."""
    auto_execute: bool = True
    """Whether `%%ask` runs the SQL that it made."""
    ask_row_limit: int = 100_000
    """Rows that `%%ask` fetches at most."""
    statement_timeout_s: float = 30.0
    """Seconds until a statement is cancelled; 0: never."""
    memory_bound_mib: int = 2048
    """MiB that one result may take."""
    catalog_ttl_s: float = 900.0
    """Seconds until a catalog is read again."""
    read_values: bool = True
    """Whether values of text columns are read for linking questions; they stay on this machine."""
    model_timeout_s: float = 60.0
    """Seconds until a model call is given up."""
    schema_budget: int = 4_000
    """Tokens of tables that a model is told at most; those nearest to the question stay."""
    session_budget_usd: float = 0.0
    """US dollars that the model calls of one session may cost, where the price is known; 0: no limit."""
    session_budget: int = 0
    """Tokens that the model calls of one session may take; 0: no limit."""
    lock_answers: bool = True
    """Whether `%%ask` keeps its SQL in `iopsdata.lock` beside the notebook and gives it again."""
    auto_chart: bool = True
    """Whether a result that reads best as a chart (a time series, a ranking) is shown with one."""
    save_passwords: bool = True
    """Whether a saved connection keeps its password, encrypted."""
    data_dir: Path = field(default_factory=_default_data_dir)
    """Folder of the local store and the sample data."""

    @classmethod
    def load(
        cls, *, notebook: Mapping[str, Any] | None = None, workspace: Mapping[str, Any] | None = None
    ) -> Settings:
        """The settings in force.

        Raises:
            ConfigurationError: an unknown name or a value of the wrong kind, with where it stands.
        """
        merged: dict[str, Any] = {}
        sources = (
            ("workspace settings", workspace or {}),
            (str(_config_file()), _read_file(_config_file())),
            ("environment", _read_environment()),
            ("notebook settings", notebook or {}),
        )
        for source, values in sources:
            merged.update(_checked(values, source))
        return cls(**merged)

    def replace(self, **arguments: Any) -> Settings:
        """These settings with arguments on top; an argument of None leaves the setting as it is."""
        given = {name: value for name, value in arguments.items() if value is not None}
        return dataclasses.replace(self, **_checked(given, "argument"))


def _read_environment() -> dict[str, str]:
    given = {name: os.environ.get(ENVIRONMENT_PREFIX + name.upper(), "") for name in setting_names()}
    return {name: value for name, value in given.items() if value}


def environment_keys() -> str:
    """Encryption keys of the environment, `FERNET_KEY`: a list with commas; empty where it is not set."""
    return os.environ.get("FERNET_KEY", "")


def environment_notebook() -> str:
    """The path of this kernel's notebook as Jupyter Server tells it; empty where it does not."""
    return os.environ.get("JPY_SESSION_NAME", "")


def environment_target(target: str) -> str:
    """The text of an environment variable where `target` is `$NAME` or `${NAME}`, else `target`.

    Raises:
        ConfigurationError: the variable is not set.
    """
    found = re.fullmatch(r"\$\{?(\w+)\}?", target)
    if found is None:
        return target
    value = os.environ.get(found[1], "")
    if not value:
        near = did_you_mean(found[1], list(os.environ))
        raise ConfigurationError(
            f"The environment variable {found[1]} is not set.",
            hint=near or "Set it in the environment that starts Jupyter.",
        )
    return value


def _read_file(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            f"{path} cannot be read: {error}", hint="Correct the file, or move it away to use the defaults."
        ) from None


def setting_names() -> list[str]:
    """Every setting's name, in order of definition."""
    return list(_kinds())


@lru_cache(maxsize=1)
def _kinds() -> dict[str, Any]:
    hints = get_type_hints(Settings)
    return {entry.name: hints[entry.name] for entry in dataclasses.fields(Settings)}


def _checked(values: Mapping[str, Any], source: str) -> dict[str, Any]:
    return {name: _convert(name, value, source) for name, value in values.items()}


def _convert(name: str, value: Any, source: str) -> Any:
    names = setting_names()
    if name not in names:
        raise ConfigurationError(
            f"There is no setting named {name!r} ({source}).",
            hint=did_you_mean(name, names) or f"Settings: {', '.join(names)}.",
        )
    kind = _kinds()[name]
    try:
        return _parse(kind, value)
    except (TypeError, ValueError):
        raise ConfigurationError(
            f"The setting {name} cannot be {value!r} ({source}).", hint=f"It takes {_describe(kind)}."
        ) from None


def _parse(kind: Any, value: Any) -> Any:
    choices = get_args(kind)
    if kind is bool:
        return _parse_bool(value)
    if kind in (int, float):
        if isinstance(value, bool) or (number := kind(value)) < 0:
            raise ValueError
        return number
    if kind is Path:
        return Path(value).expanduser()
    if kind is TranslatorChoice:
        if value not in choices:
            raise ValueError
        return value
    if kind == tuple[str, ...]:
        return _parse_list(value)
    return None if value in (None, "", "none") else str(value)


def _parse_list(value: Any) -> tuple[str, ...]:
    items = value.split(",") if isinstance(value, str) else value
    if not all(isinstance(item, str) for item in items):
        raise TypeError
    return tuple(item.strip() for item in items if item.strip() not in ("", "none"))


def _parse_bool(value: Any) -> bool:
    words = {
        "true": True,
        "1": True,
        "yes": True,
        "on": True,
        "false": False,
        "0": False,
        "no": False,
        "off": False,
    }
    if isinstance(value, bool):
        return value
    if str(value).lower() not in words:
        raise ValueError
    return words[str(value).lower()]


def _describe(kind: Any) -> str:
    if kind is bool:
        return "true or false"
    if kind is int:
        return "a whole number from 0"
    if kind is float:
        return "a number from 0"
    if kind is TranslatorChoice:
        return " or ".join(repr(choice) for choice in get_args(kind))
    return "names, separated by commas" if kind == tuple[str, ...] else "text"
