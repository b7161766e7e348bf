"""Questions for yes or no: `are there customers without orders?` is answered by how many there are."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Draft, Measure
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import noun
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader

_ASKED = phrases(
    """are there | is there | were there | was there | do we have | did we have | are there still | do any |
    does any | did any | have any | has any | is any | are any | were any | was any | do we still have"""
)


def whether(reader: Reader) -> Draft | None:
    """Reads the opening with the entity that is asked about."""
    start = reader.at
    asked = reader.take(*_ASKED)
    if not asked:
        return None
    reader.skip(("any", "a", "an", "some", "of the", "of our"))
    thing = noun(reader)
    if thing is None:
        return None
    measure = Measure("count", thing.table, span=(start, reader.at))
    return Draft(measures=(measure,), filters=thing.filters, subject=thing.table, whether=True)
