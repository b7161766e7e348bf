"""Stores with nothing in them, for the test body that runs over every implementation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets, Metric, Store
from iopsdata_jupyter.store.local import LocalStore
from tests.services.postgresql import postgresql
from tests.services.supabase_lite import SupabaseLite, supabase
from tests.services.workspaces import person

__all__ = ["postgresql", "supabase"]

OTHERS = ConnectionRecord("shop", "postgresql", "postgresql://bob@db.example/rival", "read_only", True)


@pytest.fixture(params=["local", pytest.param("supabase", marks=pytest.mark.service)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "supabase":
        yield from in_a_workspace(request.getfixturevalue("supabase"), tmp_path)
        return
    store = LocalStore(tmp_path)
    yield store
    store.close()


def in_a_workspace(supabase: SupabaseLite, folder: Path) -> Iterator[Store]:
    """A workspace beside another account's, whose entries of the same names must come through unharmed."""
    rival = person(supabase, folder / "bob", "bob")
    theirs = rival.store(rival.new_workspace("rival"))
    theirs.save_connection(OTHERS, ConnectionSecrets("rival"))
    theirs.save_metric(Metric("revenue", "sum(rival)"))
    ann = person(supabase, folder / "ann")
    store = ann.store(ann.new_workspace())
    yield store
    store.close()
    afterwards = rival.store(theirs.workspace)
    assert list(afterwards.connections()) == [OTHERS]
    assert afterwards.secrets("shop").password == "rival"
    assert [metric.expression for metric in afterwards.metrics()] == ["sum(rival)"]
    assert not afterwards.audit()
