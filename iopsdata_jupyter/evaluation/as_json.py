"""An evaluation as JSON, for programs."""

from __future__ import annotations

import json
from typing import Any

from iopsdata_jupyter.evaluation.models import Attempt, Evaluation, Question, Score


def to_json(evaluation: Evaluation) -> str:
    """Questions, scores and every attempt; costs in US dollars, times in seconds, shares 0..1."""
    content = {
        "connection": evaluation.connection,
        "replayed": evaluation.replayed,
        "questions": [_question(question) for question in evaluation.questions],
        "systems": [_score(score) for score in evaluation.scores],
        "broken": [_question(broken.question) | {"problem": broken.problem} for broken in evaluation.broken],
        "notes": list(evaluation.notes),
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _question(question: Question) -> dict[str, Any]:
    return {"name": question.title, "question": question.question, "sql": question.sql}


def _score(score: Score) -> dict[str, Any]:
    ks = range(1, score.repeats + 1)
    return {
        "system": score.system,
        "questions": score.questions,
        "repeats": score.repeats,
        "accuracy": score.accuracy,
        "pass_at": {str(k): score.pass_at(k) for k in ks},
        "pass_all": {str(k): score.pass_all(k) for k in ks},
        "misses": dict(score.reasons()),
        "tokens": score.tokens,
        "cost_usd": score.cost_usd,
        "seconds": round(score.seconds, 3),
        "attempts": [_attempt(attempt) for attempt in score.attempts],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "name": attempt.question.title,
        "repeat": attempt.repeat,
        "right": attempt.right,
        "reason": attempt.miss.reason if attempt.miss else None,
        "detail": attempt.miss.detail if attempt.miss else None,
        "sql": attempt.sql,
        "prompt_tokens": attempt.prompt_tokens,
        "completion_tokens": attempt.completion_tokens,
        "cost_usd": attempt.cost_usd,
        "seconds": attempt.seconds,
        "notes": list(attempt.notes),
    }
