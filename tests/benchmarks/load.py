"""CPU that a bare IPython shell takes, and what loading the extension adds to it."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

EXTENSIONS = {"raw": "", "iopsdata": "iopsdata_jupyter", "jupysql": "sql"}

SCRIPT = """
from tests.benchmarks.measure import shell
shell = shell()
name = {extension!r}
if name:
    shell.run_line_magic('load_ext', name)
import time
print(time.process_time())
"""


def seconds(extension: str) -> float:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(extension=extension)], capture_output=True, text=True, check=True
    )
    return float(ran.stdout.split()[-1])


if __name__ == "__main__":
    extension = EXTENSIONS[sys.argv[1]]
    print(
        "FIGURES",
        json.dumps(
            {"shell and %load_ext, CPU ms": 1000 * statistics.median(seconds(extension) for _ in range(7))}
        ),
    )
