"""The card above an answer's rows, in every form that a front end may ask for."""

from __future__ import annotations

from html import escape
from typing import Any

from iopsdata_jupyter.answering import Answer
from iopsdata_jupyter.widgets.answer_html import answer_html
from iopsdata_jupyter.widgets.answer_text import answer_text
from iopsdata_jupyter.widgets.built import HOW_TO_BUILD, is_built
from iopsdata_jupyter.widgets.summary import AnswerSummary, summarise

ANSWER_MIME = "application/vnd.iopsdata.answer+json"
"""Rendered by our lab extension without a kernel, so that a reopened notebook keeps its cards."""


def answer_bundle(answer: Answer) -> dict[str, Any]:
    """The MIME bundle of an answer's card; `display(bundle, raw=True)` shows it.

    In a kernel it holds a live widget, and everywhere the card as JSON for our lab extension, as static HTML
    and as plain text. The rows are not in it.
    """
    summary = summarise(answer)
    html = answer_html(summary)
    bundle: dict[str, Any] = {ANSWER_MIME: summary.payload(), "text/plain": answer_text(summary)}
    if is_built("answer"):
        bundle |= _widget_view(summary)
    else:
        html += f"<p><small>{escape(HOW_TO_BUILD)}</small></p>"
    return bundle | {"text/html": html}


def _widget_view(summary: AnswerSummary) -> dict[str, Any]:
    """The widget's own MIME entry; empty outside a kernel, where nobody could talk to it."""
    if not in_kernel():
        return {}
    from iopsdata_jupyter.widgets.answer_widget import AnswerWidget

    shown = AnswerWidget(answer=summary.payload())._repr_mimebundle_()
    data = shown[0] if isinstance(shown, tuple) else shown
    return {name: value for name, value in (data or {}).items() if name.startswith("application/")}


def in_kernel() -> bool:
    """Whether this process is a Jupyter kernel, not a terminal or a script."""
    from IPython.core.getipython import get_ipython

    return hasattr(get_ipython(), "kernel")
