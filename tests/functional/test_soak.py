"""Ten thousand queries leave no memory and no handle behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_ten_thousand_queries_leave_nothing_behind(engine: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.functional.soaking", engine, str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    gained = json.loads(ran.stdout.splitlines()[-1])
    assert gained["mebibytes"] < 10
    assert gained["handles"] <= 1
