"""Edits of a statement's tree: a condition, a group, a figure, an order or a limit more, or another one."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from iopsdata_jupyter.catalog.models import Catalog, Table
from iopsdata_jupyter.text_to_sql.relations import source_nodes
from iopsdata_jupyter.text_to_sql.resolving import Resolver, conjuncts


class CannotRefineError(Exception):
    """A change that cannot be made soundly; the message is a sentence for the user."""


def require_plain(tree: exp.Expr) -> exp.Select:
    """The tree as a query that can be edited: one level, over tables.

    Raises:
        CannotRefineError: it is another kind of statement.
    """
    inner = [node for node in tree.find_all(exp.Select) if not node.find_ancestor(exp.Where)]
    involved = tree.find(exp.Window) is not None or tree.args.get("distinct") or len(inner) != 1
    if not isinstance(tree, exp.Select) or involved:
        raise CannotRefineError("The last statement is too involved to be changed word by word.")
    return tree


class Editor:
    """Edits one query in place; every column of it is written with its table."""

    def __init__(self, select: exp.Select, catalog: Catalog) -> None:
        self.select = select
        self._catalog = catalog

    @property
    def tables(self) -> dict[str, Table]:
        """Tables by what the query calls them; FROM first."""
        return Resolver(self._catalog).tables(self.select)

    @property
    def figures(self) -> list[exp.Expr]:
        """The projections that are computed over several rows."""
        return [item for item in self.select.expressions if item.find(exp.AggFunc)]

    # --- conditions

    def keep(self, probe: exp.Select, *, negated: bool = False) -> list[exp.Expr]:
        """Adds the conditions of a probe, in place of those on the same columns; what was added."""
        names = self._joined(probe)
        where = probe.args["where"].this.unnest()
        added = [self._renamed(part, names) for part in conjuncts(where)]
        if negated:
            added = [_negation(added)]
        current = self.select.args.get("where")
        kept = [part for part in (conjuncts(current.this) if current else []) if not _overrides(added, part)]
        self.select.set("where", exp.Where(this=exp.and_(*kept, *added)))
        return added

    # --- groups

    def group(self, probe: exp.Select, *, instead: bool) -> list[exp.Expr]:
        """Adds the groups of a probe, or puts them in place of those that are there; what was added."""
        if not self.figures:
            raise CannotRefineError("The last statement lists rows; there is no figure to group.")
        names = self._joined(probe)
        keys = [self._renamed(key, names) for key in probe.args["group"].expressions]
        shown = [self._renamed(item, names) for item in probe.expressions if not item.find(exp.AggFunc)]
        own = self.select.args.get("group")
        old = [] if instead or own is None else list(own.expressions)
        figures = self.figures
        others = [item for item in self.select.expressions if item not in figures]
        self.select.set("expressions", _different([*([] if instead else others), *shown]) + figures)
        self.select.set("group", exp.Group(expressions=_different([*old, *keys])))
        self._order_groups(probe, names, instead=instead)
        return shown

    def _order_groups(self, probe: exp.Select, names: dict[str, exp.Identifier], *, instead: bool) -> None:
        order = self.select.args.get("order")
        if order and instead:
            aliases = {item.alias_or_name for item in self.figures}
            stays = [key for key in order.expressions if key.find(exp.AggFunc) or key.this.name in aliases]
            self.select.set("order", exp.Order(expressions=stays) if stays else None)
        if not self.select.args.get("order") and probe.args.get("order"):
            self.select.set("order", self._renamed(probe.args["order"], names))

    # --- figures

    def measure(self, probe: exp.Select) -> list[exp.Expr]:
        """Puts the figure of a probe in place of those that are shown; what was added."""
        if not self.figures:
            raise CannotRefineError("The last statement lists rows; it shows no figure.")
        names = self._joined(probe)
        added = [self._renamed(item, names) for item in probe.expressions]
        figures = self.figures
        aliases = {item.alias for item in figures if item.alias}
        self.select.set("expressions", [i for i in self.select.expressions if i not in figures] + added)
        order = self.select.args.get("order")
        for key in order.expressions if order else []:
            if key.find(exp.AggFunc) or key.this.name in aliases:
                key.set("this", _reference(added[0]))
        return added

    # --- order and limit

    def order(self, phrase: str, *, descending: bool) -> None:
        """Sorts by a projection that is named, else by the figure, else by what is sorted by already."""
        target = self._shown(phrase) if phrase else None
        if phrase and target is None:
            raise CannotRefineError(f"The last answer shows no {phrase!r} to sort by.")
        if target is None:
            target = self._default_order()
        key = exp.Ordered(this=target, desc=descending, nulls_first=False)
        self.select.set("order", exp.Order(expressions=[key]))

    def _default_order(self) -> exp.Expr:
        order = self.select.args.get("order")
        if order:
            found: exp.Expr = order.expressions[0].this.copy()
            return found
        shown = (self.figures or self.select.expressions)[-1]
        if isinstance(shown.unalias(), exp.Star):
            raise CannotRefineError("The last answer has no figure to sort by.")
        return _reference(shown)

    def _shown(self, phrase: str) -> exp.Expr | None:
        wanted = _letters(phrase)
        for item in self.select.expressions:
            if _letters(item.alias_or_name) in (wanted, wanted.rstrip("s")):
                return _reference(item)
        ending = [item for item in self.select.expressions if _letters(item.alias_or_name).endswith(wanted)]
        return _reference(ending[0]) if len(ending) == 1 else None

    def limit(self, count: int, *, ranked: bool, descending: bool) -> None:
        """Keeps that many rows; of the highest or lowest where they are ranked."""
        if count < 1:
            raise CannotRefineError("There is no first row of none.")
        if ranked or not self.select.args.get("order"):
            self.order("", descending=descending)
        self.select.limit(count, copy=False)

    # --- joins

    def _joined(self, probe: exp.Select) -> dict[str, exp.Identifier]:
        """What the query calls each table of a probe; those that are missing are joined to it."""
        names = self._names()
        theirs = Resolver(self._catalog).tables(probe)
        for join in probe.args.get("joins") or []:
            table = theirs[join.this.alias_or_name.casefold()]
            if table.name.casefold() in names:
                continue
            if not _is_one(table, join):
                raise CannotRefineError(f"Rows of {table.name} would repeat those of the last answer.")
            names[table.name.casefold()] = exp.to_identifier(
                join.this.this.name, quoted=join.this.this.quoted
            )
            self.select.append("joins", self._renamed(join, names))
        return names

    def _names(self) -> dict[str, exp.Identifier]:
        found: dict[str, exp.Identifier] = {}
        for node in source_nodes(self.select):
            table = self.tables.get(node.alias_or_name.casefold())
            if table is None or table.name.casefold() in found:
                raise CannotRefineError("The last statement is too involved to be changed word by word.")
            found[table.name.casefold()] = exp.to_identifier(node.alias_or_name)
        return found

    def _renamed(self, tree: exp.Expr, names: dict[str, exp.Identifier]) -> exp.Expr:
        """A copy of a piece of a probe with the names that this query has for its tables."""
        tree = tree.copy()
        inner = {id(column) for query in tree.find_all(exp.Select) for column in query.find_all(exp.Column)}
        for column in tree.find_all(exp.Column):
            name = column.table.casefold()
            if name in names:
                column.set("table", names[name].copy())
            elif column.table and id(column) not in inner:
                raise CannotRefineError(f"{column.table} is no table of the last answer.")
        return tree


def _negation(parts: list[exp.Expr]) -> exp.Expr:
    first = parts[0]
    if len(parts) == 1 and isinstance(first, exp.EQ):
        return exp.NEQ(this=first.this.copy(), expression=first.expression.copy())
    return exp.not_(exp.paren(exp.and_(*parts)))


def _overrides(added: list[exp.Expr], old: exp.Expr) -> bool:
    """Whether a condition is about the same columns as a new one; two bounds of a number go together."""
    return any(_columns(part) == _columns(old) and not _are_bounds(part, old) for part in added)


def _columns(tree: exp.Expr) -> frozenset[str]:
    return frozenset(column.sql().casefold() for column in tree.find_all(exp.Column))


def _are_bounds(new: exp.Expr, old: exp.Expr) -> bool:
    bounds = (exp.GT, exp.GTE, exp.LT, exp.LTE)
    both = isinstance(new, bounds) and isinstance(old, bounds)
    numbers = all(not node.is_string for node in (*new.find_all(exp.Literal), *old.find_all(exp.Literal)))
    ups = (exp.GT, exp.GTE)
    excluded = isinstance(new, exp.NEQ | exp.Not) and isinstance(old, exp.NEQ | exp.Not)
    return excluded or (both and numbers and isinstance(new, ups) != isinstance(old, ups))


def _different(items: list[exp.Expr]) -> list[exp.Expr]:
    return list({item.unalias().sql().casefold(): item for item in reversed(items)}.values())[::-1]


def _reference(item: exp.Expr) -> exp.Expr:
    """How ORDER BY names a projection."""
    return exp.column(item.args["alias"].copy()) if isinstance(item, exp.Alias) else item.copy()


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _is_one(table: Table, join: exp.Join) -> bool:
    """Whether at most one row of a table joins each row: its whole key is in the condition."""
    on = join.args.get("on")
    if on is None or join.side or join.kind:
        return False
    compared = {column.name.casefold() for column in _keys(on, join.this.alias_or_name)}
    key = {name.casefold() for name in table.primary_key}
    return bool(key) and key <= compared if key else compared == {"id"} or len(compared) == 1


def _keys(on: exp.Expr, name: str) -> Iterator[exp.Column]:
    for part in conjuncts(on):
        if isinstance(part, exp.EQ):
            for side in (part.this, part.expression):
                if isinstance(side, exp.Column) and side.table.casefold() == name.casefold():
                    yield side
