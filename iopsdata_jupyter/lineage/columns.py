"""What a column reference means: which relation holds it, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from iopsdata_jupyter.lineage.flows import Doubt, MutableOrigins, Origins, add_all, doubted, through
from iopsdata_jupyter.lineage.models import Subtype
from iopsdata_jupyter.lineage.relations import Output, Relation, Scope, Source

if TYPE_CHECKING:
    from iopsdata_jupyter.lineage.context import Context


def column_origins(column: exp.Column, scope: Scope, context: Context, subtype: Subtype) -> Origins:
    """Where a column reference takes its value from, behind a step of `subtype`."""
    parts = [part for part in (column.args.get(name) for name in ("catalog", "db", "table", "this")) if part]
    if context.dialect == "snowflake" and parts[-1].name.isdigit():
        parts[-1] = exp.to_identifier(f"${parts[-1].name}")  # a column of a staged file by its place
    keys = [context.fold(part.name, bool(part.args.get("quoted"))) for part in parts]
    if len(keys) == 1:
        return _unqualified(keys[0], parts[0].name, scope, context, subtype)
    return _qualified(keys, [part.name for part in parts], scope, context, subtype)


def _qualified(
    keys: Sequence[str], names: Sequence[str], scope: Scope, context: Context, subtype: Subtype
) -> Origins:
    for cut in range(len(keys) - 1, 0, -1):
        source = scope.source(tuple(keys[:cut]))
        if source is not None:
            # Anything behind the column's own name is a field of a struct.
            step: Subtype = subtype if cut == len(keys) - 1 or subtype != "IDENTITY" else "TRANSFORMATION"
            return _in_relation(source.relation, keys[cut], names[cut], context, step)
    if _is_struct(keys[0], scope, context):
        step = "TRANSFORMATION" if subtype == "IDENTITY" else subtype
        return _unqualified(keys[0], names[0], scope, context, step)
    table = ".".join(keys[:-1])
    context.spellings.note_table(table, ".".join(names[:-1]))
    context.spellings.note_column(table, keys[-1], names[-1])
    doubt = Doubt(0.5, f"{'.'.join(names[:-1])} is not in the FROM clause")
    return through({(table, keys[-1], "IDENTITY"): doubt}, subtype)


def _is_struct(key: str, scope: Scope, context: Context) -> bool:
    """Whether a name that is no source can be a column with fields."""
    here: Scope | None = scope
    while here is not None:
        if any(source.relation.known(key) for source in here.sources) or key in here.aliases:
            return True
        here = here.parent
    return context.has_structs and bool(scope.sources)


def _in_relation(relation: Relation, key: str, name: str, context: Context, subtype: Subtype) -> Origins:
    """The column `key` of a relation that the text names."""
    output = relation.known(key)
    if output is not None:
        return output.seen(subtype)
    behind = relation.behind_stars(key)
    if behind:
        _note_spelling(behind, key, name, context)
        return _of_any(behind, name, subtype)
    if relation.anything is not None:
        return through(relation.anything, subtype if subtype != "IDENTITY" else "TRANSFORMATION")
    output = relation.alike(key)
    if output is not None:
        return doubted(output.seen(subtype), Doubt(0.9, f"{name} and {output.name} differ in case"))
    context.spellings.note_column(relation.table, key, name)
    where = context.spellings.table(relation.table) if relation.table else "the subquery"
    return through(
        {(relation.table, key, "IDENTITY"): Doubt(0.5, f"{where} is not known to have {name}")}, subtype
    )


def _of_any(found: Sequence[Output], name: str, subtype: Subtype) -> Origins:
    if len(found) == 1:
        return found[0].seen(subtype)
    return _unresolved(found[0].key, f"{name} could come from any of {len(found)} relations", subtype)


def _unresolved(key: str, reason: str, subtype: Subtype) -> Origins:
    return through({(None, key, "IDENTITY"): Doubt(0.3, reason)}, subtype)


def _note_spelling(found: Sequence[Output], key: str, name: str, context: Context) -> None:
    for output in found:
        for table, column, _ in output.origins:
            if column == key:
                context.spellings.note_column(table, key, name)
    context.spellings.note_column(None, key, name)


def _unqualified(key: str, name: str, scope: Scope, context: Context, subtype: Subtype) -> Origins:
    if context.is_pseudo(key) and not any(source.relation.known(key) for source in scope.sources):
        return {}
    here: Scope | None = scope
    while here is not None:
        found = _here(key, name, here, context, subtype)
        if found is not None:
            return found
        here = here.parent
    return _last_resort(key, name, scope, context, subtype)


def _here(key: str, name: str, scope: Scope, context: Context, subtype: Subtype) -> Origins | None:
    """The column in this query alone; None where the query around it has to be asked."""
    if key in scope.merged:
        return _merged(key, name, scope.merged[key], context, subtype)
    scalar = scope.scalars.get(key)
    if scalar is not None and not isinstance(scalar, exp.Expr):
        return through(scalar, subtype)
    sure = [found for source in scope.sources if (found := source.relation.known(key)) is not None]
    if sure:
        return _of_known(sure, key, name, scope, subtype)
    if key in scope.aliases and (
        scope.aliases_first or all(source.relation.closed for source in scope.sources)
    ):
        return scope.aliases[key].seen(subtype)
    return _of_open(key, name, scope, context, subtype)


def _merged(key: str, name: str, sources: Sequence[Source], context: Context, subtype: Subtype) -> Origins:
    result: MutableOrigins = {}
    for source in sources:
        add_all(result, _in_relation(source.relation, key, name, context, subtype))
    return result


def _of_known(sure: Sequence[Output], key: str, name: str, scope: Scope, subtype: Subtype) -> Origins:
    if len(sure) > 1:
        return _unresolved(key, f"{name} is in {len(sure)} of the joined relations", subtype)
    if all(source.relation.closed for source in scope.sources):
        return sure[0].seen(subtype)
    others = sum(1 for source in scope.sources if source.relation.stars)
    if others == 0 or len(scope.sources) == 1:
        return sure[0].seen(subtype)
    return doubted(sure[0].seen(subtype), Doubt(0.9, f"another joined relation could have {name} too"))


def _of_open(key: str, name: str, scope: Scope, context: Context, subtype: Subtype) -> Origins | None:
    # `FROM s, generate_series(1, 9) g`: the function's alias names its one column too.
    own = next((one.relation for one in scope.sources if one.key == key and not one.relation.outputs), None)
    if own is not None and own.anything is not None:
        return through(own.anything, subtype if subtype != "IDENTITY" else "TRANSFORMATION")
    behind = [found for source in scope.sources for found in source.relation.behind_stars(key)]
    if behind:
        _note_spelling(behind, key, name, context)
        return _of_any(behind, name, subtype)
    loose = [source.relation.anything for source in scope.sources if source.relation.anything is not None]
    if len(loose) == 1:
        return through(loose[0], subtype if subtype != "IDENTITY" else "TRANSFORMATION")
    return _unresolved(key, f"{name} could come from several functions", subtype) if loose else None


def _last_resort(key: str, name: str, scope: Scope, context: Context, subtype: Subtype) -> Origins:
    """A column that no relation is known to have."""
    for source in scope.sources:
        if key == source.key:  # `SELECT t FROM t`: the whole row
            rows = {(table, "*", "IDENTITY"): None for table in source.relation.rows}
            return through(rows, "TRANSFORMATION" if subtype == "IDENTITY" else subtype)  # type: ignore[arg-type]
    if len(scope.sources) == 1:
        return _in_relation(scope.sources[0].relation, key, name, context, subtype)
    if not scope.sources and key in scope.aliases:
        return scope.aliases[key].seen(subtype)
    if not scope.sources:
        return {}
    context.spellings.note_column(None, key, name)
    return _unresolved(key, f"no relation in the FROM clause is known to have {name}", subtype)
