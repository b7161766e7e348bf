"""The profile as an anywidget.

Import it only where `built.is_built("profile")` holds: anywidget reads the files when the class is defined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from iopsdata_jupyter.widgets.built import STATIC
from iopsdata_jupyter.widgets.profile_payload import Shown, payload_of
from iopsdata_jupyter.widgets.profile_requests import ProfileRequests

if TYPE_CHECKING:
    from iopsdata_jupyter.live_profiles import LiveProfile


class ProfileWidget(anywidget.AnyWidget):
    """Shows a profile or a comparison; `show` puts another, such as a later stage, in its place."""

    _esm = STATIC / "profile.js"
    _css = STATIC / "profile.css"
    payload: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)

    def __init__(self, shown: Shown, live: LiveProfile | None = None, **options: Any) -> None:
        super().__init__(payload=payload_of(shown), **options)
        self._shown = shown
        self._live = live
        self._requests = ProfileRequests(self.send)
        self.on_msg(_answer)

    @property
    def shown(self) -> Shown:
        """What it shows now."""
        return self._shown

    def show(self, shown: Shown, live: LiveProfile | None = None) -> None:
        """Shows `shown`; search, order and what is open stay as the reader has them.

        `live` lets the view ask for rows and filters; None: it shows the figures alone.
        """
        self._shown, self._live = shown, live
        self.payload = payload_of(shown)

    def answer(self, content: Any) -> None:
        """Answers one message of a view; `profile_requests` says what there is."""
        kind = content.get("request") if isinstance(content, dict) else None
        if kind == "page":
            self.send({"page": self._shown.to_html()})
        elif kind is not None:
            self._requests.ask(self._live, content)

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[Any, Any], dict[Any, Any]]:
        """The live view, and the forms of saved notebooks."""
        from iopsdata_jupyter.widgets.profile import saved_forms

        return {**self.live_view(**options), **saved_forms(self._shown)}, {}

    def live_view(self, **options: Any) -> dict[str, Any]:
        """The widget's own MIME entry alone."""
        shown = super()._repr_mimebundle_(**options)
        data = shown[0] if isinstance(shown, tuple) else shown
        return {name: value for name, value in (data or {}).items() if name.startswith("application/")}


def _answer(widget: ProfileWidget, content: Any, _buffers: Any) -> None:
    widget.answer(content)
