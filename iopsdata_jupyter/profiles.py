"""Profiles of what a session sees: DataFrames, files, tables and queries."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.guard import Policy
from iopsdata_jupyter.profile_targets import RunOn, Target, Targets
from iopsdata_jupyter.run_options import RunOptions

if TYPE_CHECKING:
    from iopsdata_jupyter.live_profiles import LiveProfile, OpenSource
    from iopsdata_jupyter.profiling.compare import ProfileComparison
    from iopsdata_jupyter.profiling.expectations import DataCheck
    from iopsdata_jupyter.profiling.models import TableProfile
    from iopsdata_jupyter.profiling.source import Run
    from iopsdata_jupyter.session import Session


class Profiles:
    """Profiles, comparisons and checks; each statement goes through the guard and the audit log."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._openers: dict[int, OpenSource] = {}
        """How to open the sources of profiles that somebody still has, by the profile's id."""

    def of(
        self,
        target: Any,
        *,
        connection: Connection | str | None = None,
        sheet: str | None = None,
        on_update: Callable[[TableProfile], None] | None = None,
        timeout_s: float | None = None,
    ) -> TableProfile:
        """The profile of a DataFrame, a file or glob, a table or a query.

        `on_update` is told each stage: names and types, a labelled sample, then more and more columns.

        Raises:
            UsageError: nothing has that name.
            ConnectionFailed: a file cannot be read.
            ExecutionError: the engine cannot read the target at all.
            KeyboardInterrupt: the user stopped it; `on_update` has been told what was known then.
        """
        from iopsdata_jupyter.profiling.profiler import last_told, stages

        with self._targets(connection, self._run_on(timeout_s)).open(
            target, on_connection=connection is not None, sheet=sheet
        ) as found:
            profile = last_told(stages(found.source, found.catalog), on_update)
            self._remember(profile, found, sheet)
        return profile

    def live(self, profile: TableProfile) -> LiveProfile | None:
        """The way to ask the source of a profile of this session again; None for any other profile."""
        from iopsdata_jupyter.live_profiles import LiveProfile

        opener = self._openers.get(id(profile))
        return LiveProfile(profile, opener, self._run_on(None)) if opener and profile.columns else None

    def _remember(self, profile: TableProfile, found: Target, sheet: str | None) -> None:
        from iopsdata_jupyter.profile_openers import opener_of

        key = id(profile)
        self._openers[key] = opener_of(
            found, sheet, lambda run_on: self._targets(None, run_on), self._session.connection
        )
        weakref.finalize(profile, self._openers.pop, key, None).atexit = False

    def compare(
        self,
        left: Any,
        right: Any,
        *,
        connection: Connection | str | None = None,
        timeout_s: float | None = None,
    ) -> ProfileComparison:
        """What changed from one DataFrame, file, table or query to another.

        Raises:
            UsageError: nothing has one of the names.
            ConnectionFailed: a file cannot be read.
            ExecutionError: the engine cannot read one of them at all.
        """
        from iopsdata_jupyter.profiling.compare import compare
        from iopsdata_jupyter.profiling.profiler import whole

        targets, given = self._targets(connection, self._run_on(timeout_s)), connection is not None
        with (
            targets.open(left, on_connection=given) as first,
            targets.open(right, on_connection=given) as second,
        ):
            return compare(whole(first.source), first.source, whole(second.source), second.source)

    def check(
        self,
        target: Any,
        expectations: Mapping[str, Any] | str | Path,
        *,
        connection: Connection | str | None = None,
        on_update: Callable[[TableProfile], None] | None = None,
    ) -> DataCheck:
        """Whether data is as a mapping or a YAML file says; `assert` it, or call `assert_passed`.

        Raises:
            UsageError: nothing has that name, or the rules cannot be understood.
        """
        from iopsdata_jupyter.profiling.expectations import check, read_expectations

        rules = read_expectations(expectations)
        return check(self.of(target, connection=connection, on_update=on_update), rules)

    def _targets(self, connection: Connection | str | None, run_on: RunOn) -> Targets:
        return Targets(
            self._session.variables(),
            lambda: self._session.connection(connection),
            self._session.catalog,
            run_on,
        )

    def _run_on(self, timeout_s: float | None) -> RunOn:
        options = RunOptions(form="arrow", timeout_s=timeout_s)

        def run_on(opened: Connection) -> Run:
            policy = Policy(folders=opened.readable_folders, functions=opened.config.allow_functions)
            runner = self._session.runner(opened, policy, "profile", options, {})
            return lambda sql: runner.run(sql).frame

        return run_on
