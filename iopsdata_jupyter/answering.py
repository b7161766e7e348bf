"""From a question to an Answer: translate, check, execute, repair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iopsdata_jupyter.text_to_sql.translator import Understanding, Usage

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Answer:
    """A question, its SQL and, once it has run, its rows."""

    question: str
    sql: str
    dialect: str
    """sqlglot's name of the dialect of `sql`."""
    connection: str
    """Name of the connection that was asked."""
    translator: str
    """`offline`, or the model's name."""
    confidence: float
    """0..1, from evidence."""
    explanation: str = ""
    assumptions: tuple[str, ...] = ()
    understood: tuple[Understanding, ...] = ()
    notes: tuple[str, ...] = ()
    """What the reader should know of this answer: repairs, limits, an empty result."""
    usage: Usage | None = None
    """None where no model was called."""
    dataframe: pd.DataFrame | None = None
    """None where the statement has not run."""
    elapsed_s: float = 0.0
    """Wall seconds from the question to the rows."""
    row_count: int | None = None
    """Rows of `dataframe`; None where the statement has not run."""
    truncated: bool = False
    """Whether the engine had more rows than the limit."""
