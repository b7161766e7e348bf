"""Entities that have no rows are shown too: `including venues without events`, `even those without any`."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Draft
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import noun
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader

_LEADS = phrases("""including | also | even | including also | as well as | also including | and also""")
_WHOLE = phrases(
    """including zeros | including zero | including empty ones | even if there are none | even if it is zero
    | even if there were none | even if they have none | including zero counts | even if zero"""
)
_NONE = phrases(
    """without any | without | with no | with none | that have no | who have no | that have none | with zero
    | who have none | having no | having none | that had no | who had no | that had none"""
)


def every(reader: Reader, draft: Draft) -> Draft | None:
    """Reads the wish for entities without rows, where a figure of each entity is asked."""
    if draft.every or len(draft.dimensions) != 1 or draft.dimensions[0].target.kind != "table":
        return None
    found = reader.take(*_WHOLE) or (
        reader.take(*_LEADS) and _those(reader, draft.dimensions[0].target) and _without(reader, draft)
    )
    return draft.but(every=True) if found else None


def _those(reader: Reader, entity: Choice) -> bool:
    if reader.take("those", "the ones", "ones"):
        return True
    thing = noun(reader)
    return thing is not None and not thing.filters and _same(thing.table, entity)


def _without(reader: Reader, draft: Draft) -> bool:
    """Reads what they have none of: nothing named, or the rows of the figure."""
    said = reader.take(*_NONE)
    if not said:
        return False
    start = reader.at
    rows = noun(reader)
    if rows is None:
        reader.at = start
        return said.endswith(("none", "any"))
    return not rows.filters and any(_same(rows.table, measure.target) for measure in draft.measures)


def _same(one: Choice, other: Choice) -> bool:
    """Whether two names can mean the same table; a figure of a column may be of any."""
    if other.kind != "table":
        return True
    return bool({option.index for option in one.options} & {option.index for option in other.options})
