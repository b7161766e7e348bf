"""Providers and their keys: kept, never shown, sent to one address alone, and tested by a real call."""

from __future__ import annotations

import json
import sqlite3

import pytest

from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.model_providers import key_variable, providers
from iopsdata_jupyter.session import Session
from tests.services.openai_server import OpenAIServer, Reply, openai_server  # noqa: F401 - a fixture

KEY = "sk-S3cr3t-1234567890"
ANSWER = json.dumps({"sql": "SELECT count(*) FROM t", "explanation": "", "assumptions": []})


@pytest.fixture
def shop(tmp_path):
    """A SQLite file with one table."""
    path = tmp_path / "shop.db"
    native = sqlite3.connect(path)
    native.execute("create table orders (id integer primary key)")
    native.close()
    return path


async def test_the_usual_providers_come_first(ask):
    status, found = await ask("GET", "providers")
    assert status == 200
    by_name = {entry["name"]: entry for entry in found["providers"]}
    assert len(by_name) == len(providers()) > 50
    assert found["providers"][0]["name"] == "anthropic"
    assert by_name["openai"]["variable"] == "OPENAI_API_KEY"
    assert by_name["ollama"]["credentials"] == "none"
    assert by_name["bedrock"]["credentials"] == "other"


async def test_a_provider_tells_its_models(ask):
    _, found = await ask("GET", "providers/anthropic")
    assert any(name.startswith("claude") for name in found["models"])
    status, error = await ask("GET", "providers/openal")
    assert status == 404
    assert "openai" in error["hint"]


async def test_a_key_goes_in_and_never_comes_out(ask, store):
    answers = [await ask("PUT", "providers/openai/key", {"key": f" {KEY}\n"})]
    assert store.providers.key("openai") == KEY
    answers += [await ask("GET", path) for path in ("providers", "providers/openai")]
    assert KEY not in json.dumps(answers)
    assert answers[0][1]["key"]["source"] == "store"
    assert not any(KEY.encode() in path.read_bytes() for path in store.path.parent.iterdir())
    assert await ask("DELETE", "providers/openai/key") == (200, {"deleted": "openai"})
    assert (await ask("DELETE", "providers/openai/key"))[0] == 404
    assert (await ask("GET", "providers/openai"))[1]["key"]["source"] is None


async def test_the_environment_goes_before_a_saved_key(ask, monkeypatch):
    await ask("PUT", "providers/openai/key", {"key": KEY})
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    _, found = await ask("GET", "providers/openai")
    assert found["key"]["source"] == "environment"
    assert "sk-of" not in json.dumps(found)


async def test_a_key_that_cannot_be_read_is_told(ask, store):
    await ask("PUT", "providers/openai/key", {"key": KEY})
    (store.path.parent / "encryption.keys").unlink()
    assert (await ask("GET", "providers/openai"))[1]["locked"] is True
    status, error = await ask("POST", "providers/openai/test", {"model": "x"})
    assert (status, "openai" in error["message"]) == (423, True)


@pytest.mark.parametrize(
    "body",
    [
        {"key": "two words"},
        {"key": "line\nbreak"},
        {"key": "ключ"},
        {"key": "   "},
        {"key": KEY, "api_base": "ftp://h"},
        {"key": KEY, "api_base": "http://models.example/v1"},
        {"key": KEY, "api_base": "https://bob:x@models.example"},
        {"key": KEY, "api_base": "https://["},
        {"key": 5},
        {},
    ],
    ids=str,
)
async def test_what_is_no_key_or_address_is_refused(body, ask, store):
    status, error = await ask("PUT", "providers/openai/key", body)
    assert status == 400
    assert KEY not in json.dumps(error)
    assert not store.providers.saved()


async def test_a_saved_key_is_tested_at_its_own_address(ask, openai_server):  # noqa: F811
    openai_server.script(Reply(ANSWER))
    await ask("PUT", "providers/openai/key", {"key": KEY, "api_base": openai_server.url})
    body = {"model": "some-model", "api_base": openai_server.url}
    status, found = await ask("POST", "providers/openai/test", body)
    assert (status, found["ok"], found["key_source"], found["model"]) == (
        200, True, "store", "openai/some-model"
    )  # fmt: skip
    assert openai_server.requests[0].headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(found)


async def test_a_saved_key_is_sent_to_no_other_address(ask, openai_server):  # noqa: F811
    await ask("PUT", "providers/openai/key", {"key": KEY})
    status, error = await ask("POST", "providers/openai/test", {"model": "m", "api_base": openai_server.url})
    assert (status, "no key" in error["message"]) == (400, True)
    assert openai_server.requests == []


async def test_a_key_that_is_refused_is_a_finding(ask, openai_server):  # noqa: F811
    openai_server.script(Reply(status=401, error={"message": f"Incorrect API key provided: {KEY}"}))
    body = {"model": "m", "key": KEY, "api_base": openai_server.url}
    status, found = await ask("POST", "providers/openai/test", body)
    assert (status, found["ok"], found["key_source"]) == (200, False, "request")
    assert "refused the API key" in found["error"]["message"]
    assert KEY not in json.dumps(found)


def test_the_names_of_variables_are_litellm_s() -> None:
    from iopsdata_jupyter.text_to_sql.llm import _litellm

    litellm = _litellm()
    for name, model in (("openai", "gpt-4.1"), ("anthropic", "claude-x"), ("groq", "m"), ("mistral", "m")):
        missing = litellm.validate_environment(f"{name}/{model}")["missing_keys"]
        assert missing == [key_variable(name)]


async def test_a_kernel_uses_a_saved_key_at_its_address_alone(ask, store, shop, openai_server, monkeypatch):  # noqa: F811
    openai_server.script(Reply(json.dumps({"sql": "SELECT count(*) FROM orders"})), Reply("no"))
    await ask("PUT", "providers/openai/key", {"key": KEY, "api_base": openai_server.url})
    await ask("PUT", "settings", {"settings": {"model": "openai/some-model", "api_base": openai_server.url}})
    session = Session(store=store)
    session.connect(str(shop))
    found = session.questions.ask("how many orders")
    assert found.translator == "openai/some-model"
    assert openai_server.requests[0].headers["Authorization"] == f"Bearer {KEY}"
    entry = store.history()[0]
    assert (entry.question, entry.translator, entry.rows) == ("how many orders", "openai/some-model", 1)
    await ask(
        "PUT", "settings", {"settings": {"api_base": openai_server.url.replace("127.0.0.1", "localhost")}}
    )
    with pytest.raises(TranslationError):
        session.questions.ask("how many orders", new=True)
    assert all(KEY not in request.text for request in openai_server.requests)
    assert KEY not in openai_server.requests[-1].headers["Authorization"]
    session.connections.close_all()
