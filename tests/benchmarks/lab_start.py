"""What the lab extension adds to JupyterLab's start in Chromium, and how soon its panel stands.

    npm run build && python -m tests.benchmarks.lab_start

Two JupyterLab servers, with the extension and without it, are opened in turn by new browser contexts. The
figures are medians, in milliseconds: wall time until the layout is restored, and time that the page's main
thread was busy, which other work on the machine changes less.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM_FLAGS, Lab, environment, free_port, server_options, wait_for

ROUNDS = 11
MARK = """
  const waiting = setInterval(() => {
    if (window.jupyterapp) {
      clearInterval(waiting);
      window.jupyterapp.restored.then(() => { window.restoredAt = performance.now(); });
    }
  }, 2);
"""
SECTION = "#iopsdata-connections"
SHOWN = """async selector => {
  const started = performance.now();
  window.jupyterapp.shell.activateById('iopsdata-panel');
  while (!document.querySelector(selector)?.checkVisibility()) {
    if (performance.now() - started > 30000) {
      throw new Error(`${selector} does not appear`);
    }
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - started;
}"""


@contextmanager
def running_lab(home: Path, *, without: Sequence[str] = ()) -> Iterator[Lab]:
    """A JupyterLab server whose folders all lie in `home`."""
    lab = Lab(f"http://127.0.0.1:{free_port()}", "benchmark", home / "root", home / "data" / "iopsdata")
    lab.root.mkdir(parents=True)
    command = [sys.executable, "-m", "jupyterlab", *server_options(lab)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment(home, without), cwd=lab.root, stdout=log, stderr=log
        )
        try:
            wait_for(lab, process, home / "log")
            yield lab
        finally:
            process.terminate()
            process.wait(15)


def start_ms(browser: Browser, lab: Lab) -> tuple[float, float]:
    """Wall milliseconds until the layout is restored, and those in which the main thread was busy."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(MARK)
    page = context.new_page()
    counters = context.new_cdp_session(page)
    counters.send("Performance.enable")
    page.goto(lab.page_url())
    page.wait_for_function("window.restoredAt !== undefined", timeout=60_000)
    wall: float = page.evaluate("window.restoredAt")
    metrics = {
        metric["name"]: metric["value"] for metric in counters.send("Performance.getMetrics")["metrics"]
    }
    context.close()
    return wall, 1000 * metrics["TaskDuration"]


def shown_after_ms(browser: Browser, lab: Lab, selector: str) -> float:
    """Wall milliseconds from the panel's activation until an element is in view, on a page of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(lab.page_url())
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    page.wait_for_selector(".jp-Launcher")
    found: float = page.evaluate(SHOWN, selector)
    context.close()
    return found


def main() -> None:
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        homes = Path(folder, "with"), Path(folder, "without")
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        with running_lab(homes[0]) as ours, running_lab(homes[1], without=["iopsdata-jupyter"]) as bare:
            labs = {"with": ours, "without": bare}
            for lab in labs.values():
                start_ms(browser, lab)
            found: dict[str, list[tuple[float, float]]] = {name: [] for name in labs}
            for _ in range(ROUNDS):
                for name, lab in labs.items():
                    found[name].append(start_ms(browser, lab))
            panel = statistics.median(shown_after_ms(browser, ours, SECTION) for _ in range(3))
        browser.close()
    print(f"{datetime.now(UTC):%Y-%m-%d}, load {os.getloadavg()[0]:.0f}, medians of {ROUNDS} starts, ms")
    for place, what in enumerate(("until restored", "main thread busy")):
        medians = {name: statistics.median(run[place] for run in runs) for name, runs in found.items()}
        added = medians["with"] - medians["without"]
        print(f"{what:<18} with {medians['with']:.0f}, without {medians['without']:.0f}, added {added:+.0f}")
    print(f"panel visible after {panel:.0f}")


if __name__ == "__main__":
    main()
