"""PIVOT, UNPIVOT and MATCH_RECOGNIZE: relations made of another by turning it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlglot import exp

from iopsdata_jupyter.lineage.flows import MutableOrigins, add_all
from iopsdata_jupyter.lineage.models import STAR
from iopsdata_jupyter.lineage.relations import Output, Relation, Scope, Source, renamed

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.queries import Queries


def pivoted(relation: Relation, pivot: exp.Expr, source: Source, scope: Scope, queries: Queries) -> Relation:
    """The relation behind a PIVOT or UNPIVOT clause, or DuckDB's statement of that name."""
    inside = Scope(scope.ctes, scope, sources=[source])
    if pivot.args.get("unpivot"):
        turned = _unpivoted(relation, pivot, inside, queries)
    else:
        turned = _pivoted(relation, pivot, inside, queries)
    alias = pivot.args.get("alias")
    return renamed(turned, queries.names_of(alias)) if isinstance(alias, exp.TableAlias) else turned


def _pivoted(relation: Relation, pivot: exp.Expr, inside: Scope, queries: Queries) -> Relation:
    statement = bool(pivot.args.get("using")) or not pivot.args.get("fields")
    aggregates = pivot.args.get("using") if statement else pivot.expressions
    heads = pivot.expressions if statement else [field.this for field in pivot.args["fields"]]
    values: MutableOrigins = {}
    for aggregate in aggregates or ():
        add_all(values, queries.origins(aggregate, inside))
    for head in heads:
        add_all(values, queries.origins(head, inside, "CONDITIONAL"))
    used = _column_keys([*(aggregates or ()), *heads], queries)
    group = pivot.args.get("group")
    kept = _grouped(group, inside, queries) if group is not None else _remaining(relation, used)
    made = [Output(name, key, values) for name, key in _pivot_names(pivot, queries)]
    if not made:
        made = [Output(STAR, STAR, values)]  # named by the data
    anything = values if relation.closed else None
    return Relation([*kept, *made], relation.indirect, relation.rows, anything)


def _grouped(group: exp.Expr, inside: Scope, queries: Queries) -> list[Output]:
    return [output for item in group.expressions for output in queries.projected(item, inside)]


def _remaining(relation: Relation, used: frozenset[str]) -> list[Output]:
    """The columns that a pivot leaves as they are."""
    return [
        Output(output.name, output.key, output.origins, output.node, output.excluded | used)
        for output in relation.outputs
        if output.key == STAR or output.key not in used
    ]


def _pivot_names(pivot: exp.Expr, queries: Queries) -> list[tuple[str, str]]:
    columns = pivot.args.get("columns")
    if columns:
        return [(column.name, queries.key_of(column)) for column in columns]
    names = [item for field in pivot.args.get("fields") or () for item in field.expressions]
    return [(item.alias_or_name, queries.context.fold(item.alias_or_name, False)) for item in names]  # noqa: FBT003


def _unpivoted(relation: Relation, pivot: exp.Expr, inside: Scope, queries: Queries) -> Relation:
    into = pivot.args.get("into")
    if into is not None or not pivot.args.get("fields"):
        turned = pivot.expressions
        value_names = _identifiers(into.expressions) if into is not None else [exp.to_identifier("value")]
        label_names = _identifiers([into.this]) if into is not None else [exp.to_identifier("name")]
    else:
        fields = pivot.args["fields"]
        turned = [item for field in fields for item in field.expressions]
        value_names = _identifiers(pivot.expressions)
        label_names = _identifiers([field.this for field in fields])
    groups = [_group_of(item) for item in turned]
    outputs = _remaining(relation, _column_keys(turned, queries))
    for place, name in enumerate(value_names):
        found: MutableOrigins = {}
        for group in groups:
            members = group if len(value_names) == 1 else group[place : place + 1]
            for member in members:
                add_all(found, queries.origins(member, inside, "TRANSFORMATION"))
        outputs.append(Output(name.name, queries.key_of(name), found))
    outputs += [Output(name.name, queries.key_of(name), {}) for name in label_names]
    return Relation(outputs, relation.indirect, relation.rows)


def _group_of(item: exp.Expr) -> list[exp.Expr]:
    inner = item.this if isinstance(item, (exp.PivotAlias, exp.Alias)) else item
    return list(inner.expressions) if isinstance(inner, exp.Tuple) else [inner]


def _identifiers(items: Iterable[exp.Expr]) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    for item in items:
        if isinstance(item, exp.Tuple):
            found.extend(_identifiers(item.expressions))
        else:
            found.append(item.this if isinstance(item, exp.Column) else item)
    return found


def _column_keys(items: Iterable[exp.Expr], queries: Queries) -> frozenset[str]:
    return frozenset(queries.key_of(column.this) for item in items for column in item.find_all(exp.Column))


def matched(relation: Relation, match: exp.Expr, scope: Scope, queries: Queries) -> Relation:
    """MATCH_RECOGNIZE: its partition and its measures, with all columns where all rows are returned."""
    inside = Scope(scope.ctes, scope.parent, sources=[Source("", relation)])
    shape: MutableOrigins = dict(relation.indirect)
    for define in match.args.get("define") or ():
        add_all(shape, queries.origins(_bare(define.this), inside, "FILTER"))
    outputs = [
        output for item in match.args.get("partition_by") or () for output in queries.projected(item, inside)
    ]
    if "ALL ROWS" in str(match.args.get("rows") or "").upper():
        outputs = list(relation.outputs)
    for measure in match.args.get("measures") or ():
        alias = measure.this.args["alias"]
        origins = queries.origins(_bare(measure.this.this), inside)
        outputs.append(Output(alias.name, queries.key_of(alias), origins, measure.this.this))
    return Relation(outputs, shape, relation.rows)


def _bare(node: exp.Expr) -> exp.Expr:
    """The expression without qualifiers: in a pattern they name variables, not relations."""
    return node.transform(lambda part: exp.column(part.this.copy()) if isinstance(part, exp.Column) else part)
