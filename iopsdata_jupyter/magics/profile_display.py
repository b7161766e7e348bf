"""A profile in the cell's output: one output that is replaced as the figures come, and stays as the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iopsdata_jupyter.profiling.compare import ProfileComparison
    from iopsdata_jupyter.profiling.models import TableProfile


QUICK_ROWS = 200_000
"""Rows up to which the whole profile comes so soon that the stages before it are not shown."""


class ProfileDisplay:
    """Shows each stage of a large source; in a terminal only the last, which cannot be replaced there."""

    def __init__(self, *, shown: bool = True) -> None:
        """Nothing is displayed unless `shown`."""
        self._handle: Any = None
        self._shown = shown
        self._last: TableProfile | None = None

    def update(self, profile: TableProfile) -> None:
        """Puts the stage in the place of the one before."""
        self._last = profile
        quick = profile.row_count is not None and profile.row_count <= QUICK_ROWS
        if self._shown and not quick and _in_kernel():
            self._show(profile)

    def finish(self) -> None:
        """Shows the last stage."""
        if self._shown and self._last is not None:
            self._show(self._last)

    def _show(self, profile: TableProfile) -> None:
        from IPython.display import DisplayHandle

        bundle = profile_bundle(profile)
        if self._handle is None:
            self._handle = DisplayHandle()  # type: ignore[no-untyped-call]
            self._handle.display(bundle, raw=True)
        else:
            self._handle.update(bundle, raw=True)


def profile_bundle(profile: TableProfile) -> dict[str, str]:
    """The MIME bundle of a profile: script-free HTML and plain text."""
    from iopsdata_jupyter.profiling.html_page import html_fragment
    from iopsdata_jupyter.profiling.markdown import to_text

    return {"text/html": html_fragment(profile), "text/plain": to_text(profile)}


def show_comparison(comparison: ProfileComparison) -> None:
    """Shows a comparison."""
    from IPython.display import display

    bundle = {"text/html": comparison._repr_html_(), "text/plain": comparison.to_text()}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def _in_kernel() -> bool:
    from IPython.core.getipython import get_ipython

    return hasattr(get_ipython(), "kernel")
