"""What a candidate is like, as words: what weights for the wording of a question are kept for.

The shape model knows which clauses a question asks for; traits say what stands in them, such as a key shown
in place of a name, or a table joined that nobody named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from iopsdata_jupyter.text_to_sql.offline.column_features import display_rank
from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Item, Query

GROUPS = ("s", "j", "g", "o", "w", "x")
"""First letters of traits: shown, joined, grouped, ordered, conditions, the rest."""


def traits(query: Query, joined: tuple[int, ...], evidence: Evidence) -> list[str]:
    """The traits of a candidate whose tables are `joined`."""
    found = dict.fromkeys(_shown(query, joined, evidence))
    found.update(dict.fromkeys(_joined(query, joined, evidence)))
    found.update(dict.fromkeys(_grouped(query, joined, evidence.schema)))
    found.update(dict.fromkeys(_ordered(query, evidence)))
    found.update(dict.fromkeys(_conditions(query, evidence)))
    found.update(dict.fromkeys(_whole(query, joined)))
    return list(found)


def _kind(column: int, schema: SchemaIndex) -> str:
    """key, ref(erence), name, or the kind of its values."""
    info = schema.columns[column]
    if info.primary:
        return "key"
    if info.foreign:
        return "ref"
    return "name" if display_rank(info, schema) else info.derived or info.kind


def _said(column: int, evidence: Evidence) -> str:
    mentions = evidence.links.columns[column]
    return "0" if not mentions else "2" if mentions[0].cover > 0.8 else "1"


def _item(item: Item, evidence: Evidence) -> str:
    if item.column == STAR:
        return "count*"
    return f"{item.aggregate}{'d' if item.distinct else ''}{_kind(item.column, evidence.schema)}"


def _shown(query: Query, joined: tuple[int, ...], evidence: Evidence) -> Iterator[str]:
    order = evidence.around.table_order
    for item in query.select:
        yield f"s {_item(item, evidence)}"
        if item.column == STAR:
            yield f"s count*of{min(order.get(item.table, 9), 3)}j{min(len(joined), 3)}"
            continue
        place = min(order.get(evidence.schema.columns[item.column].table, 9), 3)
        yield f"s {_item(item, evidence)}m{_said(item.column, evidence)}"
        yield f"s {item.aggregate or 'c'}of{place}"
        yield f"s {item.aggregate or 'c'}m{_said(item.column, evidence)}"
    yield f"s distinct{query.distinct}{_item(query.select[0], evidence)}j{min(len(joined), 2)}"


def _joined(query: Query, joined: tuple[int, ...], evidence: Evidence) -> Iterator[str]:
    said = evidence.around.table_best
    unsaid = sum(said[table] < 0.45 for table in joined)
    unused = sum(t not in joined for t in evidence.around.table_order)
    yield f"j{min(len(joined), 4)}"
    yield f"j unsaid{min(unsaid, 2)}of{min(len(joined), 3)}"
    yield f"j unused{min(unused, 2)}"
    yield f"j group{bool(query.group)}{min(len(joined), 3)}"
    yield f"j for{len(query.tables)}"


def _grouped(query: Query, joined: tuple[int, ...], schema: SchemaIndex) -> Iterator[str]:
    for column in query.group:
        shown = any(item.column == column and not item.aggregate for item in query.select)
        yield f"g {_kind(column, schema)}{shown}"
        yield f"g {_kind(column, schema)}j{min(len(joined), 2)}"
    for condition in query.having:
        yield f"g having{condition.item.aggregate}{condition.operator}"


def _ordered(query: Query, evidence: Evidence) -> Iterator[str]:
    if not query.order:
        return
    first = query.order[0]
    limit = "" if query.limit is None else "1" if query.limit == 1 else "n"
    yield f"o {_item(first, evidence)}{query.descending}"
    yield f"o {query.descending}{limit}"
    if first.column != STAR:
        shown = any(item.column == first.column for item in query.select)
        yield f"o m{_said(first.column, evidence)}{shown}{limit}"


def _conditions(query: Query, evidence: Evidence) -> Iterator[str]:
    for condition in (*query.where, *(query.other.where if query.other else ())):
        if condition.item.column == STAR:
            continue
        kind = _kind(condition.item.column, evidence.schema)
        yield f"w {condition.operator}{kind}"
        yield f"w {condition.operator}m{_said(condition.item.column, evidence)}"
        if condition.query is not None:
            yield f"w {condition.operator}{_nested(condition.query)}"


def _nested(query: Query) -> str:
    return f"[{query.select[0].aggregate}{len(query.where)}]"


def _whole(query: Query, joined: tuple[int, ...]) -> Iterator[str]:
    yield f"x {query.combine}{len(query.where)}{len(query.other.where) if query.other else ''}"
    yield f"x {len(query.select)}{bool(query.group)}{bool(query.order)}{query.limit is not None}"
    yield f"x {len(query.where)}{query.either}j{min(len(joined), 3)}"


def with_traits(
    rows: Sequence[list[float]], found: Sequence[Sequence[str]], totals: Mapping[str, float]
) -> list[list[float]]:
    """Rows with the scores of their candidates' traits: by group, in all, and what is lacking to the best."""
    sums = [_sums(names, totals) for names in found]
    top = max((sum(own) for own in sums), default=0.0)
    return [[*row, *own, sum(own), sum(own) - top] for row, own in zip(rows, sums, strict=True)]


def _sums(names: Sequence[str], totals: Mapping[str, float]) -> list[float]:
    sums = dict.fromkeys(GROUPS, 0.0)
    for name in names:
        sums[name[0]] += totals.get(name, 0.0)
    return list(sums.values())
