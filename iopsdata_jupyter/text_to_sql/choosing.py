"""Which translator answers a question."""

from __future__ import annotations

from functools import lru_cache

from iopsdata_jupyter.config import Settings, TranslatorChoice
from iopsdata_jupyter.errors import ConfigurationError, TranslationError, UsageError
from iopsdata_jupyter.text_to_sql.offline_first import OfflineFirst
from iopsdata_jupyter.text_to_sql.translator import Translator

MODEL_HINT = (
    "To use a model: `%iops settings model=gpt-4.1-mini`, IOPSDATA_MODEL or `%ask --model NAME`, with its "
    "key in the provider's own variable, such as OPENAI_API_KEY."
)


def choose(given: TranslatorChoice | Translator | None, model: str | None, settings: Settings) -> Translator:
    """The translator that is `given`, else the named or set model's, else the offline one.

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
        return OfflineFirst(_offline(), choose("model", model, settings))
    if named is None:
        raise ConfigurationError("No model is set.", hint=MODEL_HINT)
    from iopsdata_jupyter.text_to_sql.llm import ModelTranslator

    return ModelTranslator(named, api_base=settings.api_base, timeout_s=settings.model_timeout_s)


def with_way_out(error: TranslationError, translator: Translator, settings: Settings) -> TranslationError:
    """The error, with how to set a model up where there is none and the offline translator has declined."""
    if translator.name == "offline" and settings.model is None:
        error.hint = f"{error.hint} {MODEL_HINT}" if error.hint else MODEL_HINT
    return error


@lru_cache(maxsize=1)
def _offline() -> Translator:
    from iopsdata_jupyter.text_to_sql.offline import OfflineTranslator

    return OfflineTranslator()
