"""Whether a sketch can mean anything: what repeats itself or asks for what cannot be is no candidate."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.offline.sketch import Condition, Query


def sensible(query: Query) -> bool:
    """Whether no level of the query contradicts or repeats itself."""
    return _agrees(query) and _adds(query) and all(sensible(inner) for inner in query.nested())


def _agrees(query: Query) -> bool:
    """Whether the conditions differ, and do not ask one column to be two things at once."""
    where = query.where
    if len(where) > len(set(where)):
        return False
    if query.either:
        return True
    same = [c.item.column for c in where if c.operator == "=" and _is_plain(c)]
    return len(same) == len(set(same))


def _is_plain(condition: Condition) -> bool:
    return condition.query is None and not condition.item.aggregate


def _adds(query: Query) -> bool:
    """Whether a combined query differs from the first one."""
    other = query.other
    if other is None:
        return True
    return (query.where, query.having, query.tables) != (other.where, other.having, other.tables)
