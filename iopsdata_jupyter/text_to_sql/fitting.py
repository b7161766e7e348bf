"""As much of a catalog as a budget of tokens holds.

Far columns go before tables do, and what goes is counted, so that the answer can say it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.linking.linker import LinkedTable
from iopsdata_jupyter.text_to_sql.schema_text import Detail
from iopsdata_jupyter.text_to_sql.tokens import token_count

BREADTH_SHARE = 0.85
"""Share of the budget that first goes to many tables in short, before the likeliest are told in full."""

Render = Callable[[LinkedTable, Detail], str]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The part of a catalog that a model is told."""

    texts: tuple[str, ...]
    """One a table."""
    left_out: tuple[str, ...] = ()
    """Qualified names of the tables that did not fit, the likeliest first."""
    shortened: int = 0
    """Tables of which columns were left out."""


def fit_whole(tables: Sequence[LinkedTable], budget: int, render: Render) -> Fitted | None:
    """All tables in full, in the order given; None where they take more than `budget` tokens."""
    texts = _taken(tables, budget, lambda table: render(table, "full"))
    return Fitted(tuple(texts)) if len(texts) == len(tables) else None


def fit(tables: Sequence[LinkedTable], budget: int, render: Render) -> Fitted:
    """The first of `tables`, as many as `budget` tokens hold in short.

    What is then left of the budget is spent on telling the first of them in full.
    """
    texts = _taken(tables, int(budget * BREADTH_SHARE), lambda table: render(table, "near"))
    kept, rest = tables[: len(texts)], tables[len(texts) :]
    room = budget - sum(map(token_count, texts))
    details: list[Detail] = ["near"] * len(kept)
    for detail in ("lean", "full"):
        for place, table in enumerate(kept):
            better = render(table, detail)
            price = token_count(better) - token_count(texts[place])
            if price <= room:
                texts[place], details[place], room = better, detail, room - price
    shortened = sum(
        detail == "near" and texts[place] != render(kept[place], "lean")
        for place, detail in enumerate(details)
    )
    return Fitted(tuple(texts), tuple(linked.table.qualified_name for linked in rest), shortened)


def _taken(tables: Sequence[LinkedTable], budget: int, text_of: Callable[[LinkedTable], str]) -> list[str]:
    """The texts of the first tables that fit together."""
    texts: list[str] = []
    for table in tables:
        text = text_of(table)
        budget -= token_count(text)
        if budget < 0:
            break
        texts.append(text)
    return texts
