"""nbval compares every output, but for our answer cards, graphs and profiles as JSON.

Cards hold times where its sanitizer does not reach, graphs the ids that a front end gave to the cells,
profiles figures whose last digits are the processor's. Their text and HTML say the same and are compared.
The kernels work in a data folder of their own, and keep no answers but where a notebook says so, so that
every run sees the same.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import pytest

_FOLDER = tempfile.mkdtemp(prefix="iopsdata-notebooks-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["IOPSDATA_DATA_DIR"] = _FOLDER
os.environ["IOPSDATA_LOCK_ANSWERS"] = "false"

NOT_COMPARED = tuple(f"application/vnd.iopsdata.{kind}+json" for kind in ("answer", "lineage", "profile"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        notebook = item.parent
        if notebook is not None and NOT_COMPARED[0] not in getattr(notebook, "skip_compare", NOT_COMPARED):
            notebook.skip_compare = (*notebook.skip_compare, *NOT_COMPARED)
