"""Whether an analysed statement may run: pure, one policy object, rules tried in one order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from iopsdata_jupyter.config import Access
from iopsdata_jupyter.guard.analysis import Analysis, analyze
from iopsdata_jupyter.guard.dialects import family
from iopsdata_jupyter.guard.files import READERS
from iopsdata_jupyter.guard.functions import MAX_BULK, SETTING_READERS, is_allowed


@dataclass(frozen=True, slots=True)
class Policy:
    """What a connection allows."""

    access: Access = "read_only"
    folders: tuple[Path, ...] = ()
    """Folders whose files may be read by name; resolved, absolute."""
    functions: frozenset[str] = frozenset()
    """Functions of the user's own that only read: `name` or `schema.name`, in any case."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The statement may run."""

    effects: tuple[str, ...] = ()
    """What it changes, such as `INSERT orders`; empty for a statement that only reads."""
    allowed: Literal[True] = True
    rule: str = "allowed"
    reason: str = ""
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The statement may not run."""

    rule: str
    """Short name of the rule that refused, such as `read-only`."""
    reason: str
    """A clause that says why, for a person."""
    hint: str | None = None
    position: int | None = None
    """0-based offset into the text, where known."""
    allowed: Literal[False] = False


Decision = Allowed | Rejected


def check(sql: str, *, dialect: str, policy: Policy | None = None) -> Decision:
    """Whether `sql` may run under `policy` (read-only where none is given)."""
    return decide(analyze(sql, dialect), policy or Policy())


def decide(analysis: Analysis, policy: Policy) -> Decision:
    """The first rule that refuses, else Allowed. Where writing is allowed, what it changes is only named."""
    writes = policy.access == "read_write"
    if problem := analysis.problem:
        if writes and problem.rule == "syntax":
            return Allowed(("a statement that the guard cannot read",))
        return Rejected(problem.rule, problem.reason, problem.hint, problem.position)
    if writes:
        return Allowed((*_effects(analysis), *_calls(analysis, policy)))
    for rule in _RULES:
        if rejected := rule(analysis, policy):
            return rejected
    return Allowed()


def _effects(analysis: Analysis) -> tuple[str, ...]:
    return tuple(f"{effect.verb} {effect.target}".strip() for effect in analysis.effects)


def _calls(analysis: Analysis, policy: Policy) -> tuple[str, ...]:
    """Functions of which the guard does not know that they only read."""
    if analysis.effects:
        return ()
    return tuple(f"CALL {name}" for name in analysis.functions if not _may_call(name, analysis, policy))


def _only_reads(analysis: Analysis, _policy: Policy) -> Rejected | None:
    effects = _effects(analysis)
    if not effects:
        return None
    return Rejected(
        "read-only",
        f"{effects[0]} is not a read, and this connection is read-only",
        "Connect with `%connect ... --write` to change data.",
    )


def _only_known_functions(analysis: Analysis, policy: Policy) -> Rejected | None:
    for name in analysis.functions:
        if not _may_call(name, analysis, policy):
            return Rejected(
                "function",
                f"{name} is not an allowed function",
                f'A function of your own that only reads: `iops.connect(..., allow_functions=["{name}"])`.',
            )
    return None


def _may_call(name: str, analysis: Analysis, policy: Policy) -> bool:
    if is_allowed(name, analysis.dialect) or name in SETTING_READERS:
        return True
    if name in READERS and family(analysis.dialect) == "duckdb":
        return True
    own = {function.lower() for function in policy.functions}
    return name in own or name.rsplit(".", 1)[-1] in own


def _no_secrets(analysis: Analysis, _policy: Policy) -> Rejected | None:
    if not analysis.withheld:
        return None
    return Rejected(
        "secret",
        f"{analysis.withheld[0]} tells what the server keeps to itself: passwords, settings, other sessions",
        "The information_schema and the catalog's own list of tables and columns may be read.",
    )


def _only_allowed_paths(analysis: Analysis, policy: Policy) -> Rejected | None:
    if analysis.unreadable_path:
        return Rejected("path", "a file is read whose name is not written out in the statement")
    for path in analysis.paths:
        if not _inside(path, policy.folders):
            return Rejected(
                "path",
                f"{path!r} is a file or an address, which this connection may not read",
                f"Connect to it first: `%connect {path}`.",
            )
    return None


def _inside(path: str, folders: tuple[Path, ...]) -> bool:
    if "://" in path or "{" in path or not folders:
        return False
    fixed = path.split("*", maxsplit=1)[0].split("?", maxsplit=1)[0].split("[", maxsplit=1)[0]
    resolved = Path(fixed).expanduser().resolve()
    return ".." not in Path(path).parts and any(resolved.is_relative_to(folder) for folder in folders)


def _no_bulk(analysis: Analysis, _policy: Policy) -> Rejected | None:
    if not analysis.bulk:
        return None
    return Rejected(
        "size", f"{analysis.bulk} would make more than {MAX_BULK:,} at once, which nothing can stop"
    )


_RULES: tuple[Callable[[Analysis, Policy], Rejected | None], ...] = (
    _only_reads,
    _only_known_functions,
    _no_secrets,
    _only_allowed_paths,
    _no_bulk,
)
