"""What importing the package and loading the extension may not import (FACTS section 2)."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "pandas", "duckdb", "sqlglot", "sqlalchemy", "litellm", "supabase", "pyarrow", "numpy", "ipywidgets",
    "anywidget", "cryptography", "httpx", "filelock",
)  # fmt: skip

LOAD = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_line_magic('load_ext', 'iopsdata_jupyter')
"""


def imported_by(code: str) -> list[str]:
    script = f"{code}\nimport sys\nprint(*[name for name in {HEAVY} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return ran.stdout.split()


@pytest.mark.parametrize("code", ["import iopsdata_jupyter", LOAD])
def test_nothing_heavy_is_imported_before_the_first_cell(code: str) -> None:
    assert imported_by(code) == []


def test_the_server_s_start_imports_nothing_heavy() -> None:
    bare = imported_by("import jupyter_server.base.handlers")
    assert imported_by("import iopsdata_jupyter.server.routes") == bare


def test_the_first_statement_imports_no_model_and_no_orm() -> None:
    loaded = imported_by(LOAD + "shell.run_line_magic('sql', 'select 1')")
    assert not {"litellm", "supabase", "sqlalchemy"} & set(loaded)
