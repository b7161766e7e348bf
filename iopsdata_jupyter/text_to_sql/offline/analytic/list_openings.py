"""Questions that ask for rows or columns as they are."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.offline.analytic.alongside import columns
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import (
    Choice,
    Draft,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.grouping import owned
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import noun
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.row_openings import named_entity
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import PREAMBLES

_DISTINCT = phrases(
    """distinct | different | unique | the different | the distinct | the unique | all the different | all
    distinct | all different | all unique | kinds of | types of | the various | various | all the
    distinct"""
)


_OF = phrases("""of | for | from | of all | for all | of each | for each""")


def columns_of(reader: Reader) -> Draft | None:
    """`names and emails of customers`, `list price of the Kite`."""
    reader.skip(PREAMBLES)
    distinct = bool(reader.take(*_DISTINCT))
    shown = columns(reader)
    if not shown:
        return None
    start = reader.at
    if reader.take(*_OF):
        thing = noun(reader)
        if thing:
            return Draft(shown=shown, subject=thing.table, filters=thing.filters, distinct=distinct)
    reader.at = start
    subject = named_entity(reader, shown)
    if subject:
        return Draft(shown=shown, subject=subject, distinct=distinct)
    if len(shown) == 1 and not distinct and not reader.done:
        return Draft(shown=(owned(reader, shown[0]),), distinct=False)
    return Draft(shown=shown, distinct=distinct or (len(shown) == 1 and _repeats(reader, shown[0])))


def _repeats(reader: Reader, choice: Choice) -> bool:
    """Whether a column holds categories, of which a reader wants each once."""
    info = reader.ground.schema.columns[choice.options[0].index]
    return info.kind == "text" and not info.primary and info.index not in reader.ground.shown(info.table)


def listed_rows(reader: Reader) -> Draft | None:
    """`customers in Norway`, `show all cancelled orders`."""
    reader.skip(PREAMBLES)
    reader.take("which", "what", "who are", "which of the")
    reader.skip(("the", "our", "all", "are", "is", "every", "each"))
    reader.take(*_DISTINCT)
    thing = noun(reader)
    return Draft(subject=thing.table, filters=thing.filters) if thing else None
