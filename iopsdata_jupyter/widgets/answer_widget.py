"""The answer card as an anywidget.

Import it only where `built.is_built("answer")` holds: anywidget reads the files when the class is defined.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from iopsdata_jupyter.widgets.built import STATIC


class AnswerWidget(anywidget.AnyWidget):
    """Shows the payload of an `AnswerSummary`."""

    _esm = STATIC / "answer.js"
    _css = STATIC / "answer.css"
    answer: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
