"""Questions made from a schema, in the short wording of analysts (`total amount by region`), with sketches.

They teach what Spider's full sentences lack: keyword questions, time buckets, top N by a measure.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.column_features import display_rank
from iopsdata_jupyter.text_to_sql.offline.schema import ColumnInfo, SchemaIndex, TableInfo
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query

Sample = tuple[str, Query]


@dataclass(frozen=True)
class Material:
    """What a table offers to ask about."""

    schema: SchemaIndex
    table: TableInfo
    display: ColumnInfo
    measures: list[ColumnInfo]
    categories: list[ColumnInfo]
    dates: list[ColumnInfo]
    parents: list[tuple[TableInfo, ColumnInfo]]
    children: list[tuple[TableInfo, int, int]]
    """Child table, its foreign key, and the column of this table that the key refers to."""
    values: dict[int, list[str]]
    rng: random.Random

    @property
    def shown(self) -> tuple[Item, ...]:
        """What stands for a row: its name, or first and last name together."""
        if display_rank(self.display, self.schema) != "f":
            return (Item(self.display.index),)
        return tuple(
            Item(i) for i in self.table.columns if display_rank(self.schema.columns[i], self.schema) == "f"
        )

    @property
    def name(self) -> str:
        return " ".join(self.table.words)

    @property
    def plural(self) -> str:
        return plural(self.name)


def plural(name: str) -> str:
    """The usual plural of a name."""
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("s", "x", "ch", "sh")) else "s")


def say(column: ColumnInfo) -> str:
    """A column's name as words."""
    return " ".join(column.words)


def samples(schema: SchemaIndex, values: dict[int, list[str]], seed: str, each: int) -> Iterator[Sample]:
    """Up to `each` questions a table."""
    rng = random.Random(seed)  # noqa: S311 - wording, not secrets
    for table in schema.tables:
        material = _material(schema, table, values, rng)
        if material is None:
            continue
        makers = list(_MAKERS)
        rng.shuffle(makers)
        made = 0
        for maker in makers:
            sample = maker(material)
            if sample is not None and made < each:
                made += 1
                yield sample


def _material(
    schema: SchemaIndex, table: TableInfo, values: dict[int, list[str]], rng: random.Random
) -> Material | None:
    own = [schema.columns[i] for i in table.columns]
    display = next((c for rank in ("n", "m", "f", "t") for c in own if display_rank(c, schema) == rank), None)
    if display is None:
        return None
    measures = [
        c
        for c in own
        if c.kind == "number"
        and not c.primary
        and not c.foreign
        and "id" not in c.words
        and "year" not in c.words
    ]
    categories = [
        c for c in own if c.kind == "text" and not c.foreign and c.index != display.index and not c.primary
    ]
    dates = [c for c in own if c.kind == "date"]
    parents, children = [], []
    for edge in schema.edges:
        left, right = schema.columns[edge.left], schema.columns[edge.right]
        if edge.cost > 1 or left.table == right.table:
            continue
        if left.table == table.index:
            parent = schema.tables[right.table]
            shown = next(
                (
                    schema.columns[i]
                    for i in parent.columns
                    if display_rank(schema.columns[i], schema) in ("n", "m")
                ),
                None,
            )
            if shown:
                parents.append((parent, shown))
        elif right.table == table.index:
            children.append((schema.tables[left.table], edge.left, edge.right))
    return Material(schema, table, display, measures, categories, dates, parents, children, values, rng)


def _top_by(m: Material) -> Sample | None:
    if not m.measures:
        return None
    measure, count = m.rng.choice(m.measures), m.rng.randint(2, 15)
    wording = m.rng.choice(
        [
            "top {n} {t} by {m}",
            "the {n} {t} with the highest {m} and their {m}",
            "top {n} {t} ranked by {m}",
            "show the top {n} {t} by {m}",
        ]
    )
    query = Query((*m.shown, Item(measure.index)), order=(Item(measure.index),), descending=True, limit=count)
    return wording.format(n=count, t=m.plural, m=say(measure)), query


def _bottom_by(m: Material) -> Sample | None:
    if not m.measures:
        return None
    measure, count = m.rng.choice(m.measures), m.rng.randint(2, 15)
    wording = m.rng.choice(["bottom {n} {t} by {m}", "the {n} {t} with the lowest {m} and their {m}"])
    query = Query((*m.shown, Item(measure.index)), order=(Item(measure.index),), limit=count)
    return wording.format(n=count, t=m.plural, m=say(measure)), query


def _sorted_by(m: Material) -> Sample | None:
    if not m.measures:
        return None
    measure = m.rng.choice(m.measures)
    down = m.rng.random() < 0.6
    wording = m.rng.choice(
        [
            "what is the {m} of the {t}, highest first",
            "{m} of the {t}, largest first",
            "{t} by {m}, highest first",
            "{t} and their {m}, highest {m} first",
        ]
        if down
        else [
            "{m} of the {t}, lowest first",
            "{t} by {m}, smallest first",
            "{t} with their {m}, lowest first",
        ]
    )
    query = Query((*m.shown, Item(measure.index)), order=(Item(measure.index),), descending=down)
    return wording.format(t=m.plural, m=say(measure)), query


_AGGREGATES = {
    "avg": ["average", "mean", "avg"],
    "sum": ["total", "sum of", "overall"],
    "max": ["highest", "maximum", "max"],
    "min": ["lowest", "minimum", "min"],
}


def _aggregate_by(m: Material) -> Sample | None:
    if not m.measures or not m.categories:
        return None
    measure, category = m.rng.choice(m.measures), m.rng.choice(m.categories)
    name = m.rng.choice(["avg", "avg", "sum", "sum", "max", "min"])
    wording = m.rng.choice(
        [
            "{a} {m} by {k}",
            "{a} {m} per {k}",
            "{a} {m} of {t} by {k}",
            "{a} {t} {m} for each {k}",
            "show {a} {m} by {k}",
            "what is the {a} {m} by {k}",
        ]
    )
    query = Query((Item(category.index), Item(measure.index, name)), group=(category.index,))
    return wording.format(a=m.rng.choice(_AGGREGATES[name]), m=say(measure), k=say(category), t=m.name), query


def _plain_aggregate(m: Material) -> Sample | None:
    if not m.measures:
        return None
    measure, name = m.rng.choice(m.measures), m.rng.choice(["avg", "sum", "max", "min"])
    wording = m.rng.choice(["{a} {m}", "{a} {m} of {t}", "what is the {a} {m} of all {t}", "{a} {t1} {m}"])
    text = wording.format(a=m.rng.choice(_AGGREGATES[name]), m=say(measure), t=m.plural, t1=m.name)
    return text, Query((Item(measure.index, name),))


def _count_by(m: Material) -> Sample | None:
    if not m.categories:
        return None
    category = m.rng.choice(m.categories)
    wording = m.rng.choice(
        [
            "number of {t} by {k}",
            "how many {t} per {k}",
            "{t} per {k}",
            "count of {t} by {k}",
            "how many {t} are there for each {k}",
            "{t} count by {k}",
            "how many {t} by {k}",
        ]
    )
    query = Query((Item(category.index), Item(STAR, "count", table=m.table.index)), group=(category.index,))
    return wording.format(t=m.plural, k=say(category)), query


def _bucket(m: Material, names: tuple[str, ...] = ("month", "year", "quarter")) -> ColumnInfo | None:
    if len(m.dates) != 1:
        return None
    name = m.rng.choice(names)
    return next(c for c in m.schema.columns if c.derived == name and c.sources == (m.dates[0].index,))


def _adverb(name: str) -> str:
    return {"month": "monthly", "year": "yearly", "quarter": "quarterly"}[name]


def _count_over_time(m: Material) -> Sample | None:
    bucket = _bucket(m)
    if bucket is None:
        return None
    wording = m.rng.choice(
        [
            "{t} per {b}",
            "how many {t} per {b}",
            "number of {t} by {b}",
            "{a} number of {t}",
            "{a} {t}",
            "how many {t} were there each {b}",
        ]
    )
    where, tail = _in_year(m, bucket)
    query = Query(
        (Item(bucket.index), Item(STAR, "count", table=m.table.index)), where=where, group=(bucket.index,)
    )
    return wording.format(t=m.plural, b=bucket.derived, a=_adverb(bucket.derived)) + tail, query


def _measure_over_time(m: Material) -> Sample | None:
    bucket = _bucket(m)
    if bucket is None or not m.measures:
        return None
    measure, name = m.rng.choice(m.measures), m.rng.choice(["sum", "sum", "avg"])
    wording = m.rng.choice(["{a} {m} per {b}", "{a} {m} by {b}", "{d} {a} {m}", "{a} {t} {m} by {b}"])
    where, tail = _in_year(m, bucket)
    query = Query((Item(bucket.index), Item(measure.index, name)), where=where, group=(bucket.index,))
    text = wording.format(
        a=m.rng.choice(_AGGREGATES[name]),
        m=say(measure),
        b=bucket.derived,
        d=_adverb(bucket.derived),
        t=m.name,
    )
    return text + tail, query


def _year_column(m: Material) -> ColumnInfo:
    return next(c for c in m.schema.columns if c.derived == "year" and c.sources == (m.dates[0].index,))


def _in_year(m: Material, bucket: ColumnInfo) -> tuple[tuple[Condition, ...], str]:
    if bucket.derived == "year" or m.rng.random() < 0.5:
        return (), ""
    year = m.rng.randint(1998, 2025)
    return (Condition(Item(_year_column(m).index), "=", (year,)),), m.rng.choice(
        [f" in {year}", f" during {year}", f" for {year}"]
    )


def _by_year(m: Material) -> Sample | None:
    if len(m.dates) != 1:
        return None
    year = m.rng.randint(1998, 2025)
    operator, word = m.rng.choice(
        [("=", "in"), ("=", "in"), (">", "after"), ("<", "before"), (">=", "since")]
    )
    where = (Condition(Item(_year_column(m).index), operator, (year,)),)
    count = Item(STAR, "count", table=m.table.index)
    if m.measures and m.rng.random() < 0.5:
        measure, name = m.rng.choice(m.measures), m.rng.choice(["avg", "sum"])
        text = f"{m.rng.choice(_AGGREGATES[name])} {say(measure)} of {m.plural} {word} {year}"
        return text, Query((Item(measure.index, name),), where=where)
    wording = m.rng.choice(
        ["how many {t} {w} {y}", "number of {t} {w} {y}", "how many {t} were there {w} {y}"]
    )
    return wording.format(t=m.plural, w=word, y=year), Query((count,), where=where)


def _without(m: Material) -> Sample | None:
    if not m.children:
        return None
    child, key, target = m.rng.choice(m.children)
    wording = m.rng.choice(
        [
            "{t} without {c}",
            "{t} with no {c}",
            "which {t} have no {c}",
            "{t} that have no {c}",
            "{t} without any {c}",
            "list {t} who never had {c}",
        ]
    )
    nested = Query((Item(key),), tables=(child.index,))
    query = Query(m.shown, where=(Condition(Item(target), "not in", query=nested),))
    if m.rng.random() < 0.3:
        query = Query((Item(STAR, "count", table=m.table.index),), where=query.where)
        wording = "how many {t} have no {c}"
    return wording.format(t=m.plural, c=plural(" ".join(child.words))), query


def _with_more(m: Material) -> Sample | None:
    if not m.children:
        return None
    child, _, target = m.rng.choice(m.children)
    count = m.rng.randint(2, 9)
    operator, word = m.rng.choice(
        [(">", "more than"), (">=", "at least"), ("<", "fewer than"), ("=", "exactly")]
    )
    having = (Condition(Item(STAR, "count", table=child.index), operator, (count,)),)
    text = m.rng.choice(["{t} with {w} {n} {c}", "which {t} have {w} {n} {c}"])
    query = Query(m.shown, group=(target,), having=having)
    return text.format(t=m.plural, w=word, n=count, c=plural(" ".join(child.words))), query


def _of_parent(m: Material) -> Sample | None:
    if not m.parents:
        return None
    parent, shown = m.rng.choice(m.parents)
    key = parent.keys[0] if len(parent.keys) == 1 else shown.index
    if m.measures and m.rng.random() < 0.6:
        measure, name = m.rng.choice(m.measures), m.rng.choice(["avg", "sum"])
        item = Item(measure.index, name)
        what = (
            m.rng.choice(_AGGREGATES[name])
            + " "
            + m.rng.choice(["{t} {m}", "{m}", "{m}"]).format(t=m.name, m=say(measure))
        )
    else:
        item = Item(STAR, "count", table=m.table.index)
        what = m.rng.choice(["number of {t}", "how many {t}", "{t}"]).format(t=m.plural)
    by = m.rng.choice(["by", "per", "for each", "by"])
    query = Query((Item(shown.index), item), group=(key,))
    return f"{what} {by} {' '.join(parent.words)}", query


def _top_parents(m: Material) -> Sample | None:
    if not m.parents:
        return None
    parent, shown = m.rng.choice(m.parents)
    key = parent.keys[0] if len(parent.keys) == 1 else shown.index
    count = m.rng.randint(2, 12)
    if m.measures and m.rng.random() < 0.6:
        measure, name = m.rng.choice(m.measures), m.rng.choice(["sum", "sum", "avg"])
        item, what = Item(measure.index, name), f"{m.rng.choice(_AGGREGATES[name])} {say(measure)}"
    else:
        item, what = Item(STAR, "count", table=m.table.index), f"number of {m.plural}"
    query = Query((Item(shown.index), item), group=(key,), order=(item,), descending=True, limit=count)
    return f"top {count} {plural(' '.join(parent.words))} by {what}", query


def _over(m: Material) -> Sample | None:
    if not m.measures:
        return None
    measure, number = m.rng.choice(m.measures), m.rng.randint(1, 500)
    operator, word = m.rng.choice(
        [
            (">", "over"),
            (">", "above"),
            ("<", "under"),
            ("<", "below"),
            (">=", "at least"),
            (">", "more than"),
            ("<=", "at most"),
        ]
    )
    if m.rng.random() < 0.4:
        query = Query(
            (Item(STAR, "count", table=m.table.index),),
            where=(Condition(Item(measure.index), operator, (number,)),),
        )
        return f"how many {m.plural} have {say(measure)} {word} {number}", query
    wording = m.rng.choice(
        ["{t} with {m} {w} {n}", "which {t} have a {m} {w} {n}", "{t} where {m} is {w} {n}"]
    )
    query = Query(m.shown, where=(Condition(Item(measure.index), operator, (number,)),))
    return wording.format(t=m.plural, m=say(measure), w=word, n=number), query


def _of_value(m: Material) -> Sample | None:
    known = [c for c in m.categories if m.values.get(c.index)]
    if not known:
        return None
    category = m.rng.choice(known)
    value = m.rng.choice(m.values[category.index])
    where = (Condition(Item(category.index), "=", (value,)),)
    if m.measures and m.rng.random() < 0.4:
        measure, name = m.rng.choice(m.measures), m.rng.choice(["avg", "sum"])
        text = f"{m.rng.choice(_AGGREGATES[name])} {say(measure)} of {m.plural} with {say(category)} {value}"
        return text, Query((Item(measure.index, name),), where=where)
    if m.rng.random() < 0.5:
        wording = m.rng.choice(
            ["how many {t} have {k} {v}", "number of {t} in {v}", "how many {v} {t}", "how many {t} are {v}"]
        )
        return wording.format(t=m.plural, k=say(category), v=value), Query(
            (Item(STAR, "count", table=m.table.index),), where=where
        )
    wording = m.rng.choice(
        ["{t} with {k} {v}", "{v} {t}", "list {t} in {v}", "which {t} are {v}", "{t} where {k} is {v}"]
    )
    return wording.format(t=m.plural, k=say(category), v=value), Query(m.shown, where=where)


def _of_name(m: Material) -> Sample | None:
    if not m.values.get(m.display.index) or not m.measures + m.categories:
        return None
    value, asked = m.rng.choice(m.values[m.display.index]), m.rng.choice(m.measures + m.categories)
    wording = m.rng.choice(["what is the {m} of {v}", "{m} of {v}", "{v} {m}", "{m} for {t} {v}"])
    query = Query((Item(asked.index),), where=(Condition(Item(m.display.index), "=", (value,)),))
    return wording.format(m=say(asked), v=value, t=m.name), query


def _best_category(m: Material) -> Sample | None:
    if not m.measures or not m.categories:
        return None
    measure, category = m.rng.choice(m.measures), m.rng.choice(m.categories)
    name, word, down = m.rng.choice(
        [
            ("sum", "highest total", True),
            ("avg", "highest average", True),
            ("avg", "lowest average", False),
            ("sum", "lowest total", False),
        ]
    )
    query = Query(
        (Item(category.index),),
        group=(category.index,),
        order=(Item(measure.index, name),),
        descending=down,
        limit=1,
    )
    return f"which {say(category)} has the {word} {say(measure)}", query


def _different(m: Material) -> Sample | None:
    if not m.categories:
        return None
    category = m.rng.choice(m.categories)
    if m.rng.random() < 0.5:
        return f"how many different {plural(say(category))} are there", Query(
            (Item(category.index, "count", distinct=True),)
        )
    wording = m.rng.choice(["distinct {k} of {t}", "what are the different {k} of the {t}", "unique {k}"])
    return wording.format(k=plural(say(category)), t=m.plural), Query((Item(category.index),), distinct=True)


def _latest(m: Material) -> Sample | None:
    if len(m.dates) != 1:
        return None
    count = m.rng.randint(1, 10)
    text = (
        f"last {count} {m.plural}"
        if count > 1
        else m.rng.choice(["most recent {t}", "latest {t}", "newest {t}"]).format(t=m.name)
    )
    return text, Query(m.shown, order=(Item(m.dates[0].index),), descending=True, limit=count)


def _each(m: Material) -> Sample | None:
    asked = m.measures + m.categories
    if not asked:
        return None
    column = m.rng.choice(asked)
    wording = m.rng.choice(
        ["{m} of each {t}", "{m} by {t}", "show every {t} and its {m}", "{m} for each {t}"]
    )
    return wording.format(m=say(column), t=m.name), Query((*m.shown, Item(column.index)))


def _all(m: Material) -> Sample | None:
    wording = m.rng.choice(["list all {t}", "show the {t}", "which {t} are there", "all {t}"])
    return wording.format(t=m.plural), Query(m.shown)


def _count(m: Material) -> Sample | None:
    wording = m.rng.choice(
        [
            "how many {t} are there",
            "number of {t}",
            "count the {t}",
            "how many {t} do we have",
            "total number of {t}",
        ]
    )
    return wording.format(t=m.plural), Query((Item(STAR, "count", table=m.table.index),))


def _extreme(m: Material) -> Sample | None:
    if not m.measures:
        return None
    measure = m.rng.choice(m.measures)
    word, down = m.rng.choice([("highest", True), ("lowest", False), ("largest", True), ("smallest", False)])
    query = Query(m.shown, order=(Item(measure.index),), descending=down, limit=1)
    wording = m.rng.choice(["which {t} has the {w} {m}", "{t} with the {w} {m}"])
    return wording.format(t=m.name, w=word, m=say(measure)), query


_MAKERS: tuple[Callable[[Material], Sample | None], ...] = (
    _top_by,
    _bottom_by,
    _sorted_by,
    _aggregate_by,
    _plain_aggregate,
    _count_by,
    _count_over_time,
    _measure_over_time,
    _by_year,
    _without,
    _with_more,
    _of_parent,
    _top_parents,
    _over,
    _of_value,
    _of_name,
    _best_category,
    _different,
    _latest,
    _each,
    _all,
    _count,
    _extreme,
)
