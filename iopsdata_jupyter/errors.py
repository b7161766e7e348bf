"""Every error this package raises on purpose.

```
IopsDataError
├── UsageError              a magic, an option or an argument that cannot be understood
├── ConfigurationError      a setting, an environment variable or a file that cannot be used
├── ConnectionFailed        a connection that is unknown, missing or refused
├── StatementRejected       the guard refused a statement; carries the rule
├── ExecutionError          the engine refused or failed a statement; carries its place
│   └── ResultTooLarge      a result over the memory bound
├── DataCheckFailed         data is not as a file of expectations says
├── TranslationError        no SQL could be made from a question; carries what was understood
│   └── ModelError          the model provider failed: key, network, quota, refusal
└── StoreError              the local store or the workspace could not be read or written
    ├── SecretUnreadable    a stored secret whose key is missing, or that was changed or moved
    └── WorkspaceError      the team's Supabase project did not do what was asked of it
        ├── NotConfigured   no project, no sign-in, no workspace chosen, or no tables of ours in the project
        ├── Offline         the project cannot be reached
        │   └── TimedOut    it was reached, and did not answer in time
        ├── SignInExpired   the sign-in has come to its end
        │   └── SignInRevoked   it was ended from elsewhere
        ├── Denied          the account may not do that
        │   └── WrongCredentials    the code or password is not the right one
        ├── Conflict        somebody else's entry stands in the way
        └── Invalid         the project refuses the value
```

Foreign exceptions are translated once, where a library is called, with `raise ... from None`, so that
neither a password in a driver's message nor one in a local variable reaches a traceback.
"""

from __future__ import annotations

from collections.abc import Sequence


class IopsDataError(Exception):
    """An error with a way out.

    `message` says what happened, `hint` says what to do about it. IPython shows both without a traceback.
    """

    default_title = "iOpsData"

    def __init__(self, message: str, *, title: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.title = title or self.default_title
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message

    def _render_traceback_(self) -> list[str]:
        """The lines that IPython prints in place of a traceback."""
        lines = [f"{self.title}: {self.message}"]
        if self.hint:
            lines.append(f"Hint: {self.hint}")
        return lines


class UsageError(IopsDataError):
    """A magic, an option or an argument that cannot be understood."""

    default_title = "Usage"


class ConfigurationError(IopsDataError):
    """A setting, an environment variable or a configuration file that cannot be used."""

    default_title = "Configuration"


class ConnectionFailed(IopsDataError):
    """A connection that is unknown, missing, unreadable or refused."""

    default_title = "Connection"


class StatementRejected(IopsDataError):
    """The guard refused the statement before it reached the engine."""

    default_title = "Refused"

    def __init__(self, message: str, *, rule: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.rule = rule


class ExecutionError(IopsDataError):
    """The engine refused or failed the statement."""

    default_title = "SQL"

    def __init__(
        self,
        message: str,
        *,
        sql: str | None = None,
        position: int | None = None,
        hint: str | None = None,
        title: str | None = None,
    ) -> None:
        """`position` is the 0-based offset into `sql` at which the engine stopped, where it told."""
        super().__init__(message, hint=hint, title=title)
        self.sql = sql
        self.position = position

    def _render_traceback_(self) -> list[str]:
        lines = super()._render_traceback_()
        if self.sql is not None and self.position is not None:
            lines[1:1] = caret_lines(self.sql, self.position)
        return lines


class ResultTooLarge(ExecutionError):
    """The result would not fit the memory bound; the kernel is kept alive instead."""

    default_title = "Result too large"


class DataCheckFailed(IopsDataError):
    """Data is not as it was expected to be."""

    default_title = "Data check"


class TranslationError(IopsDataError):
    """No SQL could be made from the question.

    `understood` holds, in the order of the question, what was placed; `unplaced` the words that were not.
    """

    default_title = "No answer"

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        understood: Sequence[str] = (),
        unplaced: Sequence[str] = (),
    ) -> None:
        super().__init__(message, hint=hint)
        self.understood = tuple(understood)
        self.unplaced = tuple(unplaced)

    def _render_traceback_(self) -> list[str]:
        lines = super()._render_traceback_()
        if self.understood:
            lines.insert(1, "Understood: " + "; ".join(self.understood))
        return lines


class ModelError(TranslationError):
    """The model provider failed: a key, the network, a quota, a refusal, an unusable reply."""

    default_title = "Model"


class StoreError(IopsDataError):
    """The local store or the workspace could not be read or written."""

    default_title = "Store"


class SecretUnreadable(StoreError):
    """A stored secret whose key is missing, or that was changed or moved to another row."""

    default_title = "Locked"


class WorkspaceError(StoreError):
    """The team's Supabase project did not do what was asked of it."""

    default_title = "Workspace"


class NotConfigured(WorkspaceError):
    """No project is set, nobody is signed in, no workspace is chosen, or the project lacks our tables."""

    default_title = "Not set up"


class Offline(WorkspaceError):
    """The project cannot be reached."""

    default_title = "Offline"


class TimedOut(Offline):
    """The project was reached and did not answer in time."""

    default_title = "No answer in time"


class SignInExpired(WorkspaceError):
    """The sign-in has come to its end."""

    default_title = "Sign-in expired"


class SignInRevoked(SignInExpired):
    """The sign-in was ended from elsewhere: signed out, used twice, or the account is gone."""

    default_title = "Sign-in ended"


class Denied(WorkspaceError):
    """The account may not do that."""

    default_title = "Not allowed"


class WrongCredentials(Denied):
    """The code or the password is not the right one."""

    default_title = "Sign-in refused"


class Conflict(WorkspaceError):
    """Somebody else's entry stands in the way."""

    default_title = "Conflict"


class Invalid(WorkspaceError):
    """The project refuses the value."""

    default_title = "Refused by the workspace"


def caret_lines(sql: str, position: int, *, width: int = 100) -> list[str]:
    """The line of `sql` that holds `position`, numbered, and a caret under the place."""
    position = max(0, min(position, len(sql)))
    start = sql.rfind("\n", 0, position) + 1
    end = sql.find("\n", position)
    line = sql[start:] if end < 0 else sql[start:end]
    column = position - start
    cut = max(0, column - width // 2)
    shown = line[cut : cut + width].replace("\t", " ")
    prefix = f"line {sql.count(chr(10), 0, position) + 1}: "
    return [prefix + shown, " " * (len(prefix) + column - cut) + "^"]


def nearest(name: str, candidates: Sequence[str], *, most: int = 3) -> list[str]:
    """The candidates that look most like `name`, best first, without regard to case."""
    import difflib

    by_key = {candidate.casefold(): candidate for candidate in candidates}
    found = difflib.get_close_matches(name.casefold(), list(by_key), n=most, cutoff=0.6)
    return [by_key[key] for key in found]


def did_you_mean(name: str, candidates: Sequence[str]) -> str | None:
    """A hint that names the nearest candidates, or None where nothing is near."""
    near = nearest(name, candidates)
    return f"Did you mean {' or '.join(near)}?" if near else None
