"""What came back from a model: its text and what it took, or why there is none. Imports no litellm."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from iopsdata_jupyter.errors import ModelError
from iopsdata_jupyter.text_to_sql.reply import MAX_REPLY_CHARS
from iopsdata_jupyter.text_to_sql.translator import Usage

OnText = Callable[[str], None]
"""Is given the reply as far as it has been written, again and again; first, while it is awaited, nothing."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer of a model."""

    text: str
    usage: Usage
    problem: ModelError | None = None
    """Why the text is no answer: refused, cut off; it has been paid for all the same."""


def shown(stream: Any, on_text: OnText, seconds: float) -> Iterator[Any]:
    """The chunks of a stream, their text shown; ends where a reply gets longer than any that can be used.

    Raises:
        TimeoutError: the model still writes after `seconds`.
    """
    deadline = time.monotonic() + seconds
    text = ""
    for chunk in stream:
        piece = (chunk.choices[0].delta.content or "") if chunk.choices else ""
        text += piece
        if piece:
            on_text(text)
        yield chunk
        if len(text) > MAX_REPLY_CHARS:
            return
        if time.monotonic() > deadline:
            raise TimeoutError


def completion(litellm: Any, response: Any, model: str, shown_model: str) -> Completion:
    """What litellm's `response` holds; `shown_model` is the name that the user gave."""
    choice = response.choices[0]
    usage = _usage(litellm, response, model, shown_model)
    return Completion(choice.message.content or "", usage, _problem(choice, shown_model))


def _problem(choice: Any, model: str) -> ModelError | None:
    extra = getattr(choice.message, "provider_specific_fields", None) or {}
    refusal = getattr(choice.message, "refusal", None) or extra.get("refusal")
    if refusal or choice.finish_reason == "content_filter":
        words = f": {str(refusal)[:300]}" if refusal else " by its content rules."
        return ModelError(
            f"{model} refused to answer{words}",
            hint="Put the question in other words, choose another model, or use `%ask --offline`.",
        )
    if choice.finish_reason == "length":
        return ModelError(
            f"The reply of {model} was cut off at its length limit.",
            hint="Ask for less at once, or choose a model with longer replies.",
        )
    return None


def _usage(litellm: Any, response: Any, model: str, shown_model: str) -> Usage:
    usage = getattr(response, "usage", None)
    try:
        cost = float(litellm.completion_cost(completion_response=response, model=model))
    except Exception:  # noqa: BLE001 - litellm has several for a model without a price
        cost = None
    prompt_tokens = int(getattr(usage, "prompt_tokens", 0) or 0)
    return Usage(shown_model, prompt_tokens, int(getattr(usage, "completion_tokens", 0) or 0), cost)


def summed(first: Usage | None, second: Usage | None) -> Usage | None:
    """Both together, under the second's model; the cost is known only if both are."""
    if first is None or second is None:
        return second or first
    costs = (first.cost_usd, second.cost_usd)
    return Usage(
        second.model,
        first.prompt_tokens + second.prompt_tokens,
        first.completion_tokens + second.completion_tokens,
        None if None in costs else sum(cost or 0.0 for cost in costs),
    )
