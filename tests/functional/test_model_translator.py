"""The model translator over real litellm and real HTTP, against a scripted server on loopback."""

from __future__ import annotations

import itertools
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from iopsdata_jupyter.catalog.lookup import NoValues, ValueMatch
from iopsdata_jupyter.catalog.models import Catalog, Column, Table
from iopsdata_jupyter.errors import ModelError, TranslationError
from iopsdata_jupyter.text_to_sql.llm import ModelTranslator
from iopsdata_jupyter.text_to_sql.reply import MAX_REPLY_CHARS
from iopsdata_jupyter.text_to_sql.translator import (
    Attempt,
    TranslationRequest,
    Translator,
    Turn,
)
from tests.services.openai_server import OpenAIServer, Reply, openai_server

__all__ = ["openai_server"]

KEY = "sk-scripted-0123456789abcdef"
SQL = "SELECT count(*) AS store_count FROM stores"
ANSWER = json.dumps(
    {"sql": SQL, "explanation": "Counts stores.", "assumptions": ["All count."], "cannot_answer": ""}
)
STORES = Table("stores", (Column("store_id", "INTEGER"), Column("city", "VARCHAR")))
REQUEST = TranslationRequest("How many stores are there?", Catalog("duckdb", (STORES,)), NoValues())

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "AZURE_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def translator(server: OpenAIServer, model: str = "openai/scripted", **options: Any) -> ModelTranslator:
    return ModelTranslator(model, api_base=server.url, api_key=KEY, **({"retry_wait_s": 0.01} | options))


def failure(server: OpenAIServer, **options: Any) -> ModelError:
    with pytest.raises(ModelError) as caught:
        translator(server, **options).translate(REQUEST)
    assert caught.value.hint
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert KEY not in str(caught.value)
    return caught.value


# --- answers


def test_a_question_becomes_a_translation(openai_server: OpenAIServer) -> None:
    openai_server.script(ANSWER)
    asked: Translator = translator(openai_server)
    found = asked.translate(REQUEST)
    assert (found.sql, found.explanation, found.assumptions) == (SQL, "Counts stores.", ("All count.",))
    assert found.translator == asked.name == "openai/scripted"
    assert 0 < found.confidence < 1
    assert found.usage is not None
    assert (found.usage.prompt_tokens, found.usage.completion_tokens, found.usage.cost_usd) == (100, 20, None)


def test_the_request_holds_the_prompt_and_the_settings(openai_server: OpenAIServer) -> None:
    openai_server.script(ANSWER)
    translator(openai_server).translate(REQUEST)
    (request,) = openai_server.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert set(request.body) == {"model", "messages", "temperature"}
    assert (request.body["model"], request.body["temperature"]) == ("scripted", 0)
    assert [message["role"] for message in request.body["messages"]] == ["system", "user"]
    assert "CREATE TABLE stores" in request.body["messages"][-1]["content"]


def test_a_model_that_can_be_held_to_a_schema_is(openai_server: OpenAIServer) -> None:
    openai_server.script(ANSWER)
    found = translator(openai_server, "openai/gpt-4o-mini").translate(REQUEST)
    schema = openai_server.requests[0].body["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert "sql" in schema["schema"]["required"]
    assert found.usage is not None
    assert found.usage.cost_usd == pytest.approx(100 * 0.15e-6 + 20 * 0.6e-6)


def test_a_server_of_ones_own_takes_any_name_and_no_key(
    openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-real-provider")
    openai_server.script(ANSWER)
    ModelTranslator("some-local-model", api_base=openai_server.url).translate(REQUEST)
    (request,) = openai_server.requests
    assert request.body["model"] == "some-local-model"
    assert "sk-of-the-real-provider" not in str(request.headers)


def test_the_conversation_and_the_failure_are_told(openai_server: OpenAIServer) -> None:
    openai_server.script(ANSWER)
    history = (Turn("List the stores", "SELECT * FROM stores"),)
    failed = Attempt("SELECT citty FROM stores", "There is no column 'citty'.")
    request = TranslationRequest("and their cities?", REQUEST.catalog, NoValues(), history, failed)
    translator(openai_server).translate(request)
    messages = openai_server.requests[0].body["messages"]
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user"]
    assert "There is no column 'citty'." in messages[-1]["content"]


def test_a_streamed_reply_is_shown_as_it_comes(openai_server: OpenAIServer) -> None:
    openai_server.script(ANSWER)
    pieces: list[str] = []
    found = translator(openai_server, on_text=pieces.append).translate(REQUEST)
    assert pieces[-1] == ANSWER
    assert all(later.startswith(piece) for piece, later in itertools.pairwise(pieces))
    assert len(pieces) > 3
    assert found.sql == SQL
    assert found.usage is not None
    assert found.usage.prompt_tokens == 100


def test_an_endless_stream_is_given_up(openai_server: OpenAIServer) -> None:
    openai_server.script(*[Reply("x" * (MAX_REPLY_CHARS * 2), chunk_chars=1_000)] * 2)
    pieces: list[str] = []
    assert "longer than" in failure(openai_server, on_text=pieces.append).message
    assert max(map(len, pieces)) < 1.1 * MAX_REPLY_CHARS


# --- replies that cannot be used


def test_an_unusable_reply_is_sent_back_once(openai_server: OpenAIServer) -> None:
    openai_server.script("SELECT 1; DROP TABLE stores", ANSWER)
    found = translator(openai_server).translate(REQUEST)
    assert found.sql == SQL
    assert found.usage is not None
    assert found.usage.prompt_tokens == 200
    correction = openai_server.requests[1].body["messages"][-1]["content"]
    assert "holds 2 statements" in correction


def test_two_unusable_replies_are_an_error(openai_server: OpenAIServer) -> None:
    openai_server.script("```sql\nSELECT 1\n```\n```sql\nDELETE FROM stores\n```", "{")
    assert "not valid JSON" in failure(openai_server).message
    assert len(openai_server.requests) == 2


def test_a_model_that_declines_is_not_asked_again(openai_server: OpenAIServer) -> None:
    openai_server.script(json.dumps({"sql": "", "cannot_answer": "Nothing here is about weather."}))
    with pytest.raises(TranslationError, match="Nothing here is about weather") as caught:
        translator(openai_server).translate(REQUEST)
    assert not isinstance(caught.value, ModelError)
    assert len(openai_server.requests) == 1


def test_prose_is_not_run(openai_server: OpenAIServer) -> None:
    openai_server.script("I cannot select anything from that.")
    with pytest.raises(TranslationError, match="no answer"):
        translator(openai_server).translate(REQUEST)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        pytest.param(Reply(refusal="I will not."), "refused to answer: I will not", id="refusal"),
        pytest.param(Reply(finish_reason="content_filter"), "content rules", id="filter"),
        pytest.param(Reply("{", finish_reason="length"), "cut off", id="length"),
        pytest.param(Reply(raw=b"<html></html>"), "failed|could not be read", id="no json"),
        pytest.param(Reply(raw=b"{}"), "failed|could not be read", id="no choices"),
        pytest.param(Reply(raw=b'{"choices": []}'), "could not be read", id="empty choices"),
    ],
)
def test_answers_without_a_text_are_errors(openai_server: OpenAIServer, reply: Reply, message: str) -> None:
    openai_server.script(*[reply] * 3)
    assert re.search(message, failure(openai_server).message)


# --- failures of the provider


@pytest.mark.parametrize(
    ("status", "error", "message"),
    [
        pytest.param(401, {"message": f"Incorrect API key provided: {KEY}"}, "refused the API key", id="key"),
        pytest.param(403, {}, "may not use", id="permission"),
        pytest.param(402, {"message": "Insufficient Balance"}, "no credit", id="payment"),
        pytest.param(429, {"message": "You exceeded your current quota"}, "no credit", id="quota"),
        pytest.param(404, {"code": "model_not_found"}, "does not know the model", id="model"),
        pytest.param(
            400,
            {"code": "context_length_exceeded", "message": "maximum context length is 8"},
            "more than",
            id="length",
        ),
        pytest.param(400, {"message": "Blocked by our content policy"}, "content rules", id="blocked"),
        pytest.param(
            400, {"message": f"bad value, key={KEY}"}, "refused the request: bad value", id="request"
        ),
        pytest.param(
            422, {"message": "no such field"}, "refused the request: no such field", id="unprocessable"
        ),
    ],
)
def test_lasting_failures_are_told_at_once(
    openai_server: OpenAIServer, status: int, error: dict[str, Any], message: str
) -> None:
    openai_server.script(Reply(status=status, error=error))
    assert message in failure(openai_server).message
    assert len(openai_server.requests) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 529])
def test_passing_failures_are_tried_again(openai_server: OpenAIServer, status: int) -> None:
    openai_server.script(Reply(status=status), Reply(status=status), ANSWER)
    assert translator(openai_server).translate(REQUEST).sql == SQL


@pytest.mark.parametrize(("status", "message"), [(429, "limiting requests"), (500, "failed (status 500)")])
def test_a_failure_that_lasts_is_told_after_three_attempts(
    openai_server: OpenAIServer, status: int, message: str
) -> None:
    openai_server.script(*[Reply(status=status)] * 5)
    assert message in failure(openai_server).message
    assert len(openai_server.requests) == 3


def test_the_wait_that_a_server_asks_for_is_kept(openai_server: OpenAIServer) -> None:
    openai_server.script(Reply(status=429, headers={"Retry-After": "0.4"}), ANSWER)
    translator(openai_server).translate(REQUEST)
    first, second = openai_server.requests
    assert 0.35 < second.at_s - first.at_s < 3


def test_a_slow_model_is_given_up(openai_server: OpenAIServer) -> None:
    openai_server.script(Reply(ANSWER, delay_s=3.0))
    before = time.monotonic()
    assert "did not answer in time" in failure(openai_server, timeout_s=0.3).message
    assert time.monotonic() - before < 2.5
    assert len(openai_server.requests) == 1


def test_a_stream_that_breaks_off_is_no_answer(openai_server: OpenAIServer) -> None:
    openai_server.script(*[Reply(ANSWER, hang_up_after=2)] * 2)
    failure(openai_server, on_text=lambda text: None)


def test_a_dead_server_is_named() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
    asked = ModelTranslator("openai/scripted", api_base=address, retry_wait_s=0.01)
    with pytest.raises(ModelError, match="could not be reached"):
        asked.translate(REQUEST)


@pytest.mark.parametrize(
    ("model", "variable"),
    [
        ("gpt-4o-mini", "OPENAI_API_KEY"),
        ("anthropic/claude-sonnet-4", "ANTHROPIC_API_KEY"),
        ("gemini/gemini-2.5-flash", "GEMINI_API_KEY"),
        ("azure/deployment", "AZURE_API_KEY"),
    ],
)
def test_a_missing_key_names_its_variable(model: str, variable: str) -> None:
    with pytest.raises(ModelError, match=rf"no API key for .*{variable} is not set") as caught:
        ModelTranslator(model).translate(REQUEST)
    assert "--offline" in (caught.value.hint or "")


def test_an_empty_key_is_a_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")
    with pytest.raises(ModelError, match="OPENAI_API_KEY is not set"):
        ModelTranslator("gpt-4o-mini").translate(REQUEST)


@pytest.mark.parametrize("model", ["mystery", "nosuch/model", ""])
def test_a_model_without_a_provider_is_an_error(model: str) -> None:
    with pytest.raises(ModelError, match="does not say which provider"):
        ModelTranslator(model).translate(REQUEST)


# --- what never leaves, and what never shows


class Spied:
    """A lookup whose values must not be seen."""

    def find(self, text: str) -> Sequence[ValueMatch]:
        return [ValueMatch("stores", "city", "Value-Of-The-Data")]

    def columns(self) -> Sequence[tuple[str, str]]:
        return [("stores", "city")]

    def values(self, table: str, column: str) -> Sequence[str]:
        return ["Value-Of-The-Data"]


def test_no_value_key_or_password_is_in_a_request(
    openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = {
        "SUPABASE_SERVICE_ROLE_KEY": "eyJ-service-role-secret",
        "IOPSDATA_KEY": "fernet-secret-0123456789=",
        "PGPASSWORD": "S3cr3t-Passw0rd",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    comment = "loaded from postgresql://bob:S3cr3t-Passw0rd@db/shop with token sk-live-51HxyzABCdef0123456789"
    table = Table("stores", (Column("city", "ENUM('Value-Of-The-Data')", comment=comment),), comment=comment)
    error = 'Conversion Error: could not convert "Value-Of-The-Data" (bob@example.org, 4111 1111 1111 1111)'
    request = TranslationRequest(
        "How many stores?", Catalog("duckdb", (table,)), Spied(), failed=Attempt("SELECT 1", error)
    )
    openai_server.script("no json {", ANSWER)
    with pytest.raises(TranslationError):
        translator(openai_server).translate(request)
    openai_server.script(ANSWER)
    translator(openai_server).translate(request)
    sent = "".join(request.text for request in openai_server.requests)
    hidden = [*secrets.values(), KEY, "Value-Of-The-Data", "51HxyzABC", "bob", "4111"]
    assert [secret for secret in hidden if secret in sent] == []


@pytest.fixture
def observers() -> Iterator[list[str]]:
    """What callbacks of the notebook have seen."""
    import litellm

    seen: list[str] = []
    names = ("callbacks", "input_callback", "success_callback", "failure_callback")
    kept = {name: list(getattr(litellm, name)) for name in names}
    for name in names[1:]:
        setattr(litellm, name, [lambda *_, name=name: seen.append(name)])
    yield seen
    assert all(len(getattr(litellm, name)) >= 1 for name in names[1:]), "the notebook's callbacks stay"
    for name, value in kept.items():
        setattr(litellm, name, value)


def test_callbacks_of_the_notebook_do_not_see_the_calls(
    openai_server: OpenAIServer, observers: list[str]
) -> None:
    openai_server.script(ANSWER, ANSWER, Reply(status=400))
    translator(openai_server).translate(REQUEST)
    translator(openai_server, on_text=lambda text: None).translate(REQUEST)
    failure(openai_server)
    time.sleep(0.3)  # litellm calls them from a thread
    assert observers == []


def test_nothing_is_printed(openai_server: OpenAIServer, capfd: pytest.CaptureFixture[str]) -> None:
    openai_server.script(ANSWER, *[Reply(status=500)] * 3, Reply(status=401))
    translator(openai_server).translate(REQUEST)
    failure(openai_server)
    failure(openai_server)
    with pytest.raises(ModelError):
        ModelTranslator("mystery").translate(REQUEST)
    time.sleep(0.2)
    assert capfd.readouterr() == ("", "")


def test_the_key_is_in_no_representation() -> None:
    assert KEY not in repr(ModelTranslator("openai/scripted", api_key=KEY))


def test_litellm_is_imported_at_the_first_question_only() -> None:
    program = (
        "import sys; from iopsdata_jupyter.text_to_sql.llm import ModelTranslator;"
        "ModelTranslator('openai/scripted').name;"
        "assert not {'litellm', 'openai', 'httpx', 'pandas', 'duckdb'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
