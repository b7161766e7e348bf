"""The kinds of repair, tried in order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import sqlglot
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.text_to_sql.repair.ambiguity import qualified_column
from iopsdata_jupyter.text_to_sql.repair.difference import difference
from iopsdata_jupyter.text_to_sql.repair.fault import Fault
from iopsdata_jupyter.text_to_sql.repair.functions import translated_function
from iopsdata_jupyter.text_to_sql.repair.grouping import completed_grouping
from iopsdata_jupyter.text_to_sql.repair.names import corrected_names


@dataclass(frozen=True, slots=True)
class Repair:
    """A statement in place of one that failed."""

    sql: str
    difference: str
    """What was changed, in one line, such as `totl_amount → total_amount`."""


Kind = Callable[[Fault], str | None]
"""The statement repaired, or None."""

_KINDS: tuple[Kind, ...] = (corrected_names, completed_grouping, qualified_column, translated_function)


def repaired(sql: str, error: str, catalog: Catalog) -> Repair | None:
    """The statement with its fault repaired; None where that takes a guess.

    `error` is what the check, the guard or the engine said of `sql`.
    """
    try:
        tree = sqlglot.parse_one(sql, read=catalog.dialect)
    except (SqlglotError, RecursionError):
        return None
    for kind in _KINDS:
        found = kind(Fault(sql, error, tree.copy(), catalog))
        if found is not None and not _same(found, sql):
            return Repair(found, difference(sql, found))
    return None


def _same(first: str, second: str) -> bool:
    return re.sub(r"\s+", " ", first).strip() == re.sub(r"\s+", " ", second).strip()
