"""The lineage graph as an anywidget.

Import it only where `built.is_built("lineage")` holds: anywidget reads the files when the class is defined.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from iopsdata_jupyter.lineage.payload import LineagePayload
from iopsdata_jupyter.widgets.built import STATIC


class LineageWidget(anywidget.AnyWidget):
    """Shows the payload of a lineage graph, as `lineage.payload.to_payload` makes it."""

    _esm = STATIC / "lineage.js"
    _css = STATIC / "lineage.css"
    payload: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)

    def __init__(self, payload: LineagePayload, **options: Any) -> None:
        super().__init__(payload=dict(payload), **options)

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[Any, Any], dict[Any, Any]]:
        """The live view, and for saved notebooks a picture and a text of what it shows now."""
        from iopsdata_jupyter.widgets.lineage import static_forms

        shown = super()._repr_mimebundle_(**options)
        data = shown[0] if isinstance(shown, tuple) else shown
        live = {name: value for name, value in (data or {}).items() if name.startswith("application/")}
        payload: Any = self.payload
        return {**live, **static_forms(payload)}, {}
