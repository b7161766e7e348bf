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
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from iopsdata_jupyter.errors import ModelError
from iopsdata_jupyter.text_to_sql import model_errors
from iopsdata_jupyter.text_to_sql.prompt import Message, Prompt, build_prompt
from iopsdata_jupyter.text_to_sql.reply import MAX_REPLY_CHARS, SCHEMA, Reply, parse_reply
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest, Usage

_CONFIDENCE = 0.5
"""A model's own claim is no evidence, so its SQL starts in the middle."""

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


@dataclass(frozen=True, slots=True)
class _Completion:
    """One answer of a model."""

    text: str
    usage: Usage


@dataclass(frozen=True)
class ModelTranslator:
    """Asks a model that litellm reaches; implements `Translator`."""

    model: str
    """As litellm names it, such as `gpt-4.1-mini`, `anthropic/...`, `ollama/llama3.2`."""
    _: KW_ONLY
    api_base: str | None = None
    """Address of an OpenAI-compatible server; None: the provider's own."""
    api_key: str | None = field(default=None, repr=False)
    """None: the provider's environment variable."""
    timeout_s: float = 60.0
    """Seconds until a call is given up."""
    temperature: float = 0.0
    samples: bool = False
    """Whether values of the data may be told as hints."""
    retries: int = 2
    """Further attempts when the provider limits requests or fails for a moment."""
    retry_wait_s: float = 0.5
    """Seconds before the first further attempt; doubles with each."""
    on_text: Callable[[str], None] | None = field(default=None, repr=False)
    """Gets the reply piece by piece while the model writes; None: no streaming."""

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
        prompt = build_prompt(request, samples=self.samples)
        first = self._complete(prompt.messages)
        try:
            return self._translation(parse_reply(first.text, request.dialect), prompt, first.usage)
        except ModelError as fault:
            messages = (*prompt.messages, *_correction(first.text, fault))
        second = self._complete(messages)
        usage = _sum(first.usage, second.usage)
        return self._translation(parse_reply(second.text, request.dialect), prompt, usage)

    def _translation(self, reply: Reply, prompt: Prompt, usage: Usage) -> Translation:
        left_out = ", ".join(prompt.left_out)
        notes = (f"The model did not see these tables, for lack of room: {left_out}.",) if left_out else ()
        return Translation(
            sql=reply.sql,
            translator=self.model,
            confidence=_CONFIDENCE,
            explanation=reply.explanation,
            assumptions=(*reply.assumptions, *notes),
            usage=usage,
        )

    def _complete(self, messages: tuple[Message, ...]) -> _Completion:
        litellm = _litellm()
        model, provider = self._route(litellm)
        key = self._key(litellm, model, provider)
        arguments = self._arguments(litellm, model, key, messages)
        try:
            with _in_private(litellm):
                response = self._response(litellm, arguments)
                return _completion(litellm, response, model, self.model)
        except ModelError as error:
            failure = error
        except Exception as error:  # noqa: BLE001 - litellm raises even IndexError for an unreadable answer
            failure = model_errors.explained(error, self.model, secrets=_secrets(key))
        raise failure from None

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
            environment = os.environ.get(f"{provider.upper()}_API_KEY", "")
            return _NO_KEY if urlsplit(self.api_base).hostname in _LOOPBACK else environment or _NO_KEY
        missing = _missing_keys(litellm, model, provider)
        if missing:
            raise ModelError(
                f"There is no API key for {model}: {' or '.join(missing)} is not set in the environment.",
                hint="Set it before the kernel starts, choose another model, or use `%ask --offline`.",
            )
        return None

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
        chunks = list(_shown(response, self.on_text))
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
    usual = f"{provider.upper()}_API_KEY"
    if os.environ.get(usual) == "" or (provider == "azure" and os.environ.get("AZURE_AD_TOKEN")):
        return [usual] if os.environ.get(usual) == "" else []
    missing = litellm.validate_environment(model)["missing_keys"]
    return [name for name in missing if name.endswith("_API_KEY")]


def _secrets(key: str | None) -> list[str]:
    """Every key that a provider could quote in a message."""
    held = [value for name, value in os.environ.items() if name.endswith(("_KEY", "_TOKEN", "_SECRET"))]
    return [secret for secret in (key or "", *held) if len(secret) >= len(_NO_KEY) + 2]


def _shown(stream: Any, on_text: Callable[[str], None]) -> Iterator[Any]:
    """The chunks of a stream, their text shown; ends where a reply gets longer than any that can be used."""
    length = 0
    for chunk in stream:
        text = (chunk.choices[0].delta.content or "") if chunk.choices else ""
        length += len(text)
        if text:
            on_text(text)
        yield chunk
        if length > MAX_REPLY_CHARS:
            return


def _completion(litellm: Any, response: Any, model: str, shown_model: str) -> _Completion:
    choice = response.choices[0]
    extra = getattr(choice.message, "provider_specific_fields", None) or {}
    refusal = getattr(choice.message, "refusal", None) or extra.get("refusal")
    if refusal or choice.finish_reason == "content_filter":
        raise ModelError(
            f"{shown_model} refused to answer"
            + (f": {str(refusal)[:300]}" if refusal else " by its content rules."),
            hint="Put the question in other words, choose another model, or use `%ask --offline`.",
        )
    if choice.finish_reason == "length":
        raise ModelError(
            f"The reply of {shown_model} was cut off at its length limit.",
            hint="Ask for less at once, or choose a model with longer replies.",
        )
    return _Completion(choice.message.content or "", _usage(litellm, response, model, shown_model))


def _usage(litellm: Any, response: Any, model: str, shown_model: str) -> Usage:
    usage = getattr(response, "usage", None)
    try:
        cost = float(litellm.completion_cost(completion_response=response, model=model))
    except Exception:  # noqa: BLE001 - litellm has several for a model without a price
        cost = None
    prompt_tokens = int(getattr(usage, "prompt_tokens", 0) or 0)
    return Usage(shown_model, prompt_tokens, int(getattr(usage, "completion_tokens", 0) or 0), cost)


def _correction(text: str, fault: ModelError) -> tuple[Message, Message]:
    return Message("assistant", text[:MAX_REPLY_CHARS]), Message("user", _AGAIN.format(fault=fault.message))


def _sum(first: Usage, second: Usage) -> Usage:
    costs = (first.cost_usd, second.cost_usd)
    return replace(
        second,
        prompt_tokens=first.prompt_tokens + second.prompt_tokens,
        completion_tokens=first.completion_tokens + second.completion_tokens,
        cost_usd=None if None in costs else sum(cost for cost in costs if cost is not None),
    )
