"""What stands beside listed entities: their columns, a figure of each, the name of what each refers to."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.numbers import boundary
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Dimension, Draft, Option
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import figure
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader

_BESIDE = phrases(
    """with their | and their | with its | and its | along with their | together with their | with the |
    and the | with | and | along with the | together with the | showing their | and show their | plus their"""
)


def with_figure(reader: Reader, draft: Draft) -> Draft | None:
    """`customers with their total payments`, `stores and the number of orders`: a figure of each of them."""
    start = draft.subject.span[1] if draft.subject else 0
    if draft.measures or draft.shown or draft.subject is None or draft.limit is not None:
        return None
    if not reader.take(*_BESIDE) and reader.at <= start:
        return None
    found = figure(reader)
    _skip_own_verb(reader)
    if found is None or found.filters or not found.measure.aggregate or not (reader.done or boundary(reader)):
        return None
    dimension = Dimension(draft.subject, "", draft.subject.span)
    return draft.but(measures=(found.measure,), dimensions=(dimension,), subject=None)


def _skip_own_verb(reader: Reader) -> None:
    """`... they bought`, `... it has received`: the verb of the entity that is listed."""
    if reader.take("they", "it", "each of them", "each"):
        reader.take("have", "has", "had")
        reader.at += not reader.done


_THEIR = phrases(
    """with their | and their | with its | and its | along with their | together with their | with the name of
    their | and the name of their | with the name of its"""
)


def with_owner(reader: Reader, draft: Draft) -> Draft | None:
    """`classes with their trainers`: the one row of another table that each row refers to, by its name."""
    if draft.measures or draft.subject is None or draft.limit is not None or not reader.take(*_THEIR):
        return None
    table = reader.table()
    if table is None or not (reader.done or reader.peek(*_AFTER_COLUMNS)):
        return None
    shown = reader.ground.shown(table.options[0].index)
    if not shown or not reader.ground.shown(draft.subject.options[0].index):
        return None
    choices = tuple(Choice("column", (Option(column, 0.0),), table.span) for column in shown)
    return draft.but(shown=(*draft.shown, *choices), distinct=False)


_AFTER_COLUMNS = phrases(""", | in | for | from | sorted | ordered | who | that | by""")
_WITH_CLAUSE_WORDS = phrases(
    """with their | and their | with the | and the | along with their | together with their | along with
    the | including their | and its | with its | showing | with | including the"""
)


def with_columns(reader: Reader, draft: Draft) -> Draft | None:
    """`customers with their emails`: columns to show beside."""
    if draft.measures or draft.subject is None:
        return None
    if not reader.take(*_WITH_CLAUSE_WORDS):
        return None
    shown = columns(reader)
    if not shown or not (reader.done or reader.peek(*_AFTER_COLUMNS)):
        return None
    return draft.but(shown=(*draft.shown, *shown), distinct=False)


def columns(reader: Reader) -> tuple[Choice, ...]:
    found: list[Choice] = []
    while True:
        before = reader.at
        if found and not reader.take("and", ",", ", and"):
            return tuple(found)
        reader.skip(("their", "the", "its"))
        column = reader.column()
        if column is None:
            reader.at = before
            return tuple(found)
        found.append(column)
