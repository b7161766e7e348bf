"""Stores with nothing in them, for the test body that runs over every implementation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from iopsdata_jupyter.store.base import Store
from iopsdata_jupyter.store.local import LocalStore


@pytest.fixture(params=["local"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store = LocalStore(tmp_path)
    yield store
    store.close()
