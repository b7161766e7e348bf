"""What a session knows, without the answer to the question that it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from iopsdata_jupyter.memory import Memory
from iopsdata_jupyter.store.base import Metric, Store, VerifiedQuery

if TYPE_CHECKING:
    from iopsdata_jupyter.store.base import KnowledgeStore


@dataclass(frozen=True)
class _Withholding:
    """The knowledge of a store without the verified queries that fit a question. Only reads."""

    store: Store
    question: str

    def verified_queries(self) -> Sequence[VerifiedQuery]:
        from iopsdata_jupyter.text_to_sql.verified.templates import match, plain

        asked = plain(self.question).casefold()
        return [
            query
            for query in self.store.verified_queries()
            if plain(query.question).casefold() != asked and match(query.question, self.question) is None
        ]

    def metrics(self) -> Sequence[Metric]:
        return self.store.metrics()


def without_answer(store: Store, question: str, folder: Path | None) -> Memory:
    """A memory that holds the store's metrics and other verified queries, and the folder's `iopsdata.yml`."""
    knowledge: KnowledgeStore = _Withholding(store, question)  # type: ignore[assignment]
    return Memory(lambda: knowledge, lambda: folder)
