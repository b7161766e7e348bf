"""From one store to another, by hand: what is new, what is the same already, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from iopsdata_jupyter.errors import SecretUnreadable
from iopsdata_jupyter.store.base import Store
from iopsdata_jupyter.store.records import ConnectionRecord, ConnectionSecrets, Metric, VerifiedQuery

State = Literal["new", "same", "conflict", "locked"]
_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that could move."""

    kind: Literal["connection", "verified query", "metric"]
    name: str
    """A connection's or metric's name; a question, with its connection."""
    state: State
    """`conflict`: the other store has another one of that name; `locked`: its password cannot be read."""
    save: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """What was done with each entry."""

    moved: tuple[Entry, ...]
    left: tuple[Entry, ...]
    """Conflicts and locked ones, as they were in both stores."""
    same: int


def compare(source: Store, target: Store, *, passwords: bool) -> list[Entry]:
    """What `source` has, beside what `target` has; `passwords`: with them.

    Raises:
        StoreError: one of the stores cannot be read.
    """
    return [
        *_connections(source, target, passwords=passwords),
        *_verified_queries(source, target),
        *_metrics(source, target),
    ]


def move(entries: Sequence[Entry], *, names: Collection[str] = (), replace_others: bool = False) -> Moved:
    """Saves what is new, and conflicts where they are to be replaced; `names`: these alone.

    Raises:
        StoreError: the target cannot be written; what was moved before stays moved.
    """
    meant = [entry for entry in entries if not names or entry.name in names]
    wanted = ("new", "conflict") if replace_others else ("new",)
    moved = tuple(entry for entry in meant if entry.state in wanted)
    for entry in moved:
        entry.save()
    left = tuple(entry for entry in meant if entry.state not in (*wanted, "same"))
    return Moved(moved, left, sum(entry.state == "same" for entry in meant))


def _connections(source: Store, target: Store, *, passwords: bool) -> list[Entry]:
    others = {record.name: record for record in target.connections()}
    return [
        _connection(record, others, source, target, passwords=passwords) for record in source.connections()
    ]


def _connection(
    record: ConnectionRecord,
    others: dict[str, ConnectionRecord],
    source: Store,
    target: Store,
    *,
    passwords: bool,
) -> Entry:
    plain = replace(record, has_password=False)
    other = others.get(record.name)
    try:
        secrets = (source.secrets(record.name) or None) if passwords else None
        theirs = target.secrets(record.name) if secrets and other else None
    except SecretUnreadable:
        return Entry("connection", record.name, "locked", lambda: None)
    state = _state(plain, other and replace(other, has_password=False))
    if state == "same" and secrets is not None and theirs != secrets:
        state = "conflict" if theirs else "new"
    return Entry("connection", record.name, state, _saving(target, plain, secrets))


def _saving(target: Store, record: ConnectionRecord, secrets: ConnectionSecrets | None) -> Callable[[], None]:
    return lambda: target.save_connection(record, secrets)


def _verified_queries(source: Store, target: Store) -> list[Entry]:
    others = {(query.connection, query.question): query for query in target.verified_queries()}
    entries = []
    for query in source.verified_queries():
        state = _state(_timeless(query), _timeless(others.get((query.connection, query.question))))
        name = f"{query.question} ({query.connection})"
        entries.append(Entry("verified query", name, state, _keeping(target.save_verified_query, query)))
    return entries


def _metrics(source: Store, target: Store) -> list[Entry]:
    others: dict[str, Metric] = {metric.name: metric for metric in target.metrics()}
    return [
        Entry(
            "metric",
            metric.name,
            _state(metric, others.get(metric.name)),
            _keeping(target.save_metric, metric),
        )
        for metric in source.metrics()
    ]


def _keeping(save: Callable[[Any], None], record: Any) -> Callable[[], None]:
    return lambda: save(record)


def _timeless(query: VerifiedQuery | None) -> VerifiedQuery | None:
    """A workspace says itself when a query was verified in it."""
    return replace(query, verified_at=_ANY_TIME) if query else None


def _state(mine: object, theirs: object) -> State:
    if theirs is None:
        return "new"
    return "same" if mine == theirs else "conflict"
