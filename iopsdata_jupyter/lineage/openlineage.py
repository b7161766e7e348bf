"""The graph as OpenLineage run events with the column lineage facet.

Field names after OpenLineage's core specification 2-0-2, the SQL job facet 1-1-0 and the column lineage
dataset facet 1-2-0.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iopsdata_jupyter.lineage.graph import LineageGraph
    from iopsdata_jupyter.lineage.models import ColumnEdge, Flow, StatementLineage

PRODUCER = "urn:iopsdata-jupyter"
_SPECIFICATION = "https://openlineage.io/spec"
_EVENT_SCHEMA = f"{_SPECIFICATION}/2-0-2/OpenLineage.json#/$defs/RunEvent"
_SQL_SCHEMA = f"{_SPECIFICATION}/facets/1-1-0/SQLJobFacet.json#/$defs/SQLJobFacet"
_COLUMNS_SCHEMA = (
    f"{_SPECIFICATION}/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet"
)


def to_events(
    graph: LineageGraph, *, namespace: str, job: str, at: datetime | None = None
) -> list[dict[str, Any]]:
    """One COMPLETE event a statement that reads or writes; `at` is when it ran, now by default.

    Sources that cannot be told are left out: the specification has no place for them.
    """
    moment = (at or datetime.now(UTC)).isoformat()
    return [
        _event(one, graph.dialect, namespace, f"{job}.{one.index}", moment)
        for one in graph.statements
        if one.sources or one.targets
    ]


def _event(one: StatementLineage, dialect: str, namespace: str, job: str, moment: str) -> dict[str, Any]:
    return event(
        namespace=namespace,
        job=job,
        moment=moment,
        inputs=list(one.sources),
        outputs=[_output(name, one, namespace) for name in one.targets],
        facets={"sql": _sql_facet(one, dialect)},
    )


def event(
    *,
    namespace: str,
    job: str,
    moment: str,
    inputs: list[str],
    outputs: list[dict[str, Any]],
    facets: dict[str, Any],
) -> dict[str, Any]:
    """One COMPLETE run event; `inputs` are names of datasets."""
    return {
        "eventTime": moment,
        "eventType": "COMPLETE",
        "producer": _producer(),
        "schemaURL": _EVENT_SCHEMA,
        "run": {"runId": str(uuid.uuid4())},
        "job": {"namespace": namespace, "name": job, "facets": facets},
        "inputs": [{"namespace": namespace, "name": name} for name in inputs],
        "outputs": outputs,
    }


def _producer() -> str:
    try:
        return f"{PRODUCER}:{version('iopsdata-jupyter')}"
    except PackageNotFoundError:
        return PRODUCER


def _facet(schema: str) -> dict[str, Any]:
    return {"_producer": _producer(), "_schemaURL": schema}


def _sql_facet(one: StatementLineage, dialect: str) -> dict[str, Any]:
    return _facet(_SQL_SCHEMA) | {"query": one.sql} | ({"dialect": dialect} if dialect else {})


def _output(name: str, one: StatementLineage, namespace: str) -> dict[str, Any]:
    named = [
        (edge.target_column, edge.source_table, edge.source_column, edge)
        for edge in one.column_edges
        if edge.target_table == name and edge.source_table is not None
    ]
    dataset: dict[str, Any] = {"namespace": namespace, "name": name}
    if named:
        dataset["facets"] = {"columnLineage": column_facet(named, namespace)}
    return dataset


def column_facet(named: Iterable[tuple[str, str, str, ColumnEdge | Flow]], namespace: str) -> dict[str, Any]:
    """The facet out of (target column, source dataset, source column, edge)."""
    fields: dict[str, dict[tuple[str, str], list[dict[str, Any]]]] = {}
    for target, dataset, column, edge in named:
        steps = fields.setdefault(target, {}).setdefault((dataset, column), [])
        steps.append(
            {"type": edge.kind, "subtype": edge.subtype, "description": edge.expression, "masking": False}
        )
    return _facet(_COLUMNS_SCHEMA) | {
        "fields": {
            column: {
                "inputFields": [
                    {"namespace": namespace, "name": table, "field": source, "transformations": steps}
                    for (table, source), steps in inputs.items()
                ]
            }
            for column, inputs in fields.items()
        }
    }
