from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.followups.reading import context, read
from iopsdata_jupyter.text_to_sql.translator import Turn


@pytest.mark.parametrize(
    ("question", "changes"),
    [
        ("and by coast?", [("group", "coast")]),
        ("break it down by coast", [("group", "coast")]),
        ("monthly", [("group", "month")]),
        ("only for Gedser", [("filter", "for Gedser")]),
        ("paid ones only", [("filter", "paid ones")]),
        ("just the ones in 2024", [("filter", "in 2024")]),
        ("excluding Gedser", [("exclude", "Gedser")]),
        ("top 5", [("limit", "rank")]),
        ("just the first 3", [("limit", "")]),
        ("all of them", [("all", "")]),
        ("sorted by tonnage, lowest first", [("order", "tonnage"), ("order", "")]),
        ("highest first", [("order", "")]),
        ("only in 2024, by coast and top 3", [("filter", "in 2024"), ("group", "coast"), ("limit", "rank")]),
        ("what about Gedser?", [("about", "Gedser")]),
        ("what about 2024?", [("about", "2024")]),
        ("how about by coast", [("group", "coast")]),
        ("tonnage instead", [("about", "tonnage")]),
    ],
)
def test_what_a_refinement_changes(question: str, changes: list) -> None:
    found = read(question)
    assert found is not None
    assert [(change.kind, change.phrase) for change in found.changes] == changes


@pytest.mark.parametrize(
    "question",
    [
        "tonnage by port",
        "top 5 ports by tonnage",
        "how many calls in 2024",
        "and how many calls were there?",
        "for each port the number of calls",
        "which port has the most calls",
        "count calls by port",
        "",
        "in the harbour of the old town that lies far to the north of us",
    ],
)
def test_a_question_of_its_own_is_no_refinement(question: str) -> None:
    assert read(question) is None


def test_what_can_stand_alone_is_told_from_what_cannot() -> None:
    sure = {
        question: read(question).sure for question in ("in 2024", "and in 2024", "only in 2024", "by port")
    }
    assert sure == {"in 2024": False, "and in 2024": True, "only in 2024": True, "by port": True}


TURNS = (Turn("calls by port", "1"), Turn("income by port", "2"), Turn("only in 2024", "3"))


def test_a_refinement_belongs_to_the_last_question_that_stood_alone() -> None:
    assert [turn.sql for turn in context("by coast instead", TURNS)] == ["2", "3"]
    assert context("income by coast", TURNS) == ()
    assert context("by coast", ()) == ()


def test_a_cell_that_is_run_again_refines_what_it_refined_before() -> None:
    assert [turn.sql for turn in context("Only in 2024?", TURNS)] == ["2"]
