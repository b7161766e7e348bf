"""Which translator answers a question."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import lru_cache

from iopsdata_jupyter.config import Settings, TranslatorChoice
from iopsdata_jupyter.errors import ConfigurationError, TranslationError, UsageError
from iopsdata_jupyter.text_to_sql.completions import OnText
from iopsdata_jupyter.text_to_sql.fallbacks import FallbackTranslator
from iopsdata_jupyter.text_to_sql.offline_first import OfflineFirst
from iopsdata_jupyter.text_to_sql.provider_keys import StoredKey, no_stored_key
from iopsdata_jupyter.text_to_sql.translator import Translator
from iopsdata_jupyter.text_to_sql.usage import Budget, UsageLedger

MODEL_HINT = (
    "To use a model: `%iops settings model=gpt-4.1-mini`, IOPSDATA_MODEL or `%ask --model NAME`, with its "
    "key in the provider's own variable, such as OPENAI_API_KEY."
)


@dataclass(frozen=True)
class ModelAccess:
    """What a session gives to its model calls."""

    ledger: UsageLedger = field(default_factory=UsageLedger)
    """Counts them."""
    stored_key: StoredKey = field(default=no_stored_key, repr=False)
    """Keys of providers that the encrypted store keeps."""
    on_text: OnText | None = None
    """Shows a reply while the model writes it."""


def choose(
    given: TranslatorChoice | Translator | None,
    model: str | None,
    settings: Settings,
    access: ModelAccess | None = None,
) -> Translator:
    """The translator that is `given`, else the named or set model's, else the offline one.

    A model that is set is followed by the fallback models; one that is named answers itself or not at all.

    Raises:
        UsageError: a choice that there is not.
        ConfigurationError: a model is wanted and none is named or set.
    """
    choice = given or ("model" if model else settings.translator)
    if not isinstance(choice, str):
        return choice
    if choice not in ("auto", "offline", "model", "offline_first"):
        raise UsageError(
            f"There is no translator {choice!r}.", hint="Use 'offline', 'model', 'offline_first' or 'auto'."
        )
    named = model or settings.model
    if choice == "offline" or (choice != "model" and named is None):
        return _offline()
    if choice == "offline_first":
        return OfflineFirst(_offline(), choose("model", model, settings, access))
    if named is None:
        raise ConfigurationError("No model is set.", hint=MODEL_HINT)
    access = access or ModelAccess()
    first = _model(named, settings.api_base, settings, access)
    others = [named_model(name, settings, access) for name in settings.fallback_models if model is None]
    return FallbackTranslator([first, *others]) if others else first


def named_model(name: str, settings: Settings, access: ModelAccess) -> Translator:
    """A model by its name alone, or by `NAME@http://ADDRESS`; `offline` is the offline translator."""
    if name == "offline":
        return _offline()
    model, at, address = name.partition("@http")
    return _model(model, f"http{address}" if at else None, settings, access)


def _model(name: str, api_base: str | None, settings: Settings, access: ModelAccess) -> Translator:
    from iopsdata_jupyter.text_to_sql.llm import ModelTranslator

    return ModelTranslator(
        name,
        api_base=api_base,
        timeout_s=settings.model_timeout_s,
        schema_tokens=settings.schema_budget or sys.maxsize,
        stored_key=access.stored_key,
        on_text=access.on_text,
        ledger=access.ledger,
        budget=Budget(settings.session_budget_usd, settings.session_budget),
    )


def with_way_out(error: TranslationError, translator: Translator, settings: Settings) -> TranslationError:
    """The error, with how to set a model up where there is none and the offline translator has declined."""
    if translator.name == "offline" and settings.model is None:
        error.hint = f"{error.hint} {MODEL_HINT}" if error.hint else MODEL_HINT
    return error


@lru_cache(maxsize=1)
def _offline() -> Translator:
    from iopsdata_jupyter.text_to_sql.offline import OfflineTranslator

    return OfflineTranslator()
