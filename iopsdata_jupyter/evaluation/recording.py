"""Answers of models in a file: recorded where the models are, replayed where no key is.

The file holds questions, SQL and what each call took; no key, no prompt and no row of the data.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from iopsdata_jupyter.errors import ModelError, TranslationError, UsageError
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest, Translator, Usage
from iopsdata_jupyter.text_to_sql.usage import UsageLedger

VERSION = 1
_CONFIDENCE = 0.5

Key = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedAnswer:
    """What a model answered to one request."""

    model: str
    question: str
    repeat: int
    """Counted from 1."""
    call: int
    """The first request for an answer is 1, each repair one more."""
    sql: str = ""
    """Empty where the model declined."""
    explanation: str = ""
    assumptions: tuple[str, ...] = ()
    declined: str = ""
    """Why it declined."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = 0.0
    seconds: float = 0.0

    @property
    def key(self) -> Key:
        return self.model, self.question, self.repeat, self.call


class Recording:
    """Recorded answers, by model, question, repeat and call."""

    def __init__(self, answers: tuple[RecordedAnswer, ...] = ()) -> None:
        self._answers = {answer.key: answer for answer in answers}

    @property
    def models(self) -> tuple[str, ...]:
        """In the order in which they were recorded."""
        return tuple(dict.fromkeys(answer.model for answer in self._answers.values()))

    def add(self, answer: RecordedAnswer) -> None:
        self._answers[answer.key] = answer

    def get(self, key: Key) -> RecordedAnswer | None:
        return self._answers.get(key)

    @staticmethod
    def require_writable(path: Path) -> None:
        """Passes a file that can be written, before a model is paid.

        Raises:
            UsageError: it cannot be written.
        """
        try:
            path.open("a", encoding="utf-8").close()
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}.") from None

    def save(self, path: Path) -> None:
        """Writes the file, in place of one that stands there.

        Raises:
            UsageError: it cannot be written.
        """
        content = {"version": VERSION, "answers": [asdict(answer) for answer in self._answers.values()]}
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        try:
            path.write_text(text, "utf-8")
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}.") from None

    @classmethod
    def read(cls, path: Path) -> Recording:
        """The answers of a file.

        Raises:
            UsageError: there is none, or it is no recording.
        """
        try:
            content = json.loads(path.read_text("utf-8"))
            if content["version"] != VERSION:
                raise UsageError(f"{path} has version {content['version']}.", hint="Record the answers anew.")
            return cls(tuple(_answer(each) for each in content["answers"]))
        except OSError as error:
            hint = "`--record FILE` writes one."
            raise UsageError(f"{path} cannot be read: {error.strerror}.", hint=hint) from None
        except (ValueError, KeyError, TypeError, RecursionError):
            hint = "`--record FILE` writes one."
            raise UsageError(f"{path} is no recording of answers.", hint=hint) from None


def _answer(entry: dict[str, Any]) -> RecordedAnswer:
    return RecordedAnswer(**{**entry, "assumptions": tuple(entry.get("assumptions", ()))})


class Listening:
    """A model whose answers to one question are noted, or given again from a recording."""

    def __init__(
        self, model: str, source: Callable[[], Translator] | None, recording: Recording, ledger: UsageLedger
    ) -> None:
        """`source` of None: every answer comes from the recording."""
        self._model = model
        self._source = source
        self._recording = recording
        self._ledger = ledger
        self._repeat = 1
        self.heard: list[RecordedAnswer] = []
        """What the answer to the question took, call by call."""
        self.lived_s = 0.0
        """Seconds that the calls took now."""

    def begin(self, repeat: int) -> None:
        """What comes is a new answer."""
        self._repeat, self.heard, self.lived_s = repeat, [], 0.0

    @property
    def name(self) -> str:
        return self._model

    def translate(self, request: TranslationRequest) -> Translation:
        """The model's SQL, or the recorded one.

        Raises:
            TranslationError: the model declined.
            ModelError: it failed, or nothing is recorded.
        """
        call = RecordedAnswer(
            model=self._model, question=request.question, repeat=self._repeat, call=len(self.heard) + 1
        )
        if self._source is None:
            return self._replayed(call)
        before, started = self._used(), time.perf_counter()
        try:
            found = self._source().translate(request)
            call = replace(call, sql=found.sql, explanation=found.explanation, assumptions=found.assumptions)
        except TranslationError as error:
            # A failure of the network is not the model's answer: a replay would only repeat it.
            call = replace(call, declined="" if isinstance(error, ModelError) else error.message)
            raise
        finally:
            seconds = time.perf_counter() - started
            self.lived_s += seconds
            self._note(_taken(call, before, self._used(), seconds))
        return found

    def _note(self, call: RecordedAnswer) -> None:
        self.heard.append(call)
        if call.sql or call.declined:
            self._recording.add(call)

    def _replayed(self, asked: RecordedAnswer) -> Translation:
        call = self._recording.get(asked.key)
        if call is None:
            raise ModelError(
                f"No answer of {self._model} to this question is recorded"
                f" (repeat {asked.repeat}, call {asked.call}).",
                hint="Record the answers anew.",
            )
        self.heard.append(call)
        if not call.sql:
            raise TranslationError(call.declined)
        usage = Usage(self._model, call.prompt_tokens, call.completion_tokens, call.cost_usd)
        return Translation(
            call.sql, self._model, _CONFIDENCE, call.explanation, call.assumptions, usage=usage
        )

    def _used(self) -> tuple[int, int, float, int]:
        totals = self._ledger.totals()
        return (
            sum(total.prompt_tokens for total in totals),
            sum(total.completion_tokens for total in totals),
            sum(total.cost_usd for total in totals),
            sum(total.unpriced for total in totals),
        )


def _taken(
    call: RecordedAnswer,
    before: tuple[int, int, float, int],
    after: tuple[int, int, float, int],
    seconds: float,
) -> RecordedAnswer:
    prompt, completion, cost, unpriced = (late - early for late, early in zip(after, before, strict=True))
    return replace(
        call,
        prompt_tokens=int(prompt),
        completion_tokens=int(completion),
        cost_usd=None if unpriced else float(cost),
        seconds=round(seconds, 3),
    )
