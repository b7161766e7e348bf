"""Some values of each column: what they mean, their patterns, and samples, masked where personal."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from iopsdata_jupyter.profiling.models import TEMPORAL, ColumnProfile, ValueCount
from iopsdata_jupyter.profiling.patterns import patterns
from iopsdata_jupyter.profiling.plain import shortened
from iopsdata_jupyter.profiling.queries.basics import ranged_value
from iopsdata_jupyter.profiling.queries.expressions import LONGEST_VALUE, is_textual, selected
from iopsdata_jupyter.profiling.scan import Scan, chunks
from iopsdata_jupyter.profiling.semantic_types import masked, semantic_type
from iopsdata_jupyter.profiling.source import SourceColumn

READ_ROWS = 500
"""Rows of which values are read. They stay in this process."""
SAMPLES = 5

Values = dict[str, list[Any]]


def read_values(scan: Scan, columns: Sequence[SourceColumn]) -> Values:
    """Values that are not null, by column, from the first `READ_ROWS` rows of the relation."""
    found: Values = {}
    readable = [column for column in columns if column.kind != "binary"]
    for batch in chunks(readable, 100):
        for column, row in _lists(scan, batch):
            found[column.name] = row
    return found


def _lists(scan: Scan, batch: Sequence[SourceColumn]) -> list[tuple[SourceColumn, list[Any]]]:
    names = (
        f"substr(c{column.position}, 1, {LONGEST_VALUE})"
        if is_textual(column, scan.dialect)
        else (ranged_value(column, scan.dialect) if column.kind in TEMPORAL else f"c{column.position}")
        for column in batch
    )
    listed = ", ".join(f"{name} AS c{column.position}" for name, column in zip(names, batch, strict=True))
    sql = f"SELECT {listed} FROM {selected(batch, scan.relation, scan.dialect)} LIMIT {READ_ROWS}"
    rows = scan.rows_of(batch[0], sql, "Samples")
    if rows is None:
        return []
    return [
        (column, [row[f"c{column.position}"] for row in rows if row[f"c{column.position}"] is not None])
        for column in batch
    ]


def with_values(profile: ColumnProfile, values: Sequence[Any], table: str) -> ColumnProfile:
    """The profile with what the values tell; personal values leave it masked only."""
    meaning = semantic_type(
        profile.name, profile.kind, values, table=table, low=profile.min, high=profile.max
    )
    text = profile.text
    if text is not None:
        texts = [str(value) for value in values]
        hidden = meaning is not None and meaning.personal
        shapes = () if hidden and meaning and meaning.name == "person_name" else patterns(texts)
        text = dataclasses.replace(
            text, patterns=shapes, pattern_rows=sum(1 for value in texts if value.strip())
        )
    profile = dataclasses.replace(profile, semantic=meaning, text=text, samples=_samples(values))
    return _masked(profile) if meaning is not None and meaning.personal else profile


def _samples(values: Sequence[Any]) -> tuple[Any, ...]:
    """The first values that differ."""
    kept: list[Any] = []
    for value in values:
        shown = shortened(value) if isinstance(value, str) else value
        if shown not in kept:
            kept.append(shown)
        if len(kept) == SAMPLES:
            break
    return tuple(kept)


def _masked(profile: ColumnProfile) -> ColumnProfile:
    return dataclasses.replace(
        profile,
        samples=tuple(map(masked, profile.samples)),
        top_values=tuple(
            ValueCount(masked(item.value), item.count, item.share) for item in profile.top_values
        ),
        min=masked(profile.min),
        max=masked(profile.max),
    )
