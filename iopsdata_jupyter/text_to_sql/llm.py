"""The model translator. The only place that imports litellm: at the first question, because it costs seconds.

What leaves the machine is what `prompt.py` builds and nothing else. Callbacks that the notebook has
registered with litellm do not see these calls, and nothing is printed.
"""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from iopsdata_jupyter.encryption.storage import SERVICE
from iopsdata_jupyter.errors import ModelError, StoreError, TranslationError
from iopsdata_jupyter.text_to_sql import model_errors
from iopsdata_jupyter.text_to_sql.completions import Completion, OnText, completion, shown, summed
from iopsdata_jupyter.text_to_sql.prompt import MAX_SCHEMA_TOKENS, Message, Prompt, build_prompt
from iopsdata_jupyter.text_to_sql.provider_keys import StoredKey, account, key_of, no_stored_key, variable
from iopsdata_jupyter.text_to_sql.reply import MAX_REPLY_CHARS, SCHEMA, Reply, parse_reply
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest, Usage
from iopsdata_jupyter.text_to_sql.usage import Budget, UsageLedger

_CONFIDENCE = 0.5
"""A model's own claim is no evidence, so its SQL starts in the middle."""

_MOST_NAMED = 5
"""Tables that a note names of those left out."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_NO_KEY = "none"
"""Sent where a server needs no key: the client library refuses to send nothing."""

_RESPONSE_FORMAT = {
    "type": "json_schema",
    "json_schema": {"name": "sql_answer", "schema": SCHEMA, "strict": True},
}
_AGAIN = (
    "That reply could not be used: {fault} Reply again, with one JSON object as described and nothing else."
)


@dataclass(frozen=True)
class ModelTranslator:
    """Asks a model that litellm reaches; implements `Translator`."""

    model: str
    """As litellm names it, such as `gpt-4.1-mini`, `anthropic/...`, `ollama/llama3.2`."""
    _: KW_ONLY
    api_base: str | None = None
    """Address of an OpenAI-compatible server; None: the provider's own."""
    api_key: str | None = field(default=None, repr=False)
    """None: the provider's environment variable, the keyring, or `stored_key`."""
    stored_key: StoredKey = field(default=no_stored_key, repr=False)
    timeout_s: float = 60.0
    """Seconds until a call is given up."""
    temperature: float = 0.0
    schema_tokens: int = MAX_SCHEMA_TOKENS
    """Tokens of tables that a request holds at most."""
    retries: int = 2
    """Further attempts when the provider limits requests or fails for a moment."""
    retry_wait_s: float = 0.5
    """Seconds before the first further attempt; doubles with each."""
    on_text: OnText | None = field(default=None, repr=False)
    """Shows the reply while the model writes; None: no streaming."""
    ledger: UsageLedger = field(default_factory=UsageLedger, repr=False)
    """Counts the calls of a session."""
    budget: Budget = field(default_factory=Budget)

    @property
    def name(self) -> str:
        return self.model

    def translate(self, request: TranslationRequest) -> Translation:
        """The model's SQL, not yet judged by the guard.

        A reply that cannot be used is sent back once, with what was wrong about it.

        Raises:
            TranslationError: the model says that it cannot answer.
            ModelError: no key, no connection, a refusal, or two replies that cannot be used.
        """
        prompt = build_prompt(request, max_schema_tokens=self.schema_tokens)
        try:
            return self._answered(prompt, request)
        except TranslationError as error:
            if prompt.left_out and not isinstance(error, ModelError):
                error.hint = " ".join([error.hint or "", *_untold(prompt)]).strip()
            raise

    def _answered(self, prompt: Prompt, request: TranslationRequest) -> Translation:
        first = self._complete(prompt.messages)
        try:
            return self._translation(parse_reply(first.text, request.dialect), prompt, first.usage)
        except ModelError as fault:
            messages = (*prompt.messages, *_correction(first.text, fault))
        second = self._complete(messages)
        usage = summed(first.usage, second.usage) or second.usage
        return self._translation(parse_reply(second.text, request.dialect), prompt, usage)

    def _translation(self, reply: Reply, prompt: Prompt, usage: Usage) -> Translation:
        return Translation(
            sql=reply.sql,
            translator=self.model,
            confidence=_CONFIDENCE,
            explanation=reply.explanation,
            assumptions=reply.assumptions,
            usage=usage,
            notes=_untold(prompt),
        )

    def _complete(self, messages: tuple[Message, ...]) -> Completion:
        """One answer; counted in the ledger, of use or not."""
        self.ledger.require_room(self.budget)
        if self.on_text:
            self.on_text("")
        litellm = _litellm()
        model, provider = self._route(litellm)
        try:
            key = self._key(litellm, model, provider)
        except StoreError as error:
            raise ModelError(error.message, hint=error.hint) from None
        arguments = self._arguments(litellm, model, key, messages)
        try:
            with _in_private(litellm):
                found = completion(litellm, self._response(litellm, arguments), model, self.model)
        except Exception as error:  # noqa: BLE001 - litellm raises even IndexError for an unreadable answer
            failure = model_errors.explained(error, self.model, secrets=_secrets(key))
            raise failure from None
        self.ledger.add(found.usage)
        if found.problem:
            raise found.problem
        return found

    # --- what is sent, and where to

    def _route(self, litellm: Any) -> tuple[str, str]:
        """The model's name with its provider, and the provider: OpenAI's on a server of one's own."""
        try:
            provider = litellm.get_llm_provider(self.model, api_base=self.api_base)[1]
        except Exception:  # noqa: BLE001 - the exception differs between releases
            if self.api_base:
                return f"openai/{self.model}", "openai"
            provider = None
        if provider is None:
            raise ModelError(
                f"The model {self.model!r} does not say which provider it is from.",
                hint="Write provider/model, such as openai/gpt-4.1-mini, anthropic/... or ollama/llama3.2.",
            )
        return self.model, str(provider)

    def _key(self, litellm: Any, model: str, provider: str) -> str | None:
        """The key to send; None leaves it to litellm, which finds it in the environment.

        Raises:
            ModelError: there is none. litellm would call, and report an internal server error.
        """
        if self.api_key:
            return self.api_key
        if self.api_base:
            # The key in the environment is the provider's: a server on this machine has no business with it.
            on_this_machine = urlsplit(self.api_base).hostname in _LOOPBACK
            # One that was saved for that address is meant for it.
            own = self.stored_key(provider, self.api_base)
            return own or (_NO_KEY if on_this_machine else key_of(provider)) or _NO_KEY
        missing = _missing_keys(litellm, model, provider)
        if not missing:
            return None
        key = key_of(provider, self.stored_key)
        if key is None:
            raise ModelError(
                f"There is no API key for {model}: {' or '.join(missing)} is not set in the environment, and "
                "no key is kept for it.",
                hint="Set it before the kernel starts, keep it in the keyring with `keyring set "
                f"{SERVICE} {account(provider)}`, choose another model, or use `%ask --offline`.",
            )
        return key

    def _arguments(
        self, litellm: Any, model: str, key: str | None, messages: tuple[Message, ...]
    ) -> dict[str, Any]:
        arguments: dict[str, Any] = {
            "model": model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "temperature": self.temperature,
            "timeout": self.timeout_s,
            "drop_params": True,
            # litellm's own retries would also repeat a call with a refused key.
            "num_retries": 0,
            "max_retries": 0,
            "caching": False,
            "no-log": True,
        }
        if litellm.supports_response_schema(model):
            arguments["response_format"] = _RESPONSE_FORMAT
        if self.on_text:
            arguments |= {"stream": True, "stream_options": {"include_usage": True}}
        given = {"api_base": self.api_base, "api_key": key}
        return arguments | {name: value for name, value in given.items() if value}

    def _response(self, litellm: Any, arguments: dict[str, Any]) -> Any:
        response = self._with_retries(lambda: litellm.completion(**arguments))
        if self.on_text is None:
            return response
        chunks = list(shown(response, self.on_text, self.timeout_s))
        return litellm.stream_chunk_builder(chunks, messages=arguments["messages"])

    def _with_retries(self, call: Callable[[], Any]) -> Any:
        for attempt in range(self.retries):
            try:
                return call()
            except Exception as error:
                if not model_errors.is_transient(error):
                    raise
                time.sleep(model_errors.wait_s(error, attempt, self.retry_wait_s))
        return call()


def _litellm() -> Any:
    """litellm, imported so that it neither fetches prices from the network nor reads a `.env` file."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("LITELLM_MODE", "PRODUCTION")
    try:
        import litellm
    except ImportError:
        raise ModelError(
            "Models need the package litellm, which cannot be imported.",
            hint="Install it with `%pip install litellm`, or use `%ask --offline`.",
        ) from None
    litellm.suppress_debug_info = True  # else it prints advertisements to stdout on errors
    return litellm


@contextmanager
def _in_private(litellm: Any) -> Iterator[None]:
    """Hides the calls within from the notebook's callbacks and logs, and its output from litellm's warnings.

    `no-log` covers the callbacks that see an answer, this the ones that see a request before it is sent.
    """
    log = logging.getLogger("LiteLLM")
    kept = litellm.callbacks, litellm.input_callback, log.disabled
    litellm.callbacks, litellm.input_callback, log.disabled = [], [], True
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        litellm.callbacks, litellm.input_callback, log.disabled = kept


def _missing_keys(litellm: Any, model: str, provider: str) -> list[str]:
    """The environment variables of which one must hold the key; empty where one does, or none is needed."""
    usual = variable(provider)
    if os.environ.get(usual) == "" or (provider == "azure" and os.environ.get("AZURE_AD_TOKEN")):
        return [usual] if os.environ.get(usual) == "" else []
    missing = litellm.validate_environment(model)["missing_keys"]
    return [name for name in missing if name.endswith("_API_KEY")]


def _secrets(key: str | None) -> list[str]:
    """Every key that a provider could quote in a message."""
    held = [value for name, value in os.environ.items() if name.endswith(("_KEY", "_TOKEN", "_SECRET"))]
    return [secret for secret in (key or "", *held) if len(secret) >= len(_NO_KEY) + 2]


def _untold(prompt: Prompt) -> tuple[str, ...]:
    """What of the schema the model was not told, as a note to the answer."""
    notes = []
    if prompt.left_out:
        names = ", ".join(prompt.left_out[:_MOST_NAMED])
        more = "" if len(prompt.left_out) <= _MOST_NAMED else ", ..."
        notes.append(
            f"The model was not told of {len(prompt.left_out):,} tables, for lack of room: {names}{more}. "
            "The setting schema_budget makes more room."
        )
    if prompt.shortened:
        notes.append(f"Of {prompt.shortened:,} tables the model was told the likeliest columns only.")
    return tuple(notes)


def _correction(text: str, fault: ModelError) -> tuple[Message, Message]:
    return Message("assistant", text[:MAX_REPLY_CHARS]), Message("user", _AGAIN.format(fault=fault.message))
