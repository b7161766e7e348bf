"""A selected column that is neither aggregated nor in GROUP BY."""

from __future__ import annotations

import re

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.repair.fault import Fault

_COMPLAINT = re.compile(r"group\s*by|aggregat|grouping", re.IGNORECASE)


def completed_grouping(fault: Fault) -> str | None:
    """The statement with the missing columns in GROUP BY; None where the engine complains of other things."""
    if not _COMPLAINT.search(fault.error):
        return None
    changed = [_complete(select) for select in list(fault.tree.find_all(exp.Select))]
    return fault.written() if any(changed) else None


def _complete(select: exp.Select) -> bool:
    """Whether anything was added."""
    group = select.args.get("group")
    plain = [item.unalias() for item in select.expressions if not _is_aggregate(item)]
    if any(isinstance(item, exp.Star) or item.is_star for item in plain):
        return False
    if group is None and len(plain) == len(select.expressions):
        return False
    if group is not None and (group.args.get("all") or not group.expressions):
        return False
    grouped = {_text(item) for item in (group.expressions if group else [])}
    grouped |= {
        _text(select.expressions[place - 1].unalias()) for place in _places(group, len(select.expressions))
    }
    aliases = {item.alias.casefold() for item in select.expressions if item.unalias() in plain and item.alias}
    missing = [item for item in plain if item.find(exp.Column) and _text(item) not in grouped]
    missing = [item for item in missing if not _goes_by(item, select, grouped & aliases)]
    for item in missing:
        select.group_by(item.copy(), copy=False)
    return bool(missing)


def _goes_by(item: exp.Expr, select: exp.Select, names: set[str]) -> bool:
    """Whether the query groups by the alias of `item`."""
    alias = next((entry.alias for entry in select.expressions if entry.unalias() is item), "")
    return alias.casefold() in names


def _places(group: exp.Expr | None, count: int) -> list[int]:
    """The positions of `GROUP BY 1, 2`."""
    literals = [item for item in (group.expressions if group else []) if isinstance(item, exp.Literal)]
    numbers = [int(item.name) for item in literals if item.name.isdigit()]
    return [number for number in numbers if 1 <= number <= count]


def _is_aggregate(item: exp.Expr) -> bool:
    """Whether a projection aggregates; a window function does not."""
    return any(
        not isinstance(node.parent, exp.Window | exp.Filter) or _filtered(node)
        for node in item.find_all(exp.AggFunc)
    )


def _filtered(node: exp.Expr) -> bool:
    """Whether the aggregate stands in `FILTER (WHERE ...)`, and that in no window."""
    return isinstance(node.parent, exp.Filter) and not isinstance(node.parent.parent, exp.Window)


def _text(item: exp.Expr) -> str:
    return str(item.sql(normalize=True, comments=False)).casefold()
