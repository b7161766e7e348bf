"""A provider's failure in words that say what to do.

Pure, and knows litellm's exceptions by their names and status only, so that it costs no import. What a
provider wrote is repeated only where it helps, and never for a refused key: providers quote the key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from iopsdata_jupyter.errors import ModelError
from iopsdata_jupyter.text_to_sql import scrubbing

_CONNECTION = frozenset(
    {"APIConnectionError", "ConnectError", "ConnectTimeout", "ConnectionError", "RemoteProtocolError"}
)
_TRANSIENT_STATUS = frozenset({409, 429, 500, 502, 503, 504, 529})
_NO_CREDIT = ("insufficient_quota", "exceeded your current quota", "insufficient balance", "credit balance")
_BLOCKED = ("content policy", "content_policy", "content management policy", "content filter", "safety")
_TOO_LONG = ("context length", "context window", "context_length", "too many tokens", "prompt is too long")
_PREFIX = re.compile(r"^(\s*[\w.]*Error:)+\s*")
_MAX_WAIT_S = 20.0
_OTHER_MODEL = "choose another model, or use `%ask --offline`."

_TEXTS: dict[str, tuple[str, str]] = {
    "key": (
        "The provider of {model} refused the API key.",
        "Check that the key is complete, still valid and meant for this provider.",
    ),
    "permission": (
        "The API key may not use {model}.",
        f"Ask the owner of the account for access, {_OTHER_MODEL}",
    ),
    "credit": (
        "The account of the provider of {model} has no credit left.",
        f"Add credit or raise the limit with the provider, {_OTHER_MODEL}",
    ),
    "model": (
        "The provider does not know the model {model}.",
        "Check its spelling, and the setting api_base where one is set.",
    ),
    "rate": (
        "The provider of {model} is limiting requests, also after waiting.",
        f"Wait a minute, {_OTHER_MODEL}",
    ),
    "timeout": (
        "{model} did not answer in time.",
        f"Raise the setting model_timeout_s, {_OTHER_MODEL}",
    ),
    "context": (
        "The schema and the question are more than {model} can read at once.",
        "Lower the setting schema_budget, start afresh with `%ask --new`, or choose a model that reads more.",
    ),
    "blocked": (
        "The provider of {model} refused the question by its content rules.",
        f"Put the question in other words, {_OTHER_MODEL}",
    ),
    "package": (
        "Calling {model} needs a package that is not installed: {words}",
        f"Install it and restart the kernel, {_OTHER_MODEL}",
    ),
    "connection": (
        "The server of {model} could not be reached.",
        "Check the network, the setting api_base, and that a local server is running.",
    ),
    "server": (
        "The server of {model} failed (status {status}), also after trying again.",
        f"Try again later, {_OTHER_MODEL}",
    ),
    "request": (
        "The provider of {model} refused the request: {words}",
        f"Check the model's settings, {_OTHER_MODEL}",
    ),
    "unreadable": (
        "The answer of the server of {model} could not be read.",
        f"Check api_base, {_OTHER_MODEL}",
    ),
}


def explained(error: BaseException, model: str, *, secrets: Collection[str] = ()) -> ModelError:
    """The error to show for what litellm raised; none of `secrets` is in it, whatever the provider wrote."""
    message, hint = _TEXTS[_kind(error)]
    words = _words(error, secrets)
    return ModelError(message.format(model=model, status=_status(error), words=words), hint=hint)


def is_transient(error: BaseException) -> bool:
    """Whether the same request may succeed in a moment; not where this side gave up waiting."""
    kind = _kind(error)
    return kind == "connection" or (
        kind in ("rate", "server", "timeout") and _status(error) in _TRANSIENT_STATUS
    )


def wait_s(error: BaseException, attempt: int, base_s: float) -> float:
    """Seconds to wait before the next attempt: what the server asked for, else doubling from `base_s`."""
    headers = getattr(error, "litellm_response_headers", None) or {}
    try:
        asked = float(headers.get("retry-after", ""))
    except (TypeError, ValueError):
        asked = base_s * 2**attempt
    return min(max(asked, 0.0), _MAX_WAIT_S)


def _kind(error: BaseException) -> str:
    names = {kind.__name__ for kind in type(error).__mro__}
    status = _status(error)
    text = str(error).lower()
    return (
        _kind_by_text(text, status)
        or _kind_by_class(names)
        or _kind_by_cause(error)
        or _kind_by_status(status)
    )


def _kind_by_text(text: str, status: int | None) -> str | None:
    """What several providers tell by words alone, under a status that others use for something else."""
    if status in (402, 403, 429) and any(words in text for words in _NO_CREDIT):
        return "credit"
    if status == 400 and any(words in text for words in _TOO_LONG):
        return "context"
    return "blocked" if status == 400 and any(words in text for words in _BLOCKED) else None


def _kind_by_class(names: set[str]) -> str | None:
    by_class = {
        "ContextWindowExceededError": "context",
        "ContentPolicyViolationError": "blocked",
        "AuthenticationError": "key",
        "PermissionDeniedError": "permission",
        "NotFoundError": "model",
        "RateLimitError": "rate",
        "Timeout": "timeout",
        "TimeoutError": "timeout",
        "LiteLLMUnknownProvider": "model",
    }
    return next((kind for name, kind in by_class.items() if name in names), None)


def _kind_by_cause(error: BaseException) -> str | None:
    names = {kind.__name__ for link in _chain(error) for kind in type(link).__mro__}
    if "ImportError" in names:
        return "package"
    return "connection" if names & _CONNECTION or "connection error" in str(error).lower() else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    for _ in range(8):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__


def _kind_by_status(status: int | None) -> str:
    by_status = {
        401: "key",
        402: "credit",
        403: "permission",
        404: "model",
        408: "timeout",
        413: "context",
        429: "rate",
    }
    if status is None:
        return "unreadable"
    return by_status.get(status, "server" if status >= 500 else "request")


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _words(error: BaseException, secrets: Collection[str]) -> str:
    """What the provider wrote, without litellm's prefixes, secrets and line breaks."""
    text = _PREFIX.sub("", str(error).rpartition("Exception - ")[2]).partition("Traceback (most")[0]
    for secret in secrets:
        text = text.replace(secret, scrubbing.HIDDEN)
    return scrubbing.one_line(scrubbing.without_secrets(text), 300)
