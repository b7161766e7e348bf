"""What a session's model calls have used, and the limit that a user has set to it."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from iopsdata_jupyter.errors import ModelError
from iopsdata_jupyter.text_to_sql.translator import Usage


@dataclass(frozen=True, slots=True)
class Budget:
    """What the model calls of one session may use; 0: no limit."""

    usd: float = 0.0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class ModelTotals:
    """The calls of one model, summed."""

    model: str
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float
    """Of the calls whose price is known."""
    unpriced: int
    """Calls whose price is not known."""

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


class UsageLedger:
    """Every model call of a session, also those whose reply was of no use: they cost as much."""

    def __init__(self) -> None:
        self._calls: list[Usage] = []
        self._lock = threading.Lock()

    def add(self, usage: Usage) -> None:
        """Counts one call."""
        with self._lock:
            self._calls.append(usage)

    def totals(self) -> list[ModelTotals]:
        """By model, in the order of their first calls."""
        with self._lock:
            calls = list(self._calls)
        return [_total(model, calls) for model in dict.fromkeys(call.model for call in calls)]

    def require_room(self, budget: Budget) -> None:
        """Passes while the session has used less than the budget.

        Raises:
            ModelError: the budget is used up.
        """
        totals = self.totals()
        tokens, usd = sum(total.tokens for total in totals), sum(total.cost_usd for total in totals)
        if budget.usd and usd >= budget.usd:
            raise _used_up(f"${usd:.4f} of ${budget.usd:.4f}", "session_budget_usd")
        if budget.tokens and tokens >= budget.tokens:
            raise _used_up(f"{tokens:,} of {budget.tokens:,} tokens", "session_budget")


def _total(model: str, calls: list[Usage]) -> ModelTotals:
    own = [call for call in calls if call.model == model]
    return ModelTotals(
        model,
        len(own),
        sum(call.prompt_tokens for call in own),
        sum(call.completion_tokens for call in own),
        sum(call.cost_usd or 0.0 for call in own),
        sum(call.cost_usd is None for call in own),
    )


def _used_up(used: str, setting: str) -> ModelError:
    return ModelError(
        f"This session's budget for models is used up: {used}.",
        hint=f"Raise it with `%iops settings {setting}=...`, or use `%ask --offline`.",
    )
