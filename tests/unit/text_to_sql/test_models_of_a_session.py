"""What surrounds the calls of a session: usage and budget, fallbacks, keys, which translator answers."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import ModuleType

import pytest

from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.errors import ConfigurationError, ModelError, TranslationError
from iopsdata_jupyter.text_to_sql.choosing import ModelAccess, choose
from iopsdata_jupyter.text_to_sql.fallbacks import FallbackTranslator
from iopsdata_jupyter.text_to_sql.provider_keys import account, key_of
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest, Usage
from iopsdata_jupyter.text_to_sql.usage import Budget, UsageLedger

REQUEST = TranslationRequest("How many?", Catalog("duckdb"), NoValues())


@dataclass
class Scripted:
    """Fails with an error, or answers."""

    name: str
    error: TranslationError | None = None
    calls: int = 0

    def translate(self, request: TranslationRequest) -> Translation:
        self.calls += 1
        if self.error:
            raise self.error
        return Translation("SELECT 1", self.name, 0.5, notes=("own note",))


# --- usage


def test_calls_are_summed_by_model() -> None:
    ledger = UsageLedger()
    for usage in (Usage("a", 100, 10, 0.5), Usage("b", 1, 1, None), Usage("a", 50, 5, None)):
        ledger.add(usage)
    first, second = ledger.totals()
    assert (first.model, first.calls, first.tokens, first.cost_usd, first.unpriced) == ("a", 2, 165, 0.5, 1)
    assert (second.model, second.calls, second.unpriced) == ("b", 1, 1)


@pytest.mark.parametrize(
    ("budget", "setting"),
    [
        pytest.param(Budget(usd=0.5), "session_budget_usd", id="dollars"),
        pytest.param(Budget(tokens=110), "session_budget=", id="tokens"),
    ],
)
def test_a_used_up_budget_stops_further_calls(budget: Budget, setting: str) -> None:
    ledger = UsageLedger()
    ledger.require_room(budget)
    ledger.add(Usage("a", 100, 10, 0.5))
    with pytest.raises(ModelError, match="used up") as caught:
        ledger.require_room(budget)
    assert setting in (caught.value.hint or "")


@pytest.mark.parametrize("budget", [Budget(), Budget(usd=0.51), Budget(tokens=111)])
def test_below_the_budget_calls_go_on(budget: Budget) -> None:
    ledger = UsageLedger()
    ledger.add(Usage("a", 100, 10, 0.5))
    ledger.require_room(budget)


# --- fallbacks


def test_the_next_one_answers_where_a_model_fails_and_the_answer_says_why() -> None:
    dead, good = Scripted("dead", ModelError("The server of dead could not be reached.")), Scripted("good")
    found = FallbackTranslator([dead, good]).translate(REQUEST)
    assert found.translator == "good"
    assert found.notes == ("dead was tried first: The server of dead could not be reached.", "own note")


def test_one_that_has_failed_is_not_asked_again_for_the_same_question() -> None:
    dead, good = Scripted("dead", ModelError("Dead.")), Scripted("good")
    chain = FallbackTranslator([dead, good])
    assert [chain.translate(REQUEST).translator for _ in range(2)] == ["good", "good"]
    assert (dead.calls, good.calls) == (1, 2)


def test_a_question_that_cannot_be_answered_does_not_go_on_to_the_next_model() -> None:
    first, second = Scripted("first", TranslationError("No such data.")), Scripted("second")
    with pytest.raises(TranslationError, match="No such data"):
        FallbackTranslator([first, second]).translate(REQUEST)
    assert second.calls == 0


def test_where_all_fail_every_reason_is_told() -> None:
    chain = FallbackTranslator(
        [Scripted("a", ModelError("A has no key.", hint="Set one.")), Scripted("b", ModelError("B is dead."))]
    )
    with pytest.raises(ModelError, match=r"None of 2 models answered. A has no key. B is dead.") as caught:
        chain.translate(REQUEST)
    assert caught.value.hint == "Set one."


# --- which translator


def test_a_model_that_is_set_is_followed_by_its_fallbacks() -> None:
    settings = Settings().replace(
        model="openai/one", fallback_models="groq/two, openai/three@http://127.0.0.1:9/v1, offline"
    )
    chain = choose(None, None, settings)
    assert isinstance(chain, FallbackTranslator)
    models = chain._left
    assert [model.name for model in models] == ["openai/one", "groq/two", "openai/three", "offline"]
    assert [getattr(model, "api_base", None) for model in models[:3]] == [None, None, "http://127.0.0.1:9/v1"]


def test_a_model_that_is_named_answers_itself_or_not_at_all() -> None:
    settings = Settings().replace(model="openai/one", fallback_models="groq/two")
    assert choose(None, "openai/mine", settings).name == "openai/mine"
    assert not isinstance(choose(None, "openai/mine", settings), FallbackTranslator)


def test_models_share_the_sessions_ledger_and_budget() -> None:
    access = ModelAccess()
    settings = Settings().replace(model="openai/one", session_budget="7", session_budget_usd="0.5")
    model = choose(None, None, settings, access)
    assert model.ledger is access.ledger  # type: ignore[attr-defined]
    assert model.budget == Budget(0.5, 7)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("budget", "tokens"), [(700, 700), (0, sys.maxsize)])
def test_a_schema_budget_of_zero_is_none(budget: int, tokens: int) -> None:
    model = choose(None, None, Settings().replace(model="openai/one", schema_budget=budget))
    assert model.schema_tokens == tokens  # type: ignore[attr-defined]


@pytest.mark.parametrize("value", ["a, b", ["a", "b"], ("a", "b")])
def test_fallback_models_are_a_list_or_names_with_commas(value: object) -> None:
    assert Settings().replace(fallback_models=value).fallback_models == ("a", "b")


@pytest.mark.parametrize("value", [3, [1, 2]])
def test_fallback_models_of_another_kind_are_refused(value: object) -> None:
    with pytest.raises(ConfigurationError, match="fallback_models"):
        Settings().replace(fallback_models=value)


# --- keys


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A keyring of this test's own."""
    held: dict[str, str] = {}
    module = ModuleType("keyring")
    module.get_password = lambda _service, name: held.get(name)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    return held


def test_a_key_comes_from_the_environment_then_the_keyring_then_the_store(
    keyring: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stored(provider: str, _api_base: str) -> str | None:
        return {"groq": "of-the-store"}.get(provider)

    assert key_of("groq") is None
    assert key_of("groq", stored) == "of-the-store"
    keyring[account("groq")] = "of-the-keyring"
    assert key_of("groq", stored) == "of-the-keyring"
    monkeypatch.setenv("GROQ_API_KEY", "of-the-environment")
    assert key_of("groq", stored) == "of-the-environment"
    monkeypatch.setenv("GROQ_API_KEY", "")
    assert key_of("groq", stored) == "of-the-keyring"
