"""A store that fails costs what it would have kept, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from iopsdata_jupyter.errors import StoreError
from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.local import LocalStore


class Failing(LocalStore):
    """A store that can be read `reads` times and never written."""

    def __init__(self, folder: Path, reads: int) -> None:
        super().__init__(folder)
        self.reads = reads

    def connections(self):
        self.reads -= 1
        if self.reads < 0:
            raise StoreError("gone")
        return super().connections()

    def save_connection(self, record, secrets=None):
        raise StoreError("full")


def test_a_connection_that_cannot_be_saved_opens_with_a_warning(tmp_path: Path, shop: Path) -> None:
    session = Session(store=Failing(tmp_path, reads=9))
    with pytest.warns(UserWarning, match="Nothing is audited or saved"):
        connection = session.connect(str(shop), name="shop")
    assert connection.config.name == "shop"
    session.connections.close_all()


def test_a_saved_connection_that_cannot_be_read_is_no_other_one(tmp_path: Path, shop: Path) -> None:
    kept = LocalStore(tmp_path)
    earlier = Session(store=kept)
    earlier.connect(str(shop), name="shop")
    earlier.connections.close_all()
    kept.close()
    session = Session(store=Failing(tmp_path, reads=1))
    with pytest.raises(StoreError, match="gone"):
        session.connect("shop")
