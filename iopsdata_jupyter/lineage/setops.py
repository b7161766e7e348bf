"""UNION, INTERSECT and EXCEPT: columns meet by position or by name, under the first query's names."""

from __future__ import annotations

from collections.abc import Sequence

from iopsdata_jupyter.lineage.flows import MutableOrigins, add_all
from iopsdata_jupyter.lineage.models import STAR
from iopsdata_jupyter.lineage.relations import Output, Relation


def united(relations: Sequence[Relation], taken_away: Sequence[Relation] = (), *, by_name: bool) -> Relation:
    """One relation out of several queries; those of EXCEPT only decide which rows stay."""
    indirect: MutableOrigins = {}
    for relation in relations:
        add_all(indirect, relation.indirect)
    for relation in taken_away:
        for output in relation.outputs:
            add_all(indirect, output.seen("FILTER"))
        add_all(indirect, relation.indirect)
    rows = tuple(dict.fromkeys(table for relation in relations for table in relation.rows))
    outputs = _by_name(relations) if by_name else _by_position(relations)
    return Relation(outputs, indirect, rows)


def _by_position(relations: Sequence[Relation]) -> list[Output]:
    outputs = list(relations[0].outputs)
    collected: list[MutableOrigins] = [dict(output.origins) for output in outputs]
    left_over: list[Output] = []
    for relation in relations[1:]:
        for place, output in enumerate(relation.outputs):
            fits = place < len(outputs) and (output.key == STAR) == (outputs[place].key == STAR)
            if fits:
                add_all(collected[place], output.origins)
            else:
                left_over.append(output)
    merged = [
        Output(output.name, output.key, origins, output.node, output.excluded)
        for output, origins in zip(outputs, collected, strict=True)
    ]
    return merged + left_over


def _by_name(relations: Sequence[Relation]) -> list[Output]:
    named: dict[str, Output] = {}
    collected: dict[str, MutableOrigins] = {}
    for relation in relations:
        for output in relation.outputs:
            named.setdefault(output.key, output)
            add_all(collected.setdefault(output.key, {}), output.origins)
    return [Output(output.name, key, collected[key], output.node) for key, output in named.items()]
