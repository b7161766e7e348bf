"""Whether an analysed statement may run: pure, one policy object, rules tried in one order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from iopsdata_jupyter.config import Access
from iopsdata_jupyter.guard.analysis import Analysis, analyze
from iopsdata_jupyter.guard.functions import is_allowed


@dataclass(frozen=True, slots=True)
class Policy:
    """What a connection allows."""

    access: Access = "read_only"
    folders: tuple[Path, ...] = ()
    """Folders whose files may be read by name; resolved, absolute."""


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
    """The first rule that refuses, else Allowed."""
    if problem := analysis.problem:
        return Rejected(problem.rule, problem.reason, problem.hint, problem.position)
    for rule in _RULES:
        if rejected := rule(analysis, policy):
            return rejected
    return Allowed(tuple(f"{effect.verb} {effect.target}".strip() for effect in analysis.effects))


def _only_reads(analysis: Analysis, policy: Policy) -> Rejected | None:
    if policy.access == "read_write" or not analysis.effects:
        return None
    effect = analysis.effects[0]
    what = f"{effect.verb} {effect.target}".strip()
    return Rejected(
        "read-only",
        f"{what} is not a read, and this connection is read-only",
        "Connect with `%connect ... --write` to change data.",
    )


def _only_safe_functions(analysis: Analysis, _policy: Policy) -> Rejected | None:
    for name in analysis.functions:
        if not is_allowed(name, analysis.dialect):
            return Rejected("function", f"{name} is not an allowed function")
    return None


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
    if "://" in path or not folders:
        return False
    fixed = path.split("*", maxsplit=1)[0].split("?", maxsplit=1)[0].split("[", maxsplit=1)[0]
    resolved = Path(fixed).expanduser().resolve()
    return ".." not in Path(path).parts and any(resolved.is_relative_to(folder) for folder in folders)


_RULES: tuple[Callable[[Analysis, Policy], Rejected | None], ...] = (
    _only_reads,
    _only_safe_functions,
    _only_allowed_paths,
)
