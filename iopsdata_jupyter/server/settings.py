"""Settings in force for a kernel that this server starts, and those that its store has saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from tornado.web import authenticated

from iopsdata_jupyter.config import (
    MACHINE_SETTINGS,
    Settings,
    SettingSource,
    check_setting,
    setting_kind,
    setting_names,
    setting_sources,
)
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.server.base import JSONHandler
from iopsdata_jupyter.server.editing import editing, expected_revision, require_revision, with_revision
from iopsdata_jupyter.store.base import Store

PRECEDENCE = ["argument", *reversed(get_args(SettingSource))]
"""From the strongest to the weakest."""


class SettingsHandler(JSONHandler):
    """Every setting with its value, what decides it and what is saved; PUT saves some."""

    @authenticated
    async def get(self) -> None:
        self.reply(await self.in_thread(lambda: settings_body(self.store)))

    @authenticated
    async def put(self) -> None:
        given, expected = self.body("SettingsChange")["settings"], expected_revision(self)
        await self.in_thread(lambda: save(self.store, given, expected))
        self.reply(await self.in_thread(lambda: settings_body(self.store)))


def settings_body(store: Store) -> dict[str, Any]:
    """The settings, one entry each.

    Raises:
        ConfigurationError: the environment, the file or the store has a value that cannot be used.
        StoreError: the store cannot be read.
    """
    saved = dict(store.settings())
    settings, sources = Settings.load(workspace=saved), setting_sources(workspace=saved)
    entries = [_entry(name, getattr(settings, name), sources[name], saved) for name in setting_names()]
    mark = with_revision(_comparable(saved))["revision"]
    return {"revision": mark, "settings": entries, "precedence": PRECEDENCE}


def save(store: Store, given: dict[str, Any], expected: str | None) -> None:
    """Saves every value, or none of them; a null forgets what was saved.

    Raises:
        ConfigurationError: an unknown name, or a value of the wrong kind.
        UsageError: an address with an account in it.
        Refusal: somebody has saved settings meanwhile.
        StoreError: the store cannot be written.
    """
    values = {
        name: None if value is None and name in setting_names() else check_setting(name, value)
        for name, value in given.items()
    }
    if _has_account(values.get("api_base")):
        raise UsageError("An address has no account in it.", hint="Keys are saved with the providers.")
    with editing(store):
        require_revision(expected, _comparable(dict(store.settings())))
        for name, value in values.items():
            store.save_setting(name, value)


def _comparable(saved: dict[str, Any]) -> dict[str, Any]:
    return {"saved": saved}


def _entry(name: str, value: Any, source: SettingSource, saved: dict[str, Any]) -> dict[str, Any]:
    kind, choices = setting_kind(name)
    return {
        "name": name,
        "kind": kind,
        "choices": list(choices),
        "value": _shown(value),
        "source": source,
        "saved": _shown(saved.get(name)),
        "can_be_saved": name not in MACHINE_SETTINGS,
    }


def _shown(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, str) and _has_account(value):
        return value.partition("://")[0] + "://…@" + value.rpartition("@")[2]
    return list(value) if isinstance(value, tuple) else value


def _has_account(value: Any) -> bool:
    try:
        return isinstance(value, str) and "@" in urlsplit(value).netloc
    except ValueError:
        return "@" in value
