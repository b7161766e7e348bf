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

CASES = ("load", "select_1", "fetch", "persist", "profile")
PEERS = {"profile": ("raw", "iopsdata")}
"""What a benchmark runs beside, where it is not JupySQL, which has no such thing."""


def main() -> None:
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores, CPU time"
    )
    for name in CASES:
        peers = PEERS.get(name, ("raw", "iopsdata", "jupysql"))
        figures = {peer: _run(name, peer) for peer in peers}
        for case in figures["iopsdata"]:
            ours, raw = figures["iopsdata"][case], figures["raw"].get(case)
            line = _line(ours, raw)
            if "jupysql" in figures:
                line += _beside_jupysql(ours, figures["jupysql"].get(case))
            print(f"{case:<38} {line}")


def _line(ours: float, raw: float | None) -> str:
    line = f"ours {ours:9.2f}"
    return (
        line if raw is None else f"{line}, bare {raw:9.2f} (ours {ours - raw:+.2f}, {ours / raw:.2f} of it)"
    )


def _beside_jupysql(ours: float, theirs: float | None) -> str:
    return (
        ", JupySQL fails" if theirs is None else f", JupySQL {theirs:9.2f} (ours {ours / theirs:.2f} of it)"
    )


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
