"""`iopsdata.lock` on disk: read whole, written whole, by one kernel at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from iopsdata_jupyter.text_to_sql.replay.record import LockedAnswer
from iopsdata_jupyter.text_to_sql.replay.toml_text import UnreadableTextError, dump, load

FILE_NAME = "iopsdata.lock"
WAIT_S = 10.0
"""Seconds that a kernel waits for another one to have written."""
_STALE_S = 30.0
"""Age in seconds after which a guard file was left by a process that died."""
_STEP_S = 0.02


class LockFileError(Exception):
    """The file cannot be used now; the message is a sentence for the user. The file stays as it is."""


class LockFile:
    """The answers of one folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def find(self, key: tuple[str, str, str]) -> LockedAnswer | None:
        """The answer kept for a question.

        Raises:
            LockFileError: the file cannot be read.
        """
        return self._read().get(key)

    def keep(self, answer: LockedAnswer) -> None:
        """Adds an answer, in place of one to the same question; the others stay as they are.

        Raises:
            LockFileError: the file cannot be read or written.
        """
        try:
            with self._alone():
                answers = self._read()
                before = answers.get(answer.key)
                # An answer that was made again and came out the same keeps its date, and the file its text.
                if before is None or replace(before, date=answer.date) != answer:
                    answers[answer.key] = answer
                    self._write(dump(answers.values()))
        except OSError as error:
            raise LockFileError(f"{self.path} cannot be written: {error.strerror or error}.") from None

    def _read(self) -> dict[tuple[str, str, str], LockedAnswer]:
        try:
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise LockFileError(f"{self.path} cannot be read: {error}.") from None
        try:
            return {answer.key: answer for answer in load(text)}
        except UnreadableTextError as error:
            raise LockFileError(
                f"{self.path} is neither used nor changed until it is mended: {error}."
            ) from None

    def _write(self, text: str) -> None:
        """Puts a whole new file in place, so that a reader never sees half of one."""
        made = self.path.with_name(f".{FILE_NAME}.{os.getpid()}")
        try:
            made.write_text(text, "utf-8", newline="\n")
            made.replace(self.path)
        finally:
            made.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keeps other kernels from writing; a file beside it works on network drives too."""
        guard = self.path.with_name(f".{FILE_NAME}.writing")
        self._enter(guard)
        try:
            yield
        finally:
            guard.unlink(missing_ok=True)

    def _enter(self, guard: Path) -> None:
        deadline = time.monotonic() + WAIT_S
        while True:
            try:
                os.close(os.open(guard, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                return
            except FileExistsError:
                _drop_stale(guard)
            if time.monotonic() > deadline:
                raise LockFileError(f"{self.path} is being written by another kernel.")
            time.sleep(_STEP_S)


def _drop_stale(guard: Path) -> None:
    with suppress(OSError):
        if time.time() - guard.stat().st_mtime > _STALE_S:
            guard.unlink(missing_ok=True)
