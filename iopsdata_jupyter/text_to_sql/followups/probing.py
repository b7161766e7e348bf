"""What a phrase means over a table, found by a small question of its own to the offline translator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sqlglot
from sqlglot import exp

from iopsdata_jupyter.catalog.models import Catalog, Table
from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.text_to_sql.resolving import Resolver, qualified
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest, Translator

SURE = 0.8
"""Answers to a probe below this confidence are guesses, which would change what the user has seen."""

_PREPOSITION = re.compile(r"^(?:for|in|from|with)\s+(?:the\s+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Probe:
    """A small question's answer."""

    select: exp.Select
    """Every column of a table written with that table."""
    base: Table
    """What it counts."""
    found: Translation


class Prober:
    """Asks small questions about one catalog."""

    def __init__(self, translator: Translator, request: TranslationRequest) -> None:
        self._translator = translator
        self._request = request

    @property
    def catalog(self) -> Catalog:
        return self._request.catalog

    def condition(self, tables: Sequence[Table], phrase: str) -> Probe | None:
        """A query over one of `tables`, the first one by choice, that keeps what a phrase says."""
        for table in tables:
            for question in _questions(table, phrase):
                probe = self._ask(question)
                if probe is None or probe.base != table or not _only_filters(probe.select):
                    continue
                if self._occurs(probe.select) and (table == tables[0] or not _has_inner(probe.select)):
                    return Probe(self._near(probe.select, tables), probe.base, probe.found)
        return None

    def _near(self, select: exp.Select, tables: Sequence[Table]) -> exp.Select:
        """The same with a value looked for in a table that is there already, where it occurs there too."""
        where = select.args["where"].this.unnest()
        if not select.args.get("joins") or not isinstance(where, exp.EQ | exp.In):
            return select
        wanted = [node.this for node in where.find_all(exp.Literal) if node.is_string]
        column = where.this
        present = {table.name.casefold() for table in tables}
        if not wanted or not isinstance(column, exp.Column) or column.table.casefold() in present:
            return select
        for table in tables:
            holder = self._holder(table, column.name, wanted)
            if holder:
                near = exp.Column(this=exp.to_identifier(holder), table=exp.to_identifier(table.name))
                column.replace(near)
                select.set("joins", None)
                return select
        return select

    def _holder(self, table: Table, name: str, wanted: list[str]) -> str | None:
        """The column of a table, first one of that name, that holds all values."""
        columns = sorted(table.columns, key=lambda column: column.name.casefold() != name.casefold())
        for column in columns:
            if set(wanted) <= set(self._request.values.values(table.qualified_name, column.name)):
                return column.name
        return None

    def group(self, tables: Sequence[Table], phrase: str) -> Probe | None:
        """A query over one of `tables` that is grouped by what a phrase says."""
        for table in tables:
            # `calls by port` may also be calls that ports have made.
            for wording in ("by", "per", "for each"):
                probe = self._ask(f"how many {_words(table)} {wording} {phrase}")
                if probe and probe.base == table and _only_groups(probe.select):
                    return probe
        return None

    def figure(self, phrase: str) -> Probe | None:
        """A query that computes a figure over all rows."""
        for wording in (phrase, f"total {phrase}", f"how many {phrase}"):
            probe = self._ask(wording)
            if probe and _only_figure(probe.select):
                return probe
        return None

    def _ask(self, question: str) -> Probe | None:
        request = replace(self._request, question=question, history=(), failed=None)
        try:
            found = self._translator.translate(request)
        except TranslationError:
            return None
        tree = qualified(sqlglot.parse_one(found.sql, read=self.catalog.dialect), self.catalog)
        from_ = tree.args.get("from_")
        if found.confidence < SURE or not isinstance(tree, exp.Select) or from_ is None or tree.ctes:
            return None
        base = Resolver(self.catalog).tables(tree).get(from_.this.alias_or_name.casefold())
        return Probe(tree, base, found) if base else None

    def _occurs(self, select: exp.Select) -> bool:
        """Whether the values of the conditions are known ones, where the values of a column are known."""
        resolver = Resolver(self.catalog)
        for node in select.find_all(exp.EQ):
            column, literal = node.this, node.expression
            if isinstance(column, exp.Column) and isinstance(literal, exp.Literal) and literal.is_string:
                home = resolver.column(column)
                known = self._request.values.values(home[0].qualified_name, home[1].name) if home else ()
                if known and literal.this not in known:
                    return False
        return True


def _words(table: Table) -> str:
    return table.name.replace("_", " ")


def _questions(table: Table, phrase: str) -> Iterator[str]:
    """Ways to ask for the rows of a table that a phrase keeps: `shipped orders`, `in 2024`, `Texas`."""
    name = _words(table)
    bare = _PREPOSITION.sub("", phrase)
    if bare.casefold().rstrip("s").endswith(name.casefold().rstrip("s")):
        yield f"how many {bare}"
    yield f"how many {name} {phrase}"
    for word in ("for", "in", "from", "with"):
        yield f"how many {name} {word} {phrase}"


def _has_inner(select: exp.Select) -> bool:
    return len(list(select.find_all(exp.Select))) > 1


def _has(select: exp.Select, *clauses: str) -> bool:
    return any(select.args.get(clause) for clause in clauses)


def _only_filters(select: exp.Select) -> bool:
    is_count = len(select.expressions) == 1 and isinstance(select.expressions[0].unalias(), exp.Count)
    return is_count and _has(select, "where") and not _has(select, "group", "having", "limit")


def _only_groups(select: exp.Select) -> bool:
    return _has(select, "group") and not _has(select, "where", "having", "limit")


def _only_figure(select: exp.Select) -> bool:
    shown = [item.unalias() for item in select.expressions]
    is_figure = len(shown) == 1 and shown[0].find(exp.AggFunc) is not None
    return is_figure and not _has(select, "group", "having", "limit", "where")
