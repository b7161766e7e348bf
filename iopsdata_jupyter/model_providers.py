"""The model providers that litellm reaches, from the lists in its package: importing it costs seconds."""

from __future__ import annotations

import importlib.util
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

Credentials = Literal["key", "none", "other"]
"""One key, nothing (a server of one's own), or several values that stand in the environment."""

_TITLES = "provider_endpoints_support_backup.json"
_MODELS = "model_prices_and_context_window_backup.json"
_USUAL = {
    "anthropic": "Anthropic",
    "gemini": "Google AI Studio",
    "groq": "Groq",
    "mistral": "Mistral AI",
    "ollama": "Ollama",
    "openai": "OpenAI",
    "openrouter": "OpenRouter",
}
"""Shown first, and alone where litellm's own list cannot be read."""
_NO_KEY = frozenset(
    {"docker_model_runner", "hosted_vllm", "lemonade", "llamafile", "lm_studio", "ollama", "ollama_chat",
     "oobabooga", "petals", "triton", "vllm", "xinference"}
)  # fmt: skip
_SEVERAL = frozenset(
    {"azure", "azure_ai", "azure_text", "bedrock", "chatgpt", "databricks", "github_copilot", "oci",
     "sagemaker", "sagemaker_chat", "sap", "snowflake", "vertex_ai", "watsonx", "watsonx_text"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who answers with a model."""

    name: str
    """As litellm names it, and as a model's name begins: `openai/gpt-4.1-mini`."""
    title: str
    """As a person knows it."""
    credentials: Credentials
    models: tuple[str, ...]
    """Names of chat models that litellm knows; a provider may have more."""


@lru_cache(maxsize=1)
def providers() -> tuple[Provider, ...]:
    """The usual ones first, then by title."""
    models = _models()
    titles = _titles() | _USUAL
    found = [
        Provider(name, title, _credentials(name), models.get(name, ())) for name, title in titles.items()
    ]
    return tuple(sorted(found, key=lambda provider: (provider.name not in _USUAL, provider.title.casefold())))


def provider(name: str) -> Provider | None:
    """The provider of that name, or None."""
    return next((found for found in providers() if found.name == name), None)


def key_variable(name: str) -> str:
    """The environment variable that holds a provider's key, such as `OPENAI_API_KEY`."""
    return f"{re.sub(r'[^A-Z0-9]', '_', name.upper())}_API_KEY"


def keyring_account(name: str) -> str:
    """The name under which a provider's key stands in the keyring, such as `openai-api-key`."""
    return f"{name}-api-key"


def _credentials(name: str) -> Credentials:
    return "none" if name in _NO_KEY else "other" if name in _SEVERAL else "key"


def _titles() -> dict[str, str]:
    """Providers with a chat endpoint; names with a slash are parts of another provider."""
    listed = _read(_TITLES).get("providers", {})
    return {
        name: re.sub(r"\s*\(`.*", "", entry.get("display_name") or name)
        for name, entry in listed.items()
        if "/" not in name and entry.get("endpoints", {}).get("chat_completions")
    }


def _models() -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, entry in _read(_MODELS).items():
        if isinstance(entry, dict) and entry.get("mode") == "chat":
            found[entry.get("litellm_provider", "")].append(name)
    return {name: tuple(sorted(models)) for name, models in found.items()}


def _read(name: str) -> dict[str, Any]:
    """One of litellm's lists; empty where this release of it has none."""
    package = importlib.util.find_spec("litellm")
    folders = (package.submodule_search_locations if package else None) or ()
    for folder in folders:
        try:
            found = json.loads(Path(folder, name).read_bytes())
        except (OSError, ValueError):
            continue
        return found if isinstance(found, dict) else {}
    return {}
