"""Settings: the only reader of environment variables and configuration files.

Precedence, highest first: an argument, the notebook, the user (environment, then `iopsdata.toml`), what the
store of the workspace has saved, the default.
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

MAX_NUMBER = 10**15
"""No setting is larger; also keeps infinity out."""
ENVIRONMENT_PREFIX = "IOPSDATA_"
FILE_NAME = "iopsdata.toml"

TranslatorChoice = Literal["auto", "offline", "model", "offline_first"]

SettingSource = Literal["default", "saved", "file", "environment", "notebook"]
"""What decides a setting, from the weakest to the strongest; an argument of a call goes before all."""

MACHINE_SETTINGS = frozenset({"data_dir", "supabase_url", "supabase_key", "workspace"})
"""Settings that say where the store is, and so cannot stand in it."""

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
    """`auto`: the model where one is set, else the offline translator. `offline_first`: the offline
    translator, and the model only where it declines."""
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
    """Tokens of tables that a model is told at most; those nearest to the question stay; 0: all."""
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
    keep_history: bool = True
    """Whether questions and statements are kept, with their text, in the history of this machine."""
    supabase_url: str | None = None
    """Address of the team's Supabase project; None: everything stays in the local store."""
    supabase_key: str | None = None
    """The project's publishable key (`sb_publishable_...`, or the older anon key); never a secret one."""
    workspace: str | None = None
    """Id or name of the team's workspace; None: the one chosen by `%iops workspace use`."""
    data_dir: Path = field(default_factory=_default_data_dir)
    """Folder of the local store and the sample data."""

    @classmethod
    def load(
        cls, *, notebook: Mapping[str, Any] | None = None, workspace: Mapping[str, Any] | None = None
    ) -> Settings:
        """The settings in force. `workspace` is what the store has saved.

        Raises:
            ConfigurationError: an unknown name or a value of the wrong kind, with where it stands.
        """
        merged: dict[str, Any] = {}
        for _, where, values in _layers(notebook, workspace):
            merged.update(_checked(values, where))
        return cls(**merged)

    def replace(self, **arguments: Any) -> Settings:
        """These settings with arguments on top; an argument of None leaves the setting as it is."""
        given = {name: value for name, value in arguments.items() if value is not None}
        return dataclasses.replace(self, **_checked(given, "argument"))


def setting_sources(
    *, notebook: Mapping[str, Any] | None = None, workspace: Mapping[str, Any] | None = None
) -> dict[str, SettingSource]:
    """What decides each setting.

    Raises:
        ConfigurationError: the configuration file cannot be read.
    """
    sources: dict[str, SettingSource] = dict.fromkeys(setting_names(), "default")
    for source, _, values in _layers(notebook, workspace):
        sources.update(dict.fromkeys(values, source))
    return sources


def check_setting(name: str, value: Any) -> Any:
    """The value of a setting that is to be saved, as its kind.

    Raises:
        ConfigurationError: an unknown name, one that the store cannot hold, or a value of the wrong kind.
    """
    if name in MACHINE_SETTINGS:
        raise ConfigurationError(
            f"The setting {name} cannot be saved: it says where things are saved.",
            hint=f"Set {ENVIRONMENT_PREFIX}{name.upper()} in the environment, or {name} in {FILE_NAME}.",
        )
    return _convert(name, value, "saved settings")


def setting_kind(name: str) -> tuple[str, tuple[str, ...]]:
    """`boolean`, `integer`, `number`, `choice`, `list` or `text`, and the choices where it is one."""
    kind = _kinds()[name]
    if kind is TranslatorChoice:
        return "choice", get_args(kind)
    names = {bool: "boolean", int: "integer", float: "number", tuple[str, ...]: "list"}
    return names.get(kind, "text"), ()


def _layers(
    notebook: Mapping[str, Any] | None, workspace: Mapping[str, Any] | None
) -> list[tuple[SettingSource, str, Mapping[str, Any]]]:
    """Source, place as an error names it, and values; a later one goes before an earlier one."""
    # What another release has saved may have names that this one does not know.
    usable = set(setting_names()) - MACHINE_SETTINGS
    saved = {name: value for name, value in (workspace or {}).items() if name in usable}
    file = _config_file()
    return [
        ("saved", "saved settings", saved),
        ("file", str(file), _read_file(file)),
        ("environment", "environment", _read_environment()),
        ("notebook", "notebook settings", notebook or {}),
    ]


def _read_environment() -> dict[str, str]:
    given = {name: os.environ.get(ENVIRONMENT_PREFIX + name.upper(), "") for name in setting_names()}
    return {name: value for name, value in given.items() if value}


def environment_keys() -> str:
    """Encryption keys of the environment, `FERNET_KEY`: a list with commas; empty where it is not set."""
    return os.environ.get("FERNET_KEY", "")


def environment_provider_key(variable: str) -> str:
    """The key of a model provider in an environment variable; empty where it is not set."""
    return os.environ.get(variable, "")


def notebook_path() -> str:
    """Path of the notebook that this kernel runs, as Jupyter's server tells it; empty where none does."""
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
    if name == "supabase_key":
        _check_publishable(str(value or ""), source)
    try:
        return _parse(kind, value)
    except (TypeError, ValueError, OverflowError):
        raise ConfigurationError(
            f"The setting {name} cannot be {value!r} ({source}).", hint=f"It takes {_describe(kind)}."
        ) from None


def _check_publishable(key: str, source: str) -> None:
    """Refuses a key that passes by every rule of the project; the message does not repeat it.

    Raises:
        ConfigurationError: a secret key, the service_role key, or no key of Supabase.
    """
    role = _role_in(key)
    if key in ("", "none") or key.startswith("sb_publishable_") or role == "anon":
        return
    secret = key.startswith("sb_secret_") or role is not None
    raise ConfigurationError(
        f"The setting supabase_key ({source}) is "
        + (
            "a secret key: it passes by the rules that keep workspaces apart, so it is not used."
            if secret
            else "not a publishable key of a Supabase project."
        ),
        hint="Take the publishable key (sb_publishable_...) or the anon key of the project's API settings."
        + (" Replace the secret one there if others may have seen it." if secret else ""),
    )


def _role_in(key: str) -> str | None:
    """The role that an older key, a JWT, is made out to; None: it is no JWT."""
    import base64
    import json

    parts = key.split(".")
    if len(parts) != 3:
        return None
    try:
        payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return str(payload.get("role", "")) if isinstance(payload, dict) else None
    except ValueError:
        return None


def _parse(kind: Any, value: Any) -> Any:
    choices = get_args(kind)
    if kind is bool:
        return _parse_bool(value)
    if kind in (int, float):
        number = kind(value)
        if isinstance(value, bool) or not 0 <= number <= MAX_NUMBER or number != float(value):
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
    if not isinstance(value, str | None):
        raise TypeError
    return None if value in (None, "", "none") else value


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
