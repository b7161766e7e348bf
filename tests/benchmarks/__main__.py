"""Speed as ratios, all in one run: ours beside the raw driver and JupySQL.

Figures are CPU seconds of this process (medians of repetitions), since the machines are shared and noisy.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

CASES: dict[str, str | None] = {
    "load": "JupySQL",
    "select_1": "JupySQL",
    "fetch": "JupySQL",
    "persist": "JupySQL",
    "lineage": "sqllineage",
    "profile": None,
}
"""Each module here, and the peer that it is compared with; None: its bare figures are the peers' own."""


def main() -> None:
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores, CPU time"
    )
    for name, rival in CASES.items():
        peers = ("raw", "iopsdata", *([rival.casefold()] if rival else []))
        figures = {peer: _run(name, peer) for peer in peers}
        for case, ours in figures["iopsdata"].items():
            theirs = figures[rival.casefold()].get(case) if rival else None
            print(f"{case:<38} {_line(ours, figures['raw'].get(case), theirs, rival)}")


def _line(ours: float, raw: float | None, theirs: float | None, rival: str | None) -> str:
    parts = [f"ours {ours:9.2f}"]
    if raw is not None:
        parts.append(f"bare {raw:9.2f} (ours {ours - raw:+.2f}, {ours / raw:.2f} of it)")
    if theirs is not None:
        parts.append(f"{rival} {theirs:9.2f} (ours {ours / theirs:.2f} of it)")
    elif rival == "JupySQL":
        parts.append("JupySQL fails")
    return ", ".join(parts)


def _run(case: str, peer: str) -> dict[str, float]:
    """Each peer in a process of its own, with settings and histories in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"IOPSDATA_DATA_DIR": folder, "IPYTHONDIR": folder, "HOME": folder}
        ran = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{case}", peer],
            capture_output=True, text=True, env=environment, check=False, cwd=Path(__file__).parents[2],
        )  # fmt: skip
    if ran.returncode:
        print(ran.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return {}
    line = next(line for line in ran.stdout.splitlines() if "FIGURES " in line)
    return json.loads(line.split("FIGURES ", 1)[1])


if __name__ == "__main__":
    main()
