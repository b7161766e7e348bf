"""Profiles and comparisons, in every form that a front end may ask for.

`profile_bundle` is what to display, `profile_widget` is for those who want to change what it shows.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.profiling.models import TableProfile
from iopsdata_jupyter.widgets.answer import in_kernel
from iopsdata_jupyter.widgets.built import HOW_TO_BUILD, is_built
from iopsdata_jupyter.widgets.profile_payload import Shown, payload_of

if TYPE_CHECKING:
    from iopsdata_jupyter.live_profiles import LiveProfile
    from iopsdata_jupyter.widgets.profile_widget import ProfileWidget

PROFILE_MIME = "application/vnd.iopsdata.profile+json"
"""Rendered by our lab extension without a kernel, so that a reopened notebook keeps its profiles."""

LARGEST_SAVED = 4_000_000
"""Characters of JSON above which a profile is not written into the notebook; 500 columns have about 1.5
million."""


def profile_bundle(
    shown: Shown, widget: ProfileWidget | None = None, live: LiveProfile | None = None
) -> dict[str, Any]:
    """The MIME bundle of a profile or comparison; `display(bundle, raw=True)` shows it.

    In a kernel it holds a live widget, and everywhere the figures as JSON for our lab extension, as
    script-free HTML with pictures, and as plain text.

    Args:
        shown: what to show.
        widget: the widget of an earlier stage, which then shows this one; None makes a new one.
        live: the way to ask for rows and filters, as `Session.profiles.live` gives it.
    """
    forms = saved_forms(shown)
    if not is_built("profile"):
        forms["text/html"] += f"<p><small>{escape(HOW_TO_BUILD)}</small></p>"
    elif widget is not None:
        widget.show(shown, live)
        forms |= widget.live_view()
    elif in_kernel():
        forms |= profile_widget(shown, live).live_view()
    return forms


def profile_widget(shown: Shown, live: LiveProfile | None = None) -> ProfileWidget:
    """The profile as a widget; with `live` it can be filtered and its rows seen.

    Raises:
        UsageError: the widgets are not built.
    """
    if not is_built("profile"):
        raise UsageError("The profile widget is not there.", hint=HOW_TO_BUILD)
    from iopsdata_jupyter.widgets.profile_widget import ProfileWidget

    return ProfileWidget(shown, live)


def live_widget(shown: Shown) -> ProfileWidget | None:
    """The profile as a widget; None outside a kernel or where the widgets are not built."""
    return profile_widget(shown) if is_built("profile") and in_kernel() else None


def saved_forms(shown: Shown) -> dict[str, Any]:
    """The forms that a saved notebook keeps; above `LARGEST_SAVED` without the one that can be used."""
    payload = payload_of(shown)
    forms: dict[str, Any] = {"text/html": shown._repr_html_(), "text/plain": _text(shown)}
    return forms | ({PROFILE_MIME: payload} if len(json.dumps(payload)) <= LARGEST_SAVED else {})


def _text(shown: Shown) -> str:
    from iopsdata_jupyter.profiling.markdown import to_text

    return to_text(shown) if isinstance(shown, TableProfile) else shown.to_text()
