"""A profile in the cell's output: one output that is replaced as the figures come, and stays as the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from iopsdata_jupyter.live_profiles import LiveProfile
    from iopsdata_jupyter.profiling.compare import ProfileComparison
    from iopsdata_jupyter.profiling.models import TableProfile
    from iopsdata_jupyter.widgets.profile_widget import ProfileWidget


QUICK_ROWS = 200_000
"""Rows up to which the whole profile comes so soon that the stages before it are not shown."""


class ProfileDisplay:
    """Shows each stage of a large source; in a terminal only the last, which cannot be replaced there."""

    def __init__(self, *, shown: bool = True) -> None:
        """Nothing is displayed unless `shown`."""
        self._handle: Any = None
        self._widget: ProfileWidget | None = None
        self._shown = shown
        self._last: TableProfile | None = None

    def update(self, profile: TableProfile) -> None:
        """Puts the stage in the place of the one before."""
        self._last = profile
        quick = profile.row_count is not None and profile.row_count <= QUICK_ROWS
        if self._shown and not quick and _in_kernel():
            self._show(profile)

    def finish(self, live: LiveProfile | None = None) -> None:
        """Shows the last stage; with `live` its rows can be seen and filtered."""
        if self._shown and self._last is not None:
            self._show(self._last, live)

    def _show(self, profile: TableProfile, live: LiveProfile | None = None) -> None:
        from IPython.display import DisplayHandle

        from iopsdata_jupyter.widgets.profile import live_widget, profile_bundle

        self._widget = self._widget or live_widget(profile)
        bundle = profile_bundle(profile, self._widget, live)
        if self._handle is None:
            self._handle = DisplayHandle()  # type: ignore[no-untyped-call]
            self._handle.display(bundle, raw=True)
        else:
            self._handle.update(bundle, raw=True)


def show_comparison(comparison: ProfileComparison) -> None:
    """Shows a comparison."""
    from IPython.display import display

    from iopsdata_jupyter.widgets.profile import profile_bundle

    display(profile_bundle(comparison), raw=True)  # type: ignore[no-untyped-call]


def register_display(shell: InteractiveShell) -> None:
    """Shows profiles and comparisons that are the value of a cell as `%profile` shows them."""
    formatter = shell.display_formatter
    if formatter is None:
        return
    for module, name in (("models", "TableProfile"), ("compare", "ProfileComparison")):
        # By name: the classes are not imported before somebody has a profile.
        formatter.mimebundle_formatter.for_type_by_name(f"iopsdata_jupyter.profiling.{module}", name, _bundle)


def _bundle(shown: TableProfile | ProfileComparison, **_: Any) -> dict[str, Any]:
    from iopsdata_jupyter.profiling.models import TableProfile
    from iopsdata_jupyter.session import current_session
    from iopsdata_jupyter.widgets.profile import profile_bundle

    live = current_session().profiles.live(shown) if isinstance(shown, TableProfile) else None
    return profile_bundle(shown, live=live)


def _in_kernel() -> bool:
    from IPython.core.getipython import get_ipython

    return hasattr(get_ipython(), "kernel")
