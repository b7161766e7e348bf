"""The profile as an anywidget.

Import it only where `built.is_built("profile")` holds: anywidget reads the files when the class is defined.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from iopsdata_jupyter.widgets.built import STATIC
from iopsdata_jupyter.widgets.profile_payload import Shown, payload_of


class ProfileWidget(anywidget.AnyWidget):
    """Shows a profile or a comparison; `show` puts another, such as a later stage, in its place."""

    _esm = STATIC / "profile.js"
    _css = STATIC / "profile.css"
    payload: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)

    def __init__(self, shown: Shown, **options: Any) -> None:
        super().__init__(payload=payload_of(shown), **options)
        self._shown = shown
        self.on_msg(_answer)

    @property
    def shown(self) -> Shown:
        """What it shows now."""
        return self._shown

    def show(self, shown: Shown) -> None:
        """Shows `shown`; search, order and what is open stay as the reader has them."""
        self._shown = shown
        self.payload = payload_of(shown)

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
    """Answers the one request that the view may make: the page, for saving it."""
    if isinstance(content, dict) and content.get("request") == "page":
        widget.send({"page": widget.shown.to_html()})
