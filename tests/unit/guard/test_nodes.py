"""The list of node types is the list of the sqlglot that is installed; what is new there is refused."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import exp

from iopsdata_jupyter.guard.analysis import _analyze
from iopsdata_jupyter.guard.lists import listed
from iopsdata_jupyter.guard.nodes import harmless_types

SECTIONS = ("reads", "functions", "changes")


def node_types() -> set[str]:
    return {
        kind.__name__ for kind in vars(exp).values() if isinstance(kind, type) and issubclass(kind, exp.Expr)
    }


@pytest.mark.skipif(
    not sqlglot.__version__.startswith("30.30."), reason="the list is pinned to sqlglot 30.30"
)
def test_every_node_type_of_the_pinned_version_has_been_looked_at() -> None:
    known = [listed("nodes", section) for section in SECTIONS]
    assert node_types() == set().union(*known)
    assert sum(map(len, known)) == len(node_types()), "a type stands under two headings"


@pytest.mark.parametrize("kind", [exp.Upper, exp.Between, exp.Window, exp.Alias])
def test_a_type_that_is_not_listed_is_a_change(kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a later sqlglot had a type that this version of the list does not know."""
    known = harmless_types()
    sql = "select upper(a) as u, a between 1 and 2, max(a) over () from t"
    assert not _analyze(sql, "postgres").effects
    monkeypatch.setattr("iopsdata_jupyter.guard.facts.harmless_types", lambda: known - {kind})
    assert _analyze(sql, "postgres").effects


def test_what_changes_data_does_not_stand_under_what_reads() -> None:
    assert all(issubclass(getattr(exp, name), exp.Func) for name in listed("nodes", "functions"))
    changing = (exp.Insert, exp.Update, exp.Delete, exp.Create, exp.Command, exp.Into, exp.Lock, exp.Set)
    assert not any(issubclass(getattr(exp, name), changing) for name in listed("nodes", "reads"))
