"""nbval compares every output; our card as JSON holds times where its sanitizer does not reach.

The card's text and HTML say the same and are compared. The kernels work in a data folder of their own, and
keep no answers but where a notebook says so, so that every run sees the same.
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

CARD = "application/vnd.iopsdata.answer+json"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        notebook = item.parent
        if notebook is not None and CARD not in getattr(notebook, "skip_compare", (CARD,)):
            notebook.skip_compare = (*notebook.skip_compare, CARD)
