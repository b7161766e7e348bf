"""A column that several tables of a join have, where the join makes them equal."""

from __future__ import annotations

import re

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.relations import Relations
from iopsdata_jupyter.text_to_sql.repair.fault import Fault

_COMPLAINT = re.compile(r"ambiguous", re.IGNORECASE)
_NAMES = re.compile(r"[\w$]+")


def qualified_column(fault: Fault) -> str | None:
    """The statement with the column taken from the first of its tables, where all hold the same value."""
    if not _COMPLAINT.search(fault.error):
        return None
    told = {name.casefold() for name in _NAMES.findall(fault.error)}
    relations = Relations(fault.catalog)
    columns = [
        node for node in fault.tree.find_all(exp.Column) if not node.table and node.name.casefold() in told
    ]
    changed = [_qualify(node, relations) for node in columns]
    return fault.written() if any(changed) else None


def _qualify(node: exp.Column, relations: Relations) -> bool:
    """Whether the column was ambiguous and now is not."""
    select = node.find_ancestor(exp.Select)
    if select is None:
        return False
    sources = relations.sources(select)
    holders = [
        name for name, relation in sources.items() if relation.columns and relation.may_hold(node.name)
    ]
    if len(holders) < 2 or not _are_equal(select, node.name.casefold(), holders):
        return False
    node.set("table", exp.to_identifier(holders[0]))
    return True


def _are_equal(select: exp.Select, column: str, holders: list[str]) -> bool:
    """Whether the join conditions make the column of the first holder equal to that of each other one."""
    equal = {holders[0]}
    conditions = [join.args.get("on") for join in select.args.get("joins") or [] if _keeps_left(join)]
    pairs = [pair for condition in conditions if condition for pair in _equations(condition, column)]
    for _ in pairs:
        equal |= {other for pair in pairs if pair & equal for other in pair}
    return set(holders) <= equal


def _keeps_left(join: exp.Join) -> bool:
    """Whether the left side's value is never null where the right side's is not."""
    return (join.side or "").upper() in ("", "LEFT")


def _equations(condition: exp.Expr, column: str) -> list[set[str]]:
    """The sources whose `column` a condition sets equal, in pairs; only parts that AND joins count."""
    parts = condition.flatten() if isinstance(condition, exp.And) else [condition]
    found = []
    for part in parts:
        sides = [part.this, part.expression] if isinstance(part, exp.EQ) else []
        if sides and all(isinstance(side, exp.Column) and side.name.casefold() == column for side in sides):
            found.append({side.table.casefold() for side in sides})
    return found
