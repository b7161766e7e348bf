"""The figures of a score as texts, the same in the terminal and on the page."""

from __future__ import annotations

from iopsdata_jupyter.evaluation.models import Evaluation, Score

HEADINGS = ("system", "right", "pass@k", "pass^k", "misses", "tokens", "cost", "time")


def headings(evaluation: Evaluation) -> tuple[str, ...]:
    """Column names; pass@k and pass^k only where answers were repeated."""
    repeats = _repeats(evaluation)
    if repeats == 1:
        return tuple(name for name in HEADINGS if not name.startswith("pass"))
    return tuple(name.replace("k", str(repeats)) if name.startswith("pass") else name for name in HEADINGS)


def cells(score: Score) -> tuple[str, ...]:
    """One line of the table."""
    k = score.repeats
    passes = (share(score.pass_at(k)), share(score.pass_all(k))) if k > 1 else ()
    misses = ", ".join(f"{count} {reason}" for reason, count in score.reasons().items())
    return (
        score.system,
        share(score.accuracy),
        *passes,
        misses or "none",
        f"{score.tokens:,}",
        cost(score.cost_usd),
        seconds(score.seconds),
    )


def headline(evaluation: Evaluation) -> str:
    """What was asked, in a sentence."""
    repeats = _repeats(evaluation)
    broken = {each.question for each in evaluation.broken}
    judged = sum(question not in broken for question in evaluation.questions)
    times = f", each {repeats} times" if repeats > 1 else ""
    replayed = "; the models' answers are replayed" if evaluation.replayed else ""
    return f"{judged} question{'s' * (judged != 1)} on {evaluation.connection}{times}{replayed}"


def share(value: float) -> str:
    return f"{100 * value:.1f} %"


def cost(usd: float | None) -> str:
    """US dollars; a price that litellm does not know is no zero."""
    return "not known" if usd is None else f"${usd:.4f}"


def seconds(value: float) -> str:
    return f"{value:.1f} s"


def _repeats(evaluation: Evaluation) -> int:
    return max((score.repeats for score in evaluation.scores), default=1)
