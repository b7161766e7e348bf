"""What an evaluation is of and what it found, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.evaluation.passes import pass_all, pass_at

TOLERANCE = 1e-6
"""Share of the larger of two numbers by which they may differ where a question does not say."""
OFFLINE = "offline"

Reason = Literal["rows", "columns", "order", "error", "declined"]
"""Why an answer is not right: other rows, other columns, the right rows in another order, SQL that failed or
was refused or a model that failed, and a translator that said that it cannot answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of a team and the SQL that answers it."""

    question: str
    sql: str
    name: str = ""
    """Empty: the question itself."""
    tolerance: float = TOLERANCE
    """Share of the larger of two numbers by which they may differ."""
    ordered: bool | None = None
    """Whether the order of rows counts; None: where `sql` orders them."""
    dialect: str = ""
    """sqlglot's name of the dialect of `sql`; empty: the connection's."""

    @property
    def title(self) -> str:
        return self.name or self.question


@dataclass(frozen=True, slots=True)
class Miss:
    """Why an answer is not right."""

    reason: Reason
    detail: str
    """One sentence with counts and names; never a value of the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One answer to one question."""

    system: str
    """`offline`, or the model's name."""
    question: Question
    repeat: int
    """Counted from 1."""
    sql: str
    """Empty where none was made."""
    miss: Miss | None
    """None where the answer is right."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = 0.0
    """None where the price of a model that was called is not known."""
    seconds: float = 0.0
    """From the question to the rows; a model's part as it was recorded, where its answer is replayed."""
    notes: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return self.miss is None

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Broken:
    """A question whose own SQL gives nothing to compare with."""

    question: Question
    problem: str


@dataclass(frozen=True)
class Score:
    """What one system reached."""

    system: str
    attempts: tuple[Attempt, ...]
    repeats: int

    @cached_property
    def _right(self) -> list[int]:
        """Right answers of each question."""
        counts: dict[Question, int] = {}
        for attempt in self.attempts:
            counts[attempt.question] = counts.get(attempt.question, 0) + attempt.right
        return list(counts.values())

    @property
    def questions(self) -> int:
        return len(self._right)

    @property
    def accuracy(self) -> float:
        """Share of answers that are right, 0..1: pass@1."""
        return self.pass_at(1)

    def pass_at(self, k: int) -> float:
        """Mean over the questions of the chance that one of `k` answers is right.

        Raises:
            UsageError: there were fewer repeats.
        """
        return self._mean([pass_at(self._k(k), self.repeats, right) for right in self._right])

    def pass_all(self, k: int) -> float:
        """Mean over the questions of the chance that all of `k` answers are right: pass^k.

        Raises:
            UsageError: there were fewer repeats.
        """
        return self._mean([pass_all(self._k(k), self.repeats, right) for right in self._right])

    @property
    def tokens(self) -> int:
        return sum(attempt.tokens for attempt in self.attempts)

    @property
    def cost_usd(self) -> float | None:
        """None where the price of a call is not known."""
        costs = [attempt.cost_usd for attempt in self.attempts]
        return None if None in costs else sum(cost or 0.0 for cost in costs)

    @property
    def seconds(self) -> float:
        return sum(attempt.seconds for attempt in self.attempts)

    def reasons(self) -> dict[Reason, int]:
        """How many answers missed for each reason, the most frequent first."""
        found: dict[Reason, int] = {}
        for attempt in self.attempts:
            if attempt.miss:
                found[attempt.miss.reason] = found.get(attempt.miss.reason, 0) + 1
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def _k(self, k: int) -> int:
        if not 1 <= k <= self.repeats:
            raise UsageError(
                f"k is {k} and there were {self.repeats} repeats.", hint="Ask with more repeats."
            )
        return k

    @staticmethod
    def _mean(shares: Sequence[float]) -> float:
        return sum(shares) / len(shares) if shares else 0.0


@dataclass(frozen=True)
class Evaluation:
    """All systems on the same questions of one connection."""

    connection: str
    questions: tuple[Question, ...]
    scores: tuple[Score, ...]
    broken: tuple[Broken, ...] = ()
    """Questions that no system was asked; no figure counts them."""
    notes: tuple[str, ...] = ()
    replayed: bool = False
    """Whether the models' answers came from a file."""

    def score(self, system: str) -> Score:
        """The score of a system by its name.

        Raises:
            UsageError: it was not asked.
        """
        names = [score.system for score in self.scores]
        if system not in names:
            raise UsageError(f"{system!r} was not asked.", hint=f"Asked were {', '.join(names)}.")
        return self.scores[names.index(system)]

    def passed(self, fail_under: float = 0.0) -> bool:
        """Whether no question is broken and each system's accuracy is at least `fail_under`.

        Beside models the offline translator is only the baseline, and may be below.
        """
        models = [score for score in self.scores if score.system != OFFLINE]
        counted = models or self.scores
        return not self.broken and all(score.accuracy >= fail_under for score in counted)

    def to_text(self) -> str:
        """The table of systems and the misses, for a terminal."""
        from iopsdata_jupyter.evaluation.text import to_text

        return to_text(self)

    def to_json(self) -> str:
        """Everything, as JSON; holds no row of the data."""
        from iopsdata_jupyter.evaluation.as_json import to_json

        return to_json(self)

    def to_html(self) -> str:
        """A whole page without script that loads nothing."""
        from iopsdata_jupyter.evaluation.html_page import to_html

        return to_html(self)

    def _repr_html_(self) -> str:
        from iopsdata_jupyter.evaluation.html_page import html_fragment

        return html_fragment(self)

    def __str__(self) -> str:
        return self.to_text()
