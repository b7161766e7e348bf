"""Statements in words: what is read, joined, filtered, grouped, shown, sorted and cut, in that order."""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.errors import ExecutionError
from iopsdata_jupyter.text_to_sql.explaining.words import Words, series

_SET_WORDS: dict[type[exp.Expr], str] = {
    exp.Union: "Puts the rows of two queries together",
    exp.Intersect: "Keeps the rows that two queries have in common",
    exp.Except: "Takes the rows of a second query away from those of the first",
}
_JOIN_WORDS = {
    "LEFT": "with, where there is one,",
    "RIGHT": "with every row of",
    "FULL": "with, both ways where there is one,",
    "CROSS": "with every row of",
}


def explain(sql: str, dialect: str) -> tuple[str, ...]:
    """What a statement does, one sentence a step.

    Raises:
        ExecutionError: the text is no SQL of the dialect.
    """
    try:
        tree = sqlglot.parse_one(sql, read=dialect)
    except (SqlglotError, RecursionError):
        raise ExecutionError(
            f"The statement does not parse as {dialect}, so it cannot be explained."
        ) from None
    return tuple(_sentences(tree, Words(dialect)))


def _sentences(tree: exp.Expr, words: Words) -> Iterator[str]:
    for cte in getattr(tree, "ctes", ()):
        yield from _named(f"First, as {cte.alias}", _sentences(cte.this, words))
    if isinstance(tree, exp.Subquery):
        yield from _sentences(tree.this, words)
    elif isinstance(tree, exp.SetOperation):
        yield from _combined(tree, words)
    elif isinstance(tree, exp.Select):
        yield from _select(tree, words)
    else:
        yield from _other(tree, words)


def _named(label: str, sentences: Iterator[str]) -> Iterator[str]:
    steps = [f"{sentence[:1].lower()}{sentence[1:].rstrip('.')}" for sentence in sentences]
    yield f"{label}: {'; '.join(steps)}."


def _combined(tree: exp.SetOperation, words: Words) -> Iterator[str]:
    kept = "" if tree.args.get("distinct") else ", repeated rows included"
    yield f"{_SET_WORDS.get(type(tree), 'Combines two queries')}{kept}."
    yield from _named("First query", _sentences(tree.this, words))
    yield from _named("Second query", _sentences(tree.expression, words))
    yield from _ordered(tree, words)


def _select(tree: exp.Select, words: Words) -> Iterator[str]:
    yield from _inner_queries(tree, words)
    yield from _read(tree, words)
    where = tree.args.get("where")
    if where:
        yield f"Keeps the rows where {words.conditions(where.this)}."
    group = tree.args.get("group")
    if group:
        keys = [_position(key, tree) for key in group.expressions]
        yield (
            f"Makes one row for each {series([words.value(key) for key in keys])}."
            if keys
            else ("Groups the rows by all that is shown and not computed from several rows.")
        )
    having = tree.args.get("having")
    if having:
        yield f"Keeps the groups where {words.conditions(having.this)}."
    yield from _shown(tree, words)
    yield from _ordered(tree, words)


def _inner_queries(tree: exp.Select, words: Words) -> Iterator[str]:
    for source in _sources(tree):
        if isinstance(source, exp.Subquery):
            yield from _named(
                f"First, as {source.alias or 'a query of its own'}", _sentences(source.this, words)
            )


def _sources(tree: exp.Select) -> list[exp.Expr]:
    from_ = tree.args.get("from_")
    return [*([from_.this] if from_ else []), *(join.this for join in tree.args.get("joins") or [])]


def _read(tree: exp.Select, words: Words) -> Iterator[str]:
    from_ = tree.args.get("from_")
    if from_ is None:
        return
    yield f"Reads {_source(from_.this, words)}."
    for join in tree.args.get("joins") or []:
        yield f"Joins each row {_joined(join, words)}."


def _source(node: exp.Expr, words: Words) -> str:
    if isinstance(node, exp.Subquery):
        return node.alias or "the query above"
    plain = ".".join(part.name for part in node.parts) if isinstance(node, exp.Table) else words.sql(node)
    is_renamed = isinstance(node, exp.Table) and node.alias not in ("", plain)
    return f"{plain} (as {node.alias})" if is_renamed else plain


def _joined(join: exp.Join, words: Words) -> str:
    way = _JOIN_WORDS.get((join.side or join.kind or "").upper(), "with the rows of")
    text = f"{way} {_source(join.this, words)}"
    on, using = join.args.get("on"), join.args.get("using")
    if on is not None:
        keys = [part.unnest() for part in on.unnest().flatten()] if isinstance(on.unnest(), exp.And) else [on]
        text += " where " + " and ".join(words.sql(key) for key in keys)
    elif using:
        text += f" that have the same {words.sql_list(using)}"
    return text


def _position(key: exp.Expr, tree: exp.Select) -> exp.Expr:
    """What `GROUP BY 1` or an alias means."""
    if isinstance(key, exp.Literal) and key.is_int and 0 < int(key.this) <= len(tree.expressions):
        shown: exp.Expr = tree.expressions[int(key.this) - 1].unalias()
        return shown
    if not isinstance(key, exp.Column) or key.table:
        return key
    named = (item.this for item in tree.expressions if isinstance(item, exp.Alias) and item.alias == key.name)
    meant = next(named, None)
    return meant if isinstance(meant, exp.Expr) else key


def _sorted_by(key: exp.Expr, tree: exp.Expr) -> exp.Expr:
    """The key with what `ORDER BY 2` means in place of the figure."""
    place = key.this if isinstance(key, exp.Ordered) else None
    if isinstance(tree, exp.Select) and isinstance(place, exp.Literal):
        return exp.Ordered(this=_position(place, tree).copy(), desc=key.args.get("desc"))
    return key


def _shown(tree: exp.Select, words: Words) -> Iterator[str]:
    shown = [_projection(item, words) for item in tree.expressions]
    only = "each different " if tree.args.get("distinct") else ""
    yield f"Shows {only}{series(shown)}."


def _projection(item: exp.Expr, words: Words) -> str:
    if isinstance(item, exp.Star):
        return "all columns"
    text = words.value(item)
    return f"{text} (as {item.alias})" if item.alias and item.alias != text else text


def _ordered(tree: exp.Expr, words: Words) -> Iterator[str]:
    order, limit, offset = (tree.args.get(part) for part in ("order", "limit", "offset"))
    if order:
        yield f"Sorts by {series([words.ordered(_sorted_by(key, tree)) for key in order.expressions])}."
    if offset:
        yield f"Leaves out the first {words.sql(offset.expression)} rows."
    count = limit.args.get("count") or limit.args.get("expression") if limit else None
    if count is not None:
        yield (
            f"Keeps the first {words.sql(count)} rows." if words.sql(count) != "1" else "Keeps the first row."
        )


def _other(tree: exp.Expr, words: Words) -> Iterator[str]:
    """Statements that write, and those without a form of their own."""
    query = tree.args.get("expression")
    target = tree.this if isinstance(tree.this, exp.Expr) else None
    verb = {
        "Insert": "Adds rows to",
        "Update": "Changes rows of",
        "Delete": "Removes rows from",
        "Create": "Makes",
    }
    if type(tree).__name__ not in verb or target is None:
        yield f"Runs: {words.sql(tree)}."
        return
    yield f"{verb[type(tree).__name__]} {words.sql(target)}."
    where = tree.args.get("where")
    if where:
        yield f"Only the rows where {words.conditions(where.this)}."
    if isinstance(query, exp.Query):
        yield from _sentences(query, words)
