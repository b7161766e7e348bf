"""What a store keeps, as plain values; nothing here is secret but ConnectionSecrets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from iopsdata_jupyter.config import Access

Source = Literal["sql", "ask", "profile"]

Verdict = Literal["allowed", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class ConnectionRecord:
    """A saved connection; holds no secret."""

    name: str
    driver: str
    target: str
    """A path or address as a person may see it; what `%connect` would be given."""
    access: Access
    has_password: bool = False
    """Whether the store keeps a password for it; set by the store."""
    samples: bool = False
    """Whether values of its data may be told to a model."""


@dataclass(frozen=True, slots=True)
class ConnectionSecrets:
    """What a saved connection needs beside its record; kept encrypted, and shown by no repr."""

    password: str | None = field(default=None, repr=False)
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Arguments of the driver's connect call: any of them may hold a token. Only JSON values."""

    def __bool__(self) -> bool:
        return self.password is not None or bool(self.options)

    def as_text(self) -> str:
        """What is sealed."""
        return json.dumps({"password": self.password, "options": dict(self.options)})

    @classmethod
    def of_text(cls, text: str) -> ConnectionSecrets:
        """What was sealed."""
        return cls(**json.loads(text))


SecretKind = Literal["connection", "provider"]


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """The encrypted secrets of one connection, or the key of one model provider, as stored."""

    connection: str
    """The connection's name; the provider's, where `kind` says so."""
    target: str
    text: str
    kind: SecretKind = "connection"

    @property
    def owner(self) -> str:
        """What the secret is sealed for; no connection's name has a space."""
        return self.connection if self.kind == "connection" else f"provider {self.connection}"


@dataclass(frozen=True, slots=True)
class ProviderKey:
    """That a key of a model provider is kept, and for which address; not the key."""

    provider: str
    """As litellm names it."""
    api_base: str
    """The only address that the key is sent to; empty: the provider's own."""
    saved_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One statement, run or refused; never its text, never data."""

    at: datetime
    """When it was given, UTC."""
    connection: str
    source: Source
    text_hash: str
    """SHA-256 of the statement, hexadecimal."""
    verdict: Verdict
    rule: str
    """The rule that refused; empty otherwise."""
    rows: int | None
    elapsed_ms: float
    translator: str = ""
    """Empty for SQL that a person wrote."""
    tokens: int | None = None
    """Tokens of the model call that made the statement; None where no model was called."""
    workspace: str = "local"


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which events of the log are meant; None: all."""

    connection: str | None = None
    source: Source | None = None
    verdict: Verdict | None = None
    since: datetime | None = None
    """With it, or later."""
    until: datetime | None = None
    """Before it."""


ALL_EVENTS = AuditFilter()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A statement with its text; it stays on this machine, whatever the workspace."""

    at: datetime
    """UTC."""
    connection: str
    source: Source
    sql: str
    question: str = ""
    notebook: str = ""
    """Path of the notebook; empty where it is not known."""
    verdict: Verdict = "allowed"
    rows: int | None = None
    """Rows that came back; None where it did not run to its end."""
    translator: str = ""
    """What made the SQL of a question; empty for SQL that a person wrote."""
    cost_usd: float | None = None
    """What the model calls cost; None where none was made or the price is not known."""
    id: int | None = field(default=None, compare=False)
    """What tells it apart in the store, larger for a later one; given by the store."""


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which entries of the history are meant; None and empty: all."""

    connection: str | None = None
    source: Source | None = None
    verdict: Verdict | None = None
    words: tuple[str, ...] = ()
    """All of them stand in the question or the statement, in whatever case."""
    before: int | None = None
    """Only entries that are older than the one of this id."""


WHOLE_HISTORY = HistoryFilter()


@dataclass(frozen=True, slots=True)
class VerifiedQuery:
    """A question whose SQL a person has checked."""

    question: str
    """The key: one SQL for a question on a connection."""
    sql: str
    connection: str
    dialect: str
    verified_at: datetime
    """UTC."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Placeholders of the question, and what is known of their values."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A named figure of a team, such as revenue."""

    name: str
    expression: str
    """SQL, such as `sum(order_items.quantity * unit_price)`."""
    description: str = ""
    grain: str = ""
    filters: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileAsset:
    """A data file that was uploaded; its bytes lie at `path`."""

    name: str
    path: str
    """Below the data folder, or of the object in the workspace's bucket."""
    size_bytes: int
    sha256: str
    uploaded_at: datetime
    """UTC."""
    media_type: str = ""
