"""What the roles of a column are predicted from: how it is said, and among which words."""

from __future__ import annotations

from collections.abc import Iterator

from iopsdata_jupyter.text_to_sql.offline.linking import Mention
from iopsdata_jupyter.text_to_sql.offline.schema import ColumnInfo, SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.surroundings import Surroundings, grade, quality

COLUMN_ROLES = ("select", "aggregate", "match", "compare", "group", "order")


def column_features(column: ColumnInfo, around: Surroundings) -> list[str]:
    """What the roles of a column are predicted from."""
    found = ["b", *_column_facts(column, around)]
    mentions = around.links.columns[column.index]
    if mentions:
        found.extend(_mentioned(column, mentions, around))
    else:
        found.extend(_unmentioned(column, around))
    found.extend(_value_facts(column, around))
    return found


def _column_facts(column: ColumnInfo, around: Surroundings) -> Iterator[str]:
    table = around.schema.tables[column.table]
    yield f"k={column.kind}"
    if column.primary:
        yield "pk"
    if column.foreign:
        yield "fk"
    if column.derived:
        yield f"derived={column.derived}"
    yield f"t={grade(around.table_best[column.table])}"
    order = around.table_order.get(column.table, 9)
    yield f"to={min(order, 3)}"
    if column.words[-1] in (
        "id",
        "name",
        "code",
        "title",
        "date",
        "type",
        "year",
        "description",
        "detail",
        "age",
    ):
        yield f"n={column.words[-1]}"
    if len(table.columns) <= 3:
        yield "small"
    if column.kind == "date" or column.derived:
        source = column.sources[0] if column.sources else column.index
        first = next((i for i in table.columns if around.schema.columns[i].kind == "date"), source)
        yield f"date{first == source}{column.derived}"
        yield f"date{first == source}{column.derived}to{min(order, 3)}"


def _mentioned(column: ColumnInfo, mentions: tuple[Mention, ...], around: Surroundings) -> Iterator[str]:
    best = mentions[0]
    better, equal = around.standing(best)
    standing = f"r{min(better, 2)}e{min(equal, 3)}"
    cover, cue = grade(best.cover), around.cues[best.start]
    first = "F" if better == 0 else "f"
    yield f"c={cover}"
    yield f"q={cover}{grade(best.strength)}{standing}"
    yield f"st={standing}t{grade(around.table_best[column.table])}"
    yield f"st={standing}to{min(around.table_order.get(column.table, 9), 3)}"
    yield f"m={min(len(mentions), 3)}"
    yield f"cue={cue[0]}{first}"
    yield f"cue={cue[0]}{first}{column.kind[0]}"
    yield f"cue={cue[1]} {cue[0]}{first}"
    yield f"q1={around.first}{first}{min(best.start, 8)}"
    yield f"q1={around.first}{first}{column.kind[0]}"
    for word in around.around(best.start, best.end):
        yield word
        yield word + first + ("+" if best.cover > 0.8 else "-")
    yield f"adj={_adjacent(column, best, around)}"
    yield f"adj={_adjacent(column, best, around)}{standing}"
    yield f"place={_place(best, around)}{first}"
    yield from _near_number(column, mentions, around)
    yield f"head={around.words[best.start] if around.words[best.start][0] != '<' else ''}"
    for other in mentions[1:3]:
        if quality(other) >= quality(best) - 0.05:
            yield f"again cue={around.cues[other.start][0]}{first}"
            for word in around.around(other.start, other.end):
                yield f"again {word}{first}"


def _near_number(column: ColumnInfo, mentions: tuple[Mention, ...], around: Surroundings) -> Iterator[str]:
    """How far the nearest number stands from the column's name, and what comparison it asks for."""
    gaps = [
        (min(abs(place - m.end), abs(m.start - place - 1)), asked)
        for m in mentions[:3]
        for place, asked in around.numbers
    ]
    if gaps:
        gap, asked = min(gaps)
        yield f"num{min(gap, 6)}{column.kind[0]}"
        yield f"num{min(gap, 6)}{asked}"


def _unmentioned(column: ColumnInfo, around: Surroundings) -> Iterator[str]:
    order = min(around.table_order.get(column.table, 9), 3)
    rank = display_rank(column, around.schema)
    yield "none"
    yield f"none d{rank}to{order}"
    yield f"none d{rank}to{order}{around.first}"
    yield f"none pk{column.primary}to{order}"


def _value_facts(column: ColumnInfo, around: Surroundings) -> Iterator[str]:
    places = around.values.get(column.index)
    if not places:
        return
    links = [around.links.values[place] for place in places]
    best = min(links, key=lambda v: (("exact", "folded", "alias", "stem").index(v.how), -(v.end - v.start)))
    rivals = {v.column for v in around.links.values if v.start < best.end and best.start < v.end}
    yield f"v={best.how}"
    yield f"v={best.how}{min(len(rivals), 4)}"
    yield f"v#{min(len({(v.start, v.end) for v in links}), 3)}"
    mentions = around.links.columns[column.index]
    near = min((abs(best.start - m.end) for m in mentions), default=99)
    yield f"v={best.how}m{min(near, 4) if mentions else 'x'}r{min(len(rivals), 3)}"
    yield f"v t{grade(around.table_best[column.table])}r{min(len(rivals), 3)}"
    for word in around.around(best.start, best.end):
        yield f"v {word}"


def display_rank(column: ColumnInfo, schema: SchemaIndex) -> str:
    """How a column stands for its table's rows: n(ame), f(irst or last name), m (a name), t(ext) or none."""
    table = schema.tables[column.table]
    rest = [word for word in column.words if word not in table.words]
    if rest in (["name"], ["title"]) or (not rest and not column.primary):
        return "n"
    if column.words in (("first", "name"), ("last", "name")):
        return "f"
    names = [i for i in table.columns if "name" in schema.columns[i].words]
    if names and names[0] == column.index:
        return "m"
    texts = [i for i in table.columns if schema.columns[i].kind == "text" and not schema.columns[i].foreign]
    return "t" if not names and texts and texts[0] == column.index else ""


def _adjacent(column: ColumnInfo, mention: Mention, around: Surroundings) -> str:
    """Where the column's table is said, seen from the column."""
    tables = around.links.tables[column.table]
    gaps = [
        (m.start - mention.end, "R") if m.start >= mention.start else (mention.start - m.end, "L")
        for m in tables
    ]
    if not gaps:
        return "x"
    gap, side = min(gaps)
    return f"{side}{'i' if gap < 0 else min(gap, 4)}"


def _place(mention: Mention, around: Surroundings) -> str:
    """How many tagged spans stand before the mention."""
    before = {around.words[i] for i in range(mention.start) if around.words[i].startswith("<")}
    spans = sum(
        1
        for i in range(mention.start)
        if around.links.tags[i] and (i == 0 or around.links.tags[i - 1] != around.links.tags[i])
    )
    return f"{min(spans, 4)}{'T' if '<T>' in before else ''}"
