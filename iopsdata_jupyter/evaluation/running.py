"""Asks every system every question and compares the rows.

A question is asked as `%ask` asks it, and its expected SQL is read as `%%sql` reads: both pass the guard
read-only and leave audit events. Nothing may tell the answer beforehand: the lock file is left aside, each
question begins a conversation, and a verified query of the same question is withheld.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import (
    ExecutionError,
    IopsDataError,
    ModelError,
    TranslationError,
    UsageError,
)
from iopsdata_jupyter.evaluation.comparing import compare
from iopsdata_jupyter.evaluation.models import OFFLINE, Attempt, Broken, Evaluation, Miss, Question, Score
from iopsdata_jupyter.evaluation.ordering import order_keys
from iopsdata_jupyter.evaluation.questions import QuestionFile, questions_of, read_questions
from iopsdata_jupyter.evaluation.recording import Listening, Recording
from iopsdata_jupyter.evaluation.withheld import without_answer
from iopsdata_jupyter.run_options import RunOptions
from iopsdata_jupyter.session import Session, current_session

if TYPE_CHECKING:
    import pandas as pd

    from iopsdata_jupyter.connections.models import Connection

MAX_REPEATS = 100

OnAttempt = Callable[[Attempt], None]


def evaluate(
    questions: str | Path | Sequence[Question | Mapping[str, Any]] = (),
    *,
    connection: Connection | str | None = None,
    models: Sequence[str] = (),
    repeats: int = 1,
    record: str | Path | None = None,
    replay: str | Path | None = None,
    verified: bool = False,
    on_attempt: OnAttempt | None = None,
) -> Evaluation:
    """How often each model, or the offline translator, answers a team's own questions rightly.

    `questions` is a file, a folder of files, or the questions themselves; `verified` adds the workspace's
    verified queries and metrics. A model is named as in `fallback_models`: `NAME`, `NAME@http://ADDRESS`, or
    `offline` for the offline translator; without names, those that are replayed, or the model of the settings
    where there is one, and the offline translator. `record` writes the models' answers into a file, `replay`
    takes them from one.

    Raises:
        UsageError: there is no question, or a file that cannot be understood.
        ConnectionFailed: nothing is there, or it refuses.
    """
    if record and replay:
        raise UsageError("Answers are either recorded or replayed.")
    if not 1 <= repeats <= MAX_REPEATS:
        raise UsageError(f"repeats is {repeats}.", hint=f"Use 1 to {MAX_REPEATS}.")
    given = read_questions(questions) if isinstance(questions, str | Path) else _given(questions)
    recording = Recording.read(Path(replay)) if replay else Recording()
    session, opened = _opened(connection, given.connection)
    folder = _folder(questions)
    run = _Run(session, opened, folder, recording, repeats, replayed=replay is not None)
    asked, broken, notes = given.questions, tuple[Broken, ...](), tuple[str, ...]()
    if verified:
        from iopsdata_jupyter.evaluation.workspace import workspace_questions

        more = workspace_questions(session, opened, folder)
        asked, broken, notes = (*asked, *more.questions), more.broken, more.notes
    if not asked and not broken:
        raise UsageError(
            "There is no question to ask.", hint="Give a file of questions, or keep some with `%iops verify`."
        )
    if record:
        recording.require_writable(Path(record))
    try:
        found = run.all(dict.fromkeys(asked), _systems(models, session, recording), on_attempt)
    finally:
        if record:
            recording.save(Path(record))
    return Evaluation(
        connection=opened.config.name,
        questions=tuple(dict.fromkeys(asked)),
        scores=found.scores,
        broken=(*broken, *found.broken),
        notes=notes,
        replayed=replay is not None,
    )


def _given(questions: Sequence[Question | Mapping[str, Any]]) -> QuestionFile:
    return QuestionFile(questions_of(questions))


def _folder(questions: object) -> Path | None:
    """Where `iopsdata.yml` is looked for: beside the questions."""
    if not isinstance(questions, str | Path):
        return None
    path = Path(questions).expanduser().absolute()
    return path if path.is_dir() else path.parent


def _opened(connection: Connection | str | None, named: str) -> tuple[Session, Connection]:
    """A session with nothing remembered, and the connection that is given or that the file names."""
    current = current_session()
    target = named if connection is None and named else connection
    if isinstance(target, str) and not current.connections.is_open(target):
        before = current.connections.current_name
        opened = current.connect(target)
        # An evaluation does not change what the next cell asks.
        current.connections.use(before)
    else:
        opened = current.connection(target)
    return current.aside(), opened


def _systems(models: Sequence[str], session: Session, recording: Recording) -> tuple[str, ...]:
    """The names given, else all that there are; the offline translator last, as the baseline."""
    own = recording.models or tuple(filter(None, [session.settings.model]))
    named = dict.fromkeys(models or (*own, OFFLINE))
    return tuple(sorted(named, key=lambda name: name == OFFLINE))


@dataclass(frozen=True)
class _Found:
    scores: tuple[Score, ...]
    broken: tuple[Broken, ...]


@dataclass(frozen=True)
class _Run:
    session: Session
    connection: Connection
    folder: Path | None
    recording: Recording
    repeats: int
    replayed: bool

    def all(
        self, questions: Mapping[Question, None], systems: Sequence[str], on_attempt: OnAttempt | None
    ) -> _Found:
        expected: dict[Question, pd.DataFrame] = {}
        broken = []
        self.session.catalog(self.connection)
        for question in questions:
            try:
                expected[question] = self._expected(question)
            except IopsDataError as error:
                broken.append(Broken(question, error.message))
        scores = []
        for system in systems:
            attempts = []
            for attempt in self._attempts(system, expected):
                attempts.append(attempt)
                if on_attempt:
                    on_attempt(attempt)
            scores.append(Score(system, tuple(attempts), self.repeats))
        return _Found(tuple(scores), tuple(broken))

    def _expected(self, question: Question) -> pd.DataFrame:
        options = RunOptions(limit=self.session.settings.ask_row_limit)
        result = self.session.read(self._sql(question), connection=self.connection, options=options)
        if result.truncated:
            raise ExecutionError(f"The expected SQL gives more than {result.row_count:,} rows.")
        frame: pd.DataFrame = result.frame
        return frame

    def _sql(self, question: Question) -> str:
        """The expected SQL in the connection's dialect."""
        import sqlglot
        from sqlglot.errors import SqlglotError

        dialect = self.connection.dialect
        if question.dialect in ("", dialect):
            return question.sql
        try:
            return sqlglot.transpile(question.sql, read=question.dialect, write=dialect)[0]
        except (SqlglotError, RecursionError):
            raise ExecutionError(f"The expected SQL does not parse as {question.dialect}.") from None

    def _attempts(self, system: str, expected: Mapping[Question, pd.DataFrame]) -> Iterator[Attempt]:
        source = None if self.replayed else lambda: self.session.questions.model(system)
        listening = Listening(system, source, self.recording, self.session.questions.usage)
        for question, rows in expected.items():
            self.session.questions.memory = without_answer(self.session.store, question.question, self.folder)
            for repeat in range(1, self.repeats + 1):
                listening.begin(repeat)
                yield self._attempt(system, listening, question, rows, repeat)

    def _attempt(
        self, system: str, listening: Listening, question: Question, expected: pd.DataFrame, repeat: int
    ) -> Attempt:
        started = time.perf_counter()
        sql, notes, miss = "", tuple[str, ...](), None
        try:
            found = self.session.questions.ask(
                question.question,
                connection=self.connection,
                translator="offline" if system == OFFLINE else listening,
                execute=True,
                new=True,
            )
        except IopsDataError as error:
            sql, miss = getattr(error, "sql", None) or "", _failed(error)
        else:
            sql, notes = found.sql, found.notes
            if found.dataframe is not None:
                keys = self._keys(question)
                miss = compare(expected, found.dataframe, keys=keys, tolerance=question.tolerance)
        elapsed = time.perf_counter() - started
        calls = listening.heard if system != OFFLINE else []
        costs = [call.cost_usd for call in calls]
        return Attempt(
            system=system,
            question=question,
            repeat=repeat,
            sql=sql or next((call.sql for call in reversed(calls) if call.sql), ""),
            miss=miss,
            prompt_tokens=sum(call.prompt_tokens for call in calls),
            completion_tokens=sum(call.completion_tokens for call in calls),
            cost_usd=None if None in costs else sum(cost or 0.0 for cost in costs),
            seconds=round(elapsed - listening.lived_s + sum(call.seconds for call in calls), 3),
            notes=notes,
        )

    def _keys(self, question: Question) -> tuple[int, ...] | None:
        if question.ordered is False:
            return None
        keys = order_keys(question.sql, question.dialect or self.connection.dialect)
        return () if question.ordered and keys is None else keys


def _failed(error: IopsDataError) -> Miss:
    """The miss of an answer that did not come."""
    if isinstance(error, TranslationError) and not isinstance(error, ModelError):
        return Miss("declined", error.message)
    return Miss("error", f"{error.title}: {error.message}")
