"""Lineage of SQL text: statements -> parse trees -> relations -> edges.

The only caller of sqlglot's parser in this package.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import ExecutionError, IopsDataError, UsageError
from iopsdata_jupyter.lineage.dynamic import BUILT, Carried, carried, is_built
from iopsdata_jupyter.lineage.edges import edges_of
from iopsdata_jupyter.lineage.graph import LineageGraph
from iopsdata_jupyter.lineage.models import StatementError, StatementLineage
from iopsdata_jupyter.lineage.names import Spellings, dialect_name
from iopsdata_jupyter.lineage.schema import KnownTables, Schema

if TYPE_CHECKING:
    from sqlglot import exp

    from iopsdata_jupyter.lineage.context import Context
    from iopsdata_jupyter.lineage.facts import Facts
    from iopsdata_jupyter.lineage.script import Piece

_MOST_CHARACTERS = 5_000_000
_OTHER_DDL = re.compile(
    r"\s*(?:ALTER|DROP|CREATE(?!\s+(?:\w+\s+){0,4}?(?:TABLE|VIEW)\b.*\bAS\s*\(*\s*(?:SELECT|WITH)\b))\b",
    re.IGNORECASE | re.DOTALL,
)
"""DDL that moves no rows, also where sqlglot does not know the object."""
_ODD_TREES = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What sqlglot, and a walk over its trees, raise for text that its grammars let pass but that is no SQL, such
as a MERGE branch without a table: parts of the tree are then missing or are flags."""


def lineage(
    sql: str, dialect: str | None = None, *, schema: Schema = None, keep_ctes: bool = False
) -> LineageGraph:
    """Where the tables and columns that `sql` writes or returns come from.

    `sql` may be a script; later statements see the tables that earlier ones make. `schema` tells the columns
    of tables (`{"shop.orders": ["id", "amount"]}`, or a catalog); without it `*` stays `*`, and a column
    that several joined tables could have has no source table. `keep_ctes`: whether edges end at the CTEs of a
    query, as `cte:name`, and begin there again, as drawings want them; else they lead through.

    Raises:
        UsageError: the dialect is not known, or there is no statement.
        ExecutionError: no statement can be read. Where only some cannot, they stand in `errors`.
    """
    from iopsdata_jupyter.lineage.script import split

    if len(sql) > _MOST_CHARACTERS:
        raise UsageError(f"The text has {len(sql):,} characters; {_MOST_CHARACTERS:,} are allowed.")
    script = _Script(sql, dialect_name(dialect), KnownTables(schema), Spellings(), keep_ctes)
    pieces = split(sql, script.dialect)
    if not pieces:
        raise UsageError("There is no statement.", hint="Give a SELECT, an INSERT or another SQL statement.")
    return script.read(pieces)


@dataclass
class _Script:
    """Reads the statements of one script in order."""

    text: str
    dialect: str
    tables: KnownTables
    spellings: Spellings
    keep_ctes: bool = False

    def read(self, pieces: Sequence[Piece]) -> LineageGraph:
        statements: list[StatementLineage] = []
        errors: list[StatementError] = []
        for index, piece in enumerate(pieces):
            try:
                statements.append(self._statement(index, piece))
            except IopsDataError as error:
                errors.append(StatementError(index, piece.sql, piece.start, error))
        if not statements:
            raise errors[0].error
        return LineageGraph(tuple(statements), tuple(errors), dialect=self.dialect)

    def _statement(self, index: int, piece: Piece) -> StatementLineage:
        if piece.body is None:
            return self._one(index, piece, in_block=piece.in_block)
        inside = [one for part in piece.body if (one := self._attempt(index, part)) is not None]
        if piece.kind in ("FUNCTION", "MACRO") and not any(one.targets for one in inside):
            inside = []  # a function that only reads moves no data until it is called
        return _together(index, piece, inside)

    def _attempt(self, index: int, piece: Piece) -> StatementLineage | None:
        """A statement of a body; control flow that reads as none is passed over."""
        try:
            one = self._one(index, piece, in_block=True)
        except IopsDataError:
            return None
        # The result of a query inside a body goes to a variable or nowhere.
        return replace(one, column_edges=tuple(edge for edge in one.column_edges if edge.target_table))

    def _one(self, index: int, piece: Piece, *, in_block: bool) -> StatementLineage:
        inner = carried(piece.sql)
        if inner is not None:
            return replace(self._carried(index, piece, inner), sql=piece.sql, start=piece.start)
        try:
            facts, context = self._facts(piece, in_block=in_block)
        except RecursionError:
            raise ExecutionError("The statement nests too deep to be followed.", sql=self.text) from None
        except _ODD_TREES:
            raise ExecutionError(
                "The statement has a form that cannot be followed.",
                sql=self.text,
                position=piece.start,
                hint="Check it for a missing name; other statements of the script are not affected.",
            ) from None
        spell = self.spellings.table
        result = StatementLineage(
            index=index,
            kind=facts.kind,
            sql=piece.sql,
            start=piece.start,
            sources=tuple(sorted({spell(key) for key in context.reads})),
            targets=tuple(sorted({spell(key) for key in context.writes})),
            column_edges=tuple(edges_of(context.written, context, index)),
            columns=tuple(item.name for item in context.written if item.table is None),
            removed=tuple(spell(key) for key in facts.removed),
            renamed=tuple((spell(old), spell(new)) for old, new in facts.renamed),
            note=BUILT if is_built(piece.sql) else "",
        )
        self._learn(facts)
        return result

    def _carried(self, index: int, piece: Piece, inner: Carried) -> StatementLineage:
        """A statement that stands as text in another; it may be a script or a block itself."""
        from iopsdata_jupyter.lineage.script import split

        pieces = [
            replace(one, start=one.start + piece.start + inner.start)
            for one in split(inner.sql, self.dialect)
        ]
        found = [self._statement(index, one) for one in pieces]
        return found[0] if len(found) == 1 else _together(index, piece, found)

    def _learn(self, facts: Facts) -> None:
        """Keeps the columns of what the statement made for the statements behind it."""
        for key, columns in facts.defined.items():
            name = self.spellings.table(key)
            if facts.kind.startswith("CREATE") or self.tables.columns(name) is None:
                self.tables.learn(name, columns)
        for old, new in facts.renamed:
            known = self.tables.columns(self.spellings.table(old))
            if known is not None:
                self.tables.learn(self.spellings.table(new), known)
                self.tables.forget(self.spellings.table(old))

    # ------------------------------------------------------------------------------------------ parsing

    def _facts(self, piece: Piece, *, in_block: bool) -> tuple[Facts, Context]:
        from iopsdata_jupyter.lineage.facts import Facts
        from iopsdata_jupyter.lineage.queries import Queries
        from iopsdata_jupyter.lineage.rewrites import plain_statement, respelled
        from iopsdata_jupyter.lineage.writes import facts_of, plain_facts

        plain = plain_statement(piece.sql)
        if plain is not None:
            context = self._context(piece, [], in_block=in_block)
            facts = Facts(context, Queries(context), kind=plain.kind)
            tree = None
            if plain.query:
                tree, tokens = self._parsed(plain.query, piece.start + plain.query_start)
                context.spans = self._spans(plain.query, tokens, piece.start + plain.query_start)
            plain_facts(plain, tree, facts, self.dialect)
            return facts, context
        moved = respelled(piece.sql)
        tree, tokens = self._parsed(moved or piece.sql, piece.start, () if moved else piece.tokens)
        context = self._context(piece, () if moved else tokens, in_block=in_block)
        return facts_of(tree, context), context

    def _context(self, piece: Piece, tokens: Sequence[Any], *, in_block: bool) -> Context:
        from iopsdata_jupyter.lineage.context import Context

        spans = self._spans(piece.sql, tokens, piece.start)
        in_block = in_block and self.dialect not in ("tsql", "fabric")
        return Context(
            self.dialect,
            self.tables,
            self.spellings,
            spans,
            in_block=in_block,
            variables=piece.variables,
            keep_ctes=self.keep_ctes,
        )

    def _spans(self, text: str, tokens: Sequence[Any], start: int) -> Any:
        from iopsdata_jupyter.lineage.spans import Spans

        return Spans(text, tokens, start)

    def _parsed(self, text: str, start: int, known: Sequence[Any] = ()) -> tuple[exp.Expr, Sequence[Any]]:
        """The tree of one statement, in the dialect's grammar or, where that fails, in the neutral one.

        `known`: its tokens in the dialect's grammar, where they are there already.
        """
        import sqlglot

        from iopsdata_jupyter.lineage.rewrites import rewritten
        from iopsdata_jupyter.lineage.script import quiet

        failure: Exception | None = None
        changed = rewritten(text)
        for candidate in (text,) if changed == text else (changed, text):
            for dialect in self._grammars(candidate):
                grammar = sqlglot.Dialect.get_or_raise(dialect)
                try:
                    with quiet():
                        reused = bool(known) and candidate is text and dialect == self.dialect
                        tokens = list(known) if reused else grammar.tokenize(candidate)
                        trees = grammar.parser().parse(tokens, candidate)
                except sqlglot.errors.SqlglotError as error:
                    failure = failure or error
                    continue
                found = [tree for tree in trees if tree is not None]
                if found and _is_statement(found[0], candidate):
                    return found[0], tokens
        if failure is None and _OTHER_DDL.match(text):
            return sqlglot.exp.Command(
                this="OTHER"
            ), ()  # an object that holds no rows, of a kind not known here
        raise self._syntax_error(failure, text, start)

    def _grammars(self, text: str) -> Sequence[str]:
        """The grammars to try: the dialect's, the neutral one, and those whose quotes the text has."""
        quotes = ["mysql"] if "`" in text else []
        quotes += ["tsql"] if re.search(r"\[[A-Za-z_]", text) else []
        return list(dict.fromkeys([self.dialect, "", *quotes]))

    def _syntax_error(self, error: Exception | None, text: str, start: int) -> ExecutionError:
        details = getattr(error, "errors", None) or [{}]
        said = str(details[0].get("description") or "this is no statement").rstrip(". ")
        said = re.sub(r"<Token .*?text: (.*?), line: .*", r"\1", said)
        position = _offset(text, details[0]) if error is not None else 0
        line = self.text.count("\n", 0, start + (position or 0)) + 1
        return ExecutionError(
            f"The SQL cannot be read at line {line}: {said}.",
            sql=self.text,
            position=None if position is None else start + position,
            hint=f"The text was read as {self.dialect or 'standard SQL'}; another dialect may fit.",
        )


def _together(index: int, piece: Piece, inside: Sequence[StatementLineage]) -> StatementLineage:
    """The statements of a body as one."""
    return StatementLineage(
        index=index,
        kind=piece.kind,
        sql=piece.sql,
        start=piece.start,
        sources=_distinct(name for one in inside for name in one.sources),
        targets=_distinct(name for one in inside for name in one.targets),
        column_edges=_distinct(edge for one in inside for edge in one.column_edges),
        removed=_distinct(name for one in inside for name in one.removed),
        renamed=_distinct(pair for one in inside for pair in one.renamed),
        note=next((one.note for one in inside if one.note), ""),
        parts=tuple(inside),
    )


def _is_statement(tree: Any, text: str) -> bool:
    """Whether sqlglot understood a statement: a stray word reads as a column, some DDL stays text."""
    from sqlglot import exp

    if isinstance(tree, exp.Command):
        return not re.match(r"\s*(?:CREATE|REPLACE|INSERT|UPSERT|WITH|MERGE|UPDATE)\b", text, re.IGNORECASE)
    if isinstance(tree, (exp.Query, exp.Values, exp.Table, exp.Pivot)):
        return True
    return not isinstance(tree, (exp.Condition, exp.Alias, exp.Aliases, exp.Identifier))


def _offset(text: str, detail: dict[str, Any]) -> int | None:
    """The 0-based place that a parse error names by line and column."""
    line, column = detail.get("line"), detail.get("col")
    if not line or column is None:
        return None
    lines = text.splitlines(keepends=True)
    if line > len(lines):
        return None
    before = sum(len(one) for one in lines[: line - 1])
    return max(0, before + int(column) - max(1, len(str(detail.get("highlight") or ""))))


def _distinct(items: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))
