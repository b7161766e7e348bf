"""A session for all tests of a module, whose store lies in a temporary folder."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.local import LocalStore


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return Session(store=LocalStore(tmp_path_factory.mktemp("store")))
