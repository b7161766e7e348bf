"""How soon the side panel shows 1,000 saved connections in Chromium.

    npm run build && python -m tests.benchmarks.connections_panel

Wall milliseconds from the activation of the panel to its first row, the request to the server included; the
median and the largest of several pages.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from iopsdata_jupyter.store.base import ConnectionRecord
from iopsdata_jupyter.store.local import LocalStore
from tests.benchmarks.lab_start import running_lab, shown_after_ms
from tests.browser.conftest import CHROMIUM_FLAGS, Lab

CONNECTIONS = 1000
ROUNDS = 7
FIRST_ROW = ".iops-ConnectionRow"


def fill(lab: Lab) -> None:
    """Saves connections as a team's store could hold them."""
    store = LocalStore(lab.data_dir)
    for number in range(CONNECTIONS):
        target = f"postgresql://analyst@db{number}.example:5432/shop"
        store.save_connection(ConnectionRecord(f"c{number:04}", "postgresql", target, "read_only"))
    store.close()


def main() -> None:
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        with running_lab(Path(folder, "home")) as lab:
            fill(lab)
            shown_after_ms(browser, lab, FIRST_ROW)
            found = [shown_after_ms(browser, lab, FIRST_ROW) for _ in range(ROUNDS)]
        browser.close()
    print(f"{datetime.now(UTC):%Y-%m-%d}, load {os.getloadavg()[0]:.0f}, {ROUNDS} pages")
    print(f"first of {CONNECTIONS} rows after {statistics.median(found):.0f} ms (largest {max(found):.0f})")


if __name__ == "__main__":
    main()
