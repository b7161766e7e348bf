"""A whole question: one of a few openings, then clauses in any order, until every word is read."""

from __future__ import annotations

from collections.abc import Iterator

from iopsdata_jupyter.text_to_sql.offline.analytic.clauses import clauses
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Draft,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.openings import OPENINGS
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader


def readings(reader: Reader) -> Iterator[Draft]:
    """Every way in which the question can be read whole, the more specific openings first."""
    for opening in OPENINGS:
        reader.at = 0
        draft = opening(reader)
        if draft is not None:
            whole = clauses(reader, draft)
            if whole is not None:
                yield whole
