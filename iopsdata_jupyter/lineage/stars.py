"""`*`, `t.*` and what EXCEPT, REPLACE and RENAME do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.lineage.flows import MutableOrigins, Origin, add_all
from iopsdata_jupyter.lineage.models import STAR
from iopsdata_jupyter.lineage.relations import Output, Relation, Scope, Source

if TYPE_CHECKING:
    from sqlglot import exp

    from iopsdata_jupyter.lineage.queries import Queries


def of_source(relation: Relation) -> list[Output]:
    """The columns of a relation, without those that one of its unexpanded stars brings anyway."""
    outputs = list(relation.outputs)
    if relation.anything is not None and not outputs:
        outputs.append(Output(STAR, STAR, relation.anything))
    brought = {origin for star in relation.stars for origin in star.origins if origin[1] == STAR}
    if not brought or len(outputs) == len(relation.stars):
        return outputs
    return [output for output in outputs if output.key == STAR or not _is_brought(output, brought)]


def _is_brought(output: Output, brought: set[Origin]) -> bool:
    """Whether a column is the star's own column of the same name, and nothing else."""
    return bool(output.origins) and all(
        column == output.key and (table, STAR, subtype) in brought
        for table, column, subtype in output.origins
    )


def of_scope(scope: Scope) -> list[Output]:
    """The columns of all relations in the FROM clause, those merged by USING once."""
    if not scope.merged:
        return [output for source in scope.sources for output in of_source(source.relation)]
    outputs: list[Output] = []
    done: set[str] = set()
    for source in scope.sources:
        for output in of_source(source.relation):
            holders = scope.merged.get(output.key)
            if holders is None or not any(holder is source for holder in holders):
                outputs.append(output)
            elif output.key not in done:
                done.add(output.key)
                outputs.append(_coalesced(output, holders))
    return outputs


def _coalesced(output: Output, holders: list[Source]) -> Output:
    found: MutableOrigins = {}
    for holder in holders:
        known = holder.relation.known(output.key)
        if known is not None:
            add_all(found, known.origins)
        for behind in holder.relation.behind_stars(output.key) if known is None else ():
            add_all(found, behind.origins)
    return Output(output.name, output.key, found)


def modified(outputs: list[Output], star: exp.Expr | None, scope: Scope, queries: Queries) -> list[Output]:
    """The columns behind `EXCEPT (...)`, `REPLACE (... AS ...)` and `RENAME (... AS ...)`."""
    arguments = star.args if star is not None else {}
    excluded = frozenset(_keys(arguments.get("except_") or (), queries))
    replaced = {queries.key_of(item.args["alias"]): item for item in _items(arguments.get("replace"))}
    new_names = {
        _keys([item.this], queries)[0]: item.args["alias"] for item in _items(arguments.get("rename"))
    }
    if not (excluded or replaced or new_names):
        return outputs
    return [
        made
        for output in outputs
        if output.key not in excluded
        for made in _changed(output, excluded, replaced, new_names, scope, queries)
    ]


def _changed(
    output: Output,
    excluded: frozenset[str],
    replaced: dict[str, exp.Expr],
    new_names: dict[str, exp.Expr],
    scope: Scope,
    queries: Queries,
) -> list[Output]:
    if output.key == STAR:
        gone = output.excluded | excluded | frozenset(replaced) | frozenset(new_names)
        kept = Output(STAR, STAR, output.origins, excluded=gone)
        made = [_replacement(item, scope, queries) for item in replaced.values()]
        return [kept, *made, *_renamed_behind(output, new_names, queries)]
    if output.key in replaced:
        return [_replacement(replaced[output.key], scope, queries)]
    if output.key in new_names:
        alias = new_names[output.key]
        return [Output(alias.name, queries.key_of(alias), output.origins, output.node)]
    return [output]


def _replacement(item: exp.Expr, scope: Scope, queries: Queries) -> Output:
    alias = item.args["alias"]
    return Output(alias.name, queries.key_of(alias), queries.origins(item.this, scope), item.this)


def _renamed_behind(star: Output, new_names: dict[str, exp.Expr], queries: Queries) -> list[Output]:
    relation = Relation([star])
    return [
        Output(alias.name, queries.key_of(alias), behind.origins)
        for key, alias in new_names.items()
        for behind in relation.behind_stars(key)
    ]


def _items(value: object) -> list[exp.Expr]:
    return [item for item in value if item.args.get("alias")] if isinstance(value, list) else []


def _keys(items: Any, queries: Queries) -> list[str]:
    listed = items if isinstance(items, (list, tuple)) else [items]
    return [queries.key_of(item.this if hasattr(item.this, "args") else item) for item in listed]
