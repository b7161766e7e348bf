"""Settings through their route: saved whole or not at all, and what decides them is told."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from iopsdata_jupyter.config import TranslatorChoice
from iopsdata_jupyter.session import Session


def entry(found, name):
    return next(entry for entry in found["settings"] if entry["name"] == name)


async def test_what_decides_a_setting_is_told(ask, store, monkeypatch):
    await ask("PUT", "settings", {"settings": {"model": "saved/model", "ask_row_limit": 7}})
    monkeypatch.setenv("IOPSDATA_MODEL", "env/model")
    status, found = await ask("GET", "settings")
    assert status == 200
    assert found["precedence"] == ["argument", "notebook", "environment", "file", "saved", "default"]
    model = entry(found, "model")
    assert (model["value"], model["source"], model["saved"]) == ("env/model", "environment", "saved/model")
    limit = entry(found, "ask_row_limit")
    assert (limit["value"], limit["source"], limit["kind"]) == (7, "saved", "integer")
    assert entry(found, "translator")["choices"] == list(get_args(TranslatorChoice))
    assert entry(found, "data_dir")["can_be_saved"] is False


async def test_a_kernel_uses_what_is_saved(ask, store, monkeypatch):
    session = Session(store=store)
    await ask("PUT", "settings", {"settings": {"ask_row_limit": 7, "model": "saved/model"}})
    assert session.settings.ask_row_limit == 7
    session.change_settings(ask_row_limit=8)
    assert session.settings.ask_row_limit == 8
    monkeypatch.setenv("IOPSDATA_MODEL", "env/model")
    assert session.settings.model == "env/model"


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({"ask_row_limit": 5, "translator": "magic"}, 409),
        ({"ask_row_limit": 5, "modle": "x"}, 409),
        ({"ask_row_limit": 5, "modle": None}, 409),
        ({"ask_row_limit": 5, "data_dir": "/elsewhere"}, 409),
        ({"ask_row_limit": 5, "auto_execute": "perhaps"}, 409),
        ({"ask_row_limit": 5, "statement_timeout_s": 1e300}, 409),
        ({"ask_row_limit": 5, "api_base": "https://bob:S3cr3t@h/v1"}, 400),
        ({"ask_row_limit": 5, "model": {"a": 1}}, 400),
        ({}, 400),
    ],
    ids=lambda value: str(value)[18:50],
)
async def test_one_value_that_cannot_be_used_saves_none(settings, status, ask, store):
    found, error = await ask("PUT", "settings", {"settings": settings})
    assert found == status
    assert "S3cr3t" not in json.dumps(error)
    assert store.settings() == {}


async def test_a_null_forgets_what_was_saved(ask, store):
    await ask("PUT", "settings", {"settings": {"ask_row_limit": 7}})
    _, found = await ask("PUT", "settings", {"settings": {"ask_row_limit": None}})
    assert entry(found, "ask_row_limit")["source"] == "default"
    assert store.settings() == {}


async def test_an_edit_of_what_has_changed_since_is_refused(ask):
    _, read = await ask("GET", "settings")
    await ask("PUT", "settings", {"settings": {"ask_row_limit": 7}})
    match = {"If-Match": f'"{read["revision"]}"'}
    assert (await ask("PUT", "settings", {"settings": {"ask_row_limit": 9}}, headers=match))[0] == 412


async def test_an_account_in_an_address_is_not_shown(ask, monkeypatch):
    monkeypatch.setenv("IOPSDATA_API_BASE", "https://bob:S3cr3t@models.example/v1")
    _, found = await ask("GET", "settings")
    assert entry(found, "api_base")["value"] == "https://…@models.example/v1"


async def test_a_saved_value_that_cannot_be_used_is_told_and_can_be_forgotten(ask, store):
    store.save_setting("ask_row_limit", "many")
    status, error = await ask("GET", "settings")
    assert (status, "saved settings" in error["message"]) == (409, True)
    assert (await ask("PUT", "settings", {"settings": {"ask_row_limit": None}}))[0] == 200
