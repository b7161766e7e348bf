"""What stands in the way on this machine, and the way out: `%iops doctor` and `iopsdata doctor`.

Looks only at this machine: it opens the local files, imports nothing heavy, and asks no server and no model.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from iopsdata_jupyter.errors import IopsDataError

if TYPE_CHECKING:
    from iopsdata_jupyter.config import Settings
    from iopsdata_jupyter.store.base import Store

State = Literal["good", "note", "bad"]
"""`note`: nothing is wrong, and something more could be had."""

DRIVER_MODULES = {
    "mysql": ("pymysql",),
    "postgresql": ("psycopg", "adbc_driver_postgresql"),
    "spark": ("pyspark",),
}
"""The modules that a driver of this package needs beyond what is always installed; the extra has its name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    state: State
    said: str
    hint: str = ""


def examine(settings: Callable[[], Settings], store: Callable[[], Store]) -> list[Finding]:
    """Everything that was looked at, in order; a check that fails is a finding, not an error."""
    checks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("versions", _versions),
        ("settings", lambda: _settings(settings())),
        ("store", lambda: _store(store())),
        ("model", lambda: _model(settings())),
        ("JupyterLab", _extensions),
    )
    found: dict[str, Finding] = {}
    with warnings.catch_warnings():
        # A store that cannot be read warns once and is a finding here.
        warnings.simplefilter("ignore")
        for subject, check in checks:
            for finding in _run(subject, check):
                found.setdefault(finding.said, finding)
    return list(found.values())


def as_text(findings: list[Finding]) -> str:
    """A line a finding, with its hint below it; the last line is the verdict."""
    marks = {"good": "ok  ", "note": "note", "bad": "BAD "}
    lines = []
    for finding in findings:
        lines.append(f"{marks[finding.state]}  {finding.subject:<10}  {finding.said}")
        if finding.hint:
            lines.append(f"{'':<18}{finding.hint}")
    bad = sum(finding.state == "bad" for finding in findings)
    return "\n".join([*lines, "", "All is well." if not bad else f"{bad} to mend."])


def _run(subject: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except IopsDataError as error:
        return [Finding(subject, "bad", error.message, error.hint or "")]


def _versions() -> Iterator[Finding]:
    names = ("iopsdata-jupyter", "jupyterlab", "ipython", "duckdb", "sqlglot", "litellm")
    said = ", ".join(f"{name} {_version(name) or 'not installed'}" for name in names)
    yield Finding("versions", "good", f"Python {sys.version.split()[0]}, {said}")
    if importlib.util.find_spec("sqlglotc") is None:
        hint = 'pip install "iopsdata-jupyter[speed]"'
        yield Finding("versions", "note", "sqlglot is not compiled; lineage takes about twice as long.", hint)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _settings(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK):
        hint = "Make it writable, or set IOPSDATA_DATA_DIR to a folder of your own."
        yield Finding("settings", "bad", f"The data folder {folder} cannot be written.", hint)
    else:
        yield Finding("settings", "good", f"They can be read; the data folder is {folder}.")


def _store(store: Store) -> Iterator[Finding]:
    records = store.connections()
    yield Finding("store", "good", f"It can be read and holds {len(records)} connections.")
    locked = store.locked()
    if locked:
        yield Finding(
            "store",
            "bad",
            f"Secrets are sealed with keys that are not here: {', '.join(locked)}.",
            "Bring the keys with `iopsdata keys import`, or type the passwords anew.",
        )
    for driver in sorted({record.driver for record in records} & DRIVER_MODULES.keys()):
        missing = [name for name in DRIVER_MODULES[driver] if importlib.util.find_spec(name) is None]
        if missing:
            hint = f'pip install "iopsdata-jupyter[{driver}]"'
            said = f"Saved connections need {driver}, and {' and '.join(missing)} is not installed."
            yield Finding("store", "bad", said, hint)


def _model(settings: Settings) -> Iterator[Finding]:
    if settings.model is None:
        hint = "%iops settings model=NAME asks a model; docs/models.md tells which."
        yield Finding("model", "note", "None is set: questions are answered offline, in English.", hint)
        return
    if importlib.util.find_spec("litellm") is None:
        said = f"{settings.model} is set, and litellm is not installed."
        yield Finding("model", "bad", said, "pip install litellm")
        return
    for model in (settings.model, *settings.fallback_models):
        yield _of_model(model, settings)


def _of_model(model: str, settings: Settings) -> Finding:
    from iopsdata_jupyter.model_providers import key_variable, provider

    name, slash, _ = model.partition("/")
    vendor = provider(name) if slash else None
    if vendor is None or vendor.credentials != "key":
        return Finding("model", "good", f"{model} is set; whether it answers is not tried here.")
    if _has_key(vendor.name, settings):
        return Finding("model", "good", f"{model} is set, and there is a key for {vendor.title}.")
    hint = f"Save one in the side panel, or set {key_variable(vendor.name)} before Jupyter starts."
    return Finding("model", "bad", f"{model} is set, and there is no key for {vendor.title}.", hint)


def _has_key(vendor: str, settings: Settings) -> bool:
    from iopsdata_jupyter.store.local import LocalStore
    from iopsdata_jupyter.text_to_sql.provider_keys import key_of

    return bool(key_of(vendor)) or any(
        key.provider == vendor for key in LocalStore(settings.data_dir).providers.saved()
    )


def _extensions() -> Iterator[Finding]:
    from jupyter_core.paths import jupyter_config_path, jupyter_path

    server = any(
        (Path(folder) / "jupyter_server_config.d" / "iopsdata_jupyter.json").is_file()
        for folder in jupyter_config_path()
    )
    if not server:
        hint = "jupyter server extension enable iopsdata_jupyter, then restart JupyterLab."
        yield Finding("JupyterLab", "bad", "The server extension is not enabled.", hint)
    versions = [
        _lab_version(Path(folder) / "iopsdata-jupyter" / "package.json")
        for folder in jupyter_path("labextensions")
    ]
    version = next((found for found in versions if found), None)
    own = _version("iopsdata-jupyter")
    if version is None:
        hint = "Install iopsdata-jupyter where JupyterLab is installed, and restart it."
        yield Finding("JupyterLab", "bad", "The lab extension is not installed beside this kernel.", hint)
    elif own is not None and version != own:
        hint = "Install the same version for the kernel and for JupyterLab."
        yield Finding("JupyterLab", "bad", f"The lab extension is {version}, this package {own}.", hint)
    elif server:
        yield Finding("JupyterLab", "good", f"Both extensions are installed, version {version}.")


def _lab_version(manifest: Path) -> str | None:
    try:
        return str(json.loads(manifest.read_text())["version"])
    except (OSError, ValueError, KeyError):
        return None
