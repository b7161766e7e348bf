"""Shapes that no accepted statement has but a question may need: the neighbours of those that occur.

The shape model scores a shape by its parts, so a shape that was never seen can be as likely as one that was.
Of the accepted statements of databases left out in turn, 0.91 have a shape that two other databases have or a
first neighbour of one; with the shapes of `edits` it is 0.95.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.shapes import Shape

_OPERATORS = ("=", ">", "<", ">=", "<=", "!=", "like", "between")
_HAVING = ("count*>", "count*>=", "count*<", "count*<=", "count*=")
_FIGURES = ("avg", "sum", "max", "min")
_AGGREGATES = (
    ("avg", "max"), ("avg", "min"), ("max", "min"), ("avg", "sum"), ("max", "sum"), ("min", "sum"), ("avg",
    "max", "min"),
    ("avg", "max", "sum"), ("avg", "min", "sum"), ("avg", "count*"), ("count*", "sum"), ("count*", "max"),
    ("count*", "min"),
)  # fmt: skip
_MOST_EDITED = 600


def variants(common: Sequence[Shape], counts: Counter[Shape]) -> dict[Shape, None]:
    """The common shapes and their neighbours."""
    found = dict.fromkeys(common)
    for shape in common:
        found.update(dict.fromkeys(_selections(shape, counts[shape])))
        found.update(dict.fromkeys(_comparisons(shape, counts[shape])))
        if len(shape.having) == 1 and shape.having[0] in _HAVING:
            found.update(dict.fromkeys(replace(shape, having=(having,)) for having in _HAVING))
    for where in ((), ("=",), (">",), ("<",)):
        found.update(dict.fromkeys(Shape(select=names, where=where) for names in _AGGREGATES))
    found.update(dict.fromkeys(Shape(select=("c", *names), group=1) for names in _AGGREGATES))
    return {**found, **_edited(common, counts, found)}


def _edited(common: Sequence[Shape], counts: Counter[Shape], known: dict[Shape, None]) -> dict[Shape, None]:
    """Neighbours of shapes that occur twice or more, those of frequent shapes first."""
    support: Counter[Shape] = Counter()
    for shape in common:
        if counts[shape] > 1:
            support.update({other: counts[shape] for other in edits(shape) if other not in known})
    return dict.fromkeys(sorted(support, key=lambda s: (-support[s], repr(s)))[:_MOST_EDITED])


def _selections(shape: Shape, count: int) -> list[Shape]:
    rest = tuple(name for name in shape.select if name != "c")
    if "c" not in shape.select or count < 3:
        return []
    return [replace(shape, select=("c",) * number + rest) for number in range(1, 5)]


def _comparisons(shape: Shape, count: int) -> list[Shape]:
    if count < 4:
        return []
    found = []
    for place, kind in enumerate(shape.where):
        if kind in _OPERATORS:
            rest = shape.where[:place] + shape.where[place + 1 :]
            found += [replace(shape, where=tuple(sorted((*rest, other)))) for other in _OPERATORS]
    if not shape.combine and not shape.where:
        found += [replace(shape, where=(other,)) for other in ("=", ">", "<")]
    return found


def edits(shape: Shape) -> Iterator[Shape]:
    """The shapes that differ from one in a single clause."""
    yield from _other_figures(shape)
    yield from _other_grain(shape)
    yield from _other_order(shape)
    yield from _other_conditions(shape)
    for place, kind in enumerate(shape.where):
        rest = shape.where[:place] + shape.where[place + 1 :]
        yield from (_with_where(shape, *rest, other) for other in _other_nesting(kind))
    yield from _other_having(shape)
    yield from _other_combination(shape)


def _with_select(shape: Shape, *names: str) -> Shape:
    return replace(shape, select=tuple(sorted(names, key=lambda name: (name != "c", name))))


def _with_where(shape: Shape, *kinds: str) -> Shape:
    return replace(shape, where=tuple(sorted(kinds)))


def _other_figures(shape: Shape) -> Iterator[Shape]:
    """Another aggregate, the same one over two columns, or the rows counted beside it."""
    figures = [name for name in shape.select if name in _FIGURES]
    if len(figures) != 1:
        return
    rest = [name for name in shape.select if name != figures[0]]
    yield from (_with_select(shape, *rest, other) for other in _FIGURES)
    yield _with_select(shape, *shape.select, figures[0])
    if "count*" not in rest and not shape.order:
        yield _with_select(shape, *shape.select, "count*")


def _other_grain(shape: Shape) -> Iterator[Shape]:
    """Different rows, two columns to group by, or rows counted in place of shown."""
    plain = all(name == "c" for name in shape.select)
    if plain and not shape.group:
        yield replace(shape, distinct=not shape.distinct)
    if shape.select.count("c") == 1 and shape.group == 1:
        yield replace(shape, select=("c", *shape.select), group=2)
    if shape.select == ("c",) and not (shape.group or shape.order or shape.distinct):
        yield replace(shape, select=("countd",))
        yield replace(shape, select=("count*",))


def _other_order(shape: Shape) -> Iterator[Shape]:
    """Another direction, limit or column to sort by; sorted where it is not."""
    if shape.order:
        yield replace(shape, descending=not shape.descending)
        yield from (replace(shape, limit=limit) for limit in ("", "1", "n"))
        if shape.group:
            yield from (replace(shape, order=(name,)) for name in ("c", "count*", *_FIGURES))
    elif not shape.combine and not shape.where and (shape.group or shape.select[0] == "c"):
        shown = [name for name in _FIGURES if name in shape.select]
        for name in ("c", "count*", *shown) if shape.group else ("c",):
            yield replace(shape, order=(name,))
            yield replace(shape, order=(name,), descending=True)


def _other_conditions(shape: Shape) -> Iterator[Shape]:
    """One more condition."""
    if shape.combine or len(shape.where) > 1:
        return
    yield _with_where(shape, *shape.where, "=")
    if shape.where and "[" not in shape.where[0]:
        for other in ("=", ">", "<"):
            yield _with_where(shape, shape.where[0], other)
            yield replace(_with_where(shape, shape.where[0], other), either=True)


def _other_nesting(kind: str) -> Iterator[str]:
    """The same nesting with another comparison, aggregate or inner condition."""
    operator, _, inside = kind.rstrip("]").partition("[")
    if "[" not in kind:
        return
    if inside.partition("|")[0] in _FIGURES:
        for other in (">", "<") if operator != "=" else ("=",):
            yield from (f"{other}[{name}{inner}]" for name in ("avg", "max", "min") for inner in ("", "|="))
    elif operator in ("in", "not in"):
        yield from (f"{o}[{inner}]" for o in ("in", "not in") for inner in ("", "|=", "|>", "|<"))


def _other_having(shape: Shape) -> Iterator[Shape]:
    if len(shape.having) != 1 or "[" in shape.having[0]:
        return
    for name in ("count*", *_FIGURES):
        for operator in (">", "<", ">=", "<=", "="):
            if name == "count*" or operator != "=":
                yield replace(shape, having=(name + operator,))


def _other_combination(shape: Shape) -> Iterator[Shape]:
    if not shape.combine:
        return
    yield from (replace(shape, combine=how) for how in ("intersect", "union", "except"))
    for kinds in ((), ("=",), (">",), ("<",), ("=", "=")):
        yield replace(shape, where=kinds)
        yield replace(shape, other_where=kinds)
