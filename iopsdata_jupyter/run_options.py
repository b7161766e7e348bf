"""How one statement or question is run."""

from __future__ import annotations

from dataclasses import dataclass

from iopsdata_jupyter.execution.execute import Observer
from iopsdata_jupyter.execution.result import Form
from iopsdata_jupyter.text_to_sql.completions import OnText


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a statement is run."""

    limit: int | None = None
    """Rows fetched at most; None: all, for a question the setting `ask_row_limit`."""
    timeout_s: float | None = None
    """Seconds until it is stopped; None: the setting, 0: never."""
    form: Form = "pandas"
    observer: Observer | None = None
    """Told of a statement's progress once it takes longer than a second."""
    on_text: OnText | None = None
    """Shows a model's reply while it is written; None: it is waited for."""
