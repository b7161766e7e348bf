"""What stands in FROM: tables, CTEs, subqueries, functions, unnested arrays, VALUES, and joins of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from iopsdata_jupyter.lineage.flows import MutableOrigins, add_all
from iopsdata_jupyter.lineage.models import STAR
from iopsdata_jupyter.lineage.pivots import matched, pivoted
from iopsdata_jupyter.lineage.relations import Output, Relation, Scope, Source, renamed
from iopsdata_jupyter.lineage.setops import united

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.queries import Queries

_FILE_READER = re.compile(
    r"^(?:read|scan)_|_scan$|^(?:parquet|csv|json)_?(?:scan|auto)?$|^(?:s3|url|file|files|gcs|hdfs|openrowset)$",
    re.IGNORECASE,
)


def add_from(node: exp.Expr, scope: Scope, queries: Queries) -> None:
    """Adds what FROM, JOIN and LATERAL VIEW of a statement bring; join conditions shape all of it."""
    from_ = node.args.get("from_")
    if from_ is not None:
        add_source(from_.this, scope, queries)
    add_joins(node, scope, queries)
    match = node.args.get("match")
    if match is not None and scope.sources:
        last = scope.sources.pop()
        scope.sources.append(
            Source(_alias_key(match, queries), matched(last.relation, match, scope, queries))
        )


def add_joins(node: exp.Expr, scope: Scope, queries: Queries) -> None:
    """Adds the joins and laterals that hang on a node."""
    for lateral in node.args.get("laterals") or ():
        add_source(lateral, scope, queries)
    for join in node.args.get("joins") or ():
        _add_join(join, scope, queries)


def _add_join(join: exp.Expr, scope: Scope, queries: Queries) -> None:
    before = len(scope.sources)
    add_source(join.this, scope, queries)
    if len(scope.sources) <= before:
        return
    on = join.args.get("on")
    if on is not None:
        add_all(scope.shape, queries.origins(on, scope, "JOIN"))
    shared = [(item.name, queries.key_of(item)) for item in _using(join)]
    if str(join.args.get("method") or "").upper() == "NATURAL":
        shared = _natural(scope.sources[:before], scope.sources[-1])
    for name, key in shared:
        _merge(key, scope, before)
        column = exp.column(exp.to_identifier(name, quoted=key != key.casefold()))
        add_all(scope.shape, queries.origins(column, scope, "JOIN"))
    if str(join.args.get("kind") or "").upper() in ("SEMI", "ANTI"):
        _hide(scope, before)


def _hide(scope: Scope, before: int) -> None:
    """The right side of a semi or anti join: it decides over rows, and no column of it is seen."""
    for source in scope.sources[before:]:
        add_all(scope.shape, source.relation.indirect)
    hidden = scope.sources[before:]
    del scope.sources[before:]
    for key, holders in list(scope.merged.items()):
        seen = [holder for holder in holders if not any(holder is one for one in hidden)]
        if len(seen) > 1:
            scope.merged[key] = seen
        else:
            del scope.merged[key]


def _using(join: exp.Expr) -> list[exp.Expr]:
    return [item.this if isinstance(item, exp.Column) else item for item in join.args.get("using") or ()]


def _natural(left: list[Source], right: Source) -> list[tuple[str, str]]:
    """The columns that both sides are known to have."""
    known = {output.key for source in left for output in source.relation.outputs if output.key != STAR}
    return [(output.name, output.key) for output in right.relation.outputs if output.key in known]


def _merge(key: str, scope: Scope, before: int) -> None:
    holders = scope.merged.get(key) or _holders(key, scope.sources[:before])
    scope.merged[key] = [*holders, *scope.sources[before:]]


def _holders(key: str, sources: list[Source]) -> list[Source]:
    """Who brings a USING column from the left: those known to have it, else the first that could."""
    sure = [source for source in sources if source.relation.known(key) is not None]
    return sure[:1] or [source for source in sources if not source.relation.closed][:1]


def add_source(node: exp.Expr, scope: Scope, queries: Queries) -> None:
    """Adds one item of a FROM clause."""
    if isinstance(node, exp.Final):
        node = node.this
    if isinstance(node, exp.Table):
        _add_table(node, scope, queries)
    elif isinstance(node, (exp.Subquery, exp.Paren)):
        _add_subquery(node, scope, queries)
    elif isinstance(node, exp.Lateral):
        _add_lateral(node, scope, queries)
    elif isinstance(node, exp.Unnest):
        _add_unnest(node, scope, queries)
    elif isinstance(node, exp.Values):
        _add(node, _values(node, scope, queries), scope, queries)
    elif isinstance(node, exp.Query):
        _add(node, queries.resolve(node, scope.parent), scope, queries)
    elif isinstance(node, exp.Pivot):
        _add_pivot_statement(node, scope, queries)
    elif isinstance(node, exp.Alias):  # ClickHouse's ARRAY JOIN arr AS b
        origins = queries.origins(node.this, scope, "TRANSFORMATION")
        alias = node.args["alias"]
        output = Output(alias.name, queries.key_of(alias), origins)
        scope.sources.append(Source("", Relation([output])))
    else:
        _add(node, _function(node, scope, queries), scope, queries)


# ------------------------------------------------------------------------------------------------- tables


def _add_table(node: exp.Expr, scope: Scope, queries: Queries) -> None:
    relation, path = _table_relation(node, scope, queries)
    own = queries.key_of(node.this) if isinstance(node.this, exp.Identifier) else ""
    _add(node, relation, scope, queries, own=own, path=path)


def _table_relation(node: exp.Expr, scope: Scope, queries: Queries) -> tuple[Relation, tuple[str, ...]]:
    name = node.this
    if isinstance(name, exp.Func):
        return _function(name, scope, queries), ()
    if isinstance(name, exp.Identifier) and not node.args.get("db"):
        cte = scope.ctes.get(queries.key_of(name))
        if cte is not None:
            return cte, ()
    parts = [part for part in (node.args.get(key) for key in ("catalog", "db", "this")) if part]
    if len(parts) > 1 and _is_unnested_path(parts, scope, queries):
        column = exp.column(*reversed(parts[:2])) if len(parts) == 2 else exp.column(parts[1], table=parts[0])
        return Relation(anything=queries.origins(column, scope, "TRANSFORMATION")), ()
    key = queries.context.key(node)  # type: ignore[arg-type]
    return queries.context.read(key), tuple(queries.key_of(part) for part in parts)


def _is_unnested_path(parts: list[exp.Expr], scope: Scope, queries: Queries) -> bool:
    """Whether `t.arr` in FROM walks an array of a table that stands before it."""
    return queries.context.dialect in ("bigquery", "redshift", "spark", "databricks") and any(
        source.key == queries.key_of(parts[0]) for source in scope.sources
    )


def _add_subquery(node: exp.Expr, scope: Scope, queries: Queries) -> None:
    inner = node.this
    if isinstance(inner, (exp.Table, exp.Subquery)) and not node.alias and not node.args.get("pivots"):
        # Parentheses around a join: its tables keep their names.
        add_source(inner, scope, queries)
        add_joins(node, scope, queries)
        return
    relation = queries.resolve(inner, _around(node, scope, queries))
    _add(node, relation, scope, queries)


def _around(node: exp.Expr, scope: Scope, queries: Queries) -> Scope:
    """What a subquery in FROM can see: CTEs, and the query around, but not its neighbours."""
    outside = Scope(scope.ctes, scope.parent, scalars=scope.scalars)
    return queries.opened(node, outside)


def _add(
    node: exp.Expr,
    relation: Relation,
    scope: Scope,
    queries: Queries,
    *,
    own: str = "",
    path: tuple[str, ...] = (),
) -> None:
    """Adds a relation under its alias, behind its pivots, with what is joined inside it."""
    alias = node.args.get("alias")
    inner_key = _alias_key(node, queries) or own
    key, pivots = inner_key, node.args.get("pivots") or ()
    relation = renamed(relation, queries.names_of(alias)) if alias is not None else relation
    for pivot in pivots:
        relation = pivoted(relation, pivot, Source(key, relation, path), scope, queries)
        key = _alias_key(pivot, queries) or key
    scope.sources.append(Source(key, relation, () if alias is not None else path))
    add_joins(node, scope, queries)


def _alias_key(node: exp.Expr, queries: Queries) -> str:
    alias = node.args.get("alias")
    if isinstance(alias, exp.TableAlias) and alias.this is not None:
        return queries.key_of(alias.this)
    return ""


# ---------------------------------------------------------------------------------------------- functions


def _add_lateral(node: exp.Expr, scope: Scope, queries: Queries) -> None:
    inner = node.this
    if isinstance(inner, (exp.Subquery, exp.Query)):
        relation = queries.resolve(inner, scope)
    elif isinstance(inner, exp.Unnest):
        relation = _unnested(inner, scope, queries)
    else:
        relation = _function(inner, scope, queries)
    _add(node, relation, scope, queries)


def _function(node: exp.Expr, scope: Scope, queries: Queries) -> Relation:
    """A table function: any column of it comes from its arguments."""
    paths = _files(node)
    if paths:
        return united([queries.context.read(queries.context.path_key(path)) for path in paths], by_name=False)
    named = _named_table(node)
    if named is not None:
        return queries.context.read(queries.context.key(named))
    passed = _passed_through(node)
    if passed is not None:
        return queries.resolve(passed, Scope({}))
    origins = queries.origins(node, scope, "TRANSFORMATION")
    outputs = [Output(name, queries.context.fold(name, False), origins) for name in _declared(node)]  # noqa: FBT003
    return Relation(outputs, anything=None if outputs else origins)


_REMOTE = frozenset({"remote", "remotesecure", "cluster", "clusterallreplicas"})
"""Functions of ClickHouse that read a table of another server."""
_PASSES = frozenset({"openquery", "external_query", "query", "table", "dblink"})
"""Functions that send a query as text to another server: T-SQL, BigQuery, Trino, PostgreSQL."""


def _named_table(node: exp.Expr) -> exp.Table | None:
    """The table in Snowflake's IDENTIFIER('s.t') and TABLE('s.t'), and in ClickHouse's remote(host, s.t)."""
    if isinstance(node, exp.Anonymous) and node.name.casefold() in _REMOTE and len(node.expressions) > 1:
        return _table_in(node.expressions[1])
    inner = node.this
    is_name = isinstance(node, (exp.TableFromRows, getattr(exp, "DynamicIdentifier", exp.TableFromRows)))
    return exp.to_table(inner.name) if is_name and isinstance(inner, exp.Literal) else None


def _table_in(node: exp.Expr) -> exp.Table | None:
    if isinstance(node, exp.Column):
        parts = [part.copy() for part in node.parts]
        return exp.Table(this=parts[-1], db=parts[-2] if len(parts) > 1 else None)
    return exp.to_table(node.name) if isinstance(node, exp.Literal) and node.is_string else None


def _passed_through(node: exp.Expr) -> exp.Expr | None:
    """The query that a function sends on as text; its words are those of another server."""
    if not (isinstance(node, exp.Anonymous) and node.name.casefold() in _PASSES):
        return None
    texts = [one.name for one in node.find_all(exp.Literal) if one.is_string]
    found = next((text for text in texts if re.match(r"\s*(?:SELECT|WITH)\b", text, re.IGNORECASE)), None)
    if found is None:
        return None
    try:
        return sqlglot.parse_one(found)
    except sqlglot.errors.SqlglotError:
        return None


def _files(node: exp.Expr) -> list[str]:
    """The files that a function reads by name."""
    name = (
        node.name
        if isinstance(node, exp.Anonymous)
        else node.sql_name()
        if isinstance(node, exp.Func)
        else ""
    )
    if not (isinstance(node, (exp.ReadCSV, exp.ReadParquet)) or _FILE_READER.search(name)):
        return []
    first = (
        node.expressions[0]
        if isinstance(node, (exp.Anonymous, exp.ReadParquet)) and node.expressions
        else node.this
    )
    if isinstance(first, exp.EQ) and name.casefold() == "files":  # StarRocks: FILES('path' = '...')
        first = first.expression
    listed = first.expressions if isinstance(first, exp.Array) else [first]
    return [one.name for one in listed if isinstance(one, exp.Literal) and one.is_string]


def _declared(node: exp.Expr) -> list[str]:
    """The columns that JSON_TABLE, XMLTABLE or OPENJSON declare."""
    kinds = (exp.JSONColumnDef, exp.OpenJSONColumnDef)
    declared = [item.name for item in node.find_all(*kinds) if item.name]
    if isinstance(node, exp.XMLTable):
        declared += [item.name for item in node.args.get("columns") or ()]
    return declared


def _add_unnest(node: exp.Expr, scope: Scope, queries: Queries) -> None:
    relation = _unnested(node, scope, queries)
    alias = node.args.get("alias")
    key = _alias_key(node, queries)
    names = queries.names_of(alias)
    if not key and names:
        key = names[0][1]  # BigQuery's `UNNEST(arr) AS n`: n names the row and its fields
    scope.sources.append(Source(key, renamed(relation, names)))
    add_joins(node, scope, queries)


def _unnested(node: exp.Expr, scope: Scope, queries: Queries) -> Relation:
    origins = queries.origins(node, scope, "TRANSFORMATION")
    alias = node.args.get("alias")
    names = queries.names_of(alias)
    if not names and alias is not None and alias.this is not None:
        names = [(alias.this.name, queries.key_of(alias.this))]
    outputs = [Output(name, key, origins) for name, key in names]
    if len(names) == len(node.expressions) > 1:  # several arrays, side by side
        outputs = [
            Output(name, key, queries.origins(array, scope, "TRANSFORMATION"))
            for (name, key), array in zip(names, node.expressions, strict=True)
        ]
    offset = node.args.get("offset")
    if isinstance(offset, exp.Identifier):
        outputs.append(Output(offset.name, queries.key_of(offset), {}))
    return Relation(outputs, anything=origins)


# ------------------------------------------------------------------------------------------------- values


def _values(node: exp.Expr, scope: Scope, queries: Queries) -> Relation:
    """Rows written out; each column takes from the expressions at its place."""
    rows = [row.expressions if isinstance(row, exp.Tuple) else [row] for row in node.expressions]
    width = max((len(row) for row in rows), default=0)
    outputs = []
    for place in range(width):
        found: MutableOrigins = {}
        for row in rows:
            if place < len(row) and not isinstance(row[place], exp.Literal):
                add_all(found, queries.origins(row[place], scope))
        node_at = rows[0][place] if place < len(rows[0]) else None
        outputs.append(Output(f"column{place + 1}", f"column{place + 1}", found, node_at))
    return Relation(outputs)


def _add_pivot_statement(node: exp.Expr, scope: Scope, queries: Queries) -> None:
    """DuckDB's `PIVOT t ON ...` and `UNPIVOT t ON ...`."""
    inside = Scope(scope.ctes, scope.parent, scalars=scope.scalars)
    add_source(node.this, inside, queries)
    source = inside.sources[0]
    scope.sources.append(Source("", pivoted(source.relation, node, source, inside, queries)))
